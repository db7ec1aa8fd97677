using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>What a notice says of a day.</summary>
public enum CalendarEntryKind
{
    /// <summary>A day off (放假).</summary>
    Off,

    /// <summary>A Saturday or Sunday on which work is done (调休上班).</summary>
    Work,
}

/// <summary>A day of which a notice says something.</summary>
/// <param name="Date">The day.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Name">The holiday.</param>
public sealed record CalendarEntry(DateOnly Date, CalendarEntryKind Kind, LocalizedText Name)
{
    /// <summary>All days of which a year's notice says something, ascending.</summary>
    public static IReadOnlyList<CalendarEntry> Of(CalendarYear year) =>
    [
        .. year.RestDays.SelectMany(x => Enumerable.Range(0, x.To.DayNumber - x.From.DayNumber + 1).Select(i => new CalendarEntry(x.From.AddDays(i), CalendarEntryKind.Off, x.Name)))
            .Concat(year.MakeUpWorkingDays.Select(x => new CalendarEntry(x.Date, CalendarEntryKind.Work, x.Name)))
            .OrderBy(x => x.Date),
    ];

    /// <summary>Entries as a year, days off in a row of one name as one period.</summary>
    internal static CalendarYear ToYear(int year, DateOnly notice, LocalizedText source, IEnumerable<CalendarEntry> entries)
    {
        var all = entries.OrderBy(x => x.Date).ToList();
        List<RestPeriod> rests = [];
        foreach (var off in all.Where(x => x.Kind == CalendarEntryKind.Off))
            if (rests.Count > 0 && rests[^1].To.AddDays(1) == off.Date && rests[^1].Name == off.Name)
                rests[^1] = rests[^1] with { To = off.Date };
            else
                rests.Add(new(off.Name, off.Date, off.Date));
        return new(year, notice, source, rests, [.. all.Where(x => x.Kind == CalendarEntryKind.Work).Select(x => new MakeUpWorkingDay(x.Name, x.Date))]);
    }
}

/// <summary>A day of which another notice says something else.</summary>
/// <param name="Date">The day.</param>
/// <param name="Before">What is in force says; null if nothing.</param>
/// <param name="After">What the other one says; null if nothing.</param>
public sealed record CalendarDayChange(DateOnly Date, CalendarEntry? Before, CalendarEntry? After)
{
    /// <summary>Whether a rest day becomes a working day or the other way round; false if only a name changes or a Sunday is also called a holiday.</summary>
    public bool MovesTheDay => Rests(Before) != Rests(After);

    /// <summary>Day by day what differs between two versions of a year.</summary>
    /// <param name="before">The one in force; null if the year is new.</param>
    /// <param name="after">The other one.</param>
    public static IReadOnlyList<CalendarDayChange> Between(CalendarYear? before, CalendarYear after)
    {
        var old = before is null ? [] : CalendarEntry.Of(before).ToDictionary(x => x.Date);
        var next = CalendarEntry.Of(after).ToDictionary(x => x.Date);
        return [.. old.Keys.Union(next.Keys).Order().Select(x => new CalendarDayChange(x, old.GetValueOrDefault(x), next.GetValueOrDefault(x))).Where(x => x.Before != x.After)];
    }

    private bool Rests(CalendarEntry? entry) => entry is null ? BusinessCalendar.IsWeekend(Date) : entry.Kind == CalendarEntryKind.Off;
}
