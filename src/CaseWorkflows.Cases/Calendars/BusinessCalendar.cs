using System.Collections.Frozen;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// The days of the loaded years: which are statutory rest days (法定休假日: weekends and published days off, make-up working days excepted)
/// and why. Immutable. Judging a day of a year that isn't loaded is an error that names the year.
/// </summary>
public sealed class BusinessCalendar
{
    private static readonly TextCatalog Texts = CalendarTexts.Catalog;
    private readonly FrozenDictionary<DateOnly, LocalizedText> holidays;
    private readonly FrozenDictionary<DateOnly, LocalizedText> makeUps;
    private readonly FrozenSet<int> years;
    private readonly MissingYears missing;

    /// <summary>A calendar of these years.</summary>
    /// <exception cref="ArgumentException">A year is given twice, or a day is given twice.</exception>
    public BusinessCalendar(IEnumerable<CalendarYear> years)
    {
        var all = years.OrderBy(x => x.Year).ToArray();
        Years = [.. all.Select(x => x.Year)];
        this.years = Years.ToFrozenSet();
        if (this.years.Count != all.Length)
            throw new ArgumentException("A year is given twice.", nameof(years));
        holidays = all.SelectMany(x => x.RestDays).SelectMany(Days).ToFrozenDictionary(x => x.Key, x => x.Value);
        makeUps = all.SelectMany(x => x.MakeUpWorkingDays).ToFrozenDictionary(x => x.Date, x => x.Name);
        Version = string.Join(' ', all.Select(x => x.Mark));
    }

    private BusinessCalendar(BusinessCalendar loaded, MissingYears missing)
    {
        (holidays, makeUps, years, Years, Version) = (loaded.holidays, loaded.makeUps, loaded.years, loaded.Years, loaded.Version);
        this.missing = missing;
    }

    private enum MissingYears
    {
        AreErrors,
        CountAsWorking,
        CountAsRest,
    }

    /// <summary>The loaded years, ascending.</summary>
    public IReadOnlyList<int> Years { get; }

    /// <summary>Which notices this calendar stands on: <c>2024@2023-10-25 2025@2024-11-12</c>. Kept with every clock that used it.</summary>
    public string Version { get; }

    /// <summary>Whether days of the year can be judged.</summary>
    public bool Covers(int year) => years.Contains(year);

    /// <summary>Whether the day is a statutory rest day (法定休假日).</summary>
    /// <exception cref="CalendarMissingException">The year isn't loaded.</exception>
    public bool IsRestDay(DateOnly day)
    {
        if (!Covers(day.Year))
            return missing switch
            {
                MissingYears.CountAsWorking => false,
                // Before the first loaded year no notice will come any more, and a count back would never end.
                MissingYears.CountAsRest => Years.Count > 0 && day.Year > Years[0],
                _ => throw new CalendarMissingException(day.Year, day),
            };
        return holidays.ContainsKey(day) || (IsWeekend(day) && !makeUps.ContainsKey(day));
    }

    /// <summary>Whether the day is a working day (工作日).</summary>
    /// <exception cref="CalendarMissingException">The year isn't loaded.</exception>
    public bool IsWorkingDay(DateOnly day) => !IsRestDay(day);

    /// <summary>What the day is, and why.</summary>
    /// <exception cref="CalendarMissingException">The year isn't loaded.</exception>
    public CalendarDay Explain(DateOnly day)
    {
        var weekday = Texts.Get($"weekday.{(int)day.DayOfWeek}");
        var rests = IsRestDay(day);
        if (!Covers(day.Year))
            return new(day, rests ? DayKind.Holiday : DayKind.WorkingDay,
                Texts.Get(rests ? "day.unpublished-rest" : "day.unpublished-working", ("year", CalendarTexts.Plain(day.Year)), ("weekday", weekday)));
        if (!rests)
            return makeUps.TryGetValue(day, out var exchanged)
                ? new(day, DayKind.MakeUpWorkingDay, Texts.Get("day.make-up", ("name", exchanged), ("weekday", weekday)))
                : new(day, DayKind.WorkingDay, Texts.Get("day.working", ("weekday", weekday)));
        return holidays.TryGetValue(day, out var holiday)
            ? new(day, DayKind.Holiday, Texts.Get("day.holiday", ("name", holiday)))
            : new(day, DayKind.Weekend, Texts.Get("day.weekend", ("weekday", weekday)));
    }

    /// <summary>The day itself if it is a working day, else the first working day after it.</summary>
    /// <exception cref="CalendarMissingException">A day of a year that isn't loaded is reached.</exception>
    public DateOnly FirstWorkingDayFrom(DateOnly day)
    {
        while (IsRestDay(day))
            day = day.AddDays(1);
        return day;
    }

    /// <summary>The number of working days of a loaded year.</summary>
    /// <exception cref="CalendarMissingException">The year isn't loaded.</exception>
    public int WorkingDaysIn(int year)
    {
        var first = new DateOnly(year, 1, 1);
        return Enumerable.Range(0, new DateOnly(year, 12, 31).DayNumber - first.DayNumber + 1).Count(i => IsWorkingDay(first.AddDays(i)));
    }

    /// <summary>
    /// The same years for a date that must come early rather than late while a year is missing: on the way forward each day of that year
    /// counts, on the way back none does, so that no holiday it will bring can move the date the wrong way.
    /// </summary>
    /// <param name="backward">Whether days are counted back from a date.</param>
    internal BusinessCalendar Provisional(bool backward) => new(this, backward ? MissingYears.CountAsRest : MissingYears.CountAsWorking);

    internal static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static IEnumerable<KeyValuePair<DateOnly, LocalizedText>> Days(RestPeriod period)
    {
        for (var day = period.From; day <= period.To; day = day.AddDays(1))
            yield return new(day, period.Name);
    }
}
