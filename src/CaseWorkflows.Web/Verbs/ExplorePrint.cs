using System.Globalization;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Exploring;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Web.Verbs;

/// <summary>An exploration as a policy officer reads it, and as programs do.</summary>
internal static class ExplorePrint
{
    private const int PathsShown = 40;

    public static async Task TextAsync(TextWriter output, FlowReport report)
    {
        var (explored, definition) = (report.Exploration, report.Exploration.Definition);
        await output.WriteLineAsync(VerbTexts.Here("explore.head", ("name", definition.Name), ("id", definition.DefinitionId), ("version", definition.Version), ("region", report.Region.Name), ("from", Day(report.From))));
        await output.WriteLineAsync(VerbTexts.Here("explore.size",
            ("states", explored.States.Count), ("steps", explored.Steps.Count), ("ends", report.Ends.Count),
            ("activities", definition.Activities.Count - explored.ActivitiesNeverBegun.Count), ("allActivities", definition.Activities.Count),
            ("ways", Ways(explored) - explored.ConnectionsNeverFollowed.Count), ("allWays", Ways(explored))));
        await output.WriteLineAsync(explored.Cuts.Count == 0 ? VerbTexts.Here("explore.complete") : VerbTexts.Here("explore.cut"));
        foreach (var cut in explored.Cuts)
            await output.WriteLineAsync("  " + VerbTexts.Here($"explore.cut-{cut.Kind}", ("activity", cut.ActivityId is { } id ? $"{report.NameOf(id).Here()} [{id}]" : ""), ("count", cut.Count)));
        if (explored.ActivitiesNeverBegun.Count > 0)
            await output.WriteLineAsync(VerbTexts.Here("explore.never-begun", ("activities", string.Join(", ", explored.ActivitiesNeverBegun.Select(x => $"{report.NameOf(x.Id).Here()} [{x.Id}]")))));
        if (explored.ConnectionsNeverFollowed.Count > 0)
            await output.WriteLineAsync(VerbTexts.Here("explore.never-followed", ("ways", string.Join(", ", explored.ConnectionsNeverFollowed.Select(x => $"{x.SourceId}.{x.SourcePort} → {x.TargetId}")))));
        var forced = explored.Steps.SelectMany(x => x.Assumptions).Where(x => x.IsForced).Select(x => x.ActivityId).Distinct().ToList();
        if (forced.Count > 0) await output.WriteLineAsync(VerbTexts.Here("explore.assumed", ("activities", string.Join(", ", forced.Select(x => $"{report.NameOf(x).Here()} [{x}]")))));

        await output.WriteLineAsync();
        await output.WriteLineAsync(VerbTexts.Here(report.HasErrors ? "explore.findings" : "explore.no-findings", ("count", report.Findings.Count(x => x.IsError))));
        foreach (var finding in report.Findings)
        {
            await output.WriteLineAsync($"  [{VerbTexts.Here(finding.IsError ? "explore.error" : "explore.note")}] {finding.Message.Here()} {finding.Remedy.Here()}");
            await output.WriteLineAsync("      " + VerbTexts.Here("explore.way-there", ("states", finding.States), ("path", Path(report, finding.State))));
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(VerbTexts.Here("explore.ends"));
        foreach (var end in report.Ends)
            await output.WriteLineAsync("  " + VerbTexts.Here("explore.end", ("name", end.Name), ("answers", end.State.Depth - 1), ("path", Path(report, end.State))));
        await PrintAsync(output, report, "explore.longest-statutory", report.LongestStatutory);
        await PrintAsync(output, report, "explore.longest-configured", report.LongestWithConfigured);
        if (report.Repeatable.Count > 0)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(VerbTexts.Here("explore.repeatable", ("activities", string.Join(VerbTexts.Here("explore.comma"), report.Repeatable.Select(x => report.NameOf(x).Here())))));
        }
    }

    private static async Task PrintAsync(TextWriter output, FlowReport report, string heading, TimedPath? path)
    {
        await output.WriteLineAsync();
        if (path is null)
        {
            await output.WriteLineAsync(VerbTexts.Here("explore.no-path", ("what", VerbTexts.Get($"{heading}-name"))));
            return;
        }
        await output.WriteLineAsync(VerbTexts.Here(heading, ("days", path.Days), ("from", Day(path.From)), ("to", Day(path.To))));
        if (!path.IsSearchComplete) await output.WriteLineAsync("  " + VerbTexts.Here("explore.search-cut"));
        foreach (var step in path.Steps.Where(x => x.Step.Answer.Kind is not WaitKind.Service))
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {Day(step.On)} {(step.Days > 0 ? $"+{step.Days}" : ""),5}  {report.NameOf(step.Step.Answer).Here()}{Limit(step)}"));
    }

