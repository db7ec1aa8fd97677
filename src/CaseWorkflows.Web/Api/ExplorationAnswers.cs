using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Exploring;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Web.Api;

/// <summary>Every way through a definition, as programs read it.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">Its version.</param>
/// <param name="Region">The region whose limits hold.</param>
/// <param name="From">The day on which paths begin.</param>
/// <param name="States">How many situations a case can be in.</param>
/// <param name="Answers">How many answers lead from one to another.</param>
/// <param name="IsComplete">Whether everything that can be reached was reached.</param>
/// <param name="Cuts">What a bound left out.</param>
/// <param name="Coverage">What no path comes to.</param>
/// <param name="Assumed">Activities whose conditions hang on data that nobody knows beforehand: every result was walked.</param>
/// <param name="HasErrors">Whether a definition with these findings should not be used.</param>
/// <param name="Findings">What is wrong or worth knowing, errors first.</param>
/// <param name="Ends">The ways to end, the nearest first.</param>
/// <param name="LongestStatutory">The path that takes the longest by the limits the law sets; null if no path ends.</param>
/// <param name="LongestWithConfigured">The same with the limits the centre set; null if no path ends.</param>
/// <param name="Repeatable">Steps that may come again, how often is nowhere limited.</param>
internal sealed record ExplorationAnswer(
    string DefinitionId, int Version, string Region, DateOnly From, int States, int Answers, bool IsComplete, IReadOnlyList<ExplorationCut> Cuts, CoverageAnswer Coverage,
    IReadOnlyList<string> Assumed, bool HasErrors, IReadOnlyList<FindingAnswer> Findings, IReadOnlyList<FlowEndAnswer> Ends,
    TimedPathAnswer? LongestStatutory, TimedPathAnswer? LongestWithConfigured, IReadOnlyList<string> Repeatable)
{
    internal static ExplorationAnswer Of(FlowReport report)
    {
        var explored = report.Exploration;
        return new(
            explored.Definition.DefinitionId, explored.Definition.Version, report.Region.Code, report.From, explored.States.Count, explored.Steps.Count,
            explored.Cuts.Count == 0, explored.Cuts,
            new CoverageAnswer(
                explored.Definition.Activities.Count, [.. explored.ActivitiesNeverBegun.Select(x => x.Id)],
                explored.Definition.Activities.SelectMany(x => x.Connections).Distinct().Count(),
                [.. explored.ConnectionsNeverFollowed.Select(x => new PathWayAnswer(x.SourceId, x.SourcePort, x.TargetId, 0))]),
            report.Assumed, report.HasErrors,
            [.. report.Findings.Select(x => new FindingAnswer(x.Kind, x.IsError, x.Activities, x.Message, x.Remedy, x.States, Steps(report, x.State)))],
            [.. report.Ends.Select(x => new FlowEndAnswer(x.Result, x.Name, Steps(report, x.State)))],
            TimedPathAnswer.Of(report, report.LongestStatutory), TimedPathAnswer.Of(report, report.LongestWithConfigured), report.Repeatable);
    }

    private static IReadOnlyList<ExploredStepAnswer> Steps(FlowReport report, ExploredState state) =>
        [.. state.Path.Select(x => new ExploredStepAnswer(x.Answer.Kind, x.Answer.ActivityId, x.Answer.Outcome, report.NameOf(x.Answer), x.Assumptions))];
}

/// <summary>How much of a definition the paths came to.</summary>
internal sealed record CoverageAnswer(int Activities, IReadOnlyList<string> ActivitiesNeverBegun, int Connections, IReadOnlyList<PathWayAnswer> ConnectionsNeverFollowed);

/// <summary>One thing found.</summary>
/// <param name="Kind">What.</param>
/// <param name="IsError">False: worth knowing.</param>
/// <param name="Activities">The activities concerned.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="States">In how many situations it is so.</param>
/// <param name="Path">The shortest way there.</param>
internal sealed record FindingAnswer(FindingKind Kind, bool IsError, IReadOnlyList<string> Activities, LocalizedText Message, LocalizedText Remedy, int States, IReadOnlyList<ExploredStepAnswer> Path);

/// <summary>A way a case can end, with the shortest way there.</summary>
internal sealed record FlowEndAnswer(string? Result, LocalizedText Name, IReadOnlyList<ExploredStepAnswer> Path);

/// <summary>An answer on a path, with what had to be taken for granted.</summary>
internal sealed record ExploredStepAnswer(WaitKind? Kind, string? ActivityId, string? Outcome, LocalizedText Name, IReadOnlyList<Assumption> Assumptions);

/// <summary>A path with its dates.</summary>
internal sealed record TimedPathAnswer(DateOnly From, DateOnly To, int Days, bool IsSearchComplete, IReadOnlyList<TimedStepAnswer> Steps)
{
    internal static TimedPathAnswer? Of(FlowReport report, TimedPath? path) => path is null ? null : new(
        path.From, path.To, path.Days, path.IsSearchComplete,
        [.. path.Steps.Select(x => new TimedStepAnswer(
            x.On, x.Days, x.Step.Answer.Kind, x.Step.Answer.ActivityId, x.Step.Answer.Outcome, report.NameOf(x.Step.Answer),
            x.Rule is { } rule ? new StepLimitAnswer(rule.Key, rule.Name, rule.Length, rule.Unit.Word(), rule.Force, rule.Basis.Citation, rule.Basis.Article) : null,
            x.Delay, x.DueOn, x.IsProvisional))]);
}

/// <summary>A step of such a path; <c>delay</c> is one drawn in the flow, no rule's.</summary>
internal sealed record TimedStepAnswer(
    DateOnly On, int Days, WaitKind? Kind, string? ActivityId, string? Outcome, LocalizedText Name, StepLimitAnswer? Limit, TimeSpan? Delay, DateOnly? DueOn, bool IsProvisional);

/// <summary>The rule that limits a step.</summary>
internal sealed record StepLimitAnswer(string Key, LocalizedText Name, int Length, string Unit, LimitForce Force, LocalizedText Basis, string? Article);
