using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Commands.Incidents;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Cases.Migration;

/// <summary>What a migration comes to: why the case stays, or how it goes on.</summary>
internal sealed record CaseMoveResult(Refusal? Refusal, CaseMoved? Move);

/// <summary>How a case goes on.</summary>
internal sealed record CaseMoved(string MapDigest, IReadOnlyList<StepMove> Steps, IReadOnlyList<StepName> Skipped, IReadOnlyList<LocalizedText> Notes, IReadOnlyList<string> StepsCopied);

/// <summary>
/// Brings the loaded case of a session to another version of its definition: the flow by the engine, and its tasks and incidents with it.
/// Clocks are not touched at all; where the new version would leave one that nobody ends, or need one that does not run, the case stays.
/// </summary>
internal sealed class CaseMove(CaseSession session)
{
    private LegalCase Case => session.Case;

    /// <summary>Why a case that has ended is not migrated, or null.</summary>
    public static Refusal? WhyEnded(LegalCase @case) => @case.Status is CaseStatus.Closed or CaseStatus.Withdrawn || @case.FlowState is null ? Refusal.Of("case.ended") : null;

    /// <summary>The way back from a migration, as choices; or why there is none.</summary>
    public async ValueTask<(Refusal? Refusal, IReadOnlyList<StepChoice>? Choices)> BackwardAsync(int from, FormerFlow former, CancellationToken cancellationToken)
    {
        if (await FindAsync(former.Version, cancellationToken) is not { } old) return (Unknown(former.Version), null);
        var map = Migration!.Complete(old, await FindAsync(from, cancellationToken) ?? old, former.Choices).Map;
        return (null, map.Backward());
    }

    public async ValueTask<CaseMoveResult> ToAsync(int version, IReadOnlyList<StepChoice> choices, CancellationToken cancellationToken)
    {
        if (WhyEnded(Case) is { } ended) return new(ended, null);
        if (Migration is not { } migration) return new(MigrationTexts.Refuse("migration.engine-cannot"), null);
        var from = await session.Rules.Parsed.GetAsync(Case.DefinitionId, Case.DefinitionVersion, cancellationToken);
        if (await FindAsync(version, cancellationToken) is not { } to) return new(Unknown(version), null);
        var (map, problems) = migration.Complete(from, to, choices);
        if (problems.Count > 0) return new(MapUnusable(problems), null);
        switch (await migration.MigrateAsync(new MigrationRequest(from, to, map, Case.FlowState!, session.FactsForFlow(), session.OccurredAt), cancellationToken))
        {
            case MigrationRefused refused:
                return new(new Refusal(refused.Code, refused.Message), null);
            case Migrated migrated:
                return await PerformAsync(migrated, from, to, map, cancellationToken);
            default:
                throw new InvalidOperationException("Migrations have no other results.");
        }
    }

    /// <summary>The refusal for a map that can't be used, with its fields.</summary>
    public static Refusal MapUnusable(IReadOnlyList<MapProblem> problems) => MigrationTexts.Refuse("migration.map-unusable", ("problem", problems[0].Message)) with
    {
        Fields = [.. problems.Select(x => new FieldProblem($"steps[{x.Index}].{x.Field}", x.Message))],
    };

    private IFlowMigration? Migration => session.Rules.Engine as IFlowMigration;

    private async ValueTask<WorkflowDefinition?> FindAsync(int version, CancellationToken cancellationToken)
    {
        // The case goes on with the forms of that version.
        await session.Rules.Forms.OfAsync(Case.DefinitionId, version, cancellationToken);
        return await session.Rules.Parsed.FindAsync(Case.DefinitionId, version, cancellationToken);
    }

    private Refusal Unknown(int version) => MigrationTexts.Refuse("migration.unknown-version", ("definition", Case.DefinitionId), ("version", version));

