using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>Clocks, alerts, and the reckoning of a time limit.</summary>
internal static class DeadlineEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        ClockEndpoints.Map(api);
        api.MapGet("/alerts", AlertsAsync).WithTags("Deadlines").AsQuery<PageAnswer<AlertAnswer>>("ListAlerts", "Alerts for the caller, unacknowledged first; scope all, mine (the caller's own tasks) or office (without those below)");
        api.MapPost("/cases/{case}/alerts/{alertId:guid}/acknowledge", (string @case, Guid alertId, PlainRequest? body, CallContext call) => call.SendAsync(@case, body?.OccurredAt, new AcknowledgeAlert(alertId)))
            .WithTags("Deadlines").AsCommand("AcknowledgeAlert", "Take notice of an alert");
        api.MapPost("/alerts/{alertId:guid}/acknowledge", AcknowledgeAsync).WithTags("Deadlines").AsCommand("AcknowledgeOwnAlert", "Take notice of an alert from the caller's list");
        api.MapGet("/due", Due).WithTags("Deadlines").AsQuery<DueAnswer>("ReckonDue", "When a time limit ends, with the day-by-day path");
    }

    private static Task<IResult> AlertsAsync(CallContext call, Answering answering, bool onlyOpen = false, string scope = "all", int page = 0, int pageSize = 50) => call.ForActorAsync(async actor =>
    {
        if (CaseEndpoints.PageProblem(page, pageSize) is { } problem) return problem;
        if (!ClockScopes.TryParse(scope, out var whose)) return Problems.Of(CaseEndpoints.NotAnOption("scope", scope, ClockScopes.AllWords));
        var found = await call.Desk.AskAsync(x => x.AlertsAsync(actor, new AlertFilter(onlyOpen, whose, page, pageSize), call.Cancelled));
        return TypedResults.Ok(new PageAnswer<AlertAnswer>([.. found.Items.Select(x => answering.Of(x))], found.Total, page, pageSize));
    });

    private static Task<IResult> AcknowledgeAsync(Guid alertId, PlainRequest? body, CallContext call) => call.ForActorAsync(async actor =>
    {
        const int batch = 200;
        for (var page = 0; ; page++)
        {
            var found = await call.Desk.AskAsync(x => x.AlertsAsync(actor, new AlertFilter(PageNumber: page, PageSize: batch), call.Cancelled));
            if (found.Items.FirstOrDefault(x => x.Alert.Id == alertId) is { } line)
                return await call.SendAsync(actor, line.CaseId, body?.OccurredAt, new AcknowledgeAlert(alertId));
            if (found.Items.Count < batch) return Problems.Of(Refusal.Of("alert.unknown"));
        }
    });

    private static IResult Due(WorkflowLibrary library, string? from = null, int? length = null, string? unit = null, string[]? pause = null)
    {
        if (CaseEndpoints.Required(("from", from), ("length", length?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("unit", unit)) is not null)
            return Problems.MissingFields(new[] { ("from", from), ("length", length?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("unit", unit) }.Where(x => string.IsNullOrWhiteSpace(x.Item2)).Select(x => x.Item1));
        if (!ChinaInstantConverter.TryRead(from, out var start)) return Problems.Of(NotAnInstant("from", from!));
        if (!TimeUnits.TryParse(unit, out var counted)) return Problems.Of(CaseEndpoints.NotAnOption("unit", unit!, TimeUnits.AllWords));
        List<PauseInterval> pauses = [];
        foreach (var text in pause ?? [])
        {
            var parts = text.Split('/');
            if (parts.Length != 2 || !ChinaInstantConverter.TryRead(parts[0], out var begin)) return Problems.Of(NotAnInstant("pause", text));
            DateTimeOffset? end = null;
            if (parts[1].Length > 0)
            {
                if (!ChinaInstantConverter.TryRead(parts[1], out var known)) return Problems.Of(NotAnInstant("pause", text));
                end = known;
            }
            pauses.Add(new PauseInterval(begin, end));
        }
        try
        {
            return DueDates.Compute(start, new TimeLimit(length!.Value, counted), library.Calendar.Calendar, pauses) switch
            {
                DueDateResult due => TypedResults.Ok(new DueAnswer(due.Due, due.DueAt, null, due.Path)),
                DueUndetermined open => TypedResults.Ok(new DueAnswer(null, null, open.PausedSince, open.Path)),
                var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
            };
        }
        catch (DeadlineException wrong)
        {
            return Problems.Of(new Refusal("request.unreadable", wrong.Text) { Fields = [new FieldProblem(wrong.Argument, wrong.Text)] });
        }
        catch (CalendarMissingException missing)
        {
            return Problems.Of(new Refusal("clock.calendar-missing", missing.Text));
        }
    }

    private static Refusal NotAnInstant(string field, string value) =>
        new("request.unreadable", Ui.Text("request.unreadable")) { Fields = [new FieldProblem(field, Ui.Text("request.not-an-instant", ("value", value)))] };
}
