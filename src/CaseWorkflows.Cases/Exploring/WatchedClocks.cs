using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>The clocks of an explored case: which run, which rest for which causes, and whether the case is closed.</summary>
internal sealed class WatchedClocks
{
    private const char Between = ';';
    private const char Paused = '~';
    private const string Closed = "=";

    private readonly SortedDictionary<string, SortedSet<string>> _clocks = new(StringComparer.Ordinal);

    private WatchedClocks(string text)
    {
        foreach (var part in text.Split(Between, StringSplitOptions.RemoveEmptyEntries))
            if (part.StartsWith(Closed, StringComparison.Ordinal)) Result = part[Closed.Length..];
            else if (part.Split(Paused) is [var key, .. var causes]) _clocks[key] = new SortedSet<string>(causes, StringComparer.Ordinal);
    }

    /// <summary>How the case was closed; empty: its flow ended and nothing closed it; null: it is open.</summary>
    public string? Result { get; private set; }

    /// <summary>Whether any clock runs.</summary>
    public bool AnyRuns => _clocks.Values.Any(x => x.Count == 0);

    public static WatchedClocks Of(string watched) => new(watched);

    /// <summary>Whether the clock was started and not stopped; it may be at rest.</summary>
    public bool IsStarted(string key) => _clocks.ContainsKey(key);

    /// <summary>Whether the clock runs.</summary>
    public bool Runs(string key) => _clocks.TryGetValue(key, out var causes) && causes.Count == 0;

    public void Take(Effect effect, ClockPolicyBook rules)
    {
        switch (effect)
        {
            case StartClock start:
                _clocks[start.Key] = new SortedSet<string>(StringComparer.Ordinal);
                break;
            case StopClock stop:
                _clocks.Remove(stop.Key);
                break;
            case PauseClock pause when _clocks.TryGetValue(pause.Key, out var causes) && rules.Rules.Any(x => x.Key == pause.Key && x.PausedBy.Any(y => y.Cause == pause.Cause)):
                causes.Add(pause.Cause);
                break;
            case ResumeClock resume when _clocks.TryGetValue(resume.Key, out var causes):
                if (resume.Cause is { } cause) causes.Remove(cause);
                else causes.Clear();
                break;
            case CloseCase close:
                _clocks.Clear();
                Result = close.Result;
                break;
        }
    }

    public void End()
    {
        _clocks.Clear();
        Result ??= "";
    }

    public override string ToString() =>
        string.Join(Between, _clocks.Select(x => string.Join(Paused, x.Value.Prepend(x.Key))).Concat(Result is { } result ? [Closed + result] : []));
}

/// <summary>Keeps the clocks in an exploration.</summary>
internal sealed class ClockWatch(ClockPolicyBook rules) : IFlowWatch
{
    public string Beginning => "";

    public string After(string watched, IReadOnlyList<Effect> effects, FlowStatus status)
    {
        var clocks = WatchedClocks.Of(watched);
        foreach (var effect in effects) clocks.Take(effect, rules);
        if (status != FlowStatus.Suspended) clocks.End();
        return clocks.ToString();
    }

    public bool IsOver(string watched) => WatchedClocks.Of(watched).Result is not null;

    // A clock that was never started, or is stopped, runs out for nobody.
    public bool CanCome(string watched, OpenWait wait) => wait is not { Kind: WaitKind.Clock, DueAt: null, Name: { } key } || WatchedClocks.Of(watched).IsStarted(key);

    // A task with its own clock is watched whatever runs beside it; everything else that waits, or touches a clock of the case, may need or change what others see.
    public bool KeepsToItself(ActivityDefinition activity) => activity.Type switch
    {
        Steps.HumanTask => activity.Constant("Clock") is not null && activity.Constant("ClockScope") != "case" && activity.Constant("PausesClock") is null
            && activity.Input("ClockScope") is null or { IsConstant: true },
        Steps.StartClock or Steps.WaitForClock or "CaseWorkflows.StopClock" or "CaseWorkflows.PauseClock" or "CaseWorkflows.ResumeClock" or "CaseWorkflows.CloseCase" => false,
        _ => activity.Type is not (Steps.Event or "Elsa.RunTask" or "Elsa.Delay" or "Elsa.Timer" or "Elsa.StartAt"),
    };
}
