using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Mvc;

namespace CaseWorkflows.Web.Api;

/// <summary>Which clocks there are, how they stand, and why one is due when it is.</summary>
internal static class ClockEndpoints
{
    private const int MostDays = 62;

    public static void Map(RouteGroupBuilder api)
    {
        var clocks = api.MapGroup("/clocks").WithTags("Deadlines");
        clocks.MapGet("", ListAsync).AsQuery<ClockPageAnswer>("ListClocks",
            "Clocks by state (live, due-soon, running, overdue, stuck, paused, provisional, stopped, any), office, region, service, clock, assignee, case and scope (all, mine, office), the nearest due first");
        clocks.MapGet("/counts", CountAsync).AsQuery<IReadOnlyDictionary<string, CountAnswer>>("CountClocks", "How many clocks are in each state, by the same filters");
        clocks.MapGet("/due-days", DueDaysAsync).AsQuery<IReadOnlyList<DueDayAnswer>>("ListDueDays", "What comes due on each of the next days, by the same filters");
        api.MapGet("/cases/{case}/clocks/{clock}", ExplainAsync).WithTags("Deadlines").AsQuery<ClockExplanation>("ExplainClock",
            "Why a clock is due when it is: pauses, day-by-day path, ladder and who was told; by the clock's id, or its key for the newest of its rule; the reading is logged", 404);
    }

    private static Task<IResult> ListAsync(CallContext call, ClockDesk desk, [AsParameters] ClockParameters asked, int page = 0, int pageSize = 50) => call.ForActorAsync(async actor =>
    {
        if (CaseEndpoints.PageProblem(page, pageSize) is { } problem) return problem;
        if (!(await desk.ReadAsync(asked.Question, actor, call.Cancelled)).Try(out var filter, out var refusal)) return Problems.Of(refusal);
        var paged = filter with { PageNumber = page, PageSize = pageSize };
        var found = await desk.Queries.ListAsync(actor, paged, call.Now, call.Cancelled);
        return TypedResults.Ok(new ClockPageAnswer([.. found.Items.Select(x => desk.Of(x, paged, call.Now, Answering.MaySeeDetail(actor)))], found.Total.Number, found.Total.IsAtLeast, page, pageSize));
    });

    private static Task<IResult> CountAsync(CallContext call, ClockDesk desk, [AsParameters] ClockParameters asked) => call.ForActorAsync(async actor =>
    {
        if (!(await desk.ReadAsync(asked.Question, actor, call.Cancelled)).Try(out var filter, out var refusal)) return Problems.Of(refusal);
        var counts = await desk.Queries.CountAsync(actor, filter, call.Now, call.Cancelled);
        return TypedResults.Ok(counts.ToDictionary(x => x.Key.Word(), x => new CountAnswer(x.Value.Number, x.Value.IsAtLeast)));
    });

    private static Task<IResult> DueDaysAsync(CallContext call, ClockDesk desk, [AsParameters] ClockParameters asked, int days = 14) => call.ForActorAsync(async actor =>
    {
        if (days is < 1 or > MostDays)
            return Problems.Of(Unreadable([new FieldProblem("days", Ui.Text("request.out-of-range", ("from", 1), ("to", MostDays)))]));
        if (!(await desk.ReadAsync(asked.Question, actor, call.Cancelled)).Try(out var filter, out var refusal)) return Problems.Of(refusal);
        var found = await desk.Queries.DueDaysAsync(actor, filter, call.Now, days, call.Cancelled);
        return TypedResults.Ok<IReadOnlyList<DueDayAnswer>>([.. found.Select(x => new DueDayAnswer(x.Day, x.Total, x.Statutory, x.Internal, x.Provisional, x.IsAtLeast))]);
    });

    private static Task<IResult> ExplainAsync(string @case, string clock, CallContext call, ClockDesk desk) => call.ForCaseAsync(@case, async (actor, id) =>
        await call.Desk.AskAsync(x => x.CaseAsync(actor, id, call.Now, call.Cancelled)) is not { } view ? Problems.Of(Refusal.Of("case.unknown", ("case", @case)))
        : ClockDesk.Find(view.Case, clock) is { } found ? TypedResults.Ok(await desk.ExplainAsync(view.Case, found, call.Now))
        : Problems.Of(Refusal.Of("clock.unknown")));

    public static Refusal Unreadable(IReadOnlyList<FieldProblem> problems) => new("request.unreadable", Ui.Text("request.unreadable")) { Fields = problems };
}

/// <summary>The filters of a query string.</summary>
internal sealed record ClockParameters(
    string? State = null, string? Within = null, string? Office = null, string? Region = null, string? Service = null, string? Clock = null, string? Assignee = null,
    [FromQuery(Name = "case")] string? Case = null, string? Scope = null)
{
    public ClockQuestion Question => new() { State = State, Within = Within, Office = Office, Region = Region, Service = Service, Clock = Clock, Assignee = Assignee, Case = Case, Scope = Scope };
}

/// <summary>A page of clocks. The total may be only the least there can be: counting stops at a bound.</summary>
internal sealed record ClockPageAnswer(IReadOnlyList<ClockLineAnswer> Items, int Total, bool TotalIsAtLeast, int Page, int PageSize);

/// <summary>How many; at least so many if counting stopped there.</summary>
internal sealed record CountAnswer(int Number, bool IsAtLeast);

/// <summary>What comes due on a day.</summary>
internal sealed record DueDayAnswer(DateOnly Day, int Total, int Statutory, int Internal, int Provisional, bool IsAtLeast);

/// <summary>A clock in a list.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="Office">Its office.</param>
/// <param name="Region">Its region.</param>
/// <param name="ServiceType">Its service.</param>
/// <param name="Urgent">Whether it goes before others.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Remaining">How much time is left or by how much it is late, in words.</param>
/// <param name="RemainingSeconds">The same in seconds, negative when late; null while at rest and when ended.</param>
/// <param name="Task">The task it limits; null if there is none.</param>
/// <param name="OpenAlerts">Alerts of it for the caller that nobody has acknowledged.</param>
/// <param name="NextFireAt">When its next step fires.</param>
/// <param name="Attempts">How often firing has failed.</param>
/// <param name="LastError">Why it last failed, for those who supervise or repair.</param>
internal sealed record ClockLineAnswer(
    Guid CaseId, string CaseCode, Named Office, string Region, string ServiceType, bool Urgent, ClockAnswer Clock, ClockStanding Standing, LocalizedText Remaining, long? RemainingSeconds,
    ClockTaskAnswer? Task, IReadOnlyList<Guid> OpenAlerts, DateTimeOffset? NextFireAt, int Attempts, string? LastError);

/// <summary>The task that a clock limits: who has it, or in which queue it lies.</summary>
internal sealed record ClockTaskAnswer(LocalizedText Title, Named Role, Named Office, PersonAnswer? Assignee);
