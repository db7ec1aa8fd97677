using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Desk;

/// <summary>Writes into a form's document what an administrator does on the page. What the page does not show stays as it is.</summary>
internal static class FormDraft
{
    /// <summary>A text of the document; empty if there is none.</summary>
    public static string Text(JsonObject at, string key) => at[key] is JsonValue value ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : "";

    /// <summary>Puts a text; an empty one removes the key.</summary>
    public static void Put(JsonObject at, string key, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) at.Remove(key);
        else at[key] = text.Trim();
    }

    /// <summary>Puts a number; what is no number stays as it was typed, so that the check names it.</summary>
    public static void PutNumber(JsonObject at, string key, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) at.Remove(key);
        else at[key] = decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text.Trim());
    }

    public static bool Flag(JsonObject at, string key) => at[key]?.GetValueKind() == JsonValueKind.True;

    public static void Put(JsonObject at, string key, bool flag)
    {
        if (flag) at[key] = true;
        else at.Remove(key);
    }

    /// <summary>One language of a text in both.</summary>
    public static string Side(JsonObject at, string key, string language) => at[key] is JsonObject pair ? Text(pair, language) : "";

    /// <summary>Puts one language; the pair goes when both are empty.</summary>
    public static void PutSide(JsonObject at, string key, string language, string? text)
    {
        var pair = at[key] as JsonObject ?? [];
        Put(pair, language, text);
        if (pair.Count == 0) at.Remove(key);
        else if (at[key] is null) at[key] = pair;
    }

    /// <summary>The entries of a list; the list is made at the first use.</summary>
    public static JsonArray List(JsonObject at, string key)
    {
        if (at[key] is JsonArray list) return list;
        list = [];
        at[key] = list;
        return list;
    }

    public static IReadOnlyList<JsonObject> Entries(JsonObject at, string key) => at[key] is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    /// <summary>Moves an entry up (-1) or down (1); at the ends it stays.</summary>
    public static void Move(JsonArray list, JsonNode entry, int by)
    {
        var (from, to) = (list.IndexOf(entry), list.IndexOf(entry) + by);
        if (from < 0 || to < 0 || to >= list.Count) return;
        list.RemoveAt(from);
        list.Insert(to, entry);
    }

    public static FormFieldType TypeOf(JsonObject field) => Enum.TryParse<FormFieldType>(Text(field, "type"), true, out var type) ? type : FormFieldType.Text;

    /// <summary>Gives a field another type; attributes that the new one does not know go.</summary>
    public static void Retype(JsonObject field, string type)
    {
        field["type"] = type;
        foreach (var key in field.Select(x => x.Key).Where(x => !FormAttributes.Applies(x, TypeOf(field))).ToList()) field.Remove(key);
        field.Remove("default");
        if (TypeOf(field) == FormFieldType.List && field["fields"] is null) field["fields"] = new JsonArray(NewField([]));
        if (TypeOf(field) is FormFieldType.Choice or FormFieldType.Choices && field["options"] is null && field["optionsFrom"] is null) field["options"] = new JsonArray(NewOption(0));
    }

    /// <summary>A field with a key that none of the others has.</summary>
    public static JsonObject NewField(IEnumerable<string> keys)
    {
        var taken = keys.ToHashSet();
        var number = Enumerable.Range(1, taken.Count + 1).First(x => !taken.Contains($"field{x}"));
        return new JsonObject { ["key"] = $"field{number}", ["type"] = "text", ["label"] = Pair(FormPageTexts.Get("new-field", ("number", number))) };
    }

    public static JsonObject NewOption(int count) =>
        new() { ["value"] = $"option{count + 1}", ["label"] = Pair(FormPageTexts.Get("new-option", ("number", count + 1))) };

    /// <summary>A text in both languages as files write it.</summary>
    public static JsonObject Pair(LocalizedText text) => new() { ["zh"] = text.Zh, ["en"] = text.En };

    /// <summary>What every entry of a list has to be for an outcome, as it is begun.</summary>
    public static JsonObject NewEvery(string list, string? field) => new()
    {
        ["list"] = list,
        ["is"] = new JsonObject { ["field"] = field ?? "", ["filled"] = true },
        ["message"] = Pair(FormPageTexts.Get("new-every")),
    };

    /// <summary>A form that was just begun.</summary>
    public static JsonObject New(string id) => new()
    {
        ["id"] = id,
        ["version"] = 1,
        ["title"] = new JsonObject { ["zh"] = id, ["en"] = id },
        ["fields"] = new JsonArray(NewField([])),
    };

    /// <summary>A condition on one field: which, how, and with what; null if the condition is put together from several or can't be shown so.</summary>
    public static (string Field, string Operator, string Value)? Comparison(JsonNode? condition)
    {
        if (condition is null) return ("", "equals", "");
        if (condition is not JsonObject map || map["field"] is not JsonValue) return null;
        var operators = map.Select(x => x.Key).Where(x => x != "field").ToList();
        if (operators is not [var one] || !Operators.Contains(one)) return null;
        var value = map[one] is JsonArray list ? string.Join(", ", list.Select(x => x?.ToString())) : Text(map, one);
        return (Text(map, "field"), one, value);
    }

    /// <summary>Puts a condition on one field; without a field it is taken away.</summary>
    public static void PutComparison(JsonObject at, string key, string field, string comparison, string value)
    {
        if (field.Length == 0)
        {
            at.Remove(key);
            return;
        }
        at[key] = new JsonObject
        {
            ["field"] = field,
            [comparison] = comparison switch
            {
                "in" => new JsonArray([.. value.Split([',', '，'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(x => (JsonNode)x)]),
                "filled" => value != "false",
                "atLeast" or "atMost" => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(value),
                _ => value is "true" or "false" ? JsonValue.Create(value == "true") : JsonValue.Create(value),
            },
        };
    }

    public static IReadOnlyList<string> Operators { get; } = [.. Enum.GetNames<FormOperator>().Select(JsonNamingPolicy.CamelCase.ConvertName)];
}
