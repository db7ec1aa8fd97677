using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>Leaves unknowns as they are where a value is converted.</summary>
internal sealed class ExploringConversion(TimeZoneInfo zone) : ValueConversion(false, zone)
{
    public override JsonNode? Convert(JsonNode? value, string typeName, bool isArray = false) =>
        Unknown.Is(value) ? value : base.Convert(value, typeName, isArray);
}

/// <summary>
/// Works out expressions as the engine does, as far as values are known. Where the way on hangs on something unknown it takes one of the possible ways; which
/// one the <see cref="Trail"/> says. A value that is taken for an unknown holds for the rest of the advance, and after it wherever it is looked at again.
/// </summary>
internal sealed class ExploringEvaluator : ExpressionEvaluator
{
    private const int MaxWays = 32;
    private const string SomeDuration = "1.00:00:00";

    private readonly FlowReading _reading;
    private readonly ActivityCatalog _catalog;
    private readonly Trials _trials;
    private readonly Dictionary<string, JsonNode?> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _passing = new(StringComparer.Ordinal);
    private readonly List<Assumption> _assumptions = [];
    private readonly HashSet<Connection> _followed = [];
    private Trail _trail = null!;
    private string _state = "";
    private ActivityDefinition? _switch;

    public ExploringEvaluator(FlowReading reading, ActivityCatalog catalog, EngineOptions options)
        : base(new ScriptEngine(options.Script, options.TimeZone), new ExploringConversion(options.TimeZone))
    {
        _reading = reading;
        _catalog = catalog;
        _trials = new Trials(base.Script, new WorkflowInputTypes(reading.Definition), reading.Numbers);
    }

    /// <summary>What was taken for granted since <see cref="Begin"/>.</summary>
    public IReadOnlyList<Assumption> Assumptions => [.. _assumptions];

    /// <summary>The connections followed since <see cref="Begin"/>.</summary>
    public IReadOnlyCollection<Connection> FollowedConnections => _followed;

    /// <summary>What was taken for unknowns that somebody looks at again.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Kept => _taken.Where(x => !_passing.Contains(x.Key)).ToDictionary(x => x.Key, x => x.Value);

    /// <summary>An advance begins.</summary>
    public void Begin(Trail trail, string? state)
    {
        (_trail, _state, _switch) = (trail, state ?? "", null);
        _taken.Clear();
        _passing.Clear();
        _assumptions.Clear();
        _followed.Clear();
    }

    public override void Followed(Connection way) => _followed.Add(way);

    public override JsonNode? Raw(Expression expression, IExpressionScope scope)
    {
        var place = _reading.PlaceOf(expression);
        var isYesNo = place is null or { Input: null } or { Input.TypeName: "Boolean" };
        var value = expression.Type == Expression.JavaScript
            ? Tried(expression.Text, scope, place, isYesNo).Value
            : Unknown.Replace(base.Raw(expression, scope), _taken);
        return Unknown.IsIn(value) && place?.Input is { } input ? Fit(value!, place, input, scope) : value;
    }

    public override bool Holds(Expression? condition, IExpressionScope scope)
    {
        if (condition is null) return false;
        var place = _reading.PlaceOf(condition);
        // Once a case holds, those after it are not taken, whatever their unknowns are.
        if (place is { Input: null } && ReferenceEquals(_switch, place.Activity) && TakesFirst(place.Activity)) return false;
        var value = Raw(condition, scope);
        var holds = Unknown.IsIn(value) ? Guess(place, scope.ActivityId, value!) : ValueConversion.IsTrue(value);
        if (place is { Input: null })
        {
            _switch = holds ? place.Activity : null;
            // The next time the switch is come to it begins with its first case.
            if (ReferenceEquals(condition.Value, SwitchCase.Of(place.Activity)[^1].Condition?.Value)) _switch = null;
        }
        return holds;
    }

