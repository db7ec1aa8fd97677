using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Commands.Migration;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Cases.Migration;

/// <summary>
/// Brings running cases from one version of their definition to another, case by case: each is a command of its own, named by run and case,
/// so a run that was cut off is taken up again without doing anything twice.
/// </summary>
public sealed class CaseMigrations(ICaseStore cases, IMigrationStore runs, CaseCommands commands, CaseRules rules, TimeProvider time)
{
    private const int Batch = 200;

    /// <summary>The map of steps for an order; <see cref="StepMap.Steps"/> can be written down for a person to change.</summary>
    /// <exception cref="MigrationOrderException">The order can't be carried out as it stands.</exception>
    public async ValueTask<StepMap> MapAsync(MigrationOrder order, CancellationToken cancellationToken = default)
    {
        if (rules.Engine is not IFlowMigration migration) throw new MigrationOrderException(MigrationTexts.Refuse("migration.engine-cannot"));
        if (order.From == order.To) throw new MigrationOrderException(MigrationTexts.Refuse("migration.same-version", ("version", order.To)));
        var versions = await runs.VersionsAsync(order.DefinitionId, cancellationToken);
        if (versions.Count == 0) throw new MigrationOrderException(MigrationTexts.Refuse("migration.unknown-definition", ("definition", order.DefinitionId)));
        foreach (var version in new[] { order.From, order.To })
            if (!versions.Contains(version))
                throw new MigrationOrderException(MigrationTexts.Refuse("migration.unknown-version-known", ("definition", order.DefinitionId), ("version", version), ("versions", string.Join(", ", versions))));
        var from = await rules.Parsed.GetAsync(order.DefinitionId, order.From, cancellationToken);
        var to = await rules.Parsed.GetAsync(order.DefinitionId, order.To, cancellationToken);
        var (map, problems) = migration.Complete(from, to, order.Choices);
        return problems.Count == 0 ? map : throw new MigrationOrderException(CaseMove.MapUnusable(problems));
    }

    /// <summary>The steps of the new version that have no counterpart in the old one.</summary>
    public async ValueTask<IReadOnlyList<StepName>> AddedAsync(MigrationOrder order, StepMap map, CancellationToken cancellationToken = default)
    {
        var to = await rules.Parsed.GetAsync(order.DefinitionId, order.To, cancellationToken);
        return [.. to.Activities.Where(x => map.Before(x.Id) is null).Select(x => StepName.Of(to, x.Id))];
    }

    /// <summary>The steps of both versions by id: those of the old one, and for each the steps of the new one that it can go on as.</summary>
    public async ValueTask<IReadOnlyList<MappableStep>> StepsAsync(MigrationOrder order, CancellationToken cancellationToken = default)
    {
        var from = await rules.Parsed.GetAsync(order.DefinitionId, order.From, cancellationToken);
        var to = await rules.Parsed.GetAsync(order.DefinitionId, order.To, cancellationToken);
        var byType = to.Activities.ToLookup(x => x.Type, x => StepName.Of(to, x.Id));
        return [.. from.Activities.Select(x => new MappableStep(StepName.Of(from, x.Id), [.. byType[x.Type]]))];
    }

    /// <summary>Says for each case what would happen. It decides by the command itself and writes nothing.</summary>
    /// <exception cref="MigrationOrderException">The order can't be carried out as it stands.</exception>
    public async ValueTask<MigrationReport> PlanAsync(MigrationOrder order, CancellationToken cancellationToken = default)
    {
        order = Shortest(order, await MapAsync(order, cancellationToken), await MapAsync(order with { Choices = [] }, cancellationToken));
        List<MigrationLine> lines = [];
        await foreach (var (id, code) in SelectAsync(order, lines, cancellationToken))
            lines.Add(await DryAsync(id, code, Command(order, Guid.Empty, "", ""), cancellationToken));
        return new(null, lines);
    }

