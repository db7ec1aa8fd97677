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
        var database = ToMake(at);
        if (database.Provider == DatabaseProvider.Sqlite && new SqliteConnectionStringBuilder(database.ConnectionString).DataSource is var file && !File.Exists(at.PathOf(file)))
            throw VerbException.Unusable("verify.no-database", ("file", file));
        return database;
    }

    /// <summary>Where it is, or where it will be made.</summary>
    public static PersistenceOptions ToMake(Surroundings at)
    {
        var options = Composition.OptionsOf(at.Configuration());
        return Composition.DatabaseOf(options, new ProductPaths("", at.PathOf(options.DataFolder)));
    }
}
