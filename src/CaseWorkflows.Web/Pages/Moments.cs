using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Pages;

/// <summary>Instants and spans as pages show them: Chinese legal time, whatever the reader's machine thinks.</summary>
internal static class Moments
{
    public static string At(DateTimeOffset? at)
    {
        if (at is not { } instant) return Ui.T("time.none");
        var china = ChinaTime.ToChina(instant);
        // A limit in days ends at 24:00 of its last day; written as 00:00 of the next it would read as a day more.
        return china is { Hour: 0, Minute: 0, Second: 0 }
            ? china.AddTicks(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 24:00"
            : china.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    public static string Exactly(DateTimeOffset at) => ChinaTime.ToChina(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Ui.T("time.none");

    public static string Left(TimeSpan left) => Ui.T(left < TimeSpan.Zero ? "time.overdue-by" : "time.left", ("span", Span(left.Duration())));

    public static string Span(TimeSpan span) =>
        span.TotalDays >= 1 ? Ui.T(span.Hours == 0 ? "time.days" : "time.days-hours", ("days", (int)span.TotalDays), ("hours", span.Hours))
        : span.TotalHours >= 1 ? Ui.T("time.hours-minutes", ("hours", span.Hours), ("minutes", span.Minutes))
        : Ui.T("time.minutes", ("minutes", Math.Max(span.Minutes, span > TimeSpan.Zero ? 1 : 0)));
}
