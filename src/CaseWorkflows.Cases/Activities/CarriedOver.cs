using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// What another case takes over, or is told: an object of fields (dotted keys; of the new intake, where a case is opened) and their values. A text <c>fact:application.applicant</c> is what
/// this case knows there, with all that lies below it; so names need not go through the engine's variables. After
/// <c>??</c> stands what is taken instead of a place where nothing is known (<c>fact:objection.reason ?? fact:events.objection-filed.data.reason ?? 见异议书</c>). What the case does
/// not know is left out. Within a list a text that goes through a list (<c>fact:application.respondents[1..]</c>) stands for its entries, one after the other.
/// </summary>
internal static class CarriedOver
{
    public static bool TryRead(ActivityCall call, string input, out JsonObject carried)
    {
        carried = [];
        var given = call.Inputs.GetValueOrDefault(input);
        if (given is JsonValue text && text.TryGetValue<string>(out var json)) given = json.Length == 0 ? null : Parse(json);
        if (given is null) return true;
        if (given is not JsonObject fields) return false;
        foreach (var (field, value) in fields)
            if (Resolved(call, value) is { } known)
                FormValues.Put(carried, field, known);
        return true;
    }

    private static JsonNode? Resolved(ActivityCall call, JsonNode? value) => value switch
    {
        JsonObject parts => Parts(call, parts),
        JsonArray list => new JsonArray([.. list.SelectMany(x => Entries(call, x)).OfType<JsonNode>()]),
        JsonValue text when text.TryGetValue<string>(out var written) && Instants.IsFact(written) && written.Contains(Instants.Else, StringComparison.Ordinal) =>
            Instants.Known(call.Facts, written),
        _ => Instants.Resolve(call, value),
    };

    private static IEnumerable<JsonNode?> Entries(ActivityCall call, JsonNode? written)
    {
        var known = Resolved(call, written);
        return known is JsonArray several && written is JsonValue value && value.TryGetValue<string>(out var text) && Instants.IsThroughList(text) ? several.Select(x => x?.DeepClone()) : [known];
    }

    private static JsonObject? Parts(ActivityCall call, JsonObject parts)
    {
        var known = new JsonObject();
        foreach (var (key, value) in parts)
            if (Resolved(call, value) is { } part) known[key] = part;
        return known.Count == 0 ? null : known;
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (System.Text.Json.JsonException)
        {
            // Not an object: the step says so.
            return JsonValue.Create(json);
        }
    }
}
