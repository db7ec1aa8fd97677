using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine;

/// <summary>
/// The engine that comes with the product. It behaves as Elsa 3.7.1 with counter-based flowcharts and is a pure function: the same
/// definition, state, trigger, facts and instant give the same answer, byte for byte.
/// </summary>
/// <remarks>
/// An event that nothing waits for is refused with <c>engine.event-not-awaited</c>, never kept and never lost in silence: who sent it knows.
/// A step whose handler fails while it is resumed gives up its wait; a retry begins the step anew, with a new wait key.
/// </remarks>
public sealed partial class BuiltInEngine : IWorkflowEngine
{
    private readonly ExpressionEvaluator _evaluator;

    /// <summary>An engine with these case activities beside Elsa's own.</summary>
    /// <exception cref="ArgumentException">Two handlers describe the same activity, or one takes a built-in activity's name.</exception>
    public BuiltInEngine(IEnumerable<IActivityHandler> handlers, EngineOptions? options = null)
    {
        Options = options ?? EngineOptions.Default;
        Catalog = new ActivityCatalog(handlers);
        _evaluator = new ExpressionEvaluator(
            new ScriptEngine(Options.Script, Options.TimeZone), new ValueConversion(Options.KeepElsaHabits, Options.TimeZone));
    }

    /// <summary>An engine that works out expressions in another way; see <see cref="Exploring.FlowExplorer"/>.</summary>
    internal BuiltInEngine(ActivityCatalog catalog, EngineOptions options, ExpressionEvaluator evaluator) =>
        (Options, Catalog, _evaluator) = (options, catalog, evaluator);

    /// <summary>Every activity this engine runs.</summary>
    public ActivityCatalog Catalog { get; }

    /// <summary>How it behaves.</summary>
    public EngineOptions Options { get; }

    /// <inheritdoc/>
    public ValueTask<AdvanceResult> AdvanceAsync(AdvanceRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Advance(request, cancellationToken));

    /// <summary>The values of the workflow's variables in a state, by their names; nothing for a state that does not fit the definition.</summary>
    public static JsonObject VariablesOf(WorkflowDefinition definition, string state)
    {
        try
        {
            return new JsonObject(StateText.Read(state, definition).State.Workflow.Variables.Values.Where(x => definition.Declares(x.Name))
                .Select(x => new KeyValuePair<string, JsonNode?>(x.Name, x.Value?.DeepClone())));
        }
        catch (StateException)
        {
            return [];
        }
    }

    private AdvanceResult Advance(AdvanceRequest request, CancellationToken cancellationToken)
    {
        var definition = request.Definition;
        if (definition.DuplicateIds.Count > 0)
            return Refused("definition-unusable", definition.DuplicateIds[0], ("ids", string.Join(", ", definition.DuplicateIds)));
        if (request.State is null)
            return request.Trigger is StartTrigger start ? Start(start) : Refused("not-started", null);
        if (request.Trigger is StartTrigger) return Refused("already-started", null);
        try
        {
            return GoOn(StateText.Read(request.State, definition).State);
        }
        catch (StateException exception)
        {
            return new AdvanceRefused(exception.Code, exception.ActivityId, exception.Text);
        }

        AdvanceResult Start(StartTrigger trigger)
        {
            var state = new FlowState(definition);
            var burst = Burst(state);
            ActivityDefinition? at = null;
            if (trigger.EventName is { } eventName)
            {
                at = definition.Activities.FirstOrDefault(x =>
                    x.Type == BuiltInActivities.Event && x.CanStartWorkflow && x.Input("EventName") is { IsConstant: true } name && name.Text == eventName);
                if (at is null) return Refused("no-such-start-event", null, ("event", eventName));
            }
            burst.Start(trigger, at);
            return burst.Result();
        }

        AdvanceResult GoOn(FlowState state)
        {
            var burst = Burst(state);
            var incident = (request.Trigger as RetryTrigger)?.IncidentKey ?? (request.Trigger as SkipTrigger)?.IncidentKey;
            var found = state.Incidents.Find(x => x.Key == incident);
            // What could not be taken back when the flow ended can still be taken back afterwards.
            if (state.Ended is not null && found is not { Kind: IncidentKind.TakingBack }) return Refused("ended", null);
            if (incident is not null && found is null) return Refused("unknown-incident", null, ("incident", incident));
            switch (request.Trigger)
            {
                case ResumeTrigger resume:
                    if (state.Waits.Find(x => x.Key == resume.WaitKey) is not { } wait) return Refused("unknown-wait", null, ("wait", resume.WaitKey));
                    burst.Resume(wait, resume.Outcome, resume.Result);
                    break;
                case EventTrigger named:
                    if (!state.Waits.Exists(x => x.Kind == WaitKind.Event && x.Name == named.EventName))
                        return Refused("event-not-awaited", null, ("event", named.EventName));
                    burst.Publish(named.EventName, named.Payload);
                    break;
                case CancelTrigger:
                    burst.Cancel();
                    break;
                case RetryTrigger:
                    burst.Retry(found!, ((RetryTrigger)request.Trigger).Answer);
                    break;
                case SkipTrigger skip:
                    var outcomes = found!.WaysOut(Catalog);
                    if (outcomes.Count > 0 && !outcomes.Contains(skip.Outcome))
                        return Refused("unknown-outcome", found.ActivityId, ("activity", found.ActivityId), ("outcome", skip.Outcome), ("outcomes", string.Join(", ", outcomes)));
                    burst.Skip(found!, skip.Outcome);
                    break;
                default:
                    return Refused("unknown-trigger", null);
            }
            return burst.Result();
        }

        Burst Burst(FlowState state) => new(definition, state, Catalog, _evaluator, Options, request.Facts, request.Now, request.Impossible, cancellationToken);
    }

    private static AdvanceRefused Refused(string code, string? activityId, params (string Name, object? Value)[] args) =>
        new($"engine.{code}", activityId, StateText.Texts.Get(code, args));
}
