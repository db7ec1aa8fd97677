using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>What changes of rules and calendars would do to running clocks, and the decision on it. For those who lead an office.</summary>
internal static class ProposalEndpoints
{
    private const string Tag = "Deadlines";

    private static readonly string[] Kinds = ["rule", "calendar"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/clock-proposals", ListAsync).WithTags(Tag).AsQuery<PageAnswer<ProposalAnswer>>("ListClockProposals", "Changes of rules and holidays that would move running clocks, the one due first before others", 403);
        api.MapPost("/clock-proposals/apply", (ProposalsRequest body, CallContext call, WorkflowLibrary library, ProposalDesk desk, IClockQueries clocks) => DecideAsync(body, call, library, desk, clocks, applies: true))
            .WithTags(Tag).AsQuery<DecidedAnswer>("ApplyClockProposals", "Count the clocks by the new rule or calendar", 403);
        api.MapPost("/clock-proposals/reject", (ProposalsRequest body, CallContext call, WorkflowLibrary library, ProposalDesk desk, IClockQueries clocks) => DecideAsync(body, call, library, desk, clocks, applies: false))
            .WithTags(Tag).AsQuery<DecidedAnswer>("RejectClockProposals", "Leave the clocks as they are; it is not proposed again", 403);
    }

    private static Task<IResult> ListAsync(
        CallContext call, WorkflowLibrary library, ProposalDesk desk, IClockQueries clocks, string? kind = null, string? clock = null, string? office = null, string? @case = null, int page = 0, int pageSize = 50) =>
        ForLeadingAsync(call, async actor =>
        {
            if (CaseEndpoints.PageProblem(page, pageSize) is { } problem) return problem;
            var (filter, wrong) = await FilterAsync(actor, call, library, clocks, kind, clock, office, @case);
            if (wrong is not null) return wrong;
            var found = await desk.FindAsync(actor, filter, call.Cancelled);
            return TypedResults.Ok(new PageAnswer<ProposalAnswer>([.. found.Items.Skip(page * pageSize).Take(pageSize).Select(ProposalAnswer.Of)], found.Items.Count, page, pageSize));
        });

    private static Task<IResult> DecideAsync(ProposalsRequest body, CallContext call, WorkflowLibrary library, ProposalDesk desk, IClockQueries clocks, bool applies) => ForLeadingAsync(call, async actor =>
    {
        if (string.IsNullOrWhiteSpace(body.Reason)) return Problems.MissingFields("reason");
        if (body.All == body.Ids is { Count: > 0 }) return Problems.MissingFields("ids");
        var (filter, wrong) = await FilterAsync(actor, call, library, clocks, body.Kind, body.Clock, body.Office, body.Case);
        if (wrong is not null) return wrong;
        return TypedResults.Ok(DecidedAnswer.Of(await desk.DecideAsync(actor, body.All ? null : body.Ids, filter, applies, body.Reason, call.Cancelled), applies));
    });

    private static async Task<(ProposalFilter Filter, IResult? Problem)> FilterAsync(
        Actor actor, CallContext call, WorkflowLibrary library, IClockQueries clocks, string? kind, string? clock, string? office, string? @case)
    {
        var words = new QueryWords();
        var code = string.IsNullOrWhiteSpace(@case) ? null : @case.Trim().ToUpperInvariant();
        // Of a case of somebody else nobody learns here that it exists.
        if (code is not null && (await call.Desk.AskAsync(x => x.FindByCodeAsync(code, call.Cancelled)) is not { } id || !await clocks.MaySeeAsync(actor, id, call.Cancelled)))
            words.Refuse("case", ClockTexts.Get("filter.no-case", ("value", code)));
        var filter = new ProposalFilter(
            words.OneOf("kind", kind, Kinds) switch { "rule" => ClockChangeKind.Rule, "calendar" => ClockChangeKind.Calendar, _ => null },
            words.OneOf("clock", clock, library.Clocks.Keys), words.Office("office", office, library)?.Path, code);
        return (filter, words.Problem);
    }

    private static Task<IResult> ForLeadingAsync(CallContext call, Func<Actor, Task<IResult>> answer) => call.ForActorAsync(actor =>
        actor.Has(Role.Supervisor) || actor.Has(Role.Head) ? answer(actor) : Task.FromResult(Problems.Of(Refusal.Of("case.needs-supervisor"))));
}

/// <summary>Proposals to apply or to reject.</summary>
/// <param name="Ids">Which; none with all.</param>
/// <param name="All">All that the filter finds.</param>
/// <param name="Reason">Why; it goes into the history of each case.</param>
/// <param name="Kind">With all: rule or calendar.</param>
/// <param name="Clock">With all: clocks of this rule.</param>
/// <param name="Office">With all: this office and those below.</param>
/// <param name="Case">With all: this case.</param>
internal sealed record ProposalsRequest(IReadOnlyList<string>? Ids, bool All, string? Reason, string? Kind, string? Clock, string? Office, string? Case);

/// <summary>A change that is proposed for a clock.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Kind">What has changed.</param>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="Office">The path of its office.</param>
/// <param name="ClockId">The clock.</param>
/// <param name="Clock">The key of its rule.</param>
/// <param name="Name">Its name.</param>
/// <param name="Paused">Whether it is paused: both dates are what would be if it went on at once.</param>
/// <param name="OldDueAt">When it is due now.</param>
/// <param name="NewDueAt">When it would be due.</param>
/// <param name="From">The version of the rule or calendar it stands on.</param>
/// <param name="To">The version in force.</param>
/// <param name="Why">What has changed.</param>
internal sealed record ProposalAnswer(
    string Id, ClockChangeKind Kind, Guid CaseId, string CaseCode, string Office, Guid ClockId, string Clock, LocalizedText Name, bool Paused,
    DateTimeOffset OldDueAt, DateTimeOffset NewDueAt, string From, string To, LocalizedText Why)
{
    public static ProposalAnswer Of(ClockProposal x) => new(
        x.Change.Id, x.Change.Kind, x.CaseId.Value, x.CaseCode, x.OfficePath, x.ClockId, x.Key, x.Name, x.Change.IsPaused,
        x.Change.OldDueAt, x.Change.NewDueAt, x.Change.From, x.Change.To, x.Change.Why);
}

/// <summary>What became of proposals.</summary>
/// <param name="Applied">Whether they were applied; else rejected.</param>
/// <param name="Done">Their ids.</param>
/// <param name="Refused">Those that could not be, with the reason.</param>
/// <param name="Unknown">Ids that name no proposal any more.</param>
internal sealed record DecidedAnswer(bool Applied, IReadOnlyList<string> Done, IReadOnlyList<RefusedProposal> Refused, IReadOnlyList<string> Unknown)
{
    public static DecidedAnswer Of(DecidedProposals x, bool applied) => new(
        applied, [.. x.Done.Select(y => y.Change.Id)], [.. x.Refused.Select(y => new RefusedProposal(y.Proposal.Change.Id, y.Proposal.CaseCode, y.Why.Code, y.Why.Message))], x.Unknown);
}

/// <summary>A proposal that could not be applied or rejected.</summary>
internal sealed record RefusedProposal(string Id, string CaseCode, string Code, LocalizedText Message);
