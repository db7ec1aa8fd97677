using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>
/// Looks for the path from the start to an end that takes the longest if everybody uses every limit to its last day. No state and no answer to a person's step
/// comes twice on it: what may be repeated may be repeated for ever, and "for ever" is no answer. Here time is counted roughly (a month is 30.4 days); the path
/// found is dated exactly by <see cref="PathTimes"/>.
/// </summary>
internal sealed class LongestPath(Exploration exploration, Func<string, ClockRule?> rules, bool statutoryOnly, CancellationToken cancellationToken)
{
    private const int Width = 4_000;
    private const int PerState = 4;
    private const int MaxLength = 400;
    private const string Timer = "timer:";
    private const double Unlimited = double.PositiveInfinity;

    private readonly Dictionary<(string, string?), int> _answers = [];

    /// <summary>Whether paths were left out, so that a longer one is not excluded.</summary>
    public bool IsCut { get; private set; }

    private sealed record Timing(double Due, double? PausedAt)
    {
        public int Causes { get; init; }
    }

    private sealed record Walk(ExploredState State, double At, Walk? Before, ExploredStep Step, IReadOnlyDictionary<string, Timing> Clocks, ulong[] Used)
    {
        public int Answers => Used.Sum(System.Numerics.BitOperations.PopCount);

        public bool Passed(ExploredState state)
        {
            for (var walk = this; walk is not null; walk = walk.Before)
                if (walk.State == state) return true;
            return false;
        }

        public List<ExploredStep> Steps()
        {
            var steps = new List<ExploredStep>();
            for (var walk = this; walk is not null; walk = walk.Before) steps.Add(walk.Step);
            steps.Reverse();
            return steps;
        }
    }

