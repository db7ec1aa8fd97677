using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>
/// Walks every way a flow can take, on the engine itself: from each state every answer to everything that is waited for. States that have the same future are
/// one state, so loops close. What only a real case knows (a form's fields, facts, inputs) is unknown: where the way on hangs on it, every way is taken and noted
/// as an assumption. So no way is missed, and a few may be found that data would never take: above all where several conditions hang on the same form field in
/// ways that no value could satisfy, where an answer depends on the day, and where two delays are taken to end in either order.
/// </summary>
public sealed class FlowExplorer
{
    private readonly WorkflowDefinition _definition;
    private readonly ActivityCatalog _catalog;
    private readonly ExplorationOptions _options;
    private readonly IFlowWatch _watch;
    private readonly ExploringEvaluator _evaluator;
    private readonly BuiltInEngine _engine;
    private readonly CanonicalState _canonical;
    private readonly Lanes _lanes;
    private readonly Dictionary<string, ExploredState> _known = new(StringComparer.Ordinal);
    private readonly List<ExploredState> _states = [];
    private readonly List<ExploredStep> _steps = [];
    private readonly Dictionary<(CutKind, string?), int> _cuts = [];
    private readonly HashSet<string> _activities = new(StringComparer.Ordinal);
    private readonly HashSet<Connection> _connections = [];
    private readonly Queue<ExploredState> _open = [];

    /// <summary>An exploration of a definition.</summary>
    /// <param name="definition">The definition; activities that the catalogue doesn't know become incidents on their paths.</param>
    /// <param name="handlers">The case activities.</param>
    /// <param name="options">How far to go.</param>
    /// <param name="watch">What to keep an eye on beside the flow, or null.</param>
    public FlowExplorer(WorkflowDefinition definition, IEnumerable<IActivityHandler> handlers, ExplorationOptions options, IFlowWatch? watch = null)
    {
        _definition = definition;
        _catalog = new ActivityCatalog(handlers);
        _options = options;
        _watch = watch ?? new NoWatch();
        var reading = new FlowReading(definition, _catalog);
        _evaluator = new ExploringEvaluator(reading, _catalog, EngineOptions.Default);
        _engine = new BuiltInEngine(_catalog, EngineOptions.Default, _evaluator);
        _lanes = new Lanes(reading, _catalog, _watch);
        _canonical = new CanonicalState(definition, reading, new Liveness(reading, _catalog));
    }

    /// <summary>Explores, nearer states first.</summary>
    public async ValueTask<Exploration> ExploreAsync(CancellationToken cancellationToken = default)
    {
        foreach (var start in Starts())
            await TryAsync(null, start, new ExploredAnswer(null, null, start.EventName), cancellationToken);
        while (_open.TryDequeue(out var state))
            await ExpandAsync(state, cancellationToken);
        return new Exploration(_definition)
        {
            From = _options.From,
            States = _states,
            Steps = _steps,
            Cuts = [.. _cuts.Select(x => new ExplorationCut(x.Key.Item1, x.Key.Item2, x.Value)).OrderBy(x => x.Kind).ThenBy(x => x.ActivityId, StringComparer.Ordinal)],
            Activities = _activities,
            Connections = _connections,
        };
    }

    /// <summary>The text by which an exploration of this definition tells states apart.</summary>
    internal string KeyOf(string state, string watched) => _canonical.Of(state, watched);

    /// <summary>Whether a state with this text was come to.</summary>
    internal bool HasSeen(string key) => _known.ContainsKey(Digest(key));

    private IEnumerable<StartTrigger> Starts()
    {
        var input = new JsonObject(_definition.Inputs.DistinctBy(x => x.Name).Select(x => KeyValuePair.Create(x.Name, (JsonNode?)Unknown.Named(x.Name))));
        yield return new StartTrigger((JsonObject)input.DeepClone());
        var events = _definition.Activities
            .Where(x => x.Type == BuiltInActivities.Event && x.CanStartWorkflow && x.Input("EventName") is { IsConstant: true })
            .Select(x => x.Input("EventName")!.Text).Distinct();
        foreach (var name in events)
            yield return new StartTrigger((JsonObject)input.DeepClone()) { EventName = name, Payload = Unknown.Named($"{name}.Payload") };
    }

    private async ValueTask ExpandAsync(ExploredState state, CancellationToken cancellationToken)
    {
        if (state.Depth >= _options.Depth)
        {
            Cut(CutKind.Depth, null);
            return;
        }
        state.IsExpanded = true;
        var first = _options.AllOrders ? null : _lanes.First(state);
        if (first is not null)
        {
            var before = _states.Count;
            foreach (var (trigger, answer) in Answers(state, [first])) await TryAsync(state, trigger, answer, cancellationToken);
            // If nothing new came of it the lane may go round for ever, and the others would never be walked.
            if (state.Next.Count > 0 && _states.Count - before >= state.Next.Count) return;
        }
        foreach (var (trigger, answer) in Answers(state, [.. state.Waits.Where(x => x != first)]))
            await TryAsync(state, trigger, answer, cancellationToken);
    }

    private IEnumerable<(Trigger Trigger, ExploredAnswer Answer)> Answers(ExploredState state, IReadOnlyList<OpenWait> waits)
    {
        var events = new HashSet<string>(StringComparer.Ordinal);
        foreach (var wait in waits)
        {
            if (!_watch.CanCome(state.Watched, wait)) continue;
            if (wait.Kind == WaitKind.Event)
            {
                if (events.Add(wait.Name!))
                    yield return (new EventTrigger(wait.Name!, Unknown.Fresh($"{wait.ActivityId}.Result", state.State)), new ExploredAnswer(wait.Kind, wait.ActivityId, wait.Name));
                continue;
            }
            foreach (var outcome in OutcomesOf(state, wait))
                yield return (
                    new ResumeTrigger(wait.Key, outcome, Unknown.Fresh($"{wait.ActivityId}.Result", state.State)),
                    new ExploredAnswer(wait.Kind, wait.ActivityId, outcome));
        }
    }

