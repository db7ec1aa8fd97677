using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>One step of a dated path.</summary>
/// <param name="Step">The answer.</param>
/// <param name="On">The day on which it is given, if every limit is used to its last day.</param>
public sealed record TimedStep(ExploredStep Step, DateOnly On)
{
    /// <summary>The rule that limits it; null if none does, or if it is left out of the count.</summary>
    public ClockRule? Rule { get; init; }

    /// <summary>The last day of that limit.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Whether that day is provisional, because the calendar of a year is not loaded.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>A delay drawn in the flow, which is no rule's.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Calendar days since the step before.</summary>
    public int Days { get; init; }
}

/// <summary>A path from the start to an end with its dates.</summary>
/// <param name="From">The day of the start.</param>
/// <param name="To">The day of the end.</param>
/// <param name="Steps">The answers in order.</param>
/// <param name="IsSearchComplete">False: the search was cut, a longer path is not excluded.</param>
public sealed record TimedPath(DateOnly From, DateOnly To, IReadOnlyList<TimedStep> Steps, bool IsSearchComplete)
{
    /// <summary>Calendar days from the first day to the last.</summary>
    public int Days => To.DayNumber - From.DayNumber;
}

/// <summary>
/// Dates a path with the clocks that a case would have: every step is taken in the last second of its limit, pauses move the limits they pause, rest days and
/// months are counted as for a case. What has no limit, or is left out of the count, takes no time.
/// </summary>
internal sealed class PathTimes(Exploration exploration, Func<string, DateOnly, ClockRule?> rules, BusinessCalendar calendar, DateTimeOffset from, bool statutoryOnly)
{
    private readonly Dictionary<string, Clock> _clocks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClockRule> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _timers = new(StringComparer.Ordinal);

    /// <summary>How long a delay drawn in a flow lasts: an exploration starts every one at the same instant.</summary>
    public static TimeSpan Duration(Exploration exploration, OpenWait wait, DateTimeOffset due) =>
        due - exploration.From is { } length && length > TimeSpan.Zero && exploration.Definition.FindActivity(wait.ActivityId) is not null ? length : TimeSpan.Zero;

    public TimedPath Date(IReadOnlyList<ExploredStep> steps, bool isComplete)
    {
        var at = from;
        var timed = new List<TimedStep>();
        foreach (var step in steps)
        {
            var before = at;
            var entry = step.From is { } state ? Answer(state, step, ref at) : new TimedStep(step, ChinaTime.DayOf(at));
            timed.Add(entry with { On = ChinaTime.DayOf(at), Days = ChinaTime.DayOf(at).DayNumber - ChinaTime.DayOf(before).DayNumber });
            foreach (var effect in step.Effects) Perform(effect, at);
            Timers(step.To, at);
        }
        return new TimedPath(ChinaTime.DayOf(from), ChinaTime.DayOf(at), timed, isComplete);
    }

    private TimedStep Answer(ExploredState state, ExploredStep step, ref DateTimeOffset at)
    {
        var day = ChinaTime.DayOf(at);
        if (step.Answer.Kind == WaitKind.Service) return new TimedStep(step, day);
        var own = step.Answer.Kind == WaitKind.Clock
            ? Of(state.Waits.First(x => x.ActivityId == step.Answer.ActivityId))
            : exploration.Definition.FindActivity(step.Answer.ActivityId!) is { Type: Steps.HumanTask } task && task.Constant("Clock") is { } key ? OfClock(key) : null;
        var limits = state.Waits.Where(x => x.Kind == WaitKind.Clock && x.ActivityId != step.Answer.ActivityId).Select(Of).Append(own).OfType<Limit>().ToList();
        if (limits.Count == 0) return new TimedStep(step, day);
        var first = limits.MinBy(x => x.At)!;
        if (first.At > at) at = first.At;
        return new TimedStep(step, day) { Rule = first.Rule, DueOn = first.DueOn, IsProvisional = first.IsProvisional, Delay = first.Delay };
    }

    private Limit? Of(OpenWait wait) => wait.DueAt is { } due
        ? statutoryOnly || !_timers.TryGetValue(wait.ActivityId, out var ends) ? null : new Limit(ends, ChinaTime.DayOf(ends), null, false, Duration(exploration, wait, due))
        : wait.Name is { } key ? OfClock(key) : null;

    private Limit? OfClock(string key) =>
        _clocks.GetValueOrDefault(key) is { State: ClockState.Running } clock && (clock.DueAt ?? clock.ProvisionalDueAt) is { } due
            // The last second of the day still belongs to the day: its midnight would be the event day of the next limit.
            ? new Limit(due.AddSeconds(-1), clock.DueOn ?? clock.ProvisionalDueOn ?? ChinaTime.DayOf(due), _rules[key], clock.IsProvisional, null)
            : null;

    private void Perform(Effect effect, DateTimeOffset at)
    {
        switch (effect)
        {
            case StartClock start when rules(start.Key, ChinaTime.DayOf(at)) is { } rule && (!statutoryOnly || rule.Force == LimitForce.Hard):
                _rules[start.Key] = rule;
                _clocks[start.Key] = Clock.Start(rule, at, calendar);
                break;
            case StopClock stop:
                _clocks.Remove(stop.Key);
                break;
            case PauseClock pause:
                _clocks.GetValueOrDefault(pause.Key)?.Pause(at, pause.Cause);
                break;
            case ResumeClock resume:
                _clocks.GetValueOrDefault(resume.Key)?.Resume(at, calendar, resume.Cause);
                break;
        }
    }

    private void Timers(ExploredState state, DateTimeOffset at)
    {
        var open = state.Waits.Where(x => x.DueAt is not null).ToList();
        foreach (var gone in _timers.Keys.Except(open.Select(x => x.ActivityId)).ToList()) _timers.Remove(gone);
        foreach (var wait in open) _timers.TryAdd(wait.ActivityId, at + Duration(exploration, wait, wait.DueAt!.Value));
    }

    private sealed record Limit(DateTimeOffset At, DateOnly DueOn, ClockRule? Rule, bool IsProvisional, TimeSpan? Delay);
}
