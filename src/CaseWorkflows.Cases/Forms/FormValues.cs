using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Forms;

/// <summary>The values of one form or of one entry of a list, looked up by field key; a hidden field has no value.</summary>
public sealed class FormValues(IReadOnlyList<FormField> fields, JsonObject source, FormValues? outer)
{
    public JsonNode? Raw(string key)
    {
        JsonNode? at = source;
        foreach (var part in key.Split('.'))
            at = (at as JsonObject)?[part];
        return at;
    }

    public bool IsVisible(FormField field) => field.VisibleWhen is null || Holds(field.VisibleWhen);

    public bool IsRequired(FormField field) => field.Required || (field.RequiredWhen is not null && Holds(field.RequiredWhen));

    public static bool IsFilled(JsonNode? node) => node switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonObject o => o.Count > 0,
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => !string.IsNullOrWhiteSpace(node.GetValue<string>()),
            JsonValueKind.False => false,
            _ => true,
        },
    };

    public static void Put(JsonObject target, string key, JsonNode value)
    {
        var parts = key.Split('.');
        foreach (var part in parts[..^1])
            target = target[part] is JsonObject inner ? inner : (JsonObject)(target[part] = new JsonObject());
        target[parts[^1]] = value.DeepClone();
    }

    /// <summary>What a field holds, in an entry of a list also one of the form around it; of a list (<c>signatures[].signedOn</c>) what each entry holds. Null while nothing is there.</summary>
    public JsonNode? Of(string key)
    {
        if (key.IndexOf("[].", StringComparison.Ordinal) is not (> 0 and var at)) return Value(key) is { } known && IsFilled(known) ? known : null;
        var found = (Value(key[..at]) as JsonArray ?? []).OfType<JsonObject>().Select(x => new FormValues([], x, null).Raw(key[(at + 3)..])).Where(IsFilled).Select(x => x!.DeepClone()).ToArray();
        return found.Length == 0 ? null : new JsonArray(found);
    }

    /// <summary>The field that a key names, in an entry of a list also one of the form around it; of a list (<c>signatures[].signedOn</c>) the one of its entries.</summary>
    internal FormField? FieldOf(string key) => key.IndexOf("[].", StringComparison.Ordinal) is > 0 and var at
        ? FieldOf(key[..at])?.Fields.FirstOrDefault(x => x.Key == key[(at + 3)..])
        : fields.FirstOrDefault(x => x.Key == key) ?? outer?.FieldOf(key);

    private JsonNode? Value(string key)
    {
        // What is known of a person is looked up beneath the person's field: applicant.name.
        if (fields.FirstOrDefault(f => f.Key == key || f.HoldsPart(key)) is not { } field) return outer?.Value(key);
        return IsVisible(field) ? Raw(key) : null;
    }

    public bool Holds(FormCondition condition) => condition switch
    {
        FormCondition.All all => all.Parts.All(Holds),
        FormCondition.Any any => any.Parts.Any(Holds),
        FormCondition.Not not => !Holds(not.Part),
        FormCondition.Compare compare => Compare(Value(compare.Field), compare.Operator, compare.Value),
        _ => false,
    };

    private static bool Compare(JsonNode? value, FormOperator comparison, JsonNode with) => comparison switch
    {
        FormOperator.Equals => Same(value, with),
        FormOperator.NotEquals => !Same(value, with),
        FormOperator.In => with.AsArray().Any(w => Same(value, w)),
        FormOperator.Contains => value is JsonArray list && list.Any(v => Same(v, with)),
        FormOperator.Filled => IsFilled(value) == with.GetValue<bool>(),
        FormOperator.AtLeast => Number(value) >= Number(with),
        FormOperator.AtMost => Number(value) <= Number(with),
        _ => false,
    };

    // A tick never touched is a tick not set.
    private static bool Same(JsonNode? value, JsonNode? with) =>
        JsonNode.DeepEquals(value, with) || (Number(value) is { } a && a == Number(with)) || (value is null && with?.GetValueKind() == JsonValueKind.False);

    private static decimal? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? FieldReader.Number(node) : null;
}
