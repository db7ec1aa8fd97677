using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Engine;

/// <summary>One flow on its way, moved by triggers.</summary>
internal sealed class RunningFlow(WorkflowDefinition definition, EngineOptions? options = null)
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 30, 0, TimeSpan.Zero);

    private readonly BuiltInEngine _engine = new([new HumanTask()], options);

    public Advanced Last { get; private set; } = null!;

    public AdvanceRefused? Refusal { get; private set; }

    public string Trace => (string?)Last.Variables[nameof(Trace)] ?? "";

    public string Journal => string.Join(" ", Last.Journal.Select(x => $"{x.ActivityId}:{x.Event}"));

    public IEnumerable<string> WaitKeys => Last.Waits.Select(x => x.Key);

    public ValueTask<RunningFlow> Start(JsonObject? input = null) => Do(new StartTrigger(input ?? []));

    public ValueTask<RunningFlow> Resume(string key, string? outcome = null, JsonNode? result = null) => Do(new ResumeTrigger(key, outcome, result));

    public ValueTask<RunningFlow> Event(string name, JsonNode? payload = null) => Do(new EventTrigger(name, payload));

    public async ValueTask<RunningFlow> Do(Trigger trigger)
    {
        var answer = await _engine.AdvanceAsync(new AdvanceRequest(definition, Last?.State, trigger, [], Now));
        Refusal = answer as AdvanceRefused;
        if (answer is Advanced advanced) Last = advanced;
        return this;
    }
}
