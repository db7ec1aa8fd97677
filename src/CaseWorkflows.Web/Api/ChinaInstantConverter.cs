using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Web.Api;

/// <summary>Reads instants. One without an offset is Chinese time, never the time zone of the machine that happens to serve the request.</summary>
internal sealed class ChinaInstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryRead(reader.GetString(), out var instant) ? instant : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));

    /// <summary>A date (its beginning), a time of a date, or a time with its offset.</summary>
    public static bool TryRead(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            // Nearer to the first or last day of the calendar an offset would leave it.
            if (day.Year is 1 or 9999) return false;
            instant = ChinaTime.StartOf(day);
            return true;
        }
        if (text is not { Length: > 10 } || text[10] is not ('T' or ' ') || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) || time.Year is 1 or 9999) return false;
        if (time.Kind == DateTimeKind.Unspecified)
        {
            instant = new DateTimeOffset(time, ChinaTime.Offset);
            return true;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
    }
}
