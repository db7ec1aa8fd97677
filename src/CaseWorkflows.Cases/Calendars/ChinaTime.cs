namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// Legal days are days in Asia/Shanghai: UTC+8 the whole year. Daylight saving time was last kept in 1991, so a fixed offset is exact
/// for every date a case can have.
/// </summary>
public static class ChinaTime
{
    /// <summary>The offset of legal time from UTC.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The legal day on which an instant lies: 16:00 UTC is already the next day.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(ToChina(instant).DateTime);

    /// <summary>The same instant, written with the offset +08:00.</summary>
    public static DateTimeOffset ToChina(DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>00:00 of a legal day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => At(day, TimeOnly.MinValue);

    /// <summary>24:00 of a legal day, which is 00:00 of the next one.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => StartOf(day.AddDays(1));

    /// <summary>A time of a legal day.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time) => new(day, time, Offset);
}