    public override (JsonNode? Value, IReadOnlyList<string>? Outcomes) Script(string script, IExpressionScope scope)
    {
        var activity = _reading.Definition.FindActivity(scope.ActivityId)!;
        var place = activity.Input("Script") is { } written ? _reading.PlaceOf(written) : null;
        var trial = Tried(script, scope, place, false);
        return (trial.Value, trial.Outcomes);
    }

    private Trial Tried(string script, IExpressionScope scope, Place? place, bool isYesNo)
    {
        var trials = _trials.Of(script, scope, _taken, out var isKnown);
        var chosen = isKnown ? trials![0] : Choose(Ways(script, scope, place, isYesNo, trials), place, scope.ActivityId, script);
        if (chosen.Error is { } error) throw error;
        TryingScope.Write(chosen.Writes, scope);
        return chosen;
    }

    private List<Trial> Ways(string script, IExpressionScope scope, Place? place, bool isYesNo, List<Trial>? trials)
    {
        if (!_reading.Decides(place)) return [Opaque(scope)];
        if (trials is not null && trials.Exists(x => x.Error is null)) trials.RemoveAll(x => x.Error is not null);
        if (isYesNo) return YesNo(trials ?? []);
        var ways = (trials ?? []).GroupBy(Key).Select(x => x.First()).ToList();
        return ways.Count is > 0 and <= MaxWays ? ways : Forced(script, scope);
    }

    private List<Trial> YesNo(List<Trial> trials)
    {
        if (trials.Exists(x => x.Error is not null)) return trials.Take(1).ToList();
        var ways = trials.GroupBy(x => $"{ValueConversion.IsTrue(x.Value)} {Pins(x)}").Select(x => x.First() with { Value = ValueConversion.IsTrue(x.First().Value) }).ToList();
        // Too many values that could be held: then none is, and both answers are taken.
        if (ways.Count > MaxWays) (ways, trials) = ([], []);
        // What only hangs on yes or no was tried out; of texts and numbers there may be others than those that were tried.
        var isComplete = trials.Count > 0 && trials.TrueForAll(x => x.Taken.All(y => y.Leaf.TypeName == "Boolean"));
        foreach (var answer in (bool[])[true, false])
            if (!isComplete && ways.TrueForAll(x => (bool)x.Value! != answer))
                ways.Add(new Trial(answer, null, new Dictionary<string, JsonNode?>()) { IsForced = true });
        return ways;
    }

