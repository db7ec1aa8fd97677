using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Tests.InMemory;

/// <summary>Runs of migrations over cases and definitions in memory.</summary>
internal sealed class InMemoryMigrations(InMemoryCaseStore cases, InMemoryDefinitions definitions) : IMigrationStore
{
    private readonly Dictionary<Guid, MigrationRun> _runs = [];
    private readonly Dictionary<(Guid, CaseId), MigrationLine> _lines = [];

    public ValueTask<IReadOnlyList<(CaseId Id, string Code)>> RunningAsync(string definitionId, int version, OfficePath office, CaseId? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(cases.Ask(all => all
            .Where(x => x.DefinitionId == definitionId && x.DefinitionVersion == version && x.Status is CaseStatus.Open or CaseStatus.Paused && office.Covers(x.Office))
            .Where(x => after is null || x.Id.Value.CompareTo(after.Value.Value) > 0)
            .OrderBy(x => x.Id.Value).Take(limit).Select(x => (x.Id, x.Code))));

    public ValueTask<IReadOnlyList<int>> VersionsAsync(string definitionId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<int>>([.. definitions.Versions.Where(x => x.Definition == definitionId).Select(x => x.Version).Order()]);

    public ValueTask AddAsync(MigrationRun run, CancellationToken cancellationToken)
    {
        _runs.Add(run.Id, run);
        return ValueTask.CompletedTask;
    }

    public ValueTask<MigrationRun?> FindAsync(Guid run, CancellationToken cancellationToken) => ValueTask.FromResult(_runs.TryGetValue(run, out var found) ? Counted(found) : null);

    public ValueTask<IReadOnlyList<MigrationRun>> RunsAsync(string? definitionId, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<MigrationRun>>([.. _runs.Values.Where(x => definitionId is null || x.Order.DefinitionId == definitionId).OrderByDescending(x => x.StartedAt).Take(limit).Select(Counted)]);

    public ValueTask SettleAsync(Guid run, MigrationLine line, CancellationToken cancellationToken)
    {
        _lines[(run, line.CaseId)] = line;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<MigrationLine>> LinesAsync(Guid run, OfficePath office, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<MigrationLine>>([.. LinesOf(run).Where(x => cases.Ask(all => all.Where(y => y.Id == x.CaseId && office.Covers(y.Office))).Count > 0).OrderBy(x => x.Code, StringComparer.Ordinal)]);

    public ValueTask FinishAsync(Guid run, DateTimeOffset at, CancellationToken cancellationToken)
    {
        _runs[run] = _runs[run] with { FinishedAt = at };
        return ValueTask.CompletedTask;
    }

    public ValueTask UndoneAsync(Guid run, DateTimeOffset at, CancellationToken cancellationToken)
    {
        _runs[run] = _runs[run] with { UndoneAt = at };
        return ValueTask.CompletedTask;
    }

    private IEnumerable<MigrationLine> LinesOf(Guid run) => _lines.Where(x => x.Key.Item1 == run).Select(x => x.Value);

    private MigrationRun Counted(MigrationRun run)
    {
        int Count(MigrationVerdict verdict) => LinesOf(run.Id).Count(x => x.Verdict == verdict);
        return run with
        {
            Moved = Count(MigrationVerdict.Moved), Stayed = Count(MigrationVerdict.Stayed), Undone = Count(MigrationVerdict.Undone), NotUndone = Count(MigrationVerdict.NotUndone),
        };
    }
}
