using System.Globalization;

namespace CaseWorkflows.Cases.Forms;

/// <summary>Instants as people and systems write them: ISO 8601; without an offset the time in Shanghai is meant, a day alone is its beginning.</summary>
internal static class Instants
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);
    private static readonly string[] Local = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private static readonly string[] Offset = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            // Before that the shift to UTC would leave the calendar; no case is that old.
            instant = local.Year < 1900 ? default : new DateTimeOffset(local, Shanghai).ToUniversalTime();
            return local.Year >= 1900;
        }
        if (!DateTimeOffset.TryParseExact(text, Offset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant) || instant.Year < 1900) return false;
        instant = instant.ToUniversalTime();
        return true;
    }

    /// <summary>The day in Shanghai on which an instant falls; China has had no summer time since 1991.</summary>
    public static DateOnly DayInShanghai(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Shanghai).DateTime);
}
