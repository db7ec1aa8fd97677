using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>Everything a flow can come to: its states and the answers that lead from one to the next.</summary>
public sealed class Exploration
{
    internal Exploration(WorkflowDefinition definition) => Definition = definition;

    /// <summary>What was explored.</summary>
    public WorkflowDefinition Definition { get; }

    /// <summary>The instant at which everything happens, see <see cref="ExplorationOptions.From"/>.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>All states, in the order in which they were found: nearer ones first.</summary>
    public IReadOnlyList<ExploredState> States { get; internal set; } = [];

    /// <summary>All answers, in the order in which they were tried.</summary>
    public IReadOnlyList<ExploredStep> Steps { get; internal set; } = [];

    /// <summary>What was left out by a bound; empty: everything that can be reached was reached.</summary>
    public IReadOnlyList<ExplorationCut> Cuts { get; internal set; } = [];

    /// <summary>The activities that were begun.</summary>
    public required IReadOnlySet<string> Activities { get; init; }

    /// <summary>The connections that were followed.</summary>
    public required IReadOnlySet<Connection> Connections { get; init; }

    /// <summary>Activities of the definition that no path begins, in the document's order.</summary>
    public IReadOnlyList<ActivityDefinition> ActivitiesNeverBegun => [.. Definition.Activities.Where(x => !Activities.Contains(x.Id))];

    /// <summary>Connections of the definition that no path follows, in the document's order.</summary>
    public IReadOnlyList<Connection> ConnectionsNeverFollowed =>
        [.. Definition.Activities.SelectMany(x => x.Connections).Distinct().Where(x => !Connections.Contains(x))];

    /// <summary>States that are no end, and that nothing can move.</summary>
    public IEnumerable<ExploredState> DeadEnds => States.Where(x => x is { IsOver: false, IsExpanded: true, IsCut: false, Next.Count: 0 });

    /// <summary>The states from which some path leads to one of <paramref name="goals"/>, those among them.</summary>
    public IReadOnlySet<ExploredState> CanReach(IEnumerable<ExploredState> goals)
    {
        var reached = new HashSet<ExploredState>(goals);
        var open = new Queue<ExploredState>(reached);
        var before = Steps.Where(x => x.From is not null).ToLookup(x => x.To, x => x.From!);
        while (open.TryDequeue(out var state))
            foreach (var earlier in before[state])
                if (reached.Add(earlier))
                    open.Enqueue(earlier);
        return reached;
    }

    /// <summary>
    /// The states from which no end can be reached though answers still move the flow: it goes round for ever. States that a bound left unexplored count
    /// as if they led to an end, since nobody knows.
    /// </summary>
    public IReadOnlyList<ExploredState> Traps
    {
        get
        {
            var alive = CanReach(States.Where(x => x.IsOver || !x.IsExpanded || x.IsCut || x.Next.Count == 0));
            return [.. States.Where(x => !alive.Contains(x))];
        }
    }
}

/// <summary>A state of a flow, whatever the numbers of its runs and visits.</summary>
public sealed class ExploredState
{
    internal ExploredState(int number) => Number = number;

    /// <summary>Its place among the states.</summary>
    public int Number { get; }

    /// <summary>Where the flow stands.</summary>
    public required FlowStatus Status { get; init; }

    /// <summary>What is waited for.</summary>
    public required IReadOnlyList<OpenWait> Waits { get; init; }

    /// <summary>Faults that wait for a person.</summary>
    public required IReadOnlyList<EngineIncident> Incidents { get; init; }

    /// <summary>What the watch has noted, see <see cref="IFlowWatch"/>.</summary>
    public required string Watched { get; init; }

    /// <summary>Nothing is to come: the flow has ended, or the watch says that the case has.</summary>
    public required bool IsOver { get; init; }

    /// <summary>How many answers lead here on the shortest path, the start included.</summary>
    public required int Depth { get; init; }

    /// <summary>The last answer of the shortest path here.</summary>
    public required ExploredStep Arrival { get; init; }

