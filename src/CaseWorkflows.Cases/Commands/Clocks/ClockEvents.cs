using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Commands.Clocks;

/// <summary>
/// Clocks that start, pause, resume and stop by named events, as their rules say. An event says what happened and not by which channel: a
/// question asked on the web, by telephone or at the counter is the same event. Rules may differ by the channel of the case.
/// </summary>
internal static class ClockEvents
{
    /// <summary>The case was taken in; counted from its receipt.</summary>
    public const string CaseOpened = "case-opened";

    /// <summary>An ended case was taken up again.</summary>
    public const string CaseReopened = "case-reopened";

    /// <summary>Somebody handed in a paper.</summary>
    public const string PaperReceived = "paper-received";

    // In which cycle of the case a clock that starts once was started last.
    private const string StartedFact = "clocksStartedOnce";

    /// <summary>The events that commands of the case itself make; all others are reported by people and stand in <c>workflows/events.json</c>.</summary>
    public static IReadOnlyList<string> OfTheCase { get; } = [CaseOpened, CaseReopened, PaperReceived];

    /// <summary>
    /// Whether a rule that holds for the case names the event. It need not do anything now: a second question, while the first waits for its
    /// answer, starts no other clock and is noted all the same.
    /// </summary>
    public static bool Concern(CaseSession session, string name)
    {
        var @case = session.Case;
        var rules = session.Rules.Library.Clocks;
        return rules.ConcernedBy(name, @case.ServiceType).Any(key => Names(rules.Find(@case.Region, key, ChinaTime.DayOf(session.OccurredAt), @case.Channel))
            || (@case.Clock(key) is { State: not ClockState.Stopped } clock && Names(rules.OfVersion(key, clock.RuleVersion))));

        bool Names(ClockRule? rule) => rule is not null && rule.EventFields.Any(x => x.Events.Contains(name));
    }

    /// <summary>Does what the rules say. What ends comes before what begins, so that one event may do both.</summary>
    /// <param name="session">The command.</param>
    /// <param name="name">The event.</param>
    /// <param name="from">When, for clocks that start; null: when the command happened.</param>
    public static Refusal? Happen(CaseSession session, string name, DateTimeOffset? from = null)
    {
        var work = new ClockWork(session);
        foreach (var act in Acts(session, name).ToList())
            switch (act)
            {
                case Act.Stop stop: work.Stop(stop.Clock); break;
                case Act.Resume resume: work.Resume(resume.Key, resume.Cause); break;
                case Act.Pause pause: work.Pause(pause.Key, pause.Cause); break;
                case Act.Start start:
                    if (work.Start(new Activities.StartClock(start.Rule.Key, from ?? session.OccurredAt)) is { } refusal) return refusal;
                    if (start.Rule.Again == ClockRestart.Once) Remember(session.Case, start.Rule.Key);
                    break;
            }
        return null;
    }

    private static IEnumerable<Act> Acts(CaseSession session, string name)
    {
        var @case = session.Case;
        var rules = session.Rules.Library.Clocks;
        List<Act> begins = [];
        foreach (var key in rules.ConcernedBy(name, @case.ServiceType))
        {
            var clock = @case.Clock(key);
            var lives = clock is { State: not ClockState.Stopped };
            // What ends a clock is said by the rule it stands on, what starts one by the rule of the day.
            if (lives && (rules.OfVersion(key, clock!.RuleVersion) ?? rules.Find(@case.Region, key, ChinaTime.DayOf(clock.StartedAt), @case.Channel)) is { } standing)
            {
                if (standing.StopEvents.Contains(name))
                {
                    yield return new Act.Stop(clock);
                    lives = false;
                }
                else
                {
                    foreach (var ground in standing.PausedBy.Where(x => x.Until.Contains(name) && clock.Pauses.Any(y => y.To is null && y.Cause == x.Cause))) yield return new Act.Resume(key, ground.Cause);
                    foreach (var ground in standing.PausedBy.Where(x => x.From.Contains(name) && !clock.Pauses.Any(y => y.To is null && y.Cause == x.Cause))) begins.Add(new Act.Pause(key, ground.Cause));
                }
            }
            if (rules.Find(@case.Region, key, ChinaTime.DayOf(session.OccurredAt), @case.Channel) is { } rule && rule.StartEvents.Contains(name) && MayStart(@case, rule, lives))
                begins.Add(new Act.Start(rule));
        }
        foreach (var act in begins) yield return act;
    }

    private static bool MayStart(LegalCase @case, ClockRule rule, bool lives) => rule.Again switch
    {
        ClockRestart.Always => true,
        ClockRestart.Once => !lives && @case.Dossier.Facts()[StartedFact]?[rule.Key]?.GetValue<int>() != @case.Cycle,
        _ => !lives,
    };

    private static void Remember(LegalCase @case, string key)
    {
        var started = @case.Dossier.Facts()[StartedFact]?.DeepClone() as JsonObject ?? [];
        started[key] = @case.Cycle;
        @case.Dossier.SetFact(StartedFact, started);
    }

    private abstract record Act
    {
        public sealed record Stop(Clock Clock) : Act;

        public sealed record Pause(string Key, string Cause) : Act;

        public sealed record Resume(string Key, string Cause) : Act;

        public sealed record Start(ClockRule Rule) : Act;
    }
}
