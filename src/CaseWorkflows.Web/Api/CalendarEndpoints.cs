using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Mvc;

namespace CaseWorkflows.Web.Api;

/// <summary>Calendars and what the system tells administrators.</summary>
internal static class CalendarEndpoints
{
    private const long MostBytes = 1024 * 1024;
    private const string Tag = "Calendars";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/calendars", ListAsync).WithTags(Tag).AsQuery<CalendarsAnswer>("ListCalendars", "All versions of all years, which are in force, and which year is missing next", 403);
        api.MapGet("/calendars/{year}", ReadAsync).WithTags(Tag).AsQuery<CalendarAnswer>("ReadCalendar", "A year in force with its days off and make-up working days", 403, 404);
        api.MapPost("/calendars/import", ImportAsync).WithTags(Tag).AsQuery<CalendarImportAnswer>("ImportCalendar",
            "What a file would change and whose due dates; with publish and the review of an earlier answer it is published", 403, 409, 413).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        api.MapGet("/notices", NoticesAsync).WithTags("Notices").AsQuery<ListAnswer<SystemNoticeAnswer>>("ListNotices", "What the system tells administrators and nobody has taken note of", 403);
        api.MapPost("/notices/acknowledge", AcknowledgeAsync).WithTags("Notices").WithName("AcknowledgeNotice").WithSummary("Take note of a notice").Produces(204).WithProblems(400, 401, 403, 404);
    }

    private static Task<IResult> ListAsync(CallContext call, CalendarsInForce calendars, ICalendarStore store) => ForAdministratorsAsync(call, async _ =>
    {
        await calendars.RefreshAsync(store, call.Cancelled);
        var outlook = CalendarOutlook.Of(calendars.Book, ChinaTime.DayOf(call.Now));
        return TypedResults.Ok(new CalendarsAnswer(
            [.. (await CalendarVersion.AllAsync(calendars, store, call.Cancelled))], calendars.Book.Version, outlook.MissingYear, outlook.DaysLeft));
    });

    private static Task<IResult> ReadAsync(int year, CallContext call, CalendarsInForce calendars, ICalendarStore store) => ForAdministratorsAsync(call, async _ =>
    {
        await calendars.RefreshAsync(store, call.Cancelled);
        return calendars.Book.Find(year) is { } found
            ? TypedResults.Ok(new CalendarAnswer(year, found.Revision, found.Version, found.Source, calendars.Book.Calendar.WorkingDaysIn(year), CalendarEntry.Of(found)))
            : Problems.Of("calendar.unknown-year", ("year", $"{year}"), ("years", string.Join(", ", calendars.Book.LoadedYears)));
    });

    private static Task<IResult> ImportAsync(CalendarImportRequest body, CallContext call, CalendarsInForce calendars, ICalendarStore store, CalendarImport import) => ForAdministratorsAsync(call, async actor =>
    {
        if (string.IsNullOrEmpty(body.Content)) return Problems.MissingFields("content");
        if (body.Publish && string.IsNullOrWhiteSpace(body.Review)) return Problems.MissingFields("review");
        await calendars.RefreshAsync(store, call.Cancelled);
        var reading = CalendarFile.Read(body.File ?? "content", body.Content, CalendarUpload.Terms(body.File ?? "content", body.NoticeDate ?? ChinaTime.DayOf(call.Now), body.Source), calendars.Book);
        if (reading.Problems.Count > 0)
            return Problems.Of(new Refusal("calendar.file-wrong", Ui.Text("calendar.file-wrong"))
            {
                Fields = [.. reading.Problems.Select(x => new FieldProblem(x.Field.Length > 0 ? x.Field : "content", x.Message))],
            });
        var preview = await import.PreviewAsync(reading, call.Cancelled);
        if (!body.Publish) return TypedResults.Ok(new CalendarImportAnswer(preview.Years.Count == 0 ? CalendarOutcome.AlreadyInForce : CalendarOutcome.Previewed, calendars.Book.Version, CalendarSummary.Of(preview)));
        return await import.PublishAsync(reading, body.Review, actor.Id.Value, call.Cancelled) switch
        {
            CalendarPublication.ReviewIsStale => Problems.Of("calendar.review-stale"),
            var done => TypedResults.Ok(new CalendarImportAnswer(
                done == CalendarPublication.Published ? CalendarOutcome.Published : CalendarOutcome.AlreadyInForce, calendars.Book.Version, CalendarSummary.Of(preview))),
        };
    });

    private static Task<IResult> NoticesAsync(CallContext call, ISystemNotices notices) => ForAdministratorsAsync(call, async _ =>
        TypedResults.Ok(new ListAnswer<SystemNoticeAnswer>([.. (await notices.OpenAsync(call.Cancelled)).Select(x => new SystemNoticeAnswer(x.Key, x.Kind, x.Text, x.RaisedAt))])));

    private static Task<IResult> AcknowledgeAsync(NoticeRequest body, CallContext call, ISystemNotices notices) => ForAdministratorsAsync(call, async actor =>
        string.IsNullOrWhiteSpace(body.Key) ? Problems.MissingFields("key")
            : await notices.AcknowledgeAsync(body.Key, actor.Id.Value, call.Now, call.Cancelled) ? TypedResults.NoContent()
            : Problems.Of("notice.unknown", ("key", body.Key)));

    private static Task<IResult> ForAdministratorsAsync(CallContext call, Func<Actor, Task<IResult>> answer) => call.ForActorAsync(actor =>
        actor.Has(Role.Administrator) ? answer(actor) : Task.FromResult(Problems.Of("request.forbidden")));
}

/// <summary>A calendar file to look at or to publish.</summary>
/// <param name="Content">The file's text: JSON as in workflows/calendars, a CSV with the columns date,kind,name, or a public holiday list.</param>
/// <param name="File">What it is called in complaints.</param>
/// <param name="NoticeDate">The date of the notice, where the file does not say it; today if left out.</param>
/// <param name="Source">The notice, where the file does not say it.</param>
/// <param name="Publish">Whether it is published.</param>
/// <param name="Review">To publish: the review of the answer that was looked at.</param>
internal sealed record CalendarImportRequest(string? Content, string? File, DateOnly? NoticeDate, string? Source, bool Publish, string? Review);

/// <summary>A notice to take note of.</summary>
/// <param name="Key">Its key.</param>
internal sealed record NoticeRequest(string? Key);

/// <summary>How an import ended.</summary>
internal enum CalendarOutcome
{
    /// <summary>Nothing was written.</summary>
    Previewed,

    /// <summary>It is in force.</summary>
    Published,

    /// <summary>It was in force before; nothing was written.</summary>
    AlreadyInForce,
}

/// <summary>What an import would change, or has changed.</summary>
internal sealed record CalendarImportAnswer(CalendarOutcome Outcome, string Version, CalendarSummary Preview);

/// <summary>The calendars of the installation.</summary>
internal sealed record CalendarsAnswer(IReadOnlyList<CalendarVersion> Calendars, string Version, int MissingYear, int DaysUntilMissingYear);

/// <summary>A year in force.</summary>
internal sealed record CalendarAnswer(int Year, int Revision, DateOnly NoticeDate, LocalizedText Source, int WorkingDays, IReadOnlyList<CalendarEntry> Days);

/// <summary>Something administrators are told.</summary>
internal sealed record SystemNoticeAnswer(string Key, string Kind, LocalizedText Text, DateTimeOffset RaisedAt);