    /// <summary>The shortest path here: the answers, the start first.</summary>
    public IReadOnlyList<ExploredStep> Path
    {
        get
        {
            var path = new List<ExploredStep>();
            for (var step = Arrival; step is not null; step = step.From?.Arrival) path.Add(step);
            path.Reverse();
            return path;
        }
    }

    /// <summary>The answers that are possible here.</summary>
    public List<ExploredStep> Next { get; } = [];

    /// <summary>Whether the answers were tried; false where a bound ended the exploration before.</summary>
    public bool IsExpanded { get; internal set; }

    /// <summary>Whether a bound left some of its ways on out.</summary>
    public bool IsCut { get; internal set; }

    internal string State { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Number} {Status} {string.Join(", ", Waits.Select(x => x.ActivityId))} {Watched}";
}

/// <summary>One answer and where it leads.</summary>
public sealed class ExploredStep
{
    /// <summary>Where it is given; null for the start.</summary>
    public required ExploredState? From { get; init; }

    /// <summary>Where it leads.</summary>
    public ExploredState To { get; internal set; } = null!;

    /// <summary>What happens.</summary>
    public required ExploredAnswer Answer { get; init; }

    /// <summary>What is to be done outside, in order.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }

    /// <summary>What had to be taken for granted: data that nobody knows before a case has it.</summary>
    public required IReadOnlyList<Assumption> Assumptions { get; init; }
}

/// <summary>What moves a flow on.</summary>
/// <param name="Kind">Who or what answers; null: the flow begins.</param>
/// <param name="ActivityId">The waiting activity; for an event that several wait for the first; null for the start.</param>
/// <param name="Outcome">The way out chosen, if several are offered; for an event its name.</param>
public sealed record ExploredAnswer(WaitKind? Kind, string? ActivityId, string? Outcome);

/// <summary>Something unknown that a path takes for granted.</summary>
/// <param name="ActivityId">The activity whose way on hangs on it.</param>
/// <param name="Values">The values taken, by the name of the input, variable or output.</param>
/// <param name="Result">What the expression came to.</param>
/// <param name="IsForced">
/// No values were found that give this result, it was assumed all the same: the path may not exist. False: the values lead there.
/// </param>
public sealed record Assumption(string ActivityId, IReadOnlyDictionary<string, string> Values, string Result, bool IsForced);

/// <summary>Which bound left something out.</summary>
public enum CutKind
{
    /// <summary><see cref="ExplorationOptions.States"/>.</summary>
    States,

    /// <summary><see cref="ExplorationOptions.Depth"/>.</summary>
    Depth,

    /// <summary><see cref="ExplorationOptions.GuessesPerActivity"/>.</summary>
    Guesses,

    /// <summary><see cref="ExplorationOptions.WaysPerAdvance"/>.</summary>
    Ways,

    /// <summary>An activity whose outcomes only a running case knows.</summary>
    UnknownOutcomes,
}

/// <summary>Something that was left out.</summary>
/// <param name="Kind">Why.</param>
/// <param name="ActivityId">At which activity; null for bounds of the whole.</param>
/// <param name="Count">How many states or ways.</param>
public sealed record ExplorationCut(CutKind Kind, string? ActivityId, int Count);

/// <summary>
/// What an exploration keeps an eye on beside the flow itself, made from the effects of each advance: the clocks of a case, for example. States of a
/// flow that differ in it are different states.
/// </summary>
public interface IFlowWatch
{
    /// <summary>What is noted before the flow begins.</summary>
    string Beginning { get; }

    /// <summary>What is noted after an advance. The same arguments must give the same text.</summary>
    string After(string watched, IReadOnlyList<Effect> effects, FlowStatus status);

    /// <summary>Whether everything is over, though branches of the flow may still wait.</summary>
    bool IsOver(string watched);

    /// <summary>Whether what a wait waits for can still come.</summary>
    bool CanCome(string watched, OpenWait wait);

    /// <summary>
    /// Whether what an activity does is nothing to what is watched in other branches: then the order of the branches makes no difference to the watch.
    /// </summary>
    bool KeepsToItself(ActivityDefinition activity);
}
