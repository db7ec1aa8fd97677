using System.Resources;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Conformance;

/// <summary>
/// Plays a recorded conformance case (a definition, triggers, and what an Elsa server of version 3.7.1 did) through the engine and
/// says what came out otherwise.
/// </summary>
public static class ConformanceRun
{
    private const string RunPlace = "{run}";

    private static readonly TextCatalog Texts =
        new(new ResourceManager("CaseWorkflows.Engine.Conformance.ConformanceTexts", typeof(ConformanceRun).Assembly));

    /// <summary>Plays one case file.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="options">The engine's options; <see cref="EngineOptions.AsElsa"/> if none are given.</param>
    /// <exception cref="DefinitionException">The file is no conformance case, or its definition can't be read.</exception>
    public static ConformanceResult Run(string json, EngineOptions? options = null)
    {
        JsonObject file;
        try
        {
            // A place for a text that is unique per run: one run is all there is here.
            file = JsonNode.Parse(json.Replace(RunPlace, "run-1", StringComparison.Ordinal)) as JsonObject ?? throw new DefinitionException(Texts.Get("no-case"));
        }
        catch (JsonException exception)
        {
            throw new DefinitionException(Texts.Get("no-case"), inner: exception);
        }
        if (file["definition"] is not JsonObject document || file["steps"] is not JsonArray steps)
            throw new DefinitionException(Texts.Get("no-case"), field: file["definition"] is JsonObject ? "steps" : "definition");
        var definition = WorkflowDefinition.Parse(document.DeepClone().AsObject());
        var player = new Player(definition, new BuiltInEngine([], options ?? EngineOptions.AsElsa));
        var differences = new List<string>();
        foreach (var (step, index) in steps.Select((x, i) => (x as JsonObject, i)))
        {
            if (step?["trigger"] is not JsonObject trigger)
                throw new DefinitionException(Texts.Get("no-trigger", ("step", index + 1)), field: $"steps[{index}].trigger");
            player.Play(trigger);
            if (step.Flag("unstable") || step["expect"] is not JsonObject expect) continue;
            differences.AddRange(Comparison.Of(definition, expect, player).Select(x => $"{index + 1}: {x}"));
        }
        var mayDiffer = file.TextOrNull("mayDiffer");
        var outcome = differences.Count == 0 ? ConformanceOutcome.Passed : mayDiffer is null ? ConformanceOutcome.Failed : ConformanceOutcome.DiffersOnPurpose;
        return new ConformanceResult(file.TextOrNull("name") ?? definition.Name, outcome, differences, mayDiffer);
    }

    /// <summary>One flow after another, moved by triggers as the case's file names them.</summary>
    internal sealed class Player(WorkflowDefinition definition, BuiltInEngine engine)
    {
        private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
        private int _played;

        /// <summary>The state of the present flow; null before the first.</summary>
        public Advanced? Flow { get; private set; }

        /// <summary>The journal of the last step.</summary>
        public IReadOnlyList<JournalEntry> Journal { get; private set; } = [];

        /// <summary>All incidents of the present flow, those of earlier steps included.</summary>
        public List<string> Incidents { get; } = [];

        public void Play(JsonObject trigger)
        {
            Journal = [];
            switch (trigger.TextOrNull("type"))
            {
                case "start":
                    Begin(new StartTrigger(trigger["input"] as JsonObject ?? [], trigger.TextOrNull("correlationId")));
                    break;
                case "event":
                    Publish(trigger);
                    break;
                case "task":
                    var wait = Flow?.Waits.FirstOrDefault(x => x.ActivityId == trigger.TextOrNull("activity"));
                    if (wait is not null) Advance(new ResumeTrigger(wait.Key, null, trigger["result"]?.DeepClone()));
                    break;
                case "cancel":
                    Advance(new CancelTrigger());
                    break;
                case var type:
                    throw new DefinitionException(Texts.Get("unknown-trigger", ("type", type)), field: "trigger.type");
            }
        }

        private void Publish(JsonObject trigger)
        {
            var name = trigger.TextOrNull("eventName") ?? "";
            var payload = trigger["payload"];
            var target = trigger.TextOrNull("target") ?? "instance";
            var correlation = trigger.TextOrNull("correlationId");
            var starts = definition.Activities.Any(x => x.Type == BuiltInActivities.Event && x.CanStartWorkflow && x.Input("EventName")?.Text == name);
            var awaited = Flow?.Waits.Any(x => x.Kind == WaitKind.Event && x.Name == name) == true;
            // Sent to a correlation id it reaches only the flow that has it; sent to nobody in particular it may also start a new one.
            var reaches = target != "correlation" || correlation is null || Flow?.CorrelationId == correlation;
            if (target != "instance" && starts && !(target == "correlation" && awaited && reaches))
                Begin(new StartTrigger([], correlation) { EventName = name, Payload = payload?.DeepClone() });
            else if (reaches)
                Advance(new EventTrigger(name, payload?.DeepClone()));
        }

        private void Begin(StartTrigger trigger)
        {
            Flow = null;
            Incidents.Clear();
            Advance(trigger);
        }

        private void Advance(Trigger trigger)
        {
            var request = new AdvanceRequest(definition, Flow?.State, trigger, [], Start.AddMinutes(_played++));
            // The built-in engine answers at once. A refusal changes nothing, as an event that Elsa keeps in its queue changes nothing.
            var answer = engine.AdvanceAsync(request);
            if (!answer.IsCompletedSuccessfully) throw new InvalidOperationException("The built-in engine did not answer at once.");
            if (answer.GetAwaiter().GetResult() is not Advanced advanced) return;
            Flow = advanced;
            Journal = advanced.Journal;
            Incidents.AddRange(advanced.Journal.Where(x => x.Event == "Faulted").Select(x => x.ActivityId));
        }
    }
}
