using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>
/// Turns values into the types that definitions name. Strict: what doesn't fit is an error. Lenient, as Elsa: it becomes the type's
/// default, except a number out of range, which is an error there too.
/// </summary>
internal class ValueConversion(bool lenient, TimeZoneInfo zone)
{
    public TimeZoneInfo Zone => zone;

    public virtual JsonNode? Convert(JsonNode? value, string typeName, bool isArray = false)
    {
        if (value is null) return null;
        var type = Simple(typeName);
        if (isArray) return List(value, type);
        return type switch
        {
            "Object" => value,
            "String" => Text(value),
            "Boolean" => Boolean(value),
            "Byte" => Whole(value, type, byte.MinValue, byte.MaxValue),
            "SByte" => Whole(value, type, sbyte.MinValue, sbyte.MaxValue),
            "Int16" => Whole(value, type, short.MinValue, short.MaxValue),
            "UInt16" => Whole(value, type, ushort.MinValue, ushort.MaxValue),
            "Int32" => Whole(value, type, int.MinValue, int.MaxValue),
            "UInt32" => Whole(value, type, uint.MinValue, uint.MaxValue),
            "Int64" => Whole(value, type, long.MinValue, long.MaxValue),
            "UInt64" => Whole(value, type, ulong.MinValue, ulong.MaxValue),
            "Single" or "Double" or "Decimal" => Fraction(value, type),
            "DateTime" or "DateTimeOffset" or "DateOnly" => Date(value, type),
            "TimeSpan" => Duration(value) is { } duration ? JsonValue.Create(duration.ToString("c", CultureInfo.InvariantCulture)) : null,
            "Guid" => Guid(value),
            _ => Structure(value, type),
        };
    }

    /// <summary>Whether a value counts as yes, as Elsa converts conditions: no fault, whatever it is.</summary>
    public static bool IsTrue(JsonNode? value) => value switch
    {
        JsonValue when value.GetValueKind() == JsonValueKind.True => true,
        JsonValue when value.GetValueKind() == JsonValueKind.Number => JsonReading.Number(value) != 0,
        JsonValue when value.GetValueKind() == JsonValueKind.String => bool.TryParse(value.AsText(), out var yes) && yes,
        _ => false,
    };

    /// <summary>A whole number from a value; halves go to the even neighbour.</summary>
    public int Integer(JsonNode? value, int otherwise) =>
        Convert(value, "Int32") is { } number ? (int)JsonReading.Number(number) : otherwise;

    /// <summary>A duration in Elsa's text form (<c>d.hh:mm:ss</c>); null from nothing.</summary>
    public TimeSpan? Duration(JsonNode? value)
    {
        var text = value.AsText().Trim();
        if (text.Length == 0) return null;
        // A bare number in a text is days to .NET, which nobody who writes 30 for half a minute expects.
        if (value!.GetValueKind() == JsonValueKind.String && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && (lenient || !IsPlainNumber(text)))
            return duration;
        return Unfit<TimeSpan?>(value!, "TimeSpan", TimeSpan.Zero);
    }

