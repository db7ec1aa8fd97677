using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>
/// Where in a definition which values are looked at. A variable that nothing looks at for the way on does not make two states different, or a flow that
/// keeps a log of itself would never come to the same state twice.
/// </summary>
internal sealed partial class FlowReading
{
    private static readonly string[] Shown = [BuiltInActivities.WriteLine, BuiltInActivities.SetName, BuiltInActivities.SetOutput, BuiltInActivities.Correlate];

    private readonly Dictionary<JsonNode, Place> _byValue = new(ReferenceEqualityComparer.Instance);
    private readonly List<Place> _places = [];
    private readonly Dictionary<string, HashSet<string>> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _variableIds = new(StringComparer.Ordinal);
    private readonly HashSet<Place> _deciding = [];
    private readonly Dictionary<string, bool> _isReadElsewhere = new(StringComparer.Ordinal);

    public FlowReading(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        Definition = definition;
        foreach (var variable in definition.Activities.Prepend(definition.Workflow).SelectMany(x => x.Variables)) _variableIds.TryAdd(variable.Name, variable.Id);
        OnlyOnce = definition.Activities.Prepend(definition.Workflow).SelectMany(x => x.Variables).GroupBy(x => x.Name).Where(x => x.Count() == 1)
            .Select(x => x.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var activity in definition.Activities)
        {
            foreach (var input in catalog.Find(activity.Type, activity.Version)?.Inputs ?? [])
                if (input.IsWrapped) Add(activity, input, activity.Input(input.Name));
            if (activity.Type is BuiltInActivities.FlowSwitch or BuiltInActivities.Switch)
                foreach (var item in SwitchCase.Of(activity)) Add(activity, null, item.Condition);
        }
        FindDeciding();
        Numbers = [.. _deciding.Where(x => x.Text.Length > 0).SelectMany(x => ScriptReading.Of(x.Text).Numbers).Distinct().Order()];
        IsNamed = _places.Exists(x => x.Text.Contains("CorrelationId()", StringComparison.Ordinal) || x.Text.Contains("InstanceName()", StringComparison.Ordinal));
    }

    public WorkflowDefinition Definition { get; }

    /// <summary>Whether a script asks for the flow's name or correlation id.</summary>
    public bool IsNamed { get; }

    /// <summary>Where an expression stands; null for one that is no input of an activity.</summary>
    public Place? PlaceOf(Expression expression) => expression.Value is { } value ? _byValue.GetValueOrDefault(value) : null;

    /// <summary>Whether what stands there can change the way on.</summary>
    public bool Decides(Place? place) => place is null || _deciding.Contains(place);

    /// <summary>Whether the value of a variable or input can change the way on.</summary>
    public bool Matters(string name) => Readers(name).Count > 0;

    /// <summary>Whether it is looked at in more than one place, so that what was taken for it once must hold the next time.</summary>
    public bool IsReadElsewhere(string name)
    {
        if (!_isReadElsewhere.TryGetValue(name, out var isRead)) _isReadElsewhere[name] = isRead = _deciding.Count(x => Mentions(x.Text, name)) > 1;
        return isRead;
    }

    /// <summary>Every number that stands in an expression that decides something.</summary>
    public IReadOnlyCollection<double> Numbers { get; }

    /// <summary>The names of all variables.</summary>
    public IReadOnlyCollection<string> Names => _variableIds.Keys;

    /// <summary>Whether an activity looks at it.</summary>
    public bool IsReadBy(string name, string activityId) => Readers(name).Contains(activityId);

    /// <summary>Variables whose name no other variable has.</summary>
    public IReadOnlySet<string> OnlyOnce { get; }

    /// <summary>The variables with an id.</summary>
    public IEnumerable<string> NamesOf(string id) => _variableIds.Where(x => x.Value == id).Select(x => x.Key);

    /// <summary>The variables that a SetVariable writes.</summary>
    public IEnumerable<string> TargetsOf(ActivityDefinition activity)
    {
        var target = activity.Json["variable"];
        var (id, name) = target is JsonObject json ? (json.TextOrNull("id"), json.TextOrNull("name")) : (target.AsText(), target.AsText());
        return NamesOf(id ?? "").Append(name ?? "").Where(x => x.Length > 0);
    }

    private HashSet<string> Readers(string name)
    {
        if (!_readers.TryGetValue(name, out var readers))
            _readers[name] = readers = [.. _deciding.Where(x => Mentions(x.Text, name)).Select(x => x.Activity.Id)];
        return readers;
    }

    private void Add(ActivityDefinition activity, InputDescription? input, Expression? expression)
    {
        if (expression?.Value is not { } value) return;
        var isScript = activity.Type == BuiltInActivities.RunJavaScript && input?.Name == "Script";
        var place = new Place(activity, input, expression.IsConstant && !isScript ? "" : expression.Text);
        _places.Add(place);
        _byValue[value] = place;
    }

    // What is only shown decides nothing; an assignment decides something if somebody looks at what it assigns.
    private void FindDeciding()
    {
        _deciding.UnionWith(_places.Where(x => !Shown.Contains(x.Activity.Type) && x.Activity.Type is not (BuiltInActivities.SetVariable or BuiltInActivities.RunJavaScript)));
        for (var before = -1; before != _deciding.Count;)
        {
            before = _deciding.Count;
            _readers.Clear();
            foreach (var place in _places.Where(x => !_deciding.Contains(x) && !Shown.Contains(x.Activity.Type)).ToList())
                if (Targets(place).Any(Matters))
                    _deciding.Add(place);
        }
        _readers.Clear();
    }

    private IEnumerable<string> Targets(Place place)
    {
        var activity = place.Activity;
        if (activity.Type == BuiltInActivities.SetVariable) return TargetsOf(activity);
        if (place.Text.Contains("setOutcome", StringComparison.Ordinal) || Definition.AsksForResults) return _variableIds.Keys.Append("");
        var bound = activity.OutputTarget("Result");
        return _variableIds.Where(x => x.Value == bound || Mentions(place.Text, x.Key)).Select(x => x.Key);
    }

    /// <summary>Whether a script or reference names a variable or input.</summary>
    public bool Mentions(string text, string name)
    {
        if (text.Length == 0) return false;
        if (name.Length == 0 || Computed().IsMatch(text)) return true;
        return Word(text, name) || text.Contains($"get{ScriptNames.Pascal(name)}", StringComparison.Ordinal) || text.Contains($"get{name}", StringComparison.Ordinal)
            || _variableIds.TryGetValue(name, out var id) && Word(text, id);
    }

    private static bool Word(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            if ((at == 0 || !IsPart(text[at - 1])) && (at + word.Length == text.Length || !IsPart(text[at + word.Length])))
                return true;
        return false;
    }

    private static bool IsPart(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '$';

    // Which variable is meant stands only in a value.
    [GeneratedRegex("""getVariable\(\s*[^'"\s]|\bvariables\b(?!\s*\.)""")]
    private static partial Regex Computed();
}

/// <summary>An expression in a definition.</summary>
/// <param name="Activity">The activity it stands in.</param>
/// <param name="Input">The input it is; null for the condition of a switch's case.</param>
/// <param name="Text">Its text; empty for a constant.</param>
internal sealed record Place(ActivityDefinition Activity, InputDescription? Input, string Text);
