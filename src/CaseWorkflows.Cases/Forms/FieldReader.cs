using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Forms;

/// <summary>
/// Reads one JSON object field by field. A wrong type is an error with its path, never a silent default; a field that nobody asked for
/// becomes a warning, because a misspelt field would otherwise change a decision unseen.
/// </summary>
internal sealed class FieldReader(JsonObject source, string path, ICollection<FieldError> errors, ICollection<FieldError> warnings)
{
    private readonly HashSet<string> _asked = [];

    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    public bool Has(string key) => source[key] is not null;

    public string? Text(string key)
    {
        if (Value(key) is not { } node) return null;
        if (node is JsonValue v && v.TryGetValue<string>(out var text)) return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        return WrongType<string>(key, "text");
    }

    public string? RequiredText(string key) => Text(key) ?? Missing(key);

    public bool? Flag(string key)
    {
        if (Value(key) is not { } node) return null;
        if (node is JsonValue v && v.TryGetValue<bool>(out var flag)) return flag;
        WrongType<string>(key, "flag");
        return null;
    }

    public int? Whole(string key)
    {
        if (Value(key) is not { } node) return null;
        if (node.GetValueKind() == JsonValueKind.Number && Number(node) is { } n && n == decimal.Truncate(n) && n is >= int.MinValue and <= int.MaxValue) return (int)n;
        WrongType<string>(key, "whole");
        return null;
    }

    /// <summary>A number; amounts of money are yuan.</summary>
    public decimal? Amount(string key)
    {
        if (Value(key) is not { } node) return null;
        if (node.GetValueKind() == JsonValueKind.Number && Number(node) is { } n) return n;
        WrongType<string>(key, "number");
        return null;
    }

    public DateOnly? Date(string key)
    {
        if (Text(key) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        errors.Add(FormTexts.Error(PathOf(key), "field.not-a-date", ("value", text)));
        return null;
    }

    public DateTimeOffset? Instant(string key)
    {
        if (Text(key) is not { } text) return null;
        if (Instants.TryParse(text, out var instant)) return instant;
        errors.Add(FormTexts.Error(PathOf(key), "field.not-an-instant", ("value", text)));
        return null;
    }

    /// <summary>One of <paramref name="allowed"/>; anything else is an error that lists them.</summary>
    public string? Choice(string key, IReadOnlyCollection<string> allowed)
    {
        if (Text(key) is not { } text) return null;
        if (allowed.Contains(text)) return text;
        errors.Add(FormTexts.Error(PathOf(key), "field.not-an-option", ("value", text), ("options", string.Join(", ", allowed))));
        return null;
    }

    public IReadOnlyList<string> Choices(string key, IReadOnlyCollection<string>? allowed)
    {
        var chosen = new List<string>();
        foreach (var (node, at) in Items(key))
        {
            if (node is not JsonValue v || !v.TryGetValue<string>(out var text) || string.IsNullOrWhiteSpace(text))
                errors.Add(FormTexts.Error(at, "field.wrong-type", ("expected", FormTexts.Get("type.text")), ("actual", KindOf(node))));
            else if (allowed is not null && !allowed.Contains(text.Trim()))
                errors.Add(FormTexts.Error(at, "field.not-an-option", ("value", text), ("options", string.Join(", ", allowed))));
            else if (!chosen.Contains(text.Trim()))
                chosen.Add(text.Trim());
        }
        return chosen;
    }

    public FieldReader? Object(string key)
    {
        if (Value(key) is not { } node) return null;
        if (node is JsonObject o) return new FieldReader(o, PathOf(key), errors, warnings);
        WrongType<string>(key, "object");
        return null;
    }

    public IReadOnlyList<FieldReader> Objects(string key)
    {
        var found = new List<FieldReader>();
        foreach (var (node, at) in Items(key))
        {
            if (node is JsonObject o) found.Add(new FieldReader(o, at, errors, warnings));
            else errors.Add(FormTexts.Error(at, "field.wrong-type", ("expected", FormTexts.Get("type.object")), ("actual", KindOf(node))));
        }
        return found;
    }

    /// <summary>A text in both languages, <c>{ "zh": …, "en": … }</c>.</summary>
    public LocalizedText? Localized(string key)
    {
        if (Object(key) is not { } o) return null;
        var (zh, en) = (o.RequiredText("zh"), o.RequiredText("en"));
        o.WarnOfUnread();
        return zh is null || en is null ? null : new LocalizedText(zh, en);
    }

    public LocalizedText RequiredLocalized(string key)
    {
        if (!Has(key)) Missing(key);
        return Localized(key) ?? new LocalizedText(key, key);
    }

    /// <summary>The raw value, for fields whose type depends on another field.</summary>
    public JsonNode? Value(string key)
    {
        _asked.Add(key);
        return source[key];
    }

    public string? Missing(string key)
    {
        errors.Add(FormTexts.Error(PathOf(key), "field.missing"));
        return null;
    }

    public void Fail(string key, string code, params (string Name, object? Value)[] args) =>
        errors.Add(FormTexts.Error(PathOf(key), code, args));

    /// <summary>To be called last: everything not asked for is reported, except names that begin with an underscore or a dollar sign (notes).</summary>
    public void WarnOfUnread()
    {
        foreach (var (key, _) in source)
            if (!_asked.Contains(key) && key is not ['_' or '$', ..])
                warnings.Add(FormTexts.Error(PathOf(key), "field.unknown", ("known", string.Join(", ", _asked))));
    }

    private IEnumerable<(JsonNode? Node, string Path)> Items(string key)
    {
        if (Value(key) is not { } node) yield break;
        if (node is not JsonArray list)
        {
            WrongType<string>(key, "list");
            yield break;
        }
        for (var i = 0; i < list.Count; i++)
            yield return (list[i], $"{PathOf(key)}[{i}]");
    }

    private T? WrongType<T>(string key, string expected) where T : class
    {
        errors.Add(FormTexts.Error(PathOf(key), "field.wrong-type", ("expected", FormTexts.Get("type." + expected)), ("actual", KindOf(source[key]))));
        return null;
    }

    internal static LocalizedText KindOf(JsonNode? node) => FormTexts.Get(node?.GetValueKind() switch
    {
        JsonValueKind.String => "type.text",
        JsonValueKind.Number => "type.number",
        JsonValueKind.True or JsonValueKind.False => "type.flag",
        JsonValueKind.Array => "type.list",
        JsonValueKind.Object => "type.object",
        _ => "type.nothing",
    });

    // A number beyond decimal's range is no amount of anything; it is reported as a wrong type rather than rounded.
    internal static decimal? Number(JsonNode node) =>
        decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : null;
}
