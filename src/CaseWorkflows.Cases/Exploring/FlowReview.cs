using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>
/// Reads an exploration as somebody who answers for the deadlines: does every way end, is every wait watched by a clock. As in the publish gate a person's
/// step needs its clock; here on every path, not only in the drawing.
/// </summary>
internal sealed class FlowReview(Exploration exploration, StepNames names)
{
    /// <summary>The custom property of an event by which a definition says why no clock watches over it.</summary>
    public const string NoClockBecause = "noClockBecause";

    private readonly WorkflowDefinition _definition = exploration.Definition;

    public IReadOnlyList<Finding> Findings()
    {
        List<Finding> found = [.. DeadEnds(), .. NoEnd(), .. Incidents(), .. Waits(), .. Loops(), .. Unclosed()];
        return [.. found.OrderBy(x => !x.IsError).ThenBy(x => x.Kind).ThenBy(x => x.State.Number)];
    }

    private IEnumerable<Finding> DeadEnds() =>
        from state in exploration.DeadEnds
        group state by string.Join(",", Concerned(state)) into same
        let first = same.First()
        select first.Waits.Count == 0 && first.Incidents.Count == 0
            ? Make(FindingKind.DeadEnd, "dead-end-nothing", first, [first.Arrival.Answer.ActivityId ?? WorkflowDefinition.WorkflowActivityId], same.Count())
            : Make(FindingKind.DeadEnd, "dead-end", first, Concerned(first), same.Count());

    private static IReadOnlyList<string> Concerned(ExploredState state) =>
        [.. state.Waits.Select(x => x.ActivityId).Concat(state.Incidents.Select(x => x.ActivityId)).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<Finding> NoEnd()
    {
        var traps = exploration.Traps;
        if (traps.Count == 0) return [];
        return [Make(FindingKind.NoEnd, "no-end", traps[0], [.. traps.SelectMany(x => x.Waits).Select(x => x.ActivityId).Distinct()], traps.Count)];
    }

    private IEnumerable<Finding> Incidents() =>
        from state in exploration.States
        from incident in state.Incidents
        group (State: state, incident.Message) by (incident.ActivityId, incident.Message.Zh) into same
        select Make(FindingKind.Incident, "incident", same.First().State, [same.Key.ActivityId], same.Count(), ("reason", same.First().Message));

    private IEnumerable<Finding> Waits()
    {
        var found = exploration.States.Where(x => !x.IsOver).SelectMany(state => Unwatched(state).Select(x => (State: state, x.Kind, x.ActivityId, x.Clock)));
        foreach (var same in found.GroupBy(x => (x.Kind, x.ActivityId, x.Clock)))
        {
            var (kind, id, clock) = same.Key;
            var reason = Because(_definition.FindActivity(id)!);
            yield return kind switch
            {
                FindingKind.PersonWithoutClock when clock is null => Make(kind, "person-no-clock", same.First().State, [id], same.Count()),
                FindingKind.PersonWithoutClock => Make(kind, "person-clock-not-running", same.First().State, [id], same.Count(), ("clock", names.OfClock(clock!)), ("key", clock)),
                FindingKind.ClockNotRunning => Make(kind, "clock-not-running", same.First().State, [id], same.Count(), ("clock", names.OfClock(clock!)), ("key", clock)),
                FindingKind.OutsideWithoutClock when reason is not null =>
                    Make(FindingKind.DeclaredWithoutClock, "declared-without-clock", same.First().State, [id], same.Count(), ("reason", reason)) with { IsError = false },
                _ => Make(kind, "outside-without-clock", same.First().State, [id], same.Count()),
            };
        }
    }

    private IEnumerable<(FindingKind Kind, string ActivityId, string? Clock)> Unwatched(ExploredState state)
    {
        var clocks = WatchedClocks.Of(state.Watched);
        var isTimed = IsTimed(state, clocks);
        foreach (var wait in state.Waits)
        {
            var activity = _definition.FindActivity(wait.ActivityId)!;
            switch (wait.Kind)
            {
                case WaitKind.Clock when wait is { DueAt: null, Name: { } awaited } && !clocks.IsStarted(awaited):
                    yield return (FindingKind.ClockNotRunning, wait.ActivityId, awaited);
                    break;
                case WaitKind.Task when activity.Type == Steps.HumanTask && activity.Input("Clock") is not { IsConstant: false }:
                    var own = activity.Constant("Clock");
                    // A clock at rest is not missing as long as another one watches until it goes on.
                    if (!isTimed && !(own is not null && (clocks.Runs(own) || clocks.IsStarted(own) && clocks.AnyRuns)))
                        yield return (FindingKind.PersonWithoutClock, wait.ActivityId, own);
                    break;
                case WaitKind.Task or WaitKind.Event when !isTimed && !clocks.AnyRuns:
                    yield return (wait.Kind == WaitKind.Task ? FindingKind.PersonWithoutClock : FindingKind.OutsideWithoutClock, wait.ActivityId, null);
                    break;
            }
        }
    }

    private static bool IsTimed(ExploredState state, WatchedClocks clocks) =>
        state.Waits.Any(x => x.Kind == WaitKind.Clock && (x.DueAt is not null || x.Name is { } key && clocks.Runs(key)));

    private IEnumerable<Finding> Loops()
    {
        var still = exploration.States.Where(x => !x.IsOver && WatchedClocks.Of(x.Watched) is var clocks && !clocks.AnyRuns && !IsTimed(x, clocks)).ToHashSet();
        return from circle in Circles.In(still)
               let ids = circle.SelectMany(x => x.Waits).Select(x => x.ActivityId).Distinct().ToList()
               where ids.TrueForAll(x => Because(_definition.FindActivity(x)!) is null)
               select Make(FindingKind.LoopWithoutClock, "loop-without-clock", circle.MinBy(x => x.Number)!, ids, circle.Count);
    }

    private IEnumerable<Finding> Unclosed()
    {
        if (!_definition.Activities.Any(x => x.Type.StartsWith("CaseWorkflows.", StringComparison.Ordinal))) return [];
        var ends = exploration.States.Where(x => x.IsOver && WatchedClocks.Of(x.Watched).Result is { Length: 0 }).ToList();
        if (ends.Count == 0) return [];
        return [Make(FindingKind.EndsUnclosed, "ends-unclosed", ends[0], [ends[0].Arrival.Answer.ActivityId ?? WorkflowDefinition.WorkflowActivityId], ends.Count) with { IsError = false }];
    }

    private Finding Make(FindingKind kind, string code, ExploredState state, IReadOnlyList<string> activities, int states, params (string Name, object? Value)[] args)
    {
        var named = activities.Select(names.WithId).ToList();
        (string, object?)[] all =
        [
            ("activities", Joining.Names(named)),
            .. args,
        ];
        return new Finding(kind, true, activities, ExploringTexts.Get(code, all), ExploringTexts.Get($"{code}.remedy", all), state, states);
    }

    private static string? Because(ActivityDefinition activity) =>
        activity.Type == Steps.Event && activity.Json["customProperties"]?[NoClockBecause]?.ToString() is { Length: > 0 } reason ? reason : null;
}
