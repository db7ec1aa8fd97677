using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>
/// What Elsa Studio 3.8.2 reads from an answer: fields with their kinds, as they were recorded between it and a server. <c>items[].id:s</c> is a text in each object of a list;
/// kinds are s text, n number, b yes or no, o object, a list, i instant; <c>?</c> after a kind allows null.
/// </summary>
internal static class Shape
{
    public static void MustHave(JsonNode? answer, params IEnumerable<string> facts)
    {
        foreach (var fact in facts)
        {
            var at = fact.LastIndexOf(':');
            foreach (var (path, node, isThere) in Find(answer, fact[..at].Split('.'), "$"))
            {
                Assert.True(isThere, $"{path} is missing ({fact}).");
                var kind = fact[(at + 1)..];
                if (kind.EndsWith('?') && node is null) continue;
                Assert.True(Is(node, kind[0]), $"{path} should be '{kind}' and is {node?.ToJsonString() ?? "null"}.");
            }
        }
    }

    private static bool Is(JsonNode? node, char kind) => (kind, node?.GetValueKind()) switch
    {
        ('s', JsonValueKind.String) or ('n', JsonValueKind.Number) or ('b', JsonValueKind.True or JsonValueKind.False) or ('o', JsonValueKind.Object) or ('a', JsonValueKind.Array) => true,
        ('i', JsonValueKind.String) => DateTimeOffset.TryParse(node!.ToString(), System.Globalization.CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static IEnumerable<(string Path, JsonNode? Node, bool IsThere)> Find(JsonNode? node, ReadOnlyMemory<string> path, string where)
    {
        if (path.IsEmpty) return [(where, node, true)];
        var name = path.Span[0];
        var key = name.TrimEnd('[', ']');
        // Names are compared as the client compares them, with capital letters.
        if (node is not JsonObject json || !json.TryGetPropertyValue(key, out var next)) return [($"{where}.{key}", null, false)];
        if (!name.EndsWith("[]", StringComparison.Ordinal)) return Find(next, path[1..], $"{where}.{key}");
        return next is JsonArray all ? all.SelectMany((x, i) => Find(x, path[1..], $"{where}.{key}[{i}]")) : [($"{where}.{key}", next, false)];
    }
}