    private IReadOnlyList<string?> OutcomesOf(ExploredState state, OpenWait wait)
    {
        var activity = _definition.FindActivity(wait.ActivityId)!;
        if (_catalog.Handler(activity.Type, activity.Version) is null || wait.Kind == WaitKind.Clock) return [null];
        if (!Outcomes.AreDynamic(activity, _catalog)) return Outcomes.Of(activity, _catalog);
        var input = _catalog.Find(activity.Type, activity.Version)!.OutcomesInput!;
        var worked = StateText.Read(state.State, _definition).State.Waits.Find(x => x.Key == wait.Key)?.Inputs[input];
        if (worked is JsonArray list && !Unknown.IsIn(list)) return [.. list.Select(x => x.AsText())];
        Cut(CutKind.UnknownOutcomes, wait.ActivityId);
        state.IsCut = true;
        return [];
    }

    /// <summary>Gives one answer in every way it can be taken.</summary>
    private async ValueTask TryAsync(ExploredState? from, Trigger trigger, ExploredAnswer answer, CancellationToken cancellationToken)
    {
        var trail = new Trail(_options);
        var facts = new JsonObject { ["actor"] = new JsonObject { ["id"] = Unknown.Fresh("actor", from?.State) } };
        var ways = 0;
        var seen = new HashSet<ExploredState>();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++ways > _options.WaysPerAdvance)
            {
                Cut(CutKind.Ways, answer.ActivityId, from);
                return;
            }
            trail.Rewind();
            _evaluator.Begin(trail, from?.State);
            try
            {
                var result = await _engine.AdvanceAsync(new AdvanceRequest(_definition, from?.State, trigger, facts, _options.From), cancellationToken);
                // Only a definition that can't run at all is refused: what is answered here was waited for.
                if (result is AdvanceRefused refused) throw new DefinitionException(refused.Message, refused.ActivityId);
                Arrive(from, answer, (Advanced)result, seen);
            }
            catch (CutException cut)
            {
                Cut(cut.Kind, cut.ActivityId, from);
            }
        }
        while (trail.Next());
    }

    private void Arrive(ExploredState? from, ExploredAnswer answer, Advanced advanced, HashSet<ExploredState> seen)
    {
        foreach (var entry in advanced.Journal)
            if (entry.Event is "Started" or "Resumed" or "Completed") _activities.Add(entry.ActivityId);
        _connections.UnionWith(_evaluator.FollowedConnections);
        var watched = _watch.After(from?.Watched ?? _watch.Beginning, advanced.Effects, advanced.Status);
        var (flow, status) = StateText.Read(advanced.State, _definition);
        var text = advanced.State;
        if (_evaluator.Kept is { Count: > 0 } kept)
        {
            Hold(flow, kept);
            text = StateText.Write(flow, status, _definition.AsksForResults);
        }
        var isOver = status != FlowStatus.Suspended || _watch.IsOver(watched);
        var key = Digest(isOver ? $"over\n{status}\n{watched}" : _canonical.Of(flow, status, watched));
        var step = new ExploredStep { From = from, Answer = answer, Effects = advanced.Effects, Assumptions = _evaluator.Assumptions };
        if (!_known.TryGetValue(key, out var to))
        {
            if (_states.Count >= _options.States)
            {
                Cut(CutKind.States, null, from);
                return;
            }
            to = new ExploredState(_states.Count)
            {
                Status = status,
                Waits = advanced.Waits,
                Incidents = advanced.Incidents,
                Watched = watched,
                IsOver = isOver,
                Depth = (from?.Depth ?? 0) + 1,
                Arrival = step,
                State = text,
            };
            _known.Add(key, to);
            _states.Add(to);
            if (!isOver) _open.Enqueue(to);
        }
        step.To = to;
        // Several ways through one advance that end in the same state are told once.
        if (!seen.Add(to)) return;
        _steps.Add(step);
        from?.Next.Add(step);
    }

    private static void Hold(FlowState flow, IReadOnlyDictionary<string, JsonNode?> known)
    {
        flow.Input = (JsonObject)Unknown.Replace(flow.Input, known)!.DeepClone();
        flow.LastResult = Unknown.Replace(flow.LastResult, known)?.DeepClone();
        foreach (var variable in flow.Runs.SelectMany(x => x.Variables.Values)) variable.Value = Unknown.Replace(variable.Value, known)?.DeepClone();
        foreach (var results in flow.Results.Values)
            foreach (var output in results.Keys.ToList()) results[output] = Unknown.Replace(results[output], known)?.DeepClone();
    }

    private void Cut(CutKind kind, string? activityId, ExploredState? at = null)
    {
        if (at is not null) at.IsCut = true;
        _cuts[(kind, activityId)] = _cuts.GetValueOrDefault((kind, activityId)) + 1;
    }

    private static string Digest(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private sealed class NoWatch : IFlowWatch
    {
        public string Beginning => "";

        public string After(string watched, IReadOnlyList<Effect> effects, FlowStatus status) => "";

        public bool IsOver(string watched) => false;

        public bool CanCome(string watched, OpenWait wait) => true;

        public bool KeepsToItself(ActivityDefinition activity) => true;
    }
}
