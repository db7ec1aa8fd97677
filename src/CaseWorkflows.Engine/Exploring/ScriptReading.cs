using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Expressions;
using Jint.Parser;
using Jint.Parser.Ast;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>What a script says about the values it looks at: those it compares with are the ones worth trying.</summary>
internal sealed class ScriptReading
{
    private static readonly string[] Plain = ["indexOf", "length", "toLowerCase", "toUpperCase", "trim"];
    private static readonly string[] Answering = ["isNullOrEmpty", "isNullOrWhiteSpace", "Boolean", "String", "Number"];
    private static readonly ConcurrentDictionary<string, ScriptReading> Known = new(StringComparer.Ordinal);

    private ScriptReading(string script)
    {
        Program program;
        try
        {
            program = ScriptSource.Parse(script);
        }
        catch (ParserException)
        {
            // A script that can't be read fails when it runs, and the path says so.
            IsOpaque = true;
            return;
        }
        var allowed = new HashSet<SyntaxNode>(ReferenceEqualityComparer.Instance);
        var nodes = ScriptSource.Walk(program).ToList();
        // The name of what is looked at is no value that it is compared with.
        var names = nodes.OfType<CallExpression>().Where(x => x.Callee is Identifier { Name: "getVariable" or "getInput" or "getOutputFrom" or "setVariable" })
            .SelectMany(x => x.Arguments.Take(1)).OfType<Literal>().ToHashSet<SyntaxNode>(ReferenceEqualityComparer.Instance);
        foreach (var literal in nodes.OfType<Literal>().Where(x => !names.Contains(x)))
            switch (literal.Value)
            {
                case string text when !Texts.Contains(text):
                    Texts.Add(text);
                    break;
                case double number when !Numbers.Contains(number):
                    Numbers.Add(number);
                    break;
            }
        foreach (var call in nodes.OfType<CallExpression>())
            switch (call.Callee)
            {
                case Identifier { Name: var name } when name.StartsWith("get", StringComparison.Ordinal) || name.StartsWith("set", StringComparison.Ordinal) || Answering.Contains(name):
                    break;
                case MemberExpression { Property: Identifier { Name: var method } } member when Plain.Contains(method):
                    allowed.Add(member);
                    break;
                default:
                    IsOpaque = true;
                    break;
            }
        foreach (var member in nodes.OfType<MemberExpression>())
            if (!allowed.Contains(member) && member is not ({ Object: Identifier { Name: "variables" } } or { Property: Identifier { Name: "length" } }))
                IsOpaque = true;
        HangsOnChance = script.Contains("Date", StringComparison.Ordinal) || script.Contains("random", StringComparison.Ordinal) || script.Contains("uid", StringComparison.Ordinal);
    }

    /// <summary>Texts that stand in it.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Numbers that stand in it.</summary>
    public List<double> Numbers { get; } = [];

    /// <summary>It looks into values or calls functions: which values matter can't be read off it.</summary>
    public bool IsOpaque { get; }

    /// <summary>It asks for the day or for chance.</summary>
    public bool HangsOnChance { get; }

    public static ScriptReading Of(string script) => Known.GetOrAdd(script, static x => new ScriptReading(x));

    /// <summary>Values worth trying for an unknown of a type; null stands for any other than those that stand in the script.</summary>
    /// <param name="typeName">The type.</param>
    /// <param name="numbers">
    /// Numbers that stand anywhere in the definition: what is taken for a number here must also be able to decide what is asked about it there.
    /// </param>
    public IReadOnlyList<JsonNode?> Candidates(string typeName, IReadOnlyCollection<double> numbers)
    {
        switch (typeName)
        {
            case "Boolean":
                return [JsonValue.Create(true), JsonValue.Create(false)];
            case "Int32" or "Int64" or "Int16" or "Byte" or "UInt32" or "UInt64" or "Double" or "Single" or "Decimal":
                return [.. Around(numbers.Count == 0 ? [0] : numbers, typeName)];
            case "String":
                return [null, .. Texts.Select(x => (JsonNode?)x)];
            default:
                List<JsonNode?> values = [null, .. Texts.Select(x => (JsonNode?)x)];
                if (Numbers.Count > 0) values.AddRange(Around(numbers, "Double"));
                if (values.Count == 1) values.AddRange([JsonValue.Create(true), JsonValue.Create(false)]);
                return values;
        }
    }

    private static IEnumerable<JsonNode?> Around(IEnumerable<double> numbers, string typeName) =>
        numbers.SelectMany(x => new[] { x - 1, x, x + 1 }).Distinct().Order().Select(x => (JsonNode?)Number(x, typeName));

    private static JsonValue Number(double value, string typeName) =>
        typeName is "Double" or "Single" or "Decimal" && value % 1 != 0 ? JsonValue.Create(value) : JsonValue.Create((long)value);
}
