using CaseWorkflows.Persistence;
using CaseWorkflows.Web.Hosting;
using Microsoft.Data.Sqlite;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The database that verbs look into: the one the server of this installation uses.</summary>
internal static class VerbDatabase
{
    /// <summary>Where it is.</summary>
    /// <exception cref="VerbException">It is the embedded one and does not exist: looking into it must not make an empty one.</exception>
    public static PersistenceOptions Of(Surroundings at)
    {
        var options = at.Configuration().GetSection(ProductOptions.Section).Get<ProductOptions>() ?? new ProductOptions();
        var connection = options.Database.ConnectionString;
        var isSqlite = options.Database.Provider.Equals("sqlite", StringComparison.OrdinalIgnoreCase);
        if (isSqlite && connection.Length == 0)
            connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(at.PathOf(options.DataFolder), "caseworkflows.db") }.ConnectionString;
        if (isSqlite && new SqliteConnectionStringBuilder(connection).DataSource is var file && !File.Exists(at.PathOf(file)))
            throw VerbException.Unusable("verify.no-database", ("file", file));
        return PersistenceOptions.From(options.Database.Provider, connection);
    }
}
