using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;
using Jint.Parser;
using Jint.Parser.Ast;
using Expression = CaseWorkflows.Engine.Definitions.Expression;
using SwitchCase = CaseWorkflows.Engine.Definitions.SwitchCase;

namespace CaseWorkflows.Engine.Checking;

/// <summary>What the workflow's variables are worth on the paths of a flow, as far as constants tell. An unknown value is null.</summary>
internal sealed partial class PathValues
{
    private readonly ActivityCatalog _catalog;
    private readonly IReadOnlyDictionary<string, JsonNode?> _inputs;
    private readonly List<VariableDefinition> _variables;
    private readonly Dictionary<string, int> _index;
    private readonly Dictionary<string, Program?> _parsed = new(StringComparer.Ordinal);
    private readonly bool[][] _needed;
    private readonly Dictionary<PathNode, HashSet<int>> _reads = [];
    private readonly Dictionary<PathNode, HashSet<int>> _touched = [];

    public PathValues(WorkflowDefinition definition, ActivityCatalog catalog, PathGraph graph, IReadOnlyDictionary<string, JsonNode?> inputs)
    {
        _catalog = catalog;
        _inputs = inputs;
        _variables = [.. definition.Variables.Where(x => !x.IsArray && x.TypeName is "String" or "Boolean" or "Int32" or "Object").DistinctBy(x => x.Name)];
        _index = _variables.Select((x, i) => (x.Name, i)).ToDictionary(x => x.Name, x => x.i, StringComparer.Ordinal);
        AtStart = [.. _variables.Select(x => x.DefaultText is { Length: > 0 } text ? KnownValues.As(text, x.TypeName) : x.DefaultText is null ? KnownValues.Nothing : KnownValues.As("", x.TypeName))];
        foreach (var node in graph.Nodes.Where(x => x is { IsExit: false, Activity: not null }))
        {
            _reads[node] = [.. Read(node.Activity!)];
            _touched[node] = [.. Touched(node.Activity!)];
        }
        _needed = Live(graph);
    }

    /// <summary>The values at the start.</summary>
    public object?[] AtStart { get; }

    /// <summary>The same values without those that nothing from here on asks for.</summary>
    public object?[] Needed(PathNode node, object?[] values) => [.. values.Select((x, i) => _needed[node.Number][i] ? x : null)];

    /// <summary>The steps that can be taken from a place, and the values after each.</summary>
    public IEnumerable<(PathEdge Edge, object?[] Values)> Leave(PathNode node, object?[] values)
    {
        if (node.IsExit || node.Activity is not { } activity) return node.Out.Select(x => (x, values));
        var known = new KnownValues(x => _index.TryGetValue(x, out var at) ? values[at] : null, x => _inputs.TryGetValue(x, out var node) ? KnownValues.Constant(node) : null);
        var ports = Ports(activity, known);
        return node.Out.Where(x => ports is null || x.Port is null || ports.Contains(x.Port)).SelectMany(edge => After(activity, edge.Port, values, known).Select(x => (edge, x)));
    }

    /// <summary>The variables that something in these places may change.</summary>
    public HashSet<int> ChangedIn(IEnumerable<PathNode> places) => [.. places.SelectMany(x => _touched.GetValueOrDefault(x) ?? [])];

    private HashSet<string>? Ports(ActivityDefinition activity, KnownValues known)
    {
        switch (activity.Type)
        {
            case BuiltInActivities.FlowDecision or BuiltInActivities.If or BuiltInActivities.While:
                return KnownValues.Holds(known.Of(activity.Input("Condition"), Parsed)) switch { true => ["True"], false => ["False"], null => ["True", "False"] };
            case BuiltInActivities.FlowSwitch or BuiltInActivities.Switch:
                var ports = new HashSet<string>(StringComparer.Ordinal);
                var first = activity.Input("Mode")?.Text.Trim() is null or "" or "0" or "MatchFirst";
                foreach (var (item, i) in SwitchCase.Of(activity).Select((x, i) => (x, i)))
                {
                    var holds = item.Condition is null ? false : KnownValues.Holds(known.Of(item.Condition, Parsed));
                    if (holds == false) continue;
                    ports.Add(activity.Type == BuiltInActivities.Switch ? $"{i}" : item.Label);
                    if (holds == true && first) return ports;
                }
                ports.Add("Default");
                return ports;
            default:
                return null;
        }
    }

    private IEnumerable<object?[]> After(ActivityDefinition activity, string? port, object?[] values, KnownValues known)
    {
        var after = values;
        foreach (var index in Touched(activity))
        {
            if (after == values) after = (object?[])values.Clone();
            after[index] = null;
        }
        // Which way a task was left is what its outcome says.
        if (port is not null && OutcomeTarget(activity) is { } outcome) after[outcome] = KnownValues.As(port, _variables[outcome].TypeName);
        if (activity.Type != BuiltInActivities.SetVariable || Assigned(activity) is not { } target) return [after];
        if (known.Of(activity.Input("Value"), Parsed) is not { } possible) return [after];
        return possible.Select(value =>
        {
            var one = (object?[])after.Clone();
            one[target] = KnownValues.As(value, _variables[target].TypeName);
            return one;
        });
    }

