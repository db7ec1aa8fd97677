using System.Globalization;
using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Instants on the command line: a day, a time in China, or an instant with its offset.</summary>
internal static class InstantText
{
    private static readonly string[] Local =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] WithOffset = [.. Local.Select(x => x + "K")];

    /// <summary>Reads one.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="dayOf">What a day alone stands for.</param>
    /// <param name="instant">The instant.</param>
    public static bool TryRead(string text, Func<DateOnly, DateTimeOffset> dayOf, out DateTimeOffset instant)
    {
        instant = default;
        text = text.Trim();
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            // Nearer to the first or last day of the calendar an offset would leave it; no deadline lies there.
            if (day.Year is 1 or 9999) return false;
            instant = dayOf(day);
            return true;
        }
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            if (local.Year is 1 or 9999) return false;
            instant = new DateTimeOffset(local, ChinaTime.Offset);
            return true;
        }
        return DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant) && instant.Year is not (1 or 9999);
    }

    /// <summary>An instant in China, to the second where it has no more.</summary>
    public static string Write(DateTimeOffset instant) =>
        ChinaTime.ToChina(instant).ToString(instant.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture);

    /// <summary>An instant as a person in China reads it; the end of a day is its 24:00.</summary>
    public static string Show(DateTimeOffset instant, DateOnly? endOf = null)
    {
        if (endOf is { } day && instant == ChinaTime.EndOf(day)) return $"{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} 24:00";
        var china = ChinaTime.ToChina(instant);
        return china.ToString(china.Second == 0 && china.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }
}