    private async ValueTask<CaseMoveResult> PerformAsync(Migrated migrated, WorkflowDefinition from, WorkflowDefinition to, StepMap map, CancellationToken cancellationToken)
    {
        List<StepMove> moves = [];
        List<LocalizedText> notes = [.. migrated.Notes];
        var orders = new Dictionary<TaskId, TaskTerms>();
        foreach (var change in migrated.Changes)
        {
            if (WhyClocksForbid(change, notes) is { } forbidden) return new(forbidden, null);
            var task = Case.Tasks.FirstOrDefault(x => x.IsLive && x.WaitKey == change.Before.Key);
            moves.Add(new(StepName.Of(from, change.Before.ActivityId), StepName.Of(to, change.After.ActivityId)));
            if (task is null) continue;
            var terms = TermsOf(task, change);
            if (WhyWouldNotExpire(task, terms) is { } stuck) return new(stuck, null);
            if (await WhyNotKeepAsync(task, terms, session, cancellationToken) is { } refusal) return new(refusal, null);
            orders[task.Id] = terms;
            TellDifferences(task.Terms, terms, notes);
        }
        foreach (var incident in migrated.Incidents.Where(x => moves.All(y => y.From.Id != x.From)))
            moves.Add(new(StepName.Of(from, incident.From), StepName.Of(to, incident.To)));

        foreach (var task in Case.Tasks)
        {
            if (orders.TryGetValue(task.Id, out var terms)) task.Reword(terms);
            // Separation of duties and later steps ask for steps by the names of the version the case is on.
            else if (map.Of(task.StepId) is { } renamed && renamed != task.StepId) task.Reword(task.Terms with { Step = renamed });
        }
        foreach (var task in Case.Tasks.Where(x => x.IsLive && x.Assignee is not null && orders.ContainsKey(x.Id)))
            if (await session.Rules.Staff.FindAsync(task.Assignee!.Value, cancellationToken) is { } person && CaseAccess.WhyExcluded(person.Id, person.Office, task, Case) is { } excluded) return new(excluded, null);
        foreach (var incident in migrated.Incidents)
        {
            var title = StepTitle.Of(to, incident.To);
            Case.Incidents.First(x => x.Key == FlowKeys.InCycle(incident.Key, Case.Cycle)).MoveTo(new IncidentStep(incident.To, title.Zh, title.En, to.Version));
        }
        var copied = CopyResults(map);
        (Case.DefinitionVersion, Case.FlowState) = (to.Version, migrated.State);
        Case.WaitsJson = JsonSerializer.Serialize(migrated.Waits, CaseJson.Readable);
        return new(null, new CaseMoved(map.Digest, moves, [.. migrated.Skipped.Distinct().Select(x => StepName.Of(to, x))], notes, copied));
    }

    private TaskTerms TermsOf(CaseTask task, WaitChange change)
    {
        if (change.Asks.OfType<OpenTask>().FirstOrDefault() is not { } order)
        {
            var title = change.After.Name ?? change.After.ActivityId;
            return task.Terms with { Step = change.After.ActivityId, Zh = title, En = title };
        }
        var office = order.AtSupervisingOffice ? session.Rules.Library.SupervisingOffice(Case.Office) : Case.Office;
        var had = change.Asked.OfType<OpenTask>().FirstOrDefault();
        return new TaskTerms(order.StepId, order.Title.Zh, order.Title.En, order.Role,
            had?.AtSupervisingOffice == order.AtSupervisingOffice || task.Assignee is not null ? task.Office.Value : office.Value,
            order.Form, order.Outcomes, order.ClockKey, order.ExpireOutcome, order.NotBySteps);
    }

    /// <summary>Why the person who has the task could not go on with it, or null.</summary>
    public static async ValueTask<Refusal?> WhyNotKeepAsync(CaseTask task, TaskTerms terms, CaseSession session, CancellationToken cancellationToken)
    {
        if (!task.IsLive || task.Assignee is not { } holder || terms.Role == task.Role) return null;
        var person = await session.Rules.Staff.FindAsync(holder, cancellationToken);
        return person?.Roles.Contains(terms.Role) == true ? null
            : MigrationTexts.Refuse("migration.holder-lacks-role", ("task", new LocalizedText(task.TitleZh, task.TitleEn)), ("person", person?.Name ?? holder.Value), ("role", session.Rules.Library.RoleName(terms.Role)));
    }

