using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Structure;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>The files of <c>workflows/</c>, read once for all tests; nothing changes them.</summary>
internal static class Shipped
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "workflows");

    public static WorkflowLibrary Library { get; } = WorkflowLibrary.Load(Folder);

    public static ActivityCatalog Catalog { get; } = new(CaseActivities.All);

    public static IReadOnlyList<StaffMember> Staff { get; } = StaffFile.Load(Path.Combine(Folder, "staff-demo.json"));

    public static string LegalAid { get; } = File.ReadAllText(Path.Combine(Folder, "definitions", "legal-aid.json"));

    /// <summary>The first version, as it was published: cases of older installations run on it, so it never changes.</summary>
    public static string LegalAidVersion1 { get; } = File.ReadAllText(Path.Combine(Repository.Root, "tests", "CaseWorkflows.Tests", "Workflows", "Versions", "legal-aid-1.json"));

    /// <summary>A version as it was published: cases of older installations run on it, so it never changes.</summary>
    public static string Published(string definition, int version) =>
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "CaseWorkflows.Tests", "Workflows", "Versions", $"{definition}-{version}.json"));

    public static IReadOnlyList<Scenario> Stories { get; } = ScenarioBook.Load(Path.Combine(Folder, "scenarios", "legal-aid"));

    /// <summary>The same engine for all: it keeps nothing of a case, and scripts are read once.</summary>
    public static BuiltInEngine Engine { get; } = new(CaseActivities.All);

    /// <summary>Every shipped definition with the service it is for, read once.</summary>
    public static IReadOnlyList<(WorkflowDefinition Definition, string Service, string Json)> Definitions { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Folder, "definitions"), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Select(x => (Definition: WorkflowDefinition.Parse(x), Json: x)).Select(x => (x.Definition, ServiceTypes.Of(x.Definition), x.Json)),
    ];

    /// <summary>The stories that lie beside the definition of a service.</summary>
    public static IReadOnlyList<Scenario> StoriesOf(string service) => Path.Combine(Folder, "scenarios", service) is var folder && Directory.Exists(folder)
        ? [.. ScenarioBook.Load(folder).Select(x => x with { Open = x.Open with { ServiceType = service } })]
        : [];
}

/// <summary>A whole product in memory with the shipped files: a store, a time, the commands.</summary>
internal sealed class Desk
{
    private Desk(PlayedTime time, InMemoryCaseStore store, CaseRules rules) => (Time, Store, Rules, Commands) = (time, store, rules, new CaseCommands(store, rules, time));

    public PlayedTime Time { get; }

    public InMemoryCaseStore Store { get; }

    public CaseRules Rules { get; }

    public CaseCommands Commands { get; }

    public ScenarioPlayer Player => new(Commands, Store, Store, Rules, Time);

    public static async Task<Desk> OpenAsync(string? definition = null, Func<IWorkflowEngine, IWorkflowEngine>? engine = null, Func<CaseRules, CaseRules>? rules = null) =>
        (await OpenWithAsync(definition, engine, rules)).Desk;

    public static async Task<(Desk Desk, InMemoryDefinitions Definitions)> OpenWithAsync(
        string? definition = null, Func<IWorkflowEngine, IWorkflowEngine>? engine = null, Func<CaseRules, CaseRules>? rules = null, string id = "legal-aid")
    {
        var time = new PlayedTime(DateTimeOffset.UnixEpoch);
        var definitions = new InMemoryDefinitions();
        var usual = new CaseRules(engine?.Invoke(Shipped.Engine) ?? Shipped.Engine, Shipped.Library, definitions, new InMemoryStaff(Shipped.Staff));
        foreach (var (shipped, service, json) in Shipped.Definitions.Where(x => definition is null || x.Definition.DefinitionId != id))
        {
            await definitions.PublishAsync(service, shipped.DefinitionId, shipped.Version, json, time.GetUtcNow(), default);
            // Reading it anew for every desk took most of the time that the stories take.
            usual.Parsed.Keep(shipped);
        }
        if (definition is not null) await definitions.PublishAsync(id, id, WorkflowDefinition.Parse(definition).Version, definition, time.GetUtcNow(), default);
        return (new(time, new InMemoryCaseStore(), rules?.Invoke(usual) ?? usual), definitions);
    }
}
