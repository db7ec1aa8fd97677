using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Api;

/// <summary>Cases: open, list, read, and what happens to a case as a whole.</summary>
internal static class CaseEndpoints
{
    private const int MaxPageSize = 200;

    // Beyond it a page's first row could not be counted in a number of the database.
    private const int MaxPage = 1_000_000;

    public static void Map(RouteGroupBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.MapPost("", OpenAsync).AsCommand("OpenCase", "Take in an application", 201);
        cases.MapGet("", ListAsync).AsQuery<PageAnswer<CaseLineAnswer>>("ListCases", "Cases the caller may see, newest first");
        cases.MapGet("/{case}", ReadAsync).AsQuery<CaseAnswer>("ReadCase", "One case by id or code; the reading is logged", 404);
        cases.MapGet("/{case}/history", HistoryAsync).AsQuery<HistoryAnswer>("ReadHistory", "A case's history with the state of its chain", 404);
        cases.MapPost("/{case}/evidence", (string @case, EvidenceRequest body, CallContext call) =>
            Required(("kind", body.Kind)) ?? call.SendAsync(@case, body.OccurredAt, new AddEvidence(body.Kind!, body.Title ?? "", body.Details)))
            .AsCommand("AddEvidence", "Put a paper on the file");
        cases.MapPost("/{case}/events", (string @case, EventRequest body, CallContext call) =>
            Required(("event", body.Event)) ?? call.SendAsync(@case, body.OccurredAt, new RecordEvent(body.Event!, body.Details)))
            .AsCommand("RecordEvent", "Record something named that happened outside");
        cases.MapPost("/{case}/pause", (string @case, PauseRequest body, CallContext call) =>
            Required(("reason", body.Reason)) ?? call.SendAsync(@case, body.OccurredAt, new PauseCase(body.Reason!, body.Cause)))
            .AsCommand("PauseCase", "Suspend a case; with a cause, the clocks whose rule knows it pause");
        cases.MapPost("/{case}/resume", (string @case, ResumeRequest body, CallContext call) => call.SendAsync(@case, body.OccurredAt, new ResumeCase(body.Note)))
            .AsCommand("ResumeCase", "Take up a paused case");
        cases.MapPost("/{case}/withdraw", (string @case, ReasonRequest body, CallContext call) =>
            Required(("reason", body.Reason)) ?? call.SendAsync(@case, body.OccurredAt, new WithdrawCase(body.Reason!)))
            .AsCommand("WithdrawCase", "The applicant withdraws");
        cases.MapPost("/{case}/close", (string @case, CloseRequest body, CallContext call) =>
            Required(("result", body.Result), ("reason", body.Reason)) ?? call.SendAsync(@case, body.OccurredAt, new CloseCaseByHand(body.Result!, body.Reason!)))
            .AsCommand("CloseCase", "End a case outside its flow");
        cases.MapPost("/{case}/reopen", (string @case, ReasonRequest body, CallContext call) =>
            Required(("reason", body.Reason)) ?? call.SendAsync(@case, body.OccurredAt, new ReopenCase(body.Reason!)))
            .AsCommand("ReopenCase", "Take up an ended case again");
        LinkEndpoints.Map(cases);
    }

    /// <summary>The answer that names the fields that are not filled in, or null if all are.</summary>
    public static Task<IResult>? Required(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        List<string> missing = [];
        foreach (var (name, value) in fields)
            if (string.IsNullOrWhiteSpace(value)) missing.Add(name);
        return missing.Count == 0 ? null : Task.FromResult(Problems.MissingFields(missing));
    }

    private static Task<IResult> OpenAsync(OpenCaseRequest body, CallContext call, Answering answering, WorkflowLibrary library) => call.ForActorAsync(async actor =>
    {
        if (body.Application is null) return Problems.MissingFields("application");
        if ((body.ServiceType ?? library.Services.First?.Key) is not { } service) return Problems.MissingFields("serviceType");
        var command = new OpenCase(service, body.Office ?? actor.Office.Value, body.Application, body.ReceivedAt);
        return await call.SendAsync(actor, default, body.OccurredAt, command, async accepted =>
        {
            var code = await answering.CodeOfAsync(accepted.CaseId, call.Cancelled);
            return TypedResults.Created($"/api/cases/{accepted.CaseId}", new CommandAnswer(accepted.CaseId.Value, code, accepted.Version, accepted.Repeated));
        });
    });

    private static Task<IResult> ListAsync(CallContext call, Answering answering, WorkflowLibrary library, string? search = null, string? status = null, string? stage = null, string? service = null, int page = 0, int pageSize = 50) =>
        call.ForActorAsync(async actor =>
        {
            var words = new QueryWords();
            var filter = new CaseFilter(search, words.OneOf<CaseStatus>("status", status), words.OneOf("stage", stage, library.Stages.Keys), page, pageSize)
            {
                Service = words.OneOf("service", service, library.Services.All.Select(x => x.Key)),
            };
            if ((words.Problem ?? PageProblem(page, pageSize)) is { } problem) return problem;
            var found = await call.Desk.AskAsync(x => x.CasesAsync(actor, filter, call.Cancelled));
            return TypedResults.Ok(new PageAnswer<CaseLineAnswer>([.. found.Items.Select(answering.Of)], found.Total, page, pageSize));
        });

    private static Task<IResult> ReadAsync(string @case, CallContext call, Answering answering) => call.ForCaseAsync(@case, async (actor, id) =>
    {
        if (await ViewAsync(call, actor, id) is not { } view) return Problems.Of(Refusal.Of("case.unknown", ("case", @case)));
        call.Tag(view.Case.Version);
        return TypedResults.Ok(await answering.OfAsync(view.Case, actor, await call.Desk.AskAsync(x => x.LinksAsync(actor, id, call.Cancelled))));
    });

    private static Task<IResult> HistoryAsync(string @case, CallContext call, Answering answering) => call.ForCaseAsync(@case, async (actor, id) =>
    {
        if (await ViewAsync(call, actor, id) is not { } view) return Problems.Of(Refusal.Of("case.unknown", ("case", @case)));
        call.Tag(view.Case.Version);
        return TypedResults.Ok(await answering.HistoryOfAsync(view, call.Cancelled));
    });

    private static Task<CaseView?> ViewAsync(CallContext call, Actor actor, CaseId id) => call.Desk.AskAsync(x => x.CaseAsync(actor, id, call.Now, call.Cancelled));

    internal static IResult? PageProblem(int page, int pageSize) =>
        page is < 0 or > MaxPage ? Problems.Of(OutOfRange("page", 0, MaxPage)) : pageSize is < 1 or > MaxPageSize ? Problems.Of(OutOfRange("pageSize", 1, MaxPageSize)) : null;

    internal static Refusal NotAnOption(string field, string value, IEnumerable<string> options) =>
        new("request.unreadable", Texts.Ui.Text("request.unreadable")) { Fields = [new FieldProblem(field, Texts.Ui.Text("request.not-an-option", ("value", value), ("options", string.Join(", ", options))))] };

    private static Refusal OutOfRange(string field, int from, int to) =>
        new("request.unreadable", Texts.Ui.Text("request.unreadable")) { Fields = [new FieldProblem(field, Texts.Ui.Text("request.out-of-range", ("from", from), ("to", to)))] };
}
