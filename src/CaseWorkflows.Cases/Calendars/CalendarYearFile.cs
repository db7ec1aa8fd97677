using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>Writes a year as a file of <c>workflows/calendars</c>, the same text for the same content.</summary>
public static class CalendarYearFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text.</summary>
    public static string Write(CalendarYear year) => new JsonObject
    {
        ["year"] = year.Year,
        ["version"] = CalendarTexts.Iso(year.Version),
        ["source"] = Both(year.Source),
        ["restDays"] = new JsonArray([.. year.RestDays.OrderBy(x => x.From).Select(x => (JsonNode)new JsonObject
        {
            ["name"] = Both(x.Name),
            ["from"] = CalendarTexts.Iso(x.From),
            ["to"] = CalendarTexts.Iso(x.To),
        })]),
        ["makeUpWorkingDays"] = new JsonArray([.. year.MakeUpWorkingDays.OrderBy(x => x.Date).Select(x => (JsonNode)new JsonObject
        {
            ["name"] = Both(x.Name),
            ["date"] = CalendarTexts.Iso(x.Date),
        })]),
    }.ToJsonString(Readable);

    /// <summary>Reads a text that was written here, as the revision it was.</summary>
    public static CalendarYear Read(string json, int revision) => CalendarBook.ReadYear(string.Create(CultureInfo.InvariantCulture, $"revision {revision}"), json) with { Revision = revision };

    /// <summary>A digest of the contents of years and of what is in force beside them: it changes when either does.</summary>
    internal static string Digest(IEnumerable<CalendarYear> years, CalendarBook inForce)
    {
        var text = new StringBuilder(inForce.Version);
        foreach (var year in years.OrderBy(x => x.Year)) text.Append('\n').Append(Write(year));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static JsonObject Both(LocalizedText text) => new() { ["zh"] = text.Zh, ["en"] = text.En };
}
