using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// What another case takes over, or is told: an object of fields (dotted keys; of the new intake, where a case is opened) and their values. A text <c>fact:application.applicant</c> is what
/// this case knows there, with all that lies below it; so names need not go through the engine's variables. After
/// <c>??</c> stands what is taken instead of a place where nothing is known (<c>fact:objection.reason ?? fact:events.objection-filed.data.reason ?? 见异议书</c>). What the case does
/// not know is left out.
/// </summary>
internal static class CarriedOver
{
    private const string Else = "??";

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
        JsonArray list => new JsonArray([.. list.Select(x => Resolved(call, x)).OfType<JsonNode>()]),
        JsonValue text when text.TryGetValue<string>(out var written) && Instants.IsFact(written) && written.Contains(Else, StringComparison.Ordinal) =>
            written.Split(Else).Select(x => Instants.Resolve(call, JsonValue.Create(x.Trim()))).FirstOrDefault(x => x is not null),
        _ => Instants.Resolve(call, value),
    };

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