    /// <summary>An instant; a text without offset is meant in the zone of the engine.</summary>
    public DateTimeOffset? Instant(JsonNode? value)
    {
        var text = value.AsText().Trim();
        if (text.Length == 0) return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local))
            return Unfit<DateTimeOffset?>(value!, "DateTimeOffset", DateTimeOffset.MinValue);
        if (local.Kind == DateTimeKind.Unspecified) return new DateTimeOffset(local, zone.GetUtcOffset(local));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : new DateTimeOffset(local);
    }

    /// <summary>A list from an array, or from a JSON text that is one; null if it is neither.</summary>
    public static JsonArray? AsList(JsonNode? value) => value switch
    {
        JsonArray array => array,
        JsonValue when value.AsText().TrimStart().StartsWith('[') => JsonReading.TryParse(value.AsText()) as JsonArray,
        _ => null,
    };

    private static bool IsPlainNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Simple(string typeName)
    {
        var name = typeName.Split(',')[0].Trim();
        return name.StartsWith("System.", StringComparison.Ordinal) ? name["System.".Length..] : name;
    }

    private T Unfit<T>(JsonNode value, string type, T inItsPlace) => lenient
        ? inItsPlace
        : throw EvaluationException.Of("unfit", ("value", Shortened(value)), ("type", type));

    private static string Shortened(JsonNode value)
    {
        var text = value.AsText();
        return text.Length <= 80 ? text : text[..80] + "…";
    }

    private static JsonValue Text(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True => JsonValue.Create("True"),
        JsonValueKind.False => JsonValue.Create("False"),
        JsonValueKind.Number => JsonValue.Create(JsonReading.Number(value) is var number && number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? number.ToString("0", CultureInfo.InvariantCulture)
            : value.ToJsonString()),
        _ => JsonValue.Create(value.AsText()),
    };

    private JsonValue? Boolean(JsonNode value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value.DeepClone().AsValue();
            case JsonValueKind.Number:
                return JsonValue.Create(JsonReading.Number(value) != 0);
            case JsonValueKind.String when string.IsNullOrWhiteSpace(value.AsText()):
                return null;
            case JsonValueKind.String when bool.TryParse(value.AsText(), out var yes):
                return JsonValue.Create(yes);
            default:
                return JsonValue.Create(Unfit(value, "Boolean", false));
        }
    }

    private JsonValue? Whole(JsonNode value, string type, decimal least, decimal most)
    {
        decimal number;
        switch (value.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                number = value.GetValue<bool>() ? 1 : 0;
                break;
            case JsonValueKind.Number:
                if (!decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number))
                    throw OutOfRange(value, type);
                number = Math.Round(number, MidpointRounding.ToEven);
                break;
            case JsonValueKind.String when string.IsNullOrWhiteSpace(value.AsText()):
                return null;
            case JsonValueKind.String when decimal.TryParse(value.AsText(), NumberStyles.Integer, CultureInfo.InvariantCulture, out number):
                break;
            default:
                return JsonValue.Create(Unfit(value, type, 0));
        }
        if (number < least || number > most) throw OutOfRange(value, type);
        return number is >= int.MinValue and <= int.MaxValue ? JsonValue.Create((int)number) : JsonValue.Create(number);
    }

    private static EvaluationException OutOfRange(JsonNode value, string type) =>
        EvaluationException.Of("out-of-range", ("value", Shortened(value)), ("type", type));

    private JsonValue? Fraction(JsonNode value, string type)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(value.GetValue<bool>() ? 1 : 0);
            case JsonValueKind.Number:
                return value.DeepClone().AsValue();
            case JsonValueKind.String when string.IsNullOrWhiteSpace(value.AsText()):
                return null;
            case JsonValueKind.String when type == "Decimal"
                && decimal.TryParse(value.AsText(), lenient ? NumberStyles.Float | NumberStyles.AllowThousands : NumberStyles.Float, CultureInfo.InvariantCulture, out var exact):
                return JsonValue.Create(exact);
            case JsonValueKind.String when type != "Decimal"
                && double.TryParse(value.AsText(), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number):
                return JsonValue.Create(number);
            default:
                return JsonValue.Create(Unfit(value, type, 0));
        }
    }

    private JsonValue? Date(JsonNode value, string type)
    {
        var text = value.AsText().Trim();
        if (text.Length == 0) return null;
        if (value is not JsonValue || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date))
            return JsonValue.Create(Unfit(value, type, type == "DateOnly" ? "0001-01-01" : "0001-01-01T00:00:00" + (type == "DateTime" ? "" : "+00:00")));
        return JsonValue.Create(type switch
        {
            "DateOnly" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "DateTime" when date.Kind == DateTimeKind.Unspecified => date.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            "DateTime" => TimeZoneInfo.ConvertTime(Instant(value)!.Value, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            _ => Instant(value)!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        });
    }

    private JsonValue? Guid(JsonNode value)
    {
        var text = value.AsText().Trim();
        if (text.Length == 0) return null;
        return System.Guid.TryParse(text, out var id)
            ? JsonValue.Create(id.ToString())
            : JsonValue.Create(Unfit(value, "Guid", System.Guid.Empty.ToString()));
    }

    private JsonArray? List(JsonNode value, string type)
    {
        var items = value is JsonArray array ? array : AsList(value);
        if (items is null && value is JsonValue && string.IsNullOrWhiteSpace(value.AsText())) return null;
        if (items is null) return Unfit<JsonArray?>(value, type + "[]", type == "String" && value is JsonValue ? [value.DeepClone()] : null);
        return new JsonArray([.. items.Select(item => Convert(item?.DeepClone(), type))]);
    }

    // Collections, dictionaries and other types: a JSON text is taken as what it says, all else stays as it is.
    private JsonNode? Structure(JsonNode value, string type)
    {
        var open = type.IndexOf('<', StringComparison.Ordinal);
        if (open > 0 && type.EndsWith('>') && (type.Contains("Collection", StringComparison.Ordinal) || type.Contains("List", StringComparison.Ordinal) || type.Contains("Enumerable", StringComparison.Ordinal)))
            return List(value, Simple(type[(open + 1)..^1]));
        if (type.EndsWith("[]", StringComparison.Ordinal)) return List(value, type[..^2]);
        if (value is JsonValue && value.AsText().TrimStart() is ['{' or '[', ..]) return JsonReading.TryParse(value.AsText()) ?? value;
        return value;
    }
}