    /// <summary>Carries an order out. One that was begun with the same order and has not finished is taken up again.</summary>
    /// <param name="order">The order.</param>
    /// <param name="by">The account of who ordered it.</param>
    /// <param name="reason">Why; it goes into every case's history, so it must not name applicants.</param>
    /// <param name="progress">Told after each case how many are done.</param>
    /// <param name="cancellationToken">Stops between two cases; the run can be taken up again.</param>
    /// <exception cref="MigrationOrderException">The order can't be carried out as it stands.</exception>
    public async ValueTask<MigrationReport> RunAsync(MigrationOrder order, string by, string reason, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var map = await MapAsync(order, cancellationToken);
        order = Shortest(order, map, await MapAsync(order with { Choices = [] }, cancellationToken)) with { Cases = [.. order.Cases.Select(Normal).Distinct().Order(StringComparer.Ordinal)] };
        var run = (await runs.RunsAsync(order.DefinitionId, Batch, cancellationToken)).FirstOrDefault(x => x.FinishedAt is null && x.UndoneAt is null && x.MapDigest == map.Digest && Same(x.Order, order));
        if (run is null)
        {
            run = new MigrationRun(Guid.CreateVersion7(time.GetUtcNow()), order, map.Digest, by, reason, time.GetUtcNow());
            await runs.AddAsync(run, cancellationToken);
        }
        var done = 0;
        List<MigrationLine> unknown = [];
        await foreach (var (id, code) in SelectAsync(order, unknown, cancellationToken))
        {
            await runs.SettleAsync(run.Id, await MoveAsync(run, id, code, cancellationToken), cancellationToken);
            progress?.Invoke(++done);
        }
        await runs.FinishAsync(run.Id, time.GetUtcNow(), cancellationToken);
        // Codes that no case on the version has: also those of cases that an earlier sending of this run has moved.
        var kept = await runs.LinesAsync(run.Id, order.Scope, cancellationToken);
        return new(await runs.FindAsync(run.Id, cancellationToken), [.. kept, .. unknown.Where(x => kept.All(y => y.Code != x.Code))]);
    }

    /// <summary>The runs that were ordered for an office or one below it, the newest first: one of a wider order names cases of others.</summary>
    /// <param name="definitionId">The definition; null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="office">The office of whoever asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<MigrationRun>> RunsAsync(string? definitionId, int limit, OfficePath office, CancellationToken cancellationToken = default) => office == OfficePath.Root
        ? await runs.RunsAsync(definitionId, limit, cancellationToken)
        : [.. (await runs.RunsAsync(definitionId, int.MaxValue, cancellationToken)).Where(x => office.Covers(x.Order.Scope)).Take(limit)];

    /// <summary>A run with what happened to its cases; null if there is none of the office.</summary>
    public async ValueTask<MigrationReport?> ReadAsync(Guid run, OfficePath office, CancellationToken cancellationToken = default) =>
        await runs.FindAsync(run, cancellationToken) is { } found && office.Covers(found.Order.Scope) ? new MigrationReport(found, await runs.LinesAsync(run, office, cancellationToken)) : null;

    /// <summary>Brings back every case that a run has moved, as far as that can be. Doing it again tries those again that could not be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="office">The office of whoever brings them back: cases that are with others stay.</param>
    /// <param name="by">Their account.</param>
    /// <param name="reason">Why; it goes into every case's history.</param>
    /// <param name="progress">Told after each case how many are done.</param>
    /// <param name="cancellationToken">Stops between two cases.</param>
    /// <exception cref="MigrationOrderException">There is no such run of the office.</exception>
    public async ValueTask<MigrationReport> UndoAsync(Guid run, OfficePath office, string by, string reason, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        if (await runs.FindAsync(run, cancellationToken) is not { } found || !office.Covers(found.Order.Scope)) throw new MigrationOrderException(UnknownRun(run));
        var done = 0;
        // A run that was cut off may have moved one case more than it could write down.
        var lines = (await runs.LinesAsync(run, office, cancellationToken)).ToDictionary(x => x.CaseId);
        if (found.FinishedAt is null)
            await foreach (var (id, code) in SelectAsync(found.Order with { From = found.Order.To, Cases = [] }, [], cancellationToken))
                if (!lines.ContainsKey(id) && await IsOfAsync(run, id, cancellationToken)) lines[id] = new(id, code, MigrationVerdict.Moved);
        foreach (var line in lines.Values.Where(x => x.Verdict is MigrationVerdict.Moved or MigrationVerdict.NotUndone).OrderBy(x => x.Code, StringComparer.Ordinal))
        {
            await runs.SettleAsync(run, await BackAsync(found, line, by, reason, cancellationToken), cancellationToken);
            progress?.Invoke(++done);
        }
        await runs.UndoneAsync(run, time.GetUtcNow(), cancellationToken);
        return new(await runs.FindAsync(run, cancellationToken), await runs.LinesAsync(run, office, cancellationToken));
    }

    /// <summary>The refusal for a run that does not exist.</summary>
    public static Refusal UnknownRun(Guid run) => MigrationTexts.Refuse("migration.unknown-run", ("run", run));

    private static MigrateCase Command(MigrationOrder order, Guid run, string by, string reason) =>
        new(run, order.DefinitionId, order.From, order.To, order.Choices, by, reason);

    /// <summary>The order without the choices that are as proposed: a file lists every step, and each case keeps the choices.</summary>
    private static MigrationOrder Shortest(MigrationOrder order, StepMap map, StepMap proposed) =>
        order with { Choices = [.. map.Steps.Where(x => x.To != proposed.Of(x.From)).Select(x => new StepChoice(x.From, x.To))] };

