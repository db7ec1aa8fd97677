using System.Globalization;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Reads the times of stories: instants in China and times since the row before.</summary>
internal static partial class StoryTime
{
    // A spreadsheet writes the later ones.
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy/M/d"];

    /// <summary>The instant of a row; null if the text is neither an instant nor a distance.</summary>
    public static DateTimeOffset? After(DateTimeOffset previous, string? text) =>
        text is null ? previous
        : Distance(text) is not { } distance ? Instant(text)
        : distance < DateTimeOffset.MaxValue - previous ? previous + distance
        : null;

    /// <summary>An instant written as the time in China: <c>2026-03-02T10:00</c> or <c>2026-03-02</c>; null if it is none.</summary>
    public static DateTimeOffset? Instant(string text) =>
        // Nearer to the first or last day of the calendar an offset would leave it.
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is > 1 and < 9999
            ? ChinaTime.At(DateOnly.FromDateTime(time), TimeOnly.FromDateTime(time))
            : null;

    private static TimeSpan? Distance(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match) return null;
        return new TimeSpan(Number(match, "d"), Number(match, "h"), Number(match, "m"), 0);
    }

    private static int Number(Match match, string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^\+(?=[0-9])(?:(?<d>[0-9]{1,5})(?:d|天))?\s*(?:(?<h>[0-9]{1,5})(?:h|小时))?\s*(?:(?<m>[0-9]{1,5})(?:m|分钟|分))?$")]
    private static partial Regex Pattern();
}
