using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>What a day is to the law.</summary>
public enum DayKind
{
    /// <summary>Monday to Friday without a holiday.</summary>
    WorkingDay,

    /// <summary>A Saturday or Sunday on which work was published (调休上班).</summary>
    MakeUpWorkingDay,

    /// <summary>A Saturday or Sunday.</summary>
    Weekend,

    /// <summary>A day off by the yearly notice (放假).</summary>
    Holiday,
}

/// <summary>A day, judged and explained.</summary>
/// <param name="Date">The legal day, in China.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">Why: 春节放假, 周末（星期六）, 调休上班 (春节).</param>
public sealed record CalendarDay(DateOnly Date, DayKind Kind, LocalizedText Reason)
{
    /// <summary>Whether it is a statutory rest day (法定休假日).</summary>
    public bool IsRestDay => Kind is DayKind.Weekend or DayKind.Holiday;
}
