using CaseWorkflows.Cases;

namespace CaseWorkflows.Persistence.Model;

/// <summary>Who read the file of which case when.</summary>
internal sealed class AccessLogRow
{
    public long Id { get; private set; }

    public required CaseId CaseId { get; init; }

    public required UserId Actor { get; init; }

    public required string ActorName { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A version of a definition. Cases are pinned to it, so it never changes and never goes.</summary>
internal sealed class DefinitionRow
{
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    public required string ServiceType { get; init; }

    public required string Json { get; init; }

    /// <summary>Over the content without layout: a file that was only formatted anew is the same version.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }
}

/// <summary>The version on which new cases of a service start.</summary>
internal sealed class DefinitionInForceRow
{
    public required string ServiceType { get; init; }

    public required string DefinitionId { get; set; }

    public required int Version { get; set; }

    public required DateTimeOffset Since { get; set; }
}

/// <summary>A schema script that was applied.</summary>
internal sealed class SchemaVersionRow
{
    public required int Version { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }
}

/// <summary>A run of a migration.</summary>
internal sealed class MigrationRunRow
{
    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required int FromVersion { get; init; }

    public required int ToVersion { get; init; }

    /// <summary>The order as JSON.</summary>
    public required string OrderJson { get; init; }

    public required string MapDigest { get; init; }

    public required string OrderedBy { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null until every case had its turn.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Null if it was not undone.</summary>
    public DateTimeOffset? UndoneAt { get; init; }
}

/// <summary>What a run of a migration did to a case.</summary>
internal sealed class MigrationLineRow
{
    public required Guid RunId { get; init; }

    public required CaseId CaseId { get; init; }

    public required string Code { get; init; }

    public required string Verdict { get; init; }

    /// <summary>The whole line as JSON.</summary>
    public required string LineJson { get; init; }
}
