using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Desk;

/// <summary>A version of a year, as lists show it.</summary>
internal sealed record CalendarVersion(int Year, int Revision, DateOnly NoticeDate, int DaysOff, int MakeUpDays, bool InForce, DateTimeOffset? PublishedAt, string? PublishedBy)
{
    /// <summary>All versions of all years, by year and revision.</summary>
    public static async ValueTask<IReadOnlyList<CalendarVersion>> AllAsync(CalendarsInForce calendars, ICalendarStore store, CancellationToken cancellationToken)
    {
        var published = await store.ListAsync(cancellationToken);
        return [.. calendars.Shipped.Years.Select(x => Of(calendars, x, null)).Concat(published.Select(x => Of(calendars, x.Year, x))).OrderBy(x => x.Year).ThenBy(x => x.Revision)];
    }

    public static CalendarVersion Of(CalendarsInForce calendars, CalendarYear year, PublishedCalendar? published) => new(
        year.Year, year.Revision, year.Version, CalendarEntry.Of(year).Count(x => x.Kind == CalendarEntryKind.Off), year.MakeUpWorkingDays.Count,
        calendars.Book.Find(year.Year)?.Revision == year.Revision, published?.PublishedAt, published?.PublishedBy);
}

/// <summary>A file that somebody hands in.</summary>
internal static class CalendarUpload
{
    /// <summary>What a file does not say itself.</summary>
    public static CalendarFileTerms Terms(string file, DateOnly notice, string? source) =>
        new(notice, string.IsNullOrWhiteSpace(source) ? Texts.Ui.Text("calendar.source-file", ("file", file)) : new LocalizedText(source.Trim(), source.Trim()));
}
