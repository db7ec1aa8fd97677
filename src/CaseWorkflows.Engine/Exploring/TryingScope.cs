using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>An unknown that a script looks at.</summary>
/// <param name="Symbol">The unknown.</param>
/// <param name="Name">The input, variable or output that holds it.</param>
/// <param name="TypeName">What type that has.</param>
/// <param name="IsPart">It stands inside a larger value.</param>
internal sealed record Leaf(string Symbol, string Name, string TypeName, bool IsPart);

/// <summary>What a script sees while it is tried: values taken for unknowns in their place, and nothing it writes leaves the trial.</summary>
internal sealed class TryingScope(string script, IExpressionScope inner, IReadOnlyDictionary<string, JsonNode?> taken, WorkflowInputTypes inputTypes) : IExpressionScope
{
    private const string CorrelationIdWritten = "\0correlationId";
    private const string InstanceNameWritten = "\0name";

    /// <summary>Unknowns that were looked at and for which nothing is taken.</summary>
    public List<Leaf> Leaves { get; } = [];

    /// <summary>What was written to variables, in order.</summary>
    public Dictionary<string, JsonNode?> Writes { get; } = new(StringComparer.Ordinal);

    /// <summary>What was looked at, in order, as text.</summary>
    public List<(string What, string Value)> Reads { get; } = [];

    public string ActivityId => inner.ActivityId;

    public DateTimeOffset Now => inner.Now;

    public int Seed => 1;

    public IReadOnlyCollection<string> VariableNames => inner.VariableNames;

    public IReadOnlyCollection<string> InputNames => inner.InputNames;

    public IEnumerable<(string ActivityId, string ActivityName, string Output)> Results => inner.Results;

    public JsonNode? LastResult => Seen("l:", "", "Object", inner.LastResult);

    public string? CorrelationId
    {
        get => Writes.TryGetValue(CorrelationIdWritten, out var written) ? written?.AsText() : Seen("c:", "", "String", inner.CorrelationId)?.AsText();
        set => Writes[CorrelationIdWritten] = value;
    }

    public string? InstanceName
    {
        get => Writes.TryGetValue(InstanceNameWritten, out var written) ? written?.AsText() : Seen("n:", "", "String", inner.InstanceName)?.AsText();
        set => Writes[InstanceNameWritten] = value;
    }

    public string DefinitionId => inner.DefinitionId;

    public string DefinitionVersionId => inner.DefinitionVersionId;

    public int DefinitionVersion => inner.DefinitionVersion;

    public (JsonNode? Value, string TypeName)? Variable(string name)
    {
        if (Writes.TryGetValue(name, out var written)) return (written, inner.Variable(name)?.TypeName ?? "Object");
        // All variables are handed to a script that says "variables"; those it doesn't name it doesn't look at.
        if (!script.Contains(name, StringComparison.Ordinal) && !script.Contains(ScriptNames.Pascal(name), StringComparison.Ordinal)) return (null, "Object");
        if (inner.Variable(name) is not { } found)
        {
            Reads.Add(($"v:{name}", ""));
            return null;
        }
        return (Seen("v:", name, found.TypeName, found.Value), found.TypeName);
    }

    public (JsonNode? Value, string TypeName)? VariableById(string? id, string? name) => inner.VariableById(id, name);

    public void SetVariable(string name, JsonNode? value) => Writes[name] = value?.DeepClone();

    public Action Remember() => Writes.Clear;

    public JsonNode? Input(string name) => Seen("i:", name, inputTypes.Of(name), inner.Input(name));

    public JsonNode? Output(string activityIdOrName, string? output) => Seen("o:", $"{activityIdOrName}|{output}", "Object", inner.Output(activityIdOrName, output));

    /// <summary>What a script would see there, see <see cref="Reads"/>.</summary>
    public string Look(string what)
    {
        var name = what[2..];
        var value = what[0] switch
        {
            'v' => Variable(name)?.Value,
            'i' => Input(name),
            'l' => LastResult,
            'c' => CorrelationId,
            'n' => InstanceName,
            _ => Output(name.Split('|')[0], name.Split('|')[1] is { Length: > 0 } output ? output : null),
        };
        return value?.ToJsonString() ?? "";
    }

    /// <summary>Writes for good what a trial wrote.</summary>
    public static void Write(IReadOnlyDictionary<string, JsonNode?> writes, IExpressionScope scope)
    {
        foreach (var (name, value) in writes)
            switch (name)
            {
                case CorrelationIdWritten:
                    scope.CorrelationId = value?.AsText();
                    break;
                case InstanceNameWritten:
                    scope.InstanceName = value?.AsText();
                    break;
                default:
                    scope.SetVariable(name, value);
                    break;
            }
    }

    private JsonNode? Seen(string kind, string name, string typeName, JsonNode? value)
    {
        var seen = Unknown.Replace(value, taken);
        if (Unknown.Is(seen))
        {
            var symbol = (string)seen!;
            if (!taken.ContainsKey(symbol) && !Leaves.Exists(x => x.Symbol == symbol)) Leaves.Add(new Leaf(symbol, name, typeName, false));
        }
        else if (Unknown.IsIn(seen) && !Leaves.Exists(x => x.Name == name))
        {
            Leaves.Add(new Leaf("", name, typeName, true));
        }
        Reads.Add((kind + name, seen?.ToJsonString() ?? ""));
        return seen;
    }
}

/// <summary>The declared types of a workflow's inputs.</summary>
internal sealed class WorkflowInputTypes(WorkflowDefinition definition)
{
    private readonly Dictionary<string, string> _types = definition.Inputs.GroupBy(x => x.Name).ToDictionary(x => x.Key, x => x.First().IsArray ? "Object" : x.First().TypeName);

    public string Of(string name) => _types.GetValueOrDefault(name, "Object");
}
