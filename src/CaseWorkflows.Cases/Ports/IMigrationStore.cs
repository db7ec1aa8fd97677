using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Where runs of migrations are kept, and which cases they concern.</summary>
public interface IMigrationStore
{
    /// <summary>Cases on the version that have not ended, of the office and those below it, in the order of their ids, after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<(CaseId Id, string Code)>> RunningAsync(string definitionId, int version, OfficePath office, CaseId? after, int limit, CancellationToken cancellationToken);

    /// <summary>The versions of a definition that were published, ascending.</summary>
    ValueTask<IReadOnlyList<int>> VersionsAsync(string definitionId, CancellationToken cancellationToken);

    /// <summary>Keeps a new run.</summary>
    ValueTask AddAsync(MigrationRun run, CancellationToken cancellationToken);

    /// <summary>The run, or null.</summary>
    ValueTask<MigrationRun?> FindAsync(Guid run, CancellationToken cancellationToken);

    /// <summary>Runs, the newest first; of one definition, or of all for null.</summary>
    ValueTask<IReadOnlyList<MigrationRun>> RunsAsync(string? definitionId, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps what happened to a case; what was kept of it for the run before is replaced.</summary>
    ValueTask SettleAsync(Guid run, MigrationLine line, CancellationToken cancellationToken);

    /// <summary>What happened to the cases of a run that are with the office or below it now, by case code.</summary>
    ValueTask<IReadOnlyList<MigrationLine>> LinesAsync(Guid run, OfficePath office, CancellationToken cancellationToken);

    /// <summary>Keeps that every case of the run had its turn.</summary>
    ValueTask FinishAsync(Guid run, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Keeps that the run was undone, as far as that could be.</summary>
    ValueTask UndoneAsync(Guid run, DateTimeOffset at, CancellationToken cancellationToken);
}