    private async IAsyncEnumerable<(CaseId Id, string Code)> SelectAsync(MigrationOrder order, List<MigrationLine> unknown, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = order.Cases.Select(Normal).ToHashSet(StringComparer.Ordinal);
        var all = wanted.Count == 0;
        CaseId? last = null;
        while (await runs.RunningAsync(order.DefinitionId, order.From, order.Scope, last, Batch, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var one in batch)
                if (all || wanted.Remove(one.Code)) yield return one;
            last = batch[^1].Id;
        }
        foreach (var code in wanted.Order(StringComparer.Ordinal))
            unknown.Add(Stays(default, code, MigrationTexts.Refuse("migration.not-on-version", ("version", order.From))));
    }

    private async ValueTask<MigrationLine> DryAsync(CaseId id, string code, MigrateCase command, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var reading = await cases.BeginAsync(cancellationToken);
        if (await reading.LoadAsync(id, cancellationToken) is not { } @case) return Stays(id, code, Refusal.Of("case.unknown", ("case", code)));
        var session = new CaseSession(new CommandEnvelope(CommandId.New(now), Actor.Migrator, id, command), reading, rules, new StepFailures(), now, now) { Case = @case };
        var waits = FlowRun.WaitsOf(@case);
        var (refusal, move) = await MigrateCaseHandler.MoveAsync(command, session, cancellationToken);
        if (refusal is null) return new(id, code, MigrationVerdict.Moved) { Steps = move!.Steps, Skipped = move.Skipped, Notes = move.Notes };
        var from = await rules.Parsed.GetAsync(command.DefinitionId, command.From, cancellationToken);
        return Stays(id, code, refusal) with { Steps = [.. waits.Select(x => StepName.Of(from, x.ActivityId)).Select(x => new StepMove(x, x))] };
    }

    private async ValueTask<MigrationLine> MoveAsync(MigrationRun run, CaseId id, string code, CancellationToken cancellationToken)
    {
        var command = Command(run.Order, run.Id, run.By, run.Reason);
        // Asked first for what is told of it; the command decides by itself and may see a case that has gone on since.
        var expected = await DryAsync(id, code, command, cancellationToken);
        var envelope = new CommandEnvelope(CommandId.For("migrate", run.Id, id), Actor.Migrator, id, command);
        return await commands.ExecuteAsync(envelope, cancellationToken) is CommandResult.Refused { Refusal: var refusal }
            ? Stays(id, code, refusal) with { Steps = [.. expected.Steps.Select(x => new StepMove(x.From, x.From))] }
            : expected.Verdict == MigrationVerdict.Moved ? expected : new(id, code, MigrationVerdict.Moved);
    }

    private async ValueTask<MigrationLine> BackAsync(MigrationRun run, MigrationLine line, string by, string reason, CancellationToken cancellationToken)
    {
        var envelope = new CommandEnvelope(CommandId.For("undo-migration", run.Id, line.CaseId, by, reason), Actor.Migrator, line.CaseId, new UndoMigration(run.Id, by, reason));
        return await commands.ExecuteAsync(envelope, cancellationToken) is CommandResult.Refused { Refusal: var refusal }
            ? line with { Verdict = MigrationVerdict.NotUndone, ReasonCode = refusal.Code, Reason = refusal.Message }
            : line with { Verdict = MigrationVerdict.Undone, ReasonCode = null, Reason = null };
    }

    private async ValueTask<bool> IsOfAsync(Guid run, CaseId id, CancellationToken cancellationToken)
    {
        await using var reading = await cases.BeginAsync(cancellationToken);
        return await reading.LoadAsync(id, cancellationToken) is { } @case && FormerFlow.Read(@case.FormerFlow)?.Run == run;
    }

    private static MigrationLine Stays(CaseId id, string code, Refusal why) => new(id, code, MigrationVerdict.Stayed) { ReasonCode = why.Code, Reason = why.Message };

    // However it was typed: small letters, without the dashes.
    private static string Normal(string code) => CaseCode.TryParse(code, out var parsed, out _) ? parsed.ToString() : code.Trim();

    private static bool Same(MigrationOrder x, MigrationOrder y) =>
        (x.DefinitionId, x.From, x.To, x.Office) == (y.DefinitionId, y.From, y.To, y.Office) && x.Cases.SequenceEqual(y.Cases);
}

/// <summary>An order that can't be carried out as it stands; nothing was changed.</summary>
public sealed class MigrationOrderException(Refusal refusal) : Exception(refusal.Message.En)
{
    /// <summary>What is wrong and what to do.</summary>
    public Refusal Refusal { get; } = refusal;
}
