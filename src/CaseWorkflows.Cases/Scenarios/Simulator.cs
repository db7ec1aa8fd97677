using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios.InMemory;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>
/// Plays stories against a definition that need not be published: with the real commands, calendars, policies and forms, on a clock that the story
/// moves, and in a store that is gone afterwards. Months pass in milliseconds.
/// </summary>
/// <param name="library">Calendars, policies, forms, offices.</param>
/// <param name="staff">The people whom stories share.</param>
/// <param name="activities">The case activities that definitions may use; null for those of the product.</param>
public sealed class Simulator(WorkflowLibrary library, IReadOnlyList<StaffMember> staff, IReadOnlyList<IActivityHandler>? activities = null)
{
    private readonly BuiltInEngine _engine = new(activities ?? CaseActivities.All);

    /// <summary>The activities that definitions may use.</summary>
    public ActivityCatalog Catalog => _engine.Catalog;

    /// <summary>Their handlers.</summary>
    public IReadOnlyList<IActivityHandler> Activities => activities ?? CaseActivities.All;

    /// <summary>The policies, forms and offices that stories are played with.</summary>
    public WorkflowLibrary Library => library;

    /// <summary>The people whom stories share.</summary>
    public IReadOnlyList<StaffMember> Staff => staff;

    /// <summary>What is wrong with a story for this definition; a story with a problem is not played.</summary>
    public IReadOnlyList<ScenarioProblem> Check(WorkflowDefinition definition, Scenario scenario) => [.. new ScenarioCheck(definition, Catalog, library, staff).Problems(scenario)];

    /// <summary>Plays one story that <see cref="Check"/> found nothing wrong with.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="scenario">The story.</param>
    /// <param name="limits">What it may take; a story that takes more fails and says so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Simulation> PlayAsync(WorkflowDefinition definition, Scenario scenario, PlayLimits limits, CancellationToken cancellationToken = default) =>
        (await PlayAsync(definition, scenario, limits, null, cancellationToken)).Simulation;

    /// <summary>The same, keeping where the story stood after each thing that happened.</summary>
    public ValueTask<WatchedStory> WatchAsync(WorkflowDefinition definition, Scenario scenario, PlayLimits limits, CancellationToken cancellationToken = default) =>
        PlayAsync(definition, scenario, limits, [], cancellationToken);

    private async ValueTask<WatchedStory> PlayAsync(WorkflowDefinition definition, Scenario scenario, PlayLimits limits, List<PlayedMoment>? moments, CancellationToken cancellationToken)
    {
        var time = new PlayedTime(DateTimeOffset.UnixEpoch);
        var recorder = new PathRecorder(_engine, time);
        var service = ServiceTypes.Of(definition);
        var definitions = new InMemoryDefinitions();
        await definitions.PublishAsync(service, definition.DefinitionId, definition.Version, "", time.GetUtcNow(), cancellationToken);
        var others = OthersOf(service);
        foreach (var other in others)
            await definitions.PublishAsync(ServiceTypes.Of(other), other.DefinitionId, other.Version, "", time.GetUtcNow(), cancellationToken);
        var rules = new CaseRules(recorder, library, definitions, new InMemoryStaff(Cast(scenario)));
        // Written and read again for each of some dozen stories, a large definition would take longer than its stories.
        rules.Parsed.Keep(definition);
        foreach (var other in others) rules.Parsed.Keep(other);
        var store = new InMemoryCaseStore();
        var player = new ScenarioPlayer(new CaseCommands(store, rules, time), store, store, rules, time)
        {
            Limits = limits,
            Watched = moments is null ? null : x => moments.Add(x with { Entries = recorder.Entries.Count }),
        };
        var story = scenario with { Open = scenario.Open with { ServiceType = service } };
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A timer would first let the story begin, and a short one end.
        if (limits.Time <= TimeSpan.Zero) await limited.CancelAsync();
        else limited.CancelAfter(limits.Time);
        var result = await player.PlayAsync(story, limited.Token, cancellationToken);
        return new WatchedStory(new Simulation(definition, result, FlowPath.Of(definition, recorder.Entries, result.Case?.ClosedAt)), moments ?? []) { Journal = recorder.Entries };
    }

    /// <summary>The definitions of other services, as they lie in the folder: a story may lead to a case of theirs.</summary>
    private IReadOnlyList<WorkflowDefinition> OthersOf(string service) =>
        [.. Folder.Value.Where(x => ServiceTypes.Of(x) != service).GroupBy(ServiceTypes.Of).Select(x => x.MaxBy(y => y.Version)!)];

    private Lazy<IReadOnlyList<WorkflowDefinition>> Folder { get; } = new(() => Read(Path.Combine(library.Folder, "definitions")));

    // A file that can't be read is refused where it is checked itself; stories of other definitions do without it.
    private static List<WorkflowDefinition> Read(string folder)
    {
        List<WorkflowDefinition> found = [];
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray() : [])
            try
            {
                found.Add(WorkflowDefinition.Parse(File.ReadAllText(file)));
            }
            catch (DefinitionException)
            {
                continue;
            }
        return found;
    }

    private IEnumerable<StaffMember> Cast(Scenario scenario)
    {
        var own = scenario.People.ToDictionary(x => x.Id, x => new StaffMember(new UserId(x.Id), x.Name, x.Roles, library.Office(x.Office)!.Path) { Competence = x.Competence });
        return staff.Where(x => !own.ContainsKey(x.Id.Value)).Concat(own.Values);
    }
}

/// <summary>A story that was played against a definition.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Result">What happened, and what was not as expected.</param>
/// <param name="Path">The way through the definition.</param>
public sealed record Simulation(WorkflowDefinition Definition, ScenarioResult Result, FlowPath Path);
