using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Desk;

/// <summary>A preview as programs read it.</summary>
internal sealed record CalendarSummary(
    IReadOnlyList<YearSummary> Years, IReadOnlyList<ChangeSummary> Changes, IReadOnlyList<LocalizedText> Notes, MovedClocksSummary Moved, MovedClocksSummary Counted, string Review)
{
    public static CalendarSummary Of(CalendarPreview preview) => new(
        [.. preview.Years.Select(x => new YearSummary(x.Year, x.Revision, x.Version, preview.NewYears.Contains(x.Year)))],
        [.. preview.Changes.Select(x => new ChangeSummary(x.Date, x.Date.DayOfWeek, x.Before?.Kind, x.Before?.Name, x.After?.Kind, x.After?.Name, x.MovesTheDay))],
        preview.Notes, MovedClocksSummary.Of(preview.Moved), MovedClocksSummary.Of(preview.Counted), preview.Review);
}

/// <summary>A year of a preview.</summary>
internal sealed record YearSummary(int Year, int Revision, DateOnly NoticeDate, bool IsNew);

/// <summary>A day that changes.</summary>
internal sealed record ChangeSummary(
    DateOnly Date, DayOfWeek Weekday, CalendarEntryKind? Before, LocalizedText? BeforeName, CalendarEntryKind? After, LocalizedText? AfterName, bool MovesTheDay);

/// <summary>Clocks that move: how many, and the first of them.</summary>
internal sealed record MovedClocksSummary(int Total, IReadOnlyList<MovedClockSummary> First)
{
    public static MovedClocksSummary Of(MovedClocks clocks) =>
        new(clocks.Total, [.. clocks.First.Select(x => new MovedClockSummary(x.CaseCode, x.ClockId, x.Key, x.Name, x.OldDueAt, x.NewDueAt))]);
}

/// <summary>A clock that moves.</summary>
internal sealed record MovedClockSummary(string CaseCode, Guid Clock, string Key, LocalizedText Name, DateTimeOffset OldDueAt, DateTimeOffset? NewDueAt);
