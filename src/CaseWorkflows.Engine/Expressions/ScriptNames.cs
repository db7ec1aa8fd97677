using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Definitions;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>The names that a script may use, as Elsa gives them.</summary>
internal sealed partial class ScriptNames(Jint.Engine engine, ScriptValues values, IExpressionScope scope, string script)
{
    private readonly Dictionary<string, JsonNode?> _written = [];
    private readonly Dictionary<string, (JsValue Value, JsonNode? Before)> _handedOut = [];
    private ObjectInstance _variables = null!;
    private int _made;

    public ScriptValues Values => values;

    /// <summary>The outcomes chosen with setOutcome or setOutcomes, or null.</summary>
    public IReadOnlyList<string>? Outcomes { get; private set; }

    /// <summary>Whether <paramref name="name"/> can be part of a script.</summary>
    public static bool IsIdentifier(string name) => Identifier().IsMatch(name);

    /// <summary>A name as Elsa writes it in accessors: <c>order_total</c> is <c>OrderTotal</c>.</summary>
    public static string Pascal(string name) => WordStart().Replace(name, match => match.Groups[1].Value.ToUpperInvariant());

    public void Provide()
    {
        Function("getVariable", args => Variable(Text(args, 0)));
        Function("setVariable", args => Set(Text(args, 0), args.At(1)));
        Function("getInput", args => values.ToScript(scope.Input(Text(args, 0))));
        Function("getOutputFrom", args => values.ToScript(scope.Output(Text(args, 0), args.At(1).IsUndefined() || args.At(1).IsNull() ? null : Text(args, 1))));
        Function("getLastResult", _ => values.ToScript(scope.LastResult));
        Function("getCorrelationId", _ => Nullable(scope.CorrelationId));
        Function("setCorrelationId", args => Done(() => scope.CorrelationId = NullableText(args, 0)));
        Function("getWorkflowInstanceName", _ => Nullable(scope.InstanceName));
        Function("setWorkflowInstanceName", args => Done(() => scope.InstanceName = NullableText(args, 0)));
        Function("getWorkflowDefinitionId", _ => new JsValue(scope.DefinitionId));
        Function("getWorkflowDefinitionVersionId", _ => new JsValue(scope.DefinitionVersionId));
        Function("getWorkflowDefinitionVersion", _ => new JsValue((double)scope.DefinitionVersion));
        Function("setOutcome", args => Done(() => Outcomes = [Text(args, 0)]));
        Function("setOutcomes", args => Done(() => Outcomes = [.. (values.ToJson(args.At(0)) as JsonArray ?? []).Select(x => x.AsText())]));
        Function("isNullOrWhiteSpace", args => string.IsNullOrWhiteSpace(NullableText(args, 0)) ? JsValue.True : JsValue.False);
        Function("isNullOrEmpty", args => string.IsNullOrEmpty(NullableText(args, 0)) ? JsValue.True : JsValue.False);
        Function("toJson", args => new JsValue(values.ToJson(args.At(0))?.ToJsonString(JsonReading.Readable) ?? "null"));
        Function("stringToBase64", args => new JsValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(args, 0)))));
        Function("stringFromBase64", args => new JsValue(Encoding.UTF8.GetString(Convert.FromBase64String(Text(args, 0)))));
        Function("parseGuid", args => Guid.TryParse(Text(args, 0), out var id)
            ? new JsValue(id.ToString())
            : throw new JavaScriptException(engine.TypeError, $"'{Text(args, 0)}' is no GUID"));
        Function("bytesToString", args => new JsValue(Encoding.UTF8.GetString(Bytes(args.At(0)))));
        Function("bytesFromString", args => Bytes(Encoding.UTF8.GetBytes(Text(args, 0))));
        Function("bytesToBase64", args => new JsValue(Convert.ToBase64String(Bytes(args.At(0)))));
        Function("bytesFromBase64", args => Bytes(Convert.FromBase64String(Text(args, 0))));
        foreach (var name in (string[])["newGuidString", "newGuid", "getGuidString"]) Function(name, _ => new JsValue(NewGuid().ToString()));
        foreach (var name in (string[])["newShortGuid", "getShortGuid"])
            Function(name, _ => new JsValue(Symbols().Replace(Convert.ToBase64String(NewGuid().ToByteArray()), "")));

        _variables = engine.Object.Construct(Arguments.Empty);
        foreach (var name in scope.VariableNames)
        {
            if (!IsIdentifier(name)) continue;
            if (Says("variables"))
            {
                var value = scope.Variable(name);
                _variables.FastAddProperty(name, values.ToScript(value?.Value, value?.TypeName ?? "Object"), true, true, true);
                _written[name] = values.ToJson(_variables.Get(name));
            }
            var pascal = Pascal(name);
            if (Says($"get{pascal}")) Function($"get{pascal}", _ => Variable(name));
            if (Says($"set{pascal}")) Function($"set{pascal}", args => Set(name, args.At(0)));
        }
        foreach (var name in scope.InputNames)
            if (IsIdentifier(name) && Says($"get{name}"))
                Function($"get{name}", _ => values.ToScript(scope.Input(name)));
        if (Says("From"))
            foreach (var (id, name, output) in scope.Results)
                if (name.Length > 0 && IsIdentifier(name) && Says($"get{output}From{Pascal(name)}"))
                    Function($"get{output}From{Pascal(name)}", _ => values.ToScript(scope.Output(id, output)));
        engine.Global.FastAddProperty("variables", _variables, true, true, true);
    }

    /// <summary>Hands on what the script assigned through <c>variables.X = …</c>; null leaves a variable as it was, as in Elsa.</summary>
    public void WriteBack()
    {
        // getVariable hands out the variable's own object, not a copy: getVariable('Form').name = … changes the variable.
        foreach (var (name, (value, before)) in _handedOut)
            if (values.ToJson(value) is { } now && !JsonReading.Same(before, now))
            {
                scope.SetVariable(name, now);
                _written[name] = now.DeepClone();
            }
        foreach (var (name, property) in _variables.GetOwnProperties().ToList())
        {
            if (property.Enumerable != true || scope.InputNames.Contains(name)) continue;
            var now = values.ToJson(_variables.Get(name));
            if (now is null || _written.TryGetValue(name, out var before) && JsonReading.Same(before, now)) continue;
            scope.SetVariable(name, now);
        }
    }

    private JsValue Variable(string name)
    {
        if (_handedOut.TryGetValue(name, out var known)) return known.Value;
        var found = scope.Variable(name);
        var value = values.ToScript(found?.Value, found?.TypeName ?? "Object");
        if (found?.Value is JsonObject or JsonArray) _handedOut[name] = (value, found.Value.Value!.DeepClone());
        return value;
    }

    private JsValue Set(string name, JsValue value)
    {
        var json = values.ToJson(value);
        scope.SetVariable(name, json);
        _handedOut.Remove(name);
        _variables.Put(name, value, false);
        _written[name] = json?.DeepClone();
        return JsValue.Undefined;
    }

    private void Function(string name, Func<JsValue[], JsValue> function) =>
        engine.Global.FastAddProperty(name, new ClrFunctionInstance(engine, (_, args) => function(args)), true, false, true);

    private bool Says(string word) => script.Contains(word, StringComparison.Ordinal);

    // A script has no bytes of its own here; a list of numbers from 0 to 255 stands for them.
    private byte[] Bytes(JsValue value) => [.. (values.ToJson(value) as JsonArray ?? []).Select(x => x is null ? (byte)0 : (byte)JsonReading.Number(x))];

    private JsValue Bytes(byte[] bytes) => values.ToScript(new JsonArray([.. bytes.Select(x => (JsonNode)x)]));

    private static JsValue Done(Action action)
    {
        action();
        return JsValue.Undefined;
    }

    private static JsValue Nullable(string? text) => text is null ? JsValue.Null : new JsValue(text);

    private static string Text(JsValue[] args, int index) => TypeConverter.ToString(args.At(index));

    private static string? NullableText(JsValue[] args, int index) =>
        args.At(index).IsUndefined() || args.At(index).IsNull() ? null : Text(args, index);

    // Not unique in the world, but the same in every replay, which a flow that can be rebuilt from its triggers needs more.
    private Guid NewGuid()
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{scope.DefinitionId}/{scope.Seed}/{scope.Now.UtcTicks}/{_made++}")));
        return new Guid(bytes.AsSpan(0, 16));
    }

    [GeneratedRegex(@"^[\p{L}_$][\p{L}\p{Nd}_$]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex("(?:[ _-]+|^)([a-zA-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex("[/+=]")]
    private static partial Regex Symbols();
}