    /// <summary>Every way out that the activity offers, and nothing known of what the script hands on.</summary>
    private List<Trial> Forced(string script, IExpressionScope scope)
    {
        var opaque = Opaque(scope) with { IsForced = true };
        var writes = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var name in scope.VariableNames)
            if (script.Contains($"setVariable('{name}'", StringComparison.Ordinal) || script.Contains($"setVariable(\"{name}\"", StringComparison.Ordinal)
                || script.Contains($"set{ScriptNames.Pascal(name)}(", StringComparison.Ordinal) || script.Contains($"variables.{name} =", StringComparison.Ordinal))
                writes[name] = Unknown.Fresh($"{scope.ActivityId}.{name}", _state);
        opaque = opaque with { Writes = writes };
        if (!script.Contains("setOutcome", StringComparison.Ordinal)) return [opaque];
        var activity = _reading.Definition.FindActivity(scope.ActivityId)!;
        var outcomes = Outcomes.Of(activity, _catalog);
        var ways = outcomes.Select(x => opaque with { Outcomes = [x] }).ToList();
        if (script.Contains("setOutcomes", StringComparison.Ordinal) && outcomes.Count > 1) ways.Add(opaque with { Outcomes = outcomes });
        return ways;
    }

    private Trial Opaque(IExpressionScope scope) => new(Unknown.Fresh(scope.ActivityId, _state), null, new Dictionary<string, JsonNode?>());

    private string Key(Trial x) => string.Join('\n',
        x.Value?.ToJsonString(), x.Outcomes is null ? "" : string.Join(",", x.Outcomes), string.Join(",", x.Writes.Select(y => $"{y.Key}={y.Value?.ToJsonString()}")), Pins(x), x.Error?.Message);

    // What will be looked at again makes two ways different, though both come out the same here.
    private string Pins(Trial x) => string.Join(",", x.Taken.Where(y => IsKept(y.Leaf)).Select(y => $"{y.Leaf.Symbol}={y.Value?.ToJsonString()}"));

    private bool IsKept(Leaf leaf) => leaf.Name.Length == 0 || leaf.Name.Contains('|', StringComparison.Ordinal) || _reading.IsReadElsewhere(leaf.Name);

    private Trial Choose(List<Trial> ways, Place? place, string activityId, string question)
    {
        var chosen = ways[_trail.Choose(ways.Count, $"{activityId}\n{question}", activityId)];
        foreach (var (leaf, value) in chosen.Taken)
        {
            if (value is null) continue;
            _taken[leaf.Symbol] = value;
            if (!IsKept(leaf)) _passing.Add(leaf.Symbol);
        }
        if (_reading.Decides(place) && (ways.Count > 1 || chosen.IsForced))
            _assumptions.Add(new Assumption(
                activityId,
                chosen.Taken.ToDictionary(x => x.Leaf.Name, x => x.Value?.AsText() ?? "", StringComparer.Ordinal),
                chosen.Outcomes is { } outcomes ? string.Join(", ", outcomes) : Unknown.Is(chosen.Value) ? "" : chosen.Value.AsText(),
                chosen.IsForced));
        return chosen;
    }

    private bool Guess(Place? place, string activityId, JsonNode value) => (bool)Any(place, activityId, value, [true, false])!;

    private JsonNode? Any(Place? place, string activityId, JsonNode value, List<JsonNode?> candidates)
    {
        var chosen = candidates[_trail.Choose(candidates.Count, $"{activityId}\n{place?.Input?.Name}\n{place?.Text}", activityId)];
        _assumptions.Add(new Assumption(activityId, new Dictionary<string, string>(), chosen.AsText(), true));
        if (Unknown.Is(value) && !Unknown.IsIn(chosen)) _taken[value.AsText()] = chosen;
        return chosen?.DeepClone();
    }

    /// <summary>A value that fits where an activity would fail on an unknown.</summary>
    private JsonNode? Fit(JsonNode value, Place place, InputDescription input, IExpressionScope scope)
    {
        if (input.Options.Count > 0 && input.TypeName == "String")
            return Any(place, scope.ActivityId, value, [.. input.Options.Select(x => (JsonNode?)x.Value)]);
        switch (input.TypeName)
        {
            case "Boolean":
                return Guess(place, scope.ActivityId, value);
            case "Int32":
                return Any(place, scope.ActivityId, value, [0, 1, 2]);
            case "ICollection<Object>":
                if (value is JsonArray) return value;
                var item = Unknown.Fresh($"{scope.ActivityId}.item", _state);
                return Any(place, scope.ActivityId, value, [new JsonArray(), new JsonArray(item), new JsonArray(item, item)]);
            case "ICollection<String>":
                if (value is JsonArray) return value;
                var ports = _reading.Definition.FindActivity(scope.ActivityId)!.Parent!.Connections.Where(x => x.SourceId == scope.ActivityId).Select(x => x.SourcePort).Distinct().ToList();
                return Any(place, scope.ActivityId, value, [.. ports.Select(x => new JsonArray(x)), new JsonArray([.. ports.Select(x => (JsonNode)x)])]);
            case "TimeSpan":
                return SomeDuration;
            case "DateTimeOffset":
                return scope.Now.AddDays(1).ToString("O", CultureInfo.InvariantCulture);
            case "String" when _catalog.Handler(place.Activity.Type, place.Activity.Version) is not null && !input.IsRequired:
                return null;
            default:
                return value;
        }
    }

    private static bool TakesFirst(ActivityDefinition activity) =>
        activity.Input("Mode") is not { } mode || mode is { IsConstant: true } && mode.Text.Trim().ToUpperInvariant() is "" or "0" or "MATCHFIRST";
}
