namespace CaseWorkflows.Persistence;

/// <summary>Which database keeps the cases.</summary>
public enum DatabaseProvider
{
    /// <summary>A file beside the program: one node, no server. For trying out and for a single small centre.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server: any number of nodes.</summary>
    PostgreSql,
}

/// <summary>Where cases are kept.</summary>
/// <param name="Provider">The kind of database.</param>
/// <param name="ConnectionString">How it is reached.</param>
public sealed record PersistenceOptions(DatabaseProvider Provider, string ConnectionString)
{
    /// <summary>Options from configuration, where the provider is a word.</summary>
    /// <param name="provider"><c>sqlite</c> or <c>postgresql</c>.</param>
    /// <param name="connectionString">How the database is reached.</param>
    /// <exception cref="InvalidOperationException">Another word, or no connection string; the message says what to write.</exception>
    public static PersistenceOptions From(string? provider, string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new InvalidOperationException(PersistenceTexts.Both("connection.missing"));
        return provider?.Trim().ToUpperInvariant() switch
        {
            "SQLITE" => new(DatabaseProvider.Sqlite, connectionString),
            "POSTGRESQL" => new(DatabaseProvider.PostgreSql, connectionString),
            _ => throw new InvalidOperationException(PersistenceTexts.Both("provider.unknown", ("provider", provider))),
        };
    }
}
