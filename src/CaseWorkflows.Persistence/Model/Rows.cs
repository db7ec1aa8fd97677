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