    private int? Assigned(ActivityDefinition activity)
    {
        var (id, name) = activity.Json["variable"] is JsonObject json ? (json.TextOrNull("id"), json.TextOrNull("name")) : (activity.Json["variable"].AsText(), activity.Json["variable"].AsText());
        var at = _variables.FindIndex(x => x.Id == id);
        if (at < 0) at = _variables.FindIndex(x => x.Name == name);
        return at < 0 ? null : at;
    }

    private int? OutcomeTarget(ActivityDefinition activity) =>
        _catalog.Find(activity.Type, activity.Version)?.OutcomesInput is not null && activity.OutputTarget("Outcome") is { } id && _variables.FindIndex(x => x.Id == id) is >= 0 and var at ? at : null;

    // What an activity may change: variables that it writes or is bound to, and those that one of its scripts assigns.
    private IEnumerable<int> Touched(ActivityDefinition activity)
    {
        if (activity.Type == BuiltInActivities.SetVariable && Assigned(activity) is { } target) yield return target;
        foreach (var output in _catalog.Find(activity.Type, activity.Version)?.Outputs ?? [])
            if (activity.OutputTarget(output.Name) is { } id && _variables.FindIndex(x => x.Id == id) is >= 0 and var bound)
                yield return bound;
        foreach (var script in Scripts(activity))
            foreach (Match match in Written().Matches(script))
            {
                var name = match.Groups["name"].Value;
                if (name.Length > 0 && _index.TryGetValue(name, out var at)) yield return at;
                // A name that is made at run time may be any.
                else if (name.Length == 0) foreach (var any in _index.Values) yield return any;
                else if (name.Length > 0 && _variables.FindIndex(x => ScriptNames.Pascal(x.Name) == name) is >= 0 and var accessor) yield return accessor;
            }
    }

    private IEnumerable<int> Read(ActivityDefinition activity)
    {
        var routes = activity.Type is BuiltInActivities.FlowDecision or BuiltInActivities.If or BuiltInActivities.While or BuiltInActivities.FlowSwitch or BuiltInActivities.Switch;
        if (!routes && activity.Type != BuiltInActivities.SetVariable) yield break;
        foreach (var (text, isVariable) in Scripts(activity).Select(x => (x, false)).Concat(Expressions(activity).Where(x => x.Type == Expression.Variable).Select(x => (x.Reference().Name ?? "", true))))
            foreach (var (name, at) in _index)
                if (isVariable ? text == name : text.Contains(name, StringComparison.Ordinal) || text.Contains(ScriptNames.Pascal(name), StringComparison.Ordinal))
                    yield return at;
    }

    private IEnumerable<Expression> Expressions(ActivityDefinition activity) =>
        (_catalog.Find(activity.Type, activity.Version)?.Inputs ?? []).Select(x => activity.Input(x.Name)).Concat(SwitchCase.Of(activity).Select(x => x.Condition)).OfType<Expression>();

    private IEnumerable<string> Scripts(ActivityDefinition activity) =>
        Expressions(activity).Where(x => x.Type == Expression.JavaScript || activity.Type == BuiltInActivities.RunJavaScript).Select(x => x.Text);

    private Program? Parsed(Expression expression)
    {
        if (_parsed.TryGetValue(expression.Text, out var known)) return known;
        try
        {
            return _parsed[expression.Text] = ScriptSource.Parse(expression.Text);
        }
        catch (ParserException)
        {
            // The check of expressions names it; here nothing is known of its value.
            return _parsed[expression.Text] = null;
        }
    }

    // Backwards over the flow: a variable is needed where it is asked for, and before that up to where it is given a new value.
    private bool[][] Live(PathGraph graph)
    {
        var needed = graph.Nodes.Select(_ => new bool[_variables.Count]).ToArray();
        var open = new Queue<PathNode>(graph.Nodes);
        while (open.TryDequeue(out var node))
        {
            var now = new bool[_variables.Count];
            foreach (var edge in node.Out)
                for (var i = 0; i < now.Length; i++) now[i] |= needed[edge.To.Number][i];
            if (_touched.TryGetValue(node, out var touched) && node.Activity!.Type != BuiltInActivities.RunJavaScript)
                foreach (var i in touched) now[i] = false;
            if (_reads.TryGetValue(node, out var reads))
                foreach (var i in reads) now[i] = true;
            if (now.AsSpan().SequenceEqual(needed[node.Number])) continue;
            needed[node.Number] = now;
            foreach (var edge in node.In) open.Enqueue(edge.From);
        }
        return needed;
    }

    [GeneratedRegex(@"setVariable\s*\(\s*(?:['""](?<name>[^'""]*)['""])?|variables\s*\.\s*(?<name>[\p{L}_$][\p{L}\p{Nd}_$]*)\s*[-+*/%]?=[^=]|variables\s*\[|\bset(?!Variable\b|Outcome|CorrelationId|WorkflowInstanceName)(?<name>[\p{L}_$][\p{L}\p{Nd}_$]*)\s*\(")]
    private static partial Regex Written();
}
