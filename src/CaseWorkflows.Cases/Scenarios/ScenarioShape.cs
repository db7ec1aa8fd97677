using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>
/// Whether a document has the keys and kinds of values that a story has. A reader that stops at its first error would make policy staff mend one
/// word at a time, so this finds all of them.
/// </summary>
internal static class ScenarioShape
{
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    public static IEnumerable<ScenarioProblem> Problems(JsonNode? node) => Walk(node, typeof(Scenario), false, "");

    private static IEnumerable<ScenarioProblem> Walk(JsonNode? node, Type type, bool mayBeNull, string path)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) (type, mayBeNull) = (inner, true);
        if (node is null) return mayBeNull ? [] : [ScenarioProblem.Of("empty", path)];
        if (type == typeof(JsonObject)) return Expect(node is JsonObject, "object", path);
        if (type == typeof(string)) return Expect(node.GetValueKind() == JsonValueKind.String, "text", path);
        if (type == typeof(bool)) return Expect(node.GetValueKind() is JsonValueKind.True or JsonValueKind.False, "boolean", path);
        if (type == typeof(int)) return Expect(node is JsonValue number && number.TryGetValue<int>(out _), "number", path);
        if (type.IsEnum) return Word(node, type, path);
        var shape = Options.GetTypeInfo(type);
        return shape.Kind switch
        {
            JsonTypeInfoKind.Dictionary => node is JsonObject map ? map.SelectMany(x => Walk(x.Value, shape.ElementType!, false, $"{path}.{x.Key}")) : Expect(false, "object", path),
            JsonTypeInfoKind.Enumerable => node is JsonArray list ? list.SelectMany((x, i) => Walk(x, shape.ElementType!, false, $"{path}[{i}]")) : Expect(false, "list", path),
            _ => node is JsonObject given ? Properties(given, shape, path) : Expect(false, "object", path),
        };
    }

    private static IEnumerable<ScenarioProblem> Properties(JsonObject given, JsonTypeInfo shape, string path)
    {
        var known = shape.Properties.Where(x => x.Set is not null || x.AssociatedParameter is not null).ToDictionary(x => x.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in given)
        {
            var at = path.Length == 0 ? key : $"{path}.{key}";
            if (known.TryGetValue(key, out var property))
                foreach (var problem in Walk(value, property.PropertyType, property.IsSetNullable, at)) yield return problem;
            else
                yield return ScenarioProblem.Of("unknown-key", at, ("key", key), ("known", string.Join(", ", known.Keys)));
        }
        foreach (var missing in known.Values.Where(x => (x.IsRequired || x.AssociatedParameter is { HasDefaultValue: false }) && given.All(y => !string.Equals(y.Key, x.Name, StringComparison.OrdinalIgnoreCase))))
            yield return ScenarioProblem.Of("missing", path.Length == 0 ? missing.Name : $"{path}.{missing.Name}");
    }

    private static IEnumerable<ScenarioProblem> Word(JsonNode node, Type type, string path)
    {
        var words = Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName).ToList();
        return node.GetValueKind() == JsonValueKind.String && words.Contains(node.GetValue<string>(), StringComparer.OrdinalIgnoreCase)
            ? []
            : [ScenarioProblem.Of("unknown-word", path, ("value", node.ToJsonString(CaseJson.Readable)), ("known", string.Join(", ", words)))];
    }

    private static IEnumerable<ScenarioProblem> Expect(bool holds, string kind, string path) =>
        holds ? [] : [ScenarioProblem.Of("kind", path, ("kind", ScenarioTexts.Get($"kind.{kind}")))];

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(CaseJson.Readable)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
