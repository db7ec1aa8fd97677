using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The file in which a person says which step of a version becomes which step of another: written as proposed, read back as changed.</summary>
internal static class MapFile
{
    private static readonly JsonSerializerOptions Indented = new(VerbJson.Options) { WriteIndented = true };

    /// <summary>The proposal as the text of a file.</summary>
    public static string Write(MigrationOrder order, StepMap map, IReadOnlyList<StepName> added) => JsonSerializer.Serialize(
        new { Definition = order.DefinitionId, order.From, order.To, map.Steps, Added = added }, Indented) + "\n";

    /// <summary>What a person chose.</summary>
    /// <exception cref="VerbException">The file can't be read, or is for other versions; names the field.</exception>
    public static IReadOnlyList<StepChoice> Read(string json, string file, string definition, int from, int to)
    {
        JsonObject map;
        try
        {
            map = JsonNode.Parse(json) as JsonObject ?? throw Unusable("map.not-an-object", file);
            // The parser reads lazily: a key that stands twice shows only when it is asked for.
            _ = map.ContainsKey("steps");
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            throw VerbException.Unusable(MigrateTexts.Get("map.not-json", ("file", file), ("problem", problem.Message)));
        }
        foreach (var (name, expected) in new[] { ("definition", definition), ("from", $"{from}"), ("to", $"{to}") })
            if (map[name]?.ToString() is { } written && written != expected)
                throw VerbException.Unusable(MigrateTexts.Get("map.for-another", ("file", file), ("field", name), ("written", written), ("expected", expected)));
        if (map["steps"] is not JsonArray steps) throw Unusable("map.no-steps", file);
        return [.. steps.Select((x, i) => Choice(x, i, file))];
    }

    private static StepChoice Choice(JsonNode? step, int index, string file)
    {
        try
        {
            if (step is not JsonObject json || json["from"] is not JsonValue from || !from.TryGetValue<string>(out var id) || id.Length == 0)
                throw VerbException.Unusable(MigrateTexts.Get("map.step-without-from", ("file", file), ("field", $"steps[{index}].from")));
            if (!json.TryGetPropertyValue("to", out var to) || to is not (null or JsonValue) || to is JsonValue value && !value.TryGetValue<string>(out _))
                throw VerbException.Unusable(MigrateTexts.Get("map.step-without-to", ("file", file), ("field", $"steps[{index}].to")));
            return new StepChoice(id, to?.GetValue<string>());
        }
        catch (ArgumentException problem)
        {
            throw VerbException.Unusable(MigrateTexts.Get("map.not-json", ("file", file), ("problem", problem.Message)));
        }
    }

    private static VerbException Unusable(string code, string file) => VerbException.Unusable(MigrateTexts.Get(code, ("file", file)));
}
