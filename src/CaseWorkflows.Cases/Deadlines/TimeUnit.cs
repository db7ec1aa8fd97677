using System.Text.Json.Serialization;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>The unit in which a time limit is counted (期间的单位).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeUnit>))]
public enum TimeUnit
{
    /// <summary>Elapsed minutes, day and night, unless the limit names working hours.</summary>
    Minutes,

    /// <summary>Elapsed hours (时), day and night, unless the limit names working hours.</summary>
    Hours,

    /// <summary>Days of the calendar (日): the day of the event is not counted; a last day that is a rest day moves on.</summary>
    CalendarDays,

    /// <summary>Working days (工作日): the day of the event and rest days are not counted.</summary>
    WorkingDays,

    /// <summary>Months (月): ends on the corresponding day, or at the month's end if there is none.</summary>
    Months,
}

/// <summary>The five words by which units are written in policy files and commands.</summary>
public static class TimeUnits
{
    private static readonly (string Word, TimeUnit Unit)[] Words =
    [
        ("minutes", TimeUnit.Minutes),
        ("hours", TimeUnit.Hours),
        ("calendar-days", TimeUnit.CalendarDays),
        ("working-days", TimeUnit.WorkingDays),
        ("months", TimeUnit.Months),
    ];

    /// <summary>All words, in the order of the units.</summary>
    public static IReadOnlyList<string> AllWords { get; } = [.. Words.Select(x => x.Word)];

    /// <summary>The unit of a word; false for anything but exactly one of <see cref="AllWords"/>.</summary>
    public static bool TryParse(string? word, out TimeUnit unit)
    {
        foreach (var (known, value) in Words)
            if (known == word)
            {
                unit = value;
                return true;
            }
        unit = default;
        return false;
    }

    /// <summary>The unit of a word.</summary>
    /// <exception cref="DeadlineException">No such word; the message lists the five.</exception>
    public static TimeUnit Parse(string? word) => TryParse(word, out var unit)
        ? unit
        : throw new DeadlineException("unit", "deadline.unit-unknown", ("value", word), ("words", string.Join(", ", AllWords)));

    /// <summary>The word of a unit.</summary>
    public static string Word(this TimeUnit unit) => Words[(int)unit].Word;

    /// <summary>Whether time is counted in elapsed minutes or hours rather than in days.</summary>
    public static bool IsElapsed(this TimeUnit unit) => unit is TimeUnit.Minutes or TimeUnit.Hours;
}
