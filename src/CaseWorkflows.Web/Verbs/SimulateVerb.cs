using System.CommandLine;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Scenarios.Drawing;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Api;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Plays a table of events against a definition that need not be published, and prints the timeline and the path on the graph.</summary>
internal static class SimulateVerb
{
    public static Command Create(Surroundings at)
    {
        var definition = new Argument<string>("definition") { Description = VerbTexts.Here("simulate.definition") };
        var scenario = new Option<string?>("--scenario") { Description = VerbTexts.Here("simulate.scenario"), HelpName = "file|folder|id" };
        var graph = new Option<string?>("--graph") { Description = VerbTexts.Here("simulate.graph"), HelpName = "file.svg|file.mmd" };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("simulate", VerbTexts.Here("simulate.about")) { definition, scenario, graph, json, workflows };
        verb.SetAction((parsed, cancellationToken) => RunAsync(
            at, parsed.GetRequiredValue(definition), parsed.GetValue(scenario), parsed.GetValue(graph), parsed.GetValue(json), parsed.GetValue(workflows), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string given, string? scenario, string? graph, bool json, string? workflows, CancellationToken cancellationToken)
    {
        if (graph is not null && !IsSvg(graph) && !graph.EndsWith(".mmd", StringComparison.OrdinalIgnoreCase)) throw VerbException.Unusable("simulate.graph-ending", ("file", graph));
        var root = VerbFolders.Of(at, workflows);
        var (definition, beside) = await DefinitionAsync(at, given, root, cancellationToken);
        var files = Scenarios(at, scenario, definition, beside, root);
        var simulator = new Simulator(WorkflowLibrary.Load(root), StaffFile.Load(Path.Combine(root, "staff-demo.json")), at.Activities);
        await WarnAsync(at, definition, simulator);

        List<PlayedScenario> played = [];
        await foreach (var one in ScenarioRun.PlayFilesAsync(simulator, definition, files, PlayLimits.Default, cancellationToken))
        {
            played.Add(one);
            if (!json) await PrintAsync(at.Out, one, new WayNames(definition, simulator.Library, simulator.Catalog));
            if (graph is not null && one.Simulation is { } simulation) await DrawAsync(at, graph, files.Count > 1 ? one.Id : null, simulation, simulator.Library, cancellationToken);
        }
        if (json) await at.Out.WriteLineAsync(VerbJson.Of(SimulationsAnswer.Of(definition, played, simulator.Library)));
        else await at.Out.WriteLineAsync(VerbTexts.Here("simulate.summary", ("passed", played.Count(x => x.Holds)), ("failed", played.Count(x => !x.Holds))));
        return played.TrueForAll(x => x.Holds) ? ExitCode.Good : ExitCode.FoundWrong;
    }

    /// <summary>The definition, and the folder that holds its file.</summary>
    private static async Task<(WorkflowDefinition Definition, string Folder)> DefinitionAsync(Surroundings at, string given, string root, CancellationToken cancellationToken)
    {
        var path = at.PathOf(given);
        var folder = Path.Combine(root, "definitions");
        if (File.Exists(path)) return (Parse(given, await VerbFiles.ReadAsync(at, given, cancellationToken)), Path.GetDirectoryName(path)!);
        List<WorkflowDefinition> known = [];
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
                known.Add(Parse(file, await VerbFiles.ReadAsync(at, file, cancellationToken)));
        return known.Where(x => x.DefinitionId == given).MaxBy(x => x.Version) is { } found
            ? (found, folder)
            : throw VerbException.Unusable("simulate.no-definition", ("definition", given), ("known", string.Join(", ", known.Select(x => x.DefinitionId).Distinct())));
    }

    private static WorkflowDefinition Parse(string file, string text)
    {
        try
        {
            return WorkflowDefinition.Parse(text);
        }
        catch (DefinitionException wrong)
        {
            throw VerbException.Wrong("simulate.unreadable", ("file", file), ("activity", wrong.ActivityId ?? "-"), ("problem", wrong.Text));
        }
    }

    private static IReadOnlyList<string> Scenarios(Surroundings at, string? given, WorkflowDefinition definition, string beside, string root)
    {
        var service = ServiceTypes.Of(definition);
        var own = new[] { Path.GetDirectoryName(beside), beside, root }.OfType<string>().Select(x => ScenarioBook.FolderOf(x, definition.DefinitionId, service, definition.Version)).OfType<string>().FirstOrDefault();
        if (given is not null)
        {
            var path = at.PathOf(given);
            if (File.Exists(path)) return [path];
            if (Directory.Exists(path)) return ScenarioBook.Files(path) is { Count: > 0 } found ? found : throw VerbException.Unusable("args.no-json-below", ("folder", given));
            return own is not null && ScenarioBook.Files(own).FirstOrDefault(x => Path.GetFileNameWithoutExtension(x) == given || Path.GetFileName(x) == given) is { } named
                ? [named]
                : throw VerbException.Unusable("simulate.no-scenario", ("scenario", given), ("known", own is null ? "-" : string.Join(", ", ScenarioBook.Files(own).Select(Path.GetFileNameWithoutExtension))));
        }
        return own is not null && ScenarioBook.Files(own) is { Count: > 0 } all
            ? all
            : throw VerbException.Unusable("simulate.no-scenarios", ("folder", Path.Combine(root, "scenarios", definition.DefinitionId.Length > 0 ? definition.DefinitionId : service)));
    }

    /// <summary>A draft may be simulated before it is finished; what would keep it from being published is counted.</summary>
    private static async Task WarnAsync(Surroundings at, WorkflowDefinition definition, Simulator simulator)
    {
        var errors = DefinitionGate.Check(definition, simulator.Catalog, CaseGate.ContextOf(simulator.Library)).Count(x => x.Severity == Severity.Error);
        if (errors > 0) await at.Error.WriteLineAsync(VerbTexts.Here("simulate.gate", ("errors", errors)));
    }

    private static async Task PrintAsync(TextWriter output, PlayedScenario played, WayNames names)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{played.Id}  {played.Title?.Here()}  {played.Simulation?.Result.Code}".TrimEnd());
        if (played.Simulation is { } simulation)
        {
            foreach (var line in simulation.Result.Timeline)
                await output.WriteLineAsync($"  {InstantText.Show(line.At)}  {Mark(line.Kind)} {line.Who.Here()}: {OneLine(line.What.Here())}");
            await output.WriteLineAsync("  " + VerbTexts.Here("simulate.path", ("steps", simulation.Path.Steps.Count), ("ways", simulation.Path.Ways.Count)));
            foreach (var step in simulation.Path.Steps) await output.WriteLineAsync("    " + Line(step, names));
        }
        foreach (var failure in played.Failures) await output.WriteLineAsync("  ✗ " + OneLine(failure.Here()));
        await output.WriteLineAsync("  " + VerbTexts.Here(played.Holds ? "demo.holds" : "demo.fails"));
    }

    private static string Line(PathStep step, WayNames names)
    {
        var way = string.Join(" + ", step.Outcomes.Select(x => names.Of(step.ActivityId, x)?.Here()).OfType<string>());
        var end = step.State switch
        {
            PathState.Done => way.Length > 0 ? $"→ {OneLine(way)}" : "→",
            PathState.Waiting or PathState.Running => "… " + VerbTexts.Here("simulate.waits"),
            PathState.Cancelled => "× " + VerbTexts.Here("simulate.cancelled"),
            _ => "! " + VerbTexts.Here("simulate.faulted"),
        };
        var until = step.EndedAt is { } ended && ended != step.StartedAt ? $" [{InstantText.Show(ended)}]" : "";
        return $"{step.Number,4}  {InstantText.Show(step.StartedAt)}  {OneLine(step.Name)} ({step.ActivityId}) {end}{until}";
    }

    private static async Task DrawAsync(Surroundings at, string graph, string? id, Simulation simulation, WorkflowLibrary library, CancellationToken cancellationToken)
    {
        var file = id is null ? graph : Path.Combine(Path.GetDirectoryName(graph) ?? "", $"{Path.GetFileNameWithoutExtension(graph)}-{id}{Path.GetExtension(graph)}");
        var text = IsSvg(graph) ? FlowPicture.Svg(simulation, library) : FlowMermaid.Text(simulation, library);
        try
        {
            await File.WriteAllTextAsync(at.PathOf(file), text, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw VerbException.Unusable("simulate.graph-unwritable", ("file", file), ("problem", problem.Message));
        }
        await at.Error.WriteLineAsync(VerbTexts.Here("simulate.drawn", ("file", file)));
    }

    private static bool IsSvg(string file) => file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static char Mark(TimelineKind kind) => kind switch
    {
        TimelineKind.Stage => '>',
        TimelineKind.Document => '=',
        TimelineKind.Clock => '!',
        TimelineKind.Incident => '!',
        TimelineKind.Refusal => 'x',
        TimelineKind.Task => '+',
        TimelineKind.Deadline => '~',
        _ => '-',
    };
}
