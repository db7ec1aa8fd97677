using System.Globalization;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// The days off that the law itself names (全国年节及纪念日放假办法, as amended from 2014 and from 2025), by which a yearly notice can be
/// checked: it moves days around them, and never leaves one out.
/// </summary>
internal static class StatutoryHolidays
{
    private const int FirstYear = 2014;
    private const int LastYear = 2099;
    private const int LongerFrom = 2025;
    private static readonly ChineseLunisolarCalendar Moon = new();

    /// <summary>The days of a year; none for years whose days can't be said.</summary>
    public static IReadOnlyList<StatutoryHoliday> Of(int year)
    {
        if (year is < FirstYear or > LastYear) return [];
        var spring = Lunar(year, 1, 1);
        List<StatutoryHoliday> days =
        [
            new("new-year", new(year, 1, 1), true),
            new("spring-festival", spring, false),
            new("spring-festival", spring.AddDays(1), false),
            new("spring-festival", spring.AddDays(2), false),
            new("qingming", new(year, 4, Qingming(year)), false),
            new("labour-day", new(year, 5, 1), true),
            new("dragon-boat", Lunar(year, 5, 5), false),
            new("mid-autumn", Lunar(year, 8, 15), false),
            new("national-day", new(year, 10, 1), true),
            new("national-day", new(year, 10, 2), true),
            new("national-day", new(year, 10, 3), true),
        ];
        if (year >= LongerFrom)
        {
            days.Add(new("spring-festival", spring.AddDays(-1), false));
            days.Add(new("labour-day", new(year, 5, 2), true));
        }
        return [.. days.OrderBy(x => x.Date)];
    }

    private static DateOnly Lunar(int year, int month, int day)
    {
        // A leap month has a number of its own and moves those after it.
        var leap = Moon.GetLeapMonth(year);
        return DateOnly.FromDateTime(Moon.ToDateTime(year, leap > 0 && month >= leap ? month + 1 : month, day, 0, 0, 0, 0));
    }

    // The usual formula for the solar term in this century.
    private static int Qingming(int year) => (int)(((year % 100) * 0.2422) + 4.81) - (year % 100 / 4);
}

/// <summary>A day off by law.</summary>
/// <param name="Key">The holiday.</param>
/// <param name="Date">The day.</param>
/// <param name="IsFixed">Whether it is the same every year; others are computed.</param>
internal sealed record StatutoryHoliday(string Key, DateOnly Date, bool IsFixed);
