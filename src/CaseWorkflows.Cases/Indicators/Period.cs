using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>A stretch of legal days, the first and the last among them.</summary>
public readonly record struct Period
{
    /// <summary>Makes a period.</summary>
    /// <exception cref="ArgumentException">It ends before it begins.</exception>
    public Period(DateOnly first, DateOnly last)
    {
        if (last < first) throw new ArgumentException("A period ends on the day it begins or later.", nameof(last));
        (First, Last) = (first, last);
    }

    /// <summary>The first day.</summary>
    public DateOnly First { get; }

    /// <summary>The last day.</summary>
    public DateOnly Last { get; }

    /// <summary>The instant at which it begins.</summary>
    public DateTimeOffset From => ChinaTime.StartOf(First);

    /// <summary>The instant at which it is over.</summary>
    public DateTimeOffset Until => ChinaTime.EndOf(Last);

    /// <summary>How many years it is: whole months count as twelfths, other days as the part of their year.</summary>
    public decimal Years => First.Day == 1 && Last.AddDays(1).Day == 1
        ? (((Last.Year - First.Year) * 12) + Last.Month - First.Month + 1) / 12m
        : Enumerable.Range(First.Year, Last.Year - First.Year + 1).Sum(DaysIn);

    /// <summary>A month.</summary>
    public static Period Month(int year, int month) => new(new(year, month, 1), new DateOnly(year, month, 1).AddMonths(1).AddDays(-1));

    /// <summary>A year.</summary>
    public static Period Year(int year) => new(new(year, 1, 1), new(year, 12, 31));

    /// <summary>
    /// Reads <c>2026</c>, <c>2026-Q3</c>, <c>2026-10</c> or <c>2026-10-01..2026-10-15</c>; null for anything else.
    /// </summary>
    public static Period? Parse(string text)
    {
        var given = text.Trim();
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        if (given.Length == 4 && int.TryParse(given, System.Globalization.NumberStyles.None, culture, out var year) && year is > 1900 and < 9999) return Year(year);
        if (given.Length == 7 && given[4..6].Equals("-Q", StringComparison.OrdinalIgnoreCase) && int.TryParse(given[..4], System.Globalization.NumberStyles.None, culture, out year) && year is > 1900 and < 9999 && given[6] is >= '1' and <= '4')
            return new(new(year, ((given[6] - '1') * 3) + 1, 1), new DateOnly(year, ((given[6] - '1') * 3) + 1, 1).AddMonths(3).AddDays(-1));
        if (DateOnly.TryParseExact(given + "-01", "yyyy-MM-dd", culture, System.Globalization.DateTimeStyles.None, out var month) && month.Year is > 1900 and < 9999) return Month(month.Year, month.Month);
        var ends = given.Split("..");
        if (ends.Length == 2 && Day(ends[0]) is { } first && Day(ends[1]) is { } last && first <= last && first.Year > 1900 && last.Year < 9999) return new(first, last);
        return null;

        DateOnly? Day(string part) => DateOnly.TryParseExact(part.Trim(), "yyyy-MM-dd", culture, System.Globalization.DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>The period of the same length before: whole months go back by months.</summary>
    public Period Before() => First.Day == 1 && Last.AddDays(1).Day == 1
        ? new(First.AddMonths(-MonthCount), First.AddDays(-1))
        : new(First.AddDays(-(Last.DayNumber - First.DayNumber + 1)), First.AddDays(-1));

    /// <summary>The same days of the year before.</summary>
    public Period YearBefore() => Last.AddDays(1).Day == 1 ? new(First.AddYears(-1), Last.AddDays(1).AddYears(-1).AddDays(-1)) : new(First.AddYears(-1), Last.AddYears(-1));

    /// <summary>The months that end in the month of its last day, the oldest first; each whole, whatever part of it the period has.</summary>
    public IReadOnlyList<Period> Months(int count)
    {
        var last = Last;
        return [.. Enumerable.Range(0, count).Select(x => last.AddMonths(x - count + 1)).Select(x => Month(x.Year, x.Month))];
    }

    /// <summary>Whether an instant lies in it.</summary>
    public bool Contains(DateTimeOffset at) => at >= From && at < Until;

    /// <inheritdoc/>
    public override string ToString() => $"{CalendarTexts.Iso(First)}..{CalendarTexts.Iso(Last)}";

    private int MonthCount => ((Last.Year - First.Year) * 12) + Last.Month - First.Month + 1;

    private decimal DaysIn(int year)
    {
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var (first, last) = (First > from ? First : from, Last < to ? Last : to);
        return (decimal)(last.DayNumber - first.DayNumber + 1) / (DateTime.IsLeapYear(year) ? 366 : 365);
    }
}