    /// <summary>The path, the start first; null if no end was reached.</summary>
    public IReadOnlyList<ExploredStep>? Find()
    {
        foreach (var step in exploration.Steps)
            if (step.Answer is { ActivityId: { } id, Kind: not WaitKind.Service }) _answers.TryAdd((id, step.Answer.Outcome), _answers.Count);
        var goals = exploration.CanReach(exploration.States.Where(x => x.IsOver));
        Walk? best = null;
        List<Walk> walks =
        [
            .. exploration.Steps.Where(x => x.From is null && goals.Contains(x.To))
                .Select(x => new Walk(x.To, 0, null, x, After(new Dictionary<string, Timing>(), x.Effects, 0, x.To), new ulong[_answers.Count / 64 + 1])),
        ];
        for (var length = 0; walks.Count > 0 && length < MaxLength; length++)
        {
            foreach (var walk in walks.Where(x => x.State.IsOver))
                if (best is null || walk.At > best.At + 1e-6) best = walk;
            var next = new Dictionary<string, Walk>(StringComparer.Ordinal);
            foreach (var walk in walks.Where(x => !x.State.IsOver))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var step in walk.State.Next)
                    if (goals.Contains(step.To) && Go(walk, step) is { } gone)
                    {
                        var key = $"{step.To.Number}:{string.Join(",", gone.Used)}";
                        if (!next.TryGetValue(key, out var same) || same.At < gone.At) next[key] = gone;
                    }
            }
            // Of the walks that have come to one state those are kept that took the longest: what they may still do is nearly the same.
            walks =
            [
                .. next.Values.GroupBy(x => x.State).SelectMany(x => x.OrderByDescending(y => y.At).ThenBy(y => y.Answers).Take(PerState))
                    .OrderByDescending(x => x.At).ThenBy(x => x.State.Number).Take(Width),
            ];
            IsCut |= next.Count > walks.Count;
        }
        return best?.Steps();
    }

    private Walk? Go(Walk walk, ExploredStep step)
    {
        if (walk.Passed(step.To)) return null;
        var used = walk.Used;
        if (step.Answer is { ActivityId: { } id } && _answers.TryGetValue((id, step.Answer.Outcome), out var answer))
        {
            if ((used[answer / 64] & (1UL << (answer % 64))) != 0) return null;
            used = [.. used];
            used[answer / 64] |= 1UL << (answer % 64);
        }
        var at = Math.Max(walk.At, End(walk, step.Answer));
        return new Walk(step.To, at, walk, step, After(walk.Clocks, step.Effects, at, step.To), used);
    }

    /// <summary>The last moment for an answer: its own limit, or that of what ends the wait from beside.</summary>
    private double End(Walk walk, ExploredAnswer answer)
    {
        if (answer.Kind == WaitKind.Service) return walk.At;
        var beside = walk.State.Waits.Where(x => x.Kind == WaitKind.Clock && x.ActivityId != answer.ActivityId).Select(x => Due(walk, x)).DefaultIfEmpty(Unlimited).Min();
        var own = answer.Kind == WaitKind.Clock
            ? Due(walk, walk.State.Waits.First(x => x.ActivityId == answer.ActivityId))
            : Limit(walk, answer.ActivityId!);
        var end = Math.Min(own, beside);
        return double.IsPositiveInfinity(end) ? walk.At : end;
    }

    private double Limit(Walk walk, string activityId) =>
        exploration.Definition.FindActivity(activityId) is { Type: Steps.HumanTask } task && task.Constant("Clock") is { } key && walk.Clocks.TryGetValue(key, out var clock) && clock.PausedAt is null
            ? clock.Due
            : Unlimited;

    private static double Due(Walk walk, OpenWait wait)
    {
        var key = wait.DueAt is null ? wait.Name ?? "" : TimerOf(wait);
        return walk.Clocks.TryGetValue(key, out var clock) && clock.PausedAt is null ? clock.Due : Unlimited;
    }

    private Dictionary<string, Timing> After(IReadOnlyDictionary<string, Timing> before, IReadOnlyList<Effect> effects, double at, ExploredState to)
    {
        var clocks = new Dictionary<string, Timing>(before, StringComparer.Ordinal);
        foreach (var effect in effects)
            switch (effect)
            {
                case StartClock start when rules(start.Key) is { } rule && (!statutoryOnly || rule.Force == LimitForce.Hard):
                    clocks[start.Key] = new Timing(at + Days(rule), null);
                    break;
                case StopClock stop:
                    clocks.Remove(stop.Key);
                    break;
                case PauseClock pause when clocks.TryGetValue(pause.Key, out var clock) && rules(pause.Key)!.PausedBy.Any(x => x.Cause == pause.Cause) && clock.Due >= at:
                    clocks[pause.Key] = clock with { PausedAt = clock.PausedAt ?? at, Causes = clock.Causes + 1 };
                    break;
                case ResumeClock resume when clocks.TryGetValue(resume.Key, out var clock) && clock.PausedAt is { } since:
                    var left = resume.Cause is null ? 0 : clock.Causes - 1;
                    clocks[resume.Key] = left > 0 ? clock with { Causes = left } : new Timing(clock.Due + (at - since), null);
                    break;
            }
        if (!statutoryOnly)
        {
            var timers = to.Waits.Where(x => x.DueAt is not null).DistinctBy(TimerOf).ToDictionary(TimerOf);
            foreach (var gone in clocks.Keys.Where(x => x.StartsWith(Timer, StringComparison.Ordinal) && !timers.ContainsKey(x)).ToList()) clocks.Remove(gone);
            foreach (var (key, wait) in timers)
                clocks.TryAdd(key, new Timing(at + PathTimes.Duration(exploration, wait, wait.DueAt!.Value).TotalDays, null));
        }
        // What no wait asks for any more would only make equal paths look different.
        return to.IsOver ? [] : clocks;
    }

    private static string TimerOf(OpenWait wait) => Timer + wait.ActivityId;

    private static double Days(ClockRule rule) => rule.Unit switch
    {
        TimeUnit.Minutes => rule.Length / 1440.0,
        TimeUnit.Hours => rule.Length / 24.0,
        TimeUnit.CalendarDays => rule.Length,
        TimeUnit.WorkingDays => rule.Length * 1.4,
        _ => rule.Length * 30.4,
    };
}
