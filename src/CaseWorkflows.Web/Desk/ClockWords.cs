using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Desk;

/// <summary>A clock in words, in both languages.</summary>
internal static class ClockWords
{
    /// <summary>Its name; timers of a flow have none of their own.</summary>
    public static LocalizedText Name(Clock clock, string region, WorkflowLibrary library) =>
        clock.Name.Zh.Length > 0 ? clock.Name
        : clock.Key.StartsWith("timer:", StringComparison.Ordinal) ? Ui.Text("clock.timer")
        : library.ClockName(region, clock.Key);

    /// <summary>The name of a rule as the case's region calls it.</summary>
    public static LocalizedText Name(string key, string region, WorkflowLibrary library) =>
        key.StartsWith("timer:", StringComparison.Ordinal) ? Ui.Text("clock.timer") : library.ClockName(library.Clocks.Regions.Contains(region) ? region : RegionBook.Root, key);

    /// <summary>How much time is left, or by how much it is late.</summary>
    public static LocalizedText Left(Clock clock, DateTimeOffset now, BusinessCalendar calendar) => clock.State switch
    {
        ClockState.Stopped => ClockTexts.Get($"stopped.{clock.Verdict}", ("at", At(clock.StoppedAt))),
        ClockState.Paused => ClockTexts.Get("left.paused", ("span", Span(Remaining(clock, now, calendar)))),
        _ when clock.AwaitsCalendarYear is { } year => clock.ProvisionalDueAt - now is { } least && least > TimeSpan.Zero
            ? ClockTexts.Get("left.at-least", ("span", Span(least)))
            : ClockTexts.Get("left.awaits-year", ("year", year.ToString(CultureInfo.InvariantCulture))),
        _ => clock.DueAt - now is { } left && left < TimeSpan.Zero
            ? ClockTexts.Get(clock.CanBeMissed ? "left.overdue" : "left.ran-out", ("span", Span(-left)))
            : ClockTexts.Get("left.running", ("span", Span((clock.DueAt ?? now) - now))),
    };

    /// <summary>How it stands.</summary>
    public static LocalizedText Of(ClockStanding standing) => ClockTexts.Get($"standing.{standing}");

    /// <summary>When a step of the ladder comes, in words.</summary>
    public static LocalizedText Of(LadderMoment moment) =>
        moment.Percent > 0 ? ClockTexts.Get("moment.share", ("percent", moment.Percent))
        : moment.Offset == 0 ? ClockTexts.Get("moment.due")
        : ClockTexts.Get(moment.IsBefore ? "moment.before" : "moment.after", ("length", Math.Abs(moment.Offset)), ("unit", Ui.Text($"unit.{moment.OffsetUnit.Word()}", ("length", Math.Abs(moment.Offset)))));

    /// <summary>A length of time.</summary>
    public static LocalizedText Span(TimeSpan span)
    {
        if (span < TimeSpan.Zero) span = TimeSpan.Zero;
        return span.TotalDays >= 1 ? Ui.Text(span.Hours == 0 ? "time.days" : "time.days-hours", ("days", (int)span.TotalDays), ("hours", span.Hours))
            : span.TotalHours >= 1 ? Ui.Text("time.hours-minutes", ("hours", span.Hours), ("minutes", span.Minutes))
            : Ui.Text("time.minutes", ("minutes", Math.Max(span.Minutes, span > TimeSpan.Zero ? 1 : 0)));
    }

    /// <summary>Whom an alert told.</summary>
    public static LocalizedText Told(Alert alert, WorkflowLibrary library, IReadOnlyDictionary<string, string> names) =>
        alert.ToUser is { } user && names.GetValueOrDefault(user, user) is var name ? new(name, name) : library.RoleName(alert.ToRole);

    /// <summary>The instant, which is the same in both languages.</summary>
    public static string At(DateTimeOffset? at) => Pages.Moments.At(at);

    // A year that is missing leaves a paused clock uncountable; the limit itself is still known.
    private static TimeSpan Remaining(Clock clock, DateTimeOffset now, BusinessCalendar calendar) => clock.Remaining(now, calendar) ?? TimeSpan.Zero;
}
