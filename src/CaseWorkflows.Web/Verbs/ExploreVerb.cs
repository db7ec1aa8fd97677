using System.CommandLine;
using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Exploring;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Api;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Walks every way through a definition: does each end, is each watched by a clock, how long may it take.</summary>
internal static class ExploreVerb
{
    public static Command Create(Surroundings at)
    {
        var target = new Argument<string>("definition.json|id") { Description = VerbTexts.Here("explore.target") };
        var region = new Option<string?>("--region") { Description = VerbTexts.Here("explore.region"), HelpName = "region" };
        var from = new Option<string?>("--from") { Description = VerbTexts.Here("explore.from"), HelpName = "yyyy-MM-dd" };
        var states = new Option<string?>("--max-states") { Description = VerbTexts.Here("explore.max-states"), HelpName = "n" };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("explore", VerbTexts.Here("explore.about")) { target, region, from, states, json, workflows };
        verb.SetAction((parsed, cancellationToken) => RunAsync(
            at, parsed.GetRequiredValue(target), parsed.GetValue(region), parsed.GetValue(from), parsed.GetValue(states), parsed.GetValue(json), parsed.GetValue(workflows), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(
        Surroundings at, string target, string? region, string? from, string? states, bool json, string? workflows, CancellationToken cancellationToken)
    {
        var day = ChinaTime.DayOf(at.Time.GetUtcNow());
        if (from is not null && !DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            throw VerbException.Unusable("explore.day-unreadable", ("value", from));
        int? most = null;
        if (states is not null)
            most = int.TryParse(states, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 10_000_000
                ? number
                : throw VerbException.Unusable("explore.states-unreadable", ("value", states));
        var folder = VerbFolders.Of(at, workflows);
        var library = WorkflowLibrary.Load(folder);
        region ??= RegionBook.Root;
        if (!library.Clocks.Regions.Contains(region))
            throw VerbException.Unusable("explore.region-unknown", ("value", region), ("regions", string.Join(", ", library.Clocks.Regions.All.Select(x => x.Code))));
        var text = await TextOfAsync(at, target, folder, cancellationToken);
        try
        {
            var report = await FlowReport.OfAsync(WorkflowDefinition.Parse(text), library, region, day, most, at.Activities, cancellationToken);
            if (json) await at.Out.WriteLineAsync(VerbJson.Of(ExplorationAnswer.Of(report)));
            else await ExplorePrint.TextAsync(at.Out, report);
            return report.HasErrors ? ExitCode.FoundWrong : ExitCode.Good;
        }
        catch (DefinitionException problem)
        {
            throw VerbException.Wrong("explore.unusable", ("file", target), ("problem", problem.Text));
        }
    }

    /// <summary>The definition's text: a file, or the newest version in the definitions folder with the id that is given.</summary>
    private static async Task<string> TextOfAsync(Surroundings at, string target, string folder, CancellationToken cancellationToken)
    {
        if (target == "-" || File.Exists(at.PathOf(target))) return await VerbFiles.ReadAsync(at, target, cancellationToken);
        var definitions = Path.Combine(folder, "definitions");
        (int Version, string Text)? found = null;
        List<string> ids = [];
        IEnumerable<string> files = Directory.Exists(definitions) ? Directory.EnumerateFiles(definitions, "*.json") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var text = await VerbFiles.ReadAsync(at, file, cancellationToken);
            try
            {
                var definition = WorkflowDefinition.Parse(text);
                ids.Add(definition.DefinitionId);
                if (definition.DefinitionId == target && (found is null || found.Value.Version < definition.Version)) found = (definition.Version, text);
            }
            catch (DefinitionException problem)
            {
                // Another file that can't be read says nothing about the one that is asked for; check names it.
                await at.Error.WriteLineAsync($"{Path.GetFileName(file)}: {problem.Text.Here()}");
            }
        }
        return found?.Text ?? throw VerbException.Unusable("explore.no-definition", ("definition", target), ("ids", string.Join(", ", ids.Distinct())));
    }
}