    /// <summary>A clock that the step started, or a pause it holds, is ended by the step: a version that does not know of it never would.</summary>
    private Refusal? WhyClocksForbid(WaitChange change, List<LocalizedText> notes)
    {
        var step = change.Before.ActivityId;
        foreach (var effect in change.Asked)
            switch (effect)
            {
                case StartClock start when Case.Clock(start.Key) is { State: not ClockState.Stopped } && !change.Asks.OfType<StartClock>().Any(x => x.Key == start.Key):
                    return MigrationTexts.Refuse("migration.clock-changed", ("step", step), ("clock", NameOf(start.Key)));
                case PauseClock pause when Case.Clock(pause.Key)?.Pauses.Any(x => x.To is null && x.Cause == pause.Cause) == true && !change.Asks.Contains(pause):
                    return MigrationTexts.Refuse("migration.pause-changed", ("step", step), ("clock", NameOf(pause.Key)));
            }
        foreach (var effect in change.Asks)
            switch (effect)
            {
                case StartClock start when !change.Asked.OfType<StartClock>().Any(x => x.Key == start.Key):
                    notes.Add(MigrationTexts.Get("note.clock-not-started", ("clock", NameOf(start.Key))));
                    break;
                case PauseClock pause when !change.Asked.Contains(pause):
                    notes.Add(MigrationTexts.Get("note.clock-not-paused", ("clock", NameOf(pause.Key))));
                    break;
            }
        // Waiting for another clock now: one that is over, or never began, would be waited for without end.
        return change.After is { Kind: WaitKind.Clock, DueAt: null, Name: { } key } && key != change.Before.Name && Case.Clock(key) is not { State: not ClockState.Stopped, BreachedAt: null }
            ? MigrationTexts.Refuse("migration.clock-not-running", ("step", step), ("clock", NameOf(key)))
            : null;
    }

    /// <summary>A step that ends by itself when its clock runs out would never end by one that does not run.</summary>
    private Refusal? WhyWouldNotExpire(CaseTask task, TaskTerms terms) =>
        terms.Expire is not null && terms.Clock is { } key && (task.ExpireOutcome is null || task.ClockKey != key) && Case.Clock(key) is not { State: not ClockState.Stopped, BreachedAt: null }
            ? MigrationTexts.Refuse("migration.clock-not-running", ("step", task.StepId), ("clock", NameOf(key)))
            : null;

    private void TellDifferences(TaskTerms before, TaskTerms after, List<LocalizedText> notes)
    {
        var task = new LocalizedText(after.Zh, after.En);
        if (before.Form != after.Form) notes.Add(MigrationTexts.Get("note.form", ("task", task), ("form", after.Form)));
        if (!before.Outcomes.SequenceEqual(after.Outcomes)) notes.Add(MigrationTexts.Get("note.outcomes", ("task", task), ("outcomes", string.Join(", ", after.Outcomes))));
        if (before.Role != after.Role) notes.Add(MigrationTexts.Get("note.role", ("task", task), ("role", session.Rules.Library.RoleName(after.Role))));
        if (before.Clock != after.Clock && after.Clock is { } key) notes.Add(MigrationTexts.Get("note.clock", ("task", task), ("clock", NameOf(key))));
    }

    /// <summary>What a renamed step brought forth is found under its new name too; under the old one documents may still look for it.</summary>
    private List<string> CopyResults(StepMap map)
    {
        if (Case.Dossier.Fact(FormerFlow.StepsFact) is not JsonObject steps) return [];
        List<string> copied = [];
        foreach (var (from, to) in map.Steps.Where(x => x.To is not null && x.To != x.From).Select(x => (x.From, x.To!)))
            if (steps[from] is { } result && steps.TryAdd(to, result.DeepClone())) copied.Add(to);
        if (copied.Count > 0) Case.Dossier.SetFact(FormerFlow.StepsFact, steps);
        return copied;
    }

    private LocalizedText NameOf(string clock) => session.Rules.Library.ClockName(Case.Region, clock);
}
