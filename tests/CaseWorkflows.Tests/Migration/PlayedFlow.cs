using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Migration;

/// <summary>One flow, moved by choices that depend on the seed and on what the first version calls the steps, whatever version it is on.</summary>
internal sealed class PlayedFlow
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private static readonly string[] Categories = ["maintenance", "loan", "notified-defence", "traffic-accident"];

    private static readonly string[] Channels = ["web", "hotline", "counter", "court"];

    // A form with more kinds than this has others that mean the same to the flow: those above stand for them.
    private const int MostKinds = 8;

    private readonly BuiltInEngine _engine;
    private readonly WorkflowDefinition _first;
    private readonly NextVersion? _next;

    private PlayedFlow(BuiltInEngine engine, WorkflowDefinition first, NextVersion? next, Advanced last) => (_engine, _first, _next, Last) = (engine, first, next, last);

    public WorkflowDefinition Definition => _next?.Definition ?? _first;

    public Advanced Last { get; private set; }

    public static async Task<PlayedFlow> BeginAsync(BuiltInEngine engine, WorkflowDefinition definition, Random random)
    {
        var categories = CategoriesOf(definition);
        var input = new JsonObject { ["category"] = categories[random.Next(categories.Count)], ["channel"] = Channels[random.Next(Channels.Length)], ["reopened"] = random.Next(8) == 0, ["cycle"] = 1 };
        foreach (var (name, value) in AskedOf(definition, random)) input[name] = value;
        // A reopened case was terminated before, or not.
        if ((bool)input["reopened"]! && (string?)input["channel"] == Channels[0]) (input["issued"], input["done"]) = (new JsonArray("decision-termination"), new JsonArray("appoint"));
        return new(engine, definition, null, await AdvanceAsync(engine, definition, null, new StartTrigger(input)));
    }

    /// <summary>The kinds of matter that the form of a service offers, if it takes in such matters and they are few.</summary>
    private static IReadOnlyList<string> CategoriesOf(WorkflowDefinition definition)
    {
        if (Shipped.Library.Services.Find(ServiceTypes.Of(definition)) is not { } service || Shipped.Library.Forms.Find(service.Form) is not { } form) return Categories;
        var offered = form.Fields.FirstOrDefault(x => x.Key == service.CategoryField)?.Options.Select(x => x.Value).ToList() ?? [];
        return offered.Count <= MostKinds && offered.Intersect(Categories).Any() ? offered : Categories;
    }

    /// <summary>What the flow is told of the intake beside category and channel, any of the answers that its form knows.</summary>
    private static IEnumerable<(string Name, JsonNode? Value)> AskedOf(WorkflowDefinition definition, Random random)
    {
        if (Shipped.Library.Services.Find(ServiceTypes.Of(definition)) is not { } service || Shipped.Library.Forms.Find(service.Form) is not { } form) yield break;
        foreach (var (name, key) in service.FlowInputs)
        {
            var field = form.Fields.Single(x => x.Key == key);
            yield return (name, field.Type == FormFieldType.Checkbox ? random.Next(2) == 0 : random.Next(field.Options.Count + 1) is var n && n < field.Options.Count ? field.Options[n].Value : null);
        }
    }

    public PlayedFlow Copy() => new(_engine, _first, _next, Last);

    public PlayedFlow To(NextVersion next, Migrated migrated) => new(_engine, _first, next, Last with { State = migrated.State, Waits = migrated.Waits });

    /// <summary>Answers one wait; what the steps of the first version did, in the words of the first version.</summary>
    public async Task<List<string>> StepAsync(Random random, HashSet<string> answered)
    {
        Assert.Empty(Last.Incidents);
        Assert.True(Last.Waits.Count > 0, Last.State);
        while (Last.Waits.FirstOrDefault(x => NextVersion.IsAwaitedBranch(x.ActivityId)) is { } branch)
            await DoAsync(new ResumeTrigger(branch.Key, "done"));
        var waits = Last.Waits.Where(x => IsOld(x.ActivityId)).OrderBy(x => Before(x.ActivityId), StringComparer.Ordinal).ThenBy(x => x.Key.Length).ToList();
        var wait = waits[random.Next(waits.Count)];
        Assert.True(answered.Add(wait.Key), $"{wait.Key} is waited for twice");
        var step = _first.FindActivity(Before(wait.ActivityId))!;
        var outcomes = Outcomes.Of(step, _engine.Catalog);
        var outcome = outcomes.Count == 0 ? null : outcomes[random.Next(outcomes.Count)];
        await DoAsync(wait.Kind == WaitKind.Event ? new EventTrigger(wait.Name!) : new ResumeTrigger(wait.Key, outcome));
        return [$"{step.Id}: {outcome}", .. Last.Journal.Where(x => IsOld(x.ActivityId)).Select(x => $"{Before(x.ActivityId)} {x.Event}").Order(StringComparer.Ordinal), $"{Last.Status}"];
    }

    private string Before(string step) => _next?.Before(step) ?? step;

    private bool IsOld(string step) => _first.FindActivity(Before(step)) is not null;

    private async Task DoAsync(Trigger trigger) => Last = await AdvanceAsync(_engine, Definition, Last.State, trigger);

    private static async Task<Advanced> AdvanceAsync(BuiltInEngine engine, WorkflowDefinition definition, string? state, Trigger trigger)
    {
        var answer = await engine.AdvanceAsync(new AdvanceRequest(definition, state, trigger, [], Start));
        return answer as Advanced ?? throw new InvalidOperationException(((AdvanceRefused)answer).Message.En);
    }
}
