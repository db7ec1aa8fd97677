using System.Globalization;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Reads the times of stories: instants in China and times since the row before.</summary>
internal static partial class StoryTime
{
    /// <summary>The instant of a row; null if the text is neither an instant nor a distance.</summary>
    public static DateTimeOffset? After(DateTimeOffset previous, string? text) =>
        text is null ? previous : Distance(text) is { } distance ? previous + distance : Instant(text);

    /// <summary>An instant written as the time in China: <c>2026-03-02T10:00</c> or <c>2026-03-02</c>; null if it is none.</summary>
    public static DateTimeOffset? Instant(string text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? ChinaTime.At(DateOnly.FromDateTime(time), TimeOnly.FromDateTime(time))
            : null;

    private static TimeSpan? Distance(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match) return null;
        return new TimeSpan(Number(match, "d"), Number(match, "h"), Number(match, "m"), 0);
    }

    private static int Number(Match match, string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^\+(?=\d)(?:(?<d>\d{1,5})d)?\s*(?:(?<h>\d{1,5})h)?\s*(?:(?<m>\d{1,5})m)?$")]
    private static partial Regex Pattern();
}
