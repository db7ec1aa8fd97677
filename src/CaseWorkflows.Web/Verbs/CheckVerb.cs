using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Eligibility.Tables;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Hosting;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The publish gate on files: a line for each problem with file, activity, what is wrong and what to do.</summary>
internal static class CheckVerb
{
    public static Command Create(Surroundings at)
    {
        var target = new Argument<string>("file|folder") { Description = VerbTexts.Here("check.target") };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("check", VerbTexts.Here("check.about")) { target, json, workflows };
        verb.SetAction((parsed, cancellationToken) => RunAsync(at, parsed.GetRequiredValue(target), parsed.GetValue(json), parsed.GetValue(workflows), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string target, bool json, string? workflows, CancellationToken cancellationToken)
    {
        var files = VerbFiles.Below(at, target, "*.json", "*.csv");
        var alone = files is [{ Shown: var only }] && only == target;
        var asked = at.PathOf(target);
        var library = WorkflowLibrary.Load(VerbFolders.Of(at, workflows ?? CheckedRegions.FolderOf(asked)));
        var context = DefinitionPublishing.GateContextOf(library);
        var catalog = new ActivityCatalog(at.Activities);
        List<CheckedFile> found = [];
        List<CheckedTable> tables = [];
        var regions = CheckedRegions.Of(library, asked, await FlowsOfAsync(at, library, files, found, cancellationToken), ChinaTime.DayOf(at.Time.GetUtcNow()));
        var read = 0;
        foreach (var (path, shown) in files)
        {
            if (regions.HasRead(path))
            {
                read++;
                continue;
            }
            var text = await VerbFiles.ReadAsync(at, path, cancellationToken);
            if (!shown.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) found.Add(Check(shown, text, alone, catalog, context));
            // Stories lie in tables too, and are played by simulate and before publication. A table that is named alone is meant to be one of scenarios.
            else if (alone || EligibilityTable.Is(text)) tables.Add(new CheckedTable(shown, EligibilityTableCheck.Run(text, WordsOf(library))));
        }

        // Beside a folder of definitions the errors of regions are named too: what their policies promise together is not said by any single file.
        if (!alone || regions.AreAskedFor) found.AddRange(regions.Problems().Select(x => new CheckedFile(x.Key, false, [.. x])));

        if (json)
        {
            var problems = found.SelectMany(x => x.Problems.Select(y => new { x.File, y.Severity, y.Code, Activity = y.ActivityId, y.Message, y.Remedy }));
            await at.Out.WriteLineAsync(VerbJson.Of(new { Definitions = found.Count(x => x.IsDefinition), NotDefinitions = found.Where(x => !x.IsDefinition && x.Problems.Count == 0).Select(x => x.File), Problems = problems, Read = read, Regions = regions.AreAskedFor ? regions.All.Select(x => new { x.Region.Code, x.Region.Name, x.Region.Parent, x.Files, x.OwnLimits, x.Offices, x.Indicators }) : null, Tables = tables.Select(x => new { x.File, x.Run.Rows, x.Run.Problems }) }));
        }
        else
        {
            foreach (var file in found) await PrintAsync(at.Out, file);
            foreach (var (file, (_, problems)) in tables)
                foreach (var problem in problems) await at.Out.WriteLineAsync($"{OneLine(problem.In(file))} [table.{problem.Code}]");
            if (regions.AreAskedFor)
                foreach (var line in regions.Lines()) await at.Out.WriteLineAsync(line);
            if (read > 0) await at.Out.WriteLineAsync(VerbTexts.Here("check.read", ("files", read)));
            if (tables.Count > 0) await at.Out.WriteLineAsync(VerbTexts.Here("check.tables", ("tables", tables.Count), ("rows", tables.Sum(x => x.Run.Rows)), ("errors", tables.Sum(x => x.Run.Problems.Count))));
            if (found.Count > 0) await at.Out.WriteLineAsync(VerbTexts.Here("check.summary", ("definitions", found.Count(x => x.IsDefinition)), ("errors", Count(found, Severity.Error)), ("warnings", Count(found, Severity.Warning))));
        }
        return Count(found, Severity.Error) == 0 && tables.TrueForAll(x => x.Run.Problems.Count == 0) ? ExitCode.Good : ExitCode.FoundWrong;
    }

    // A definition that can't be read is named when its turn comes, or here if it is not among what was given.
    private static async Task<IReadOnlyList<WorkflowDefinition>> FlowsOfAsync(Surroundings at, WorkflowLibrary library, IReadOnlyList<(string Path, string Shown)> given, List<CheckedFile> found, CancellationToken cancellationToken)
    {
        List<WorkflowDefinition> flows = [];
        var folder = Path.Combine(library.Folder, "definitions");
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray() : [])
        {
            var (definition, wrong) = Read($"definitions/{Path.GetFileName(path)}", await VerbFiles.ReadAsync(at, path, cancellationToken), true);
            if (definition is not null) flows.Add(definition);
            else if (given.All(x => x.Path != path)) found.Add(wrong!);
        }
        return flows;
    }

    private static CheckedFile Check(string file, string text, bool alone, ActivityCatalog catalog, GateContext context)
    {
        var (definition, wrong) = Read(file, text, alone);
        return wrong ?? new CheckedFile(file, true, DefinitionGate.Check(definition!, catalog, context));
    }

    private static (WorkflowDefinition? Definition, CheckedFile? Wrong) Read(string file, string text, bool alone)
    {
        try
        {
            var document = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            // In a folder other files may lie beside definitions; a file that is named alone is meant to be one.
            if (!alone && (document as JsonObject)?.ContainsKey("root") != true) return (null, new CheckedFile(file, false, []));
            if (document is JsonArray) return (null, Unreadable(file, VerbTexts.Get("check.list"), null));
            // What the designer's server answers, or a recorded run, holds the definition one level further in.
            if (document is JsonObject outer && !outer.ContainsKey("root") && outer.FirstOrDefault(x => x.Value is JsonObject inner && inner.ContainsKey("root")).Key is { } envelope)
                return (null, Unreadable(file, VerbTexts.Get("check.envelope", ("key", envelope)), null));
            return (WorkflowDefinition.Parse(text), null);
        }
        catch (JsonException problem)
        {
            return (null, Unreadable(file, VerbTexts.Get("check.not-json", ("line", (problem.LineNumber ?? 0) + 1), ("column", (problem.BytePositionInLine ?? 0) + 1)), null));
        }
        // The parser reads lazily: a key that stands twice shows only when it is looked for.
        catch (ArgumentException)
        {
            return (null, Unreadable(file, VerbTexts.Get("check.key-twice"), null));
        }
        catch (DefinitionException problem)
        {
            return (null, Unreadable(file, problem.Text, problem.ActivityId));
        }
    }

    private static CheckedFile Unreadable(string file, LocalizedText what, string? activity) =>
        new(file, false, [new Problem(Severity.Error, "check.unreadable", activity, what, VerbTexts.Get("check.unreadable-remedy"))]);

    private static EligibilityWords WordsOf(WorkflowLibrary library) => new(library.Forms.Find(ApplicationReader.Key)!, library.Eligibility);

    private static async Task PrintAsync(TextWriter output, CheckedFile file)
    {
        if (!file.IsDefinition && file.Problems.Count == 0) await output.WriteLineAsync(VerbTexts.Here("check.not-a-definition", ("file", file.File)));
        foreach (var problem in file.Problems)
        {
            var severity = VerbTexts.Here(problem.Severity == Severity.Error ? "check.error" : "check.warning");
            await output.WriteLineAsync($"{file.File}: {problem.ActivityId ?? "-"}: {severity} {OneLine(problem.Message)} {OneLine(problem.Remedy)} [{problem.Code}]");
        }
    }

    private static string OneLine(LocalizedText text) => text.Here().ReplaceLineEndings(" ");

    private static int Count(IEnumerable<CheckedFile> files, Severity severity) => files.Sum(x => x.Problems.Count(y => y.Severity == severity));

    private sealed record CheckedTable(string File, (int Rows, IReadOnlyList<EligibilityTableProblem> Problems) Run);

    private sealed record CheckedFile(string File, bool IsDefinition, IReadOnlyList<Problem> Problems);
}
