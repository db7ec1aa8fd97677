using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Benchmarks;

/// <summary>One advance of a played case, to be done again as often as one likes: an engine is a pure function.</summary>
/// <param name="Name">What happened: <c>review:recommend-grant</c>.</param>
/// <param name="Request">What the engine was asked.</param>
/// <param name="Activities">How many activities were begun or resumed.</param>
/// <param name="Kind">What kind of advance it is.</param>
internal sealed record PlayedAdvance(string Name, AdvanceRequest Request, int Activities, AdvanceKind Kind);

/// <summary>What an advance was.</summary>
internal enum AdvanceKind
{
    /// <summary>The flow was started.</summary>
    Start,

    /// <summary>A person completed a task, and what followed ran no script.</summary>
    HumanWithoutScript,

    /// <summary>A person completed a task, and what followed ran a script.</summary>
    HumanWithScript,

    /// <summary>An event, or the answer of a service.</summary>
    Other,
}

/// <summary>
/// A story of <c>workflows/scenarios/legal-aid</c> played on the engine alone, services answered at once. It gives the states that a real case has in its
/// course; a made-up state would be smaller.
/// </summary>
internal static class PlayedCase
{
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["conflict-check"] = "Clear",
        ["assess-eligibility"] = "Eligible",
        ["propose-lawyer"] = "Proposed",
        ["check-lawyer"] = "Fits",
        ["catalogue-check"] = "Complete",
    };

    public static BuiltInEngine Engine { get; } = new(CaseActivities.All);

    public static WorkflowDefinition LegalAid { get; } = WorkflowDefinition.Parse(File.ReadAllText(Path.Combine(Folder, "definitions", "legal-aid.json")));

    private static string Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (Directory.Exists(Path.Combine(folder.FullName, "workflows", "definitions")))
                    return Path.Combine(folder.FullName, "workflows");
            throw new InvalidOperationException("The benchmarks do not lie in the source tree.");
        }
    }

    /// <summary>Every advance of a story, in order.</summary>
    public static async Task<IReadOnlyList<PlayedAdvance>> PlayAsync(string story)
    {
        var scenario = ScenarioBook.LoadFile(Path.Combine(Folder, "scenarios", "legal-aid", story + ".json"));
        var facts = Facts(scenario.Open.Application);
        var now = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
        List<PlayedAdvance> played = [];
        var last = await AdvanceAsync("start", null, new StartTrigger(Input()));
        foreach (var row in scenario.Rows.Where(x => x.Refused is null))
        {
            now += TimeSpan.FromHours(20);
            if (row is { Do: ScenarioDeed.Complete, Step: { } step, Outcome: { } outcome })
                last = await AdvanceAsync($"{step}:{outcome}", last.State, new ResumeTrigger(KeyOf(last, step), outcome, row.Form?.DeepClone()));
            else if (row is { Do: ScenarioDeed.Event, Name: { } name })
                last = await AdvanceAsync(name, last.State, new EventTrigger(name, row.Form?.DeepClone()));
        }
        return played;

        async Task<Advanced> AdvanceAsync(string what, string? state, Trigger trigger)
        {
            while (true)
            {
                var request = new AdvanceRequest(LegalAid, state, trigger, facts, now);
                var advanced = await Engine.AdvanceAsync(request) as Advanced ?? throw new InvalidOperationException($"{story}: {what} was refused.");
                if (advanced.Incidents.Count > 0) throw new InvalidOperationException($"{story}: {what}: {advanced.Incidents[0].Message.En}");
                var begun = advanced.Journal.Where(x => x.Event is "Started" or "Resumed").Select(x => x.ActivityId).ToList();
                played.Add(new PlayedAdvance(what, request, begun.Count, KindOf(trigger, begun)));
                if (advanced.Waits.FirstOrDefault(x => x.Kind == WaitKind.Service) is not { } service) return advanced;
                what = $"{service.Name}:{Answers[service.Name!]}";
                (state, trigger) = (advanced.State, new ResumeTrigger(service.Key, Answers[service.Name!], new JsonObject { ["checked"] = true }));
            }
        }
    }

    private static string KeyOf(Advanced advanced, string step) => advanced.Waits.Single(x => x.ActivityId == step).Key;

    private static AdvanceKind KindOf(Trigger trigger, List<string> activities)
    {
        if (trigger is StartTrigger) return AdvanceKind.Start;
        if (LegalAid.FindActivity(activities[0])?.Type != "CaseWorkflows.HumanTask") return AdvanceKind.Other;
        return activities.Skip(1).Any(x => LegalAid.FindActivity(x) is { } activity && RunsScript(activity)) ? AdvanceKind.HumanWithScript : AdvanceKind.HumanWithoutScript;
    }

    private static bool RunsScript(ActivityDefinition activity) =>
        activity.Json.Any(x => activity.Input(x.Key) is { Type: Expression.JavaScript }) || SwitchCase.Of(activity).Any(x => x.Condition is { Type: Expression.JavaScript });

    private static JsonObject Input() => new()
    {
        ["code"] = "FY420704-2026-00017-5",
        ["serviceType"] = "legal-aid",
        ["region"] = "ezhou",
        ["receivedAt"] = "2026-03-02T01:00:00.000000Z",
        ["category"] = "maintenance",
        ["channel"] = "counter",
        ["reopened"] = false,
        ["cycle"] = 1,
    };

    private static JsonObject Facts(JsonObject application) => new()
    {
        ["case"] = new JsonObject { ["code"] = "FY420704-2026-00017-5", ["region"] = "ezhou", ["stage"] = "review" },
        ["application"] = application.DeepClone(),
        ["actor"] = new JsonObject { ["id"] = "xu.lei", ["name"] = "徐磊" },
        ["occurredAt"] = "2026-03-02T01:00:00.000000Z",
    };
}