    private static string Limit(TimedStep step)
    {
        if (step.Delay is { } delay) return VerbTexts.Here("explore.delay", ("delay", delay.ToString("c", CultureInfo.InvariantCulture)), ("due", Day(step.DueOn!.Value)));
        if (step.Rule is not { } rule) return "";
        var text = VerbTexts.Here("explore.limit",
            ("clock", rule.Name), ("length", rule.Length), ("unit", VerbTexts.Get($"explore.unit-{rule.Unit}")), ("due", Day(step.DueOn!.Value)), ("basis", rule.Basis.Citation), ("force", VerbTexts.Get($"explore.force-{rule.Force}")));
        return step.IsProvisional ? text + VerbTexts.Here("explore.provisional") : text;
    }

    private static string Path(FlowReport report, ExploredState state)
    {
        var steps = state.Path.Where(x => x.Answer.Kind is not WaitKind.Service || x == state.Arrival).ToList();
        var shown = steps.Count <= PathsShown ? steps : [.. steps.Take(PathsShown / 2), .. steps.TakeLast(PathsShown / 2)];
        var words = shown.Select(x => report.NameOf(x.Answer).Here() + Assumed(x)).ToList();
        if (shown.Count < steps.Count) words.Insert(PathsShown / 2, "…");
        return string.Join(" ＞ ", words);
    }

    private static string Assumed(ExploredStep step)
    {
        var known = step.Assumptions.Where(x => x.Values.Count > 0).SelectMany(x => x.Values).Where(x => x.Value.Length > 0).Select(x => $"{x.Key} = {x.Value}").Distinct().ToList();
        return known.Count > 0 ? $" ({string.Join(", ", known)})" : step.Assumptions.Any(x => x.IsForced) ? VerbTexts.Here("explore.if") : "";
    }

    public static object Json(FlowReport report)
    {
        var explored = report.Exploration;
        return new
        {
            explored.Definition.DefinitionId,
            explored.Definition.Version,
            Region = report.Region.Code,
            report.From,
            States = explored.States.Count,
            Answers = explored.Steps.Count,
            IsComplete = explored.Cuts.Count == 0,
            explored.Cuts,
            Coverage = new
            {
                Activities = explored.Definition.Activities.Count,
                ActivitiesNeverBegun = explored.ActivitiesNeverBegun.Select(x => x.Id),
                Connections = Ways(explored),
                ConnectionsNeverFollowed = explored.ConnectionsNeverFollowed,
            },
            Assumed = explored.Steps.SelectMany(x => x.Assumptions).Where(x => x.IsForced).Select(x => x.ActivityId).Distinct(),
            report.HasErrors,
            Findings = report.Findings.Select(x => new { x.Kind, x.IsError, x.Activities, x.Message, x.Remedy, x.States, Path = Steps(report, x.State) }),
            Ends = report.Ends.Select(x => new { x.Result, x.Name, Path = Steps(report, x.State) }),
            LongestStatutory = Timed(report, report.LongestStatutory),
            LongestWithConfigured = Timed(report, report.LongestWithConfigured),
            report.Repeatable,
        };
    }

    private static IEnumerable<object> Steps(FlowReport report, ExploredState state) =>
        state.Path.Select(x => new { x.Answer.Kind, x.Answer.ActivityId, x.Answer.Outcome, Name = report.NameOf(x.Answer), x.Assumptions });

    private static object? Timed(FlowReport report, TimedPath? path) => path is null ? null : new
    {
        path.From,
        path.To,
        path.Days,
        path.IsSearchComplete,
        Steps = path.Steps.Select(x => new
        {
            x.On,
            x.Days,
            x.Step.Answer.Kind,
            x.Step.Answer.ActivityId,
            x.Step.Answer.Outcome,
            Name = report.NameOf(x.Step.Answer),
            Limit = x.Rule is { } rule ? new { rule.Key, rule.Name, rule.Length, Unit = rule.Unit.Word(), rule.Force, Basis = rule.Basis.Citation, rule.Basis.Article } : null,
            x.Delay,
            x.DueOn,
            x.IsProvisional,
        }),
    };

    private static int Ways(Exploration explored) => explored.Definition.Activities.SelectMany(x => x.Connections).Distinct().Count();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
