using System.Globalization;
using CaseWorkflows.Cases.Exploring;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Web.Verbs;

/// <summary>An exploration as a policy officer reads it.</summary>
internal static class ExplorePrint
{
    private const int PathsShown = 40;
    private static string Next => VerbTexts.Here("explore.next");

    public static async Task TextAsync(TextWriter output, FlowReport report)
    {
        await HeadAsync(output, report);
        await FindingsAsync(output, report);
        await output.WriteLineAsync();
        await output.WriteLineAsync(VerbTexts.Here("explore.ends"));
        foreach (var end in report.Ends)
        {
            await output.WriteLineAsync("  " + VerbTexts.Here("explore.end", ("name", end.Name), ("answers", end.State.Depth - 1)));
            await output.WriteLineAsync("      " + Path(report, end.State));
        }
        await PrintAsync(output, report, "explore.longest-statutory", report.LongestStatutory);
        await PrintAsync(output, report, "explore.longest-configured", report.LongestWithConfigured);
        if (report.Repeatable.Count == 0) return;
        await output.WriteLineAsync();
        await output.WriteLineAsync(VerbTexts.Here("explore.repeatable", ("activities", Listed(report.Repeatable.Select(x => report.NameOf(x).Here())))));
    }

    private static async Task HeadAsync(TextWriter output, FlowReport report)
    {
        var (explored, definition) = (report.Exploration, report.Exploration.Definition);
        var ways = definition.Activities.SelectMany(x => x.Connections).Distinct().Count();
        await output.WriteLineAsync(VerbTexts.Here("explore.head", ("name", definition.Name), ("id", definition.DefinitionId), ("version", definition.Version), ("region", report.Region.Name), ("from", Day(report.From))));
        await output.WriteLineAsync(VerbTexts.Here("explore.size", ("states", explored.States.Count), ("steps", explored.Steps.Count), ("ends", report.Ends.Count)));
        await output.WriteLineAsync(VerbTexts.Here("explore.coverage",
            ("activities", definition.Activities.Count - explored.ActivitiesNeverBegun.Count), ("allActivities", definition.Activities.Count),
            ("ways", ways - explored.ConnectionsNeverFollowed.Count), ("allWays", ways)));
        await output.WriteLineAsync(VerbTexts.Here(explored.Cuts.Count == 0 ? "explore.complete" : "explore.cut"));
        foreach (var cut in explored.Cuts)
            await output.WriteLineAsync("  " + VerbTexts.Here($"explore.cut-{cut.Kind}", ("activity", cut.ActivityId is { } id ? WithId(report, id) : ""), ("count", cut.Count)));
        if (explored.ActivitiesNeverBegun.Count > 0)
            await output.WriteLineAsync(VerbTexts.Here("explore.never-begun", ("activities", Listed(explored.ActivitiesNeverBegun.Select(x => WithId(report, x.Id))))));
        if (explored.ConnectionsNeverFollowed.Count > 0)
            await output.WriteLineAsync(VerbTexts.Here("explore.never-followed", ("ways", Listed(explored.ConnectionsNeverFollowed.Select(x => $"{x.SourceId}.{x.SourcePort} → {x.TargetId}")))));
        if (report.Assumed.Count > 0) await output.WriteLineAsync(VerbTexts.Here("explore.assumed", ("activities", Listed(report.Assumed.Select(x => WithId(report, x))))));
    }

    // What goes wrong after the same answer usually has one cause, and is put right in one place.
    private static async Task FindingsAsync(TextWriter output, FlowReport report)
    {
        await output.WriteLineAsync();
        if (report.HasErrors) await output.WriteLineAsync(VerbTexts.Here("explore.findings", ("count", report.Findings.Count(x => x.IsError))));
        else await output.WriteLineAsync(VerbTexts.Here(report.Exploration.Cuts.Count == 0 ? "explore.no-findings" : "explore.no-findings-so-far"));
        foreach (var same in report.Findings.GroupBy(x => (x.IsError, After: report.NameOf(x.State.Arrival.Answer).Here())))
        {
            await output.WriteLineAsync("  " + VerbTexts.Here(same.Key.IsError ? "explore.error" : "explore.note", ("answer", same.Key.After)));
            string? shown = null;
            foreach (var finding in same)
            {
                await output.WriteLineAsync($"    - {finding.Message.Here()}");
                await output.WriteLineAsync($"      {finding.Remedy.Here()}");
                var path = Path(report, finding.State);
                await output.WriteLineAsync("      " + VerbTexts.Here("explore.way-there", ("states", finding.States), ("path", path == shown ? VerbTexts.Here("explore.same-way") : path)));
                shown = path;
            }
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
        TimedStep? before = null;
        foreach (var step in path.Steps.Where(x => x.Step.Answer.Kind is not WaitKind.Service))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {Day(step.On)} {(step.Days > 0 ? $"+{step.Days}" : ""),5}  {report.NameOf(step.Step.Answer).Here()}"));
            if (Limit(step, before) is { } limit) await output.WriteLineAsync($"{"",20}{limit}");
            before = step;
        }
    }

    private static string? Limit(TimedStep step, TimedStep? before)
    {
        if (step.Delay is { } delay) return VerbTexts.Here("explore.delay", ("delay", delay.ToString("c", CultureInfo.InvariantCulture)), ("due", Day(step.DueOn!.Value)));
        if (step.Rule is not { } rule) return null;
        if (before is { Rule: { } last } && last.Key == rule.Key && before.DueOn == step.DueOn) return VerbTexts.Here("explore.same-limit", ("due", Day(step.DueOn!.Value)));
        var text = VerbTexts.Here("explore.limit",
            ("clock", rule.Name), ("length", rule.Length), ("unit", VerbTexts.Get($"explore.unit-{rule.Unit}")), ("due", Day(step.DueOn!.Value)), ("basis", rule.Basis.Citation), ("force", VerbTexts.Get($"explore.force-{rule.Force}")));
        return step.IsProvisional ? text + VerbTexts.Here("explore.provisional") : text;
    }

    private static string Path(FlowReport report, ExploredState state)
    {
        var steps = state.Path.Where(x => x.Answer.Kind is not WaitKind.Service || x == state.Arrival).ToList();
        var shown = steps.Count <= PathsShown ? steps : [.. steps.Take(PathsShown / 2), .. steps.TakeLast(PathsShown / 2)];
        var words = shown.Select(x => report.NameOf(x.Answer).Here() + Assumed(report, x)).ToList();
        if (shown.Count < steps.Count) words.Insert(PathsShown / 2, "…");
        return string.Join(Next, words);
    }

    private static string Assumed(FlowReport report, ExploredStep step)
    {
        var known = step.Assumptions.SelectMany(x => x.Values).Where(x => x.Value.Length > 0).Select(x => VerbTexts.Here("explore.value", ("name", report.NameOfValue(x.Key)), ("value", Word(x.Value)))).Distinct().ToList();
        return known.Count > 0 ? VerbTexts.Here("explore.given", ("values", Listed(known))) : step.Assumptions.Any(x => x.IsForced) ? VerbTexts.Here("explore.if") : "";
    }

    private static string Word(string value) => value is "true" or "false" ? VerbTexts.Here($"explore.{value}") : value;

    private static string WithId(FlowReport report, string activityId) => $"{report.NameOf(activityId).Here()} [{activityId}]";

    private static string Listed(IEnumerable<string> items) => string.Join(VerbTexts.Here("explore.comma"), items.Distinct());

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
