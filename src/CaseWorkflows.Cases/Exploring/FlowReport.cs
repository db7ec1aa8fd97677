using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>A way a case can end.</summary>
/// <param name="Result">The result it is closed with; null if the flow ends and nothing has closed the case.</param>
/// <param name="Name">What people call that.</param>
/// <param name="State">The state.</param>
public sealed record FlowEnd(string? Result, LocalizedText Name, ExploredState State);

/// <summary>What an exploration of a definition says to those who answer for it.</summary>
public sealed class FlowReport
{
    private readonly StepNames _names;

    private FlowReport(Exploration exploration, StepNames names) => (Exploration, _names) = (exploration, names);

    /// <summary>All states and answers.</summary>
    public Exploration Exploration { get; }

    /// <summary>The region whose limits hold.</summary>
    public required Region Region { get; init; }

    /// <summary>The day on which paths begin.</summary>
    public required DateOnly From { get; init; }

    /// <summary>What is wrong, errors first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The ways to end, the nearest first.</summary>
    public required IReadOnlyList<FlowEnd> Ends { get; init; }

    /// <summary>The path that takes the longest by the limits the law sets; null if no path ends.</summary>
    public TimedPath? LongestStatutory { get; init; }

    /// <summary>The path that takes the longest by all limits, those the centre set among them; null if no path ends.</summary>
    public TimedPath? LongestWithConfigured { get; init; }

    /// <summary>Activities at which a case may come round again, with the answers that bring it back; how often is nowhere limited.</summary>
    public required IReadOnlyList<string> Repeatable { get; init; }

    /// <summary>Activities whose conditions hang on data that nobody knows beforehand, so that every result was walked whether or not data can lead to it.</summary>
    public IReadOnlyList<string> Assumed => [.. Exploration.Steps.SelectMany(x => x.Assumptions).Where(x => x.IsForced).Select(x => x.ActivityId).Distinct()];

    /// <summary>Whether a definition with these findings should not be used.</summary>
    public bool HasErrors => Findings.Any(x => x.IsError);

    /// <summary>What people call an activity.</summary>
    public LocalizedText NameOf(string activityId) => _names.Of(activityId);

    /// <summary>An answer in a few words.</summary>
    public LocalizedText NameOf(ExploredAnswer answer) => _names.Of(answer);

    /// <summary>What people call an input or variable.</summary>
    public LocalizedText NameOfValue(string name) => _names.OfValue(name);

    /// <summary>Explores a definition and reads what was found.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="library">Clock rules, calendars, forms and names.</param>
    /// <param name="region">The code of the region whose limits hold.</param>
    /// <param name="from">The day on which paths begin, in China.</param>
    /// <param name="states">How many states at most.</param>
    /// <param name="activities">The case activities that it may use; null for those of the product.</param>
    /// <param name="cancellationToken">Ends the exploration.</param>
    /// <exception cref="DeadlineException">There is no such region.</exception>
    /// <exception cref="DefinitionException">The definition can't run at all.</exception>
    public static async ValueTask<FlowReport> OfAsync(
        WorkflowDefinition definition, WorkflowLibrary library, string region, DateOnly from, int? states = null, IReadOnlyList<IActivityHandler>? activities = null, CancellationToken cancellationToken = default)
    {
        activities ??= CaseActivities.All;
        var place = library.Clocks.Regions.Get(region);
        var start = ChinaTime.StartOf(from);
        var options = new ExplorationOptions { From = start };
        if (states is { } most) options = options with { States = most };
        var exploration = await new FlowExplorer(definition, activities, options, new ClockWatch(library.Clocks)).ExploreAsync(cancellationToken);
        var names = new StepNames(definition, library, new ActivityCatalog(activities));
        return new FlowReport(exploration, names)
        {
            Region = place,
            From = from,
            Findings = new FlowReview(exploration, names).Findings(),
            Ends = [.. exploration.States.Where(x => x.IsOver).Select(x => End(x, library)).OrderBy(x => x.State.Depth)],
            LongestStatutory = Longest(true),
            LongestWithConfigured = Longest(false),
            Repeatable = [.. Circles.In(exploration.States.ToHashSet()).SelectMany(x => x).SelectMany(x => x.Waits).Where(x => x.Kind == WaitKind.Task).Select(x => x.ActivityId).Distinct()],
        };

        TimedPath? Longest(bool statutoryOnly)
        {
            var search = new LongestPath(exploration, key => library.Clocks.Find(region, key, from), statutoryOnly, cancellationToken);
            if (search.Find() is not { } path) return null;
            var times = new PathTimes(exploration, (key, day) => library.Clocks.Find(region, key, day), library.Calendar.Calendar, start, statutoryOnly);
            return times.Date(path, !search.IsCut && exploration.Cuts.Count == 0);
        }
    }

    private static FlowEnd End(ExploredState state, WorkflowLibrary library) => WatchedClocks.Of(state.Watched).Result is { Length: > 0 } result
        ? new FlowEnd(result, library.ResultName(result), state)
        : new FlowEnd(null, ExploringTexts.Get("end-unclosed"), state);
}
