using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Subsidies;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Api;

/// <summary>What a case's lawyer is to be paid by the table of its region.</summary>
internal static class SubsidyEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/cases/{case}/subsidy-proposal", GetAsync).WithTags("Cases").AsQuery<SubsidyProposalAnswer>("GetSubsidyProposal", "The proposed subsidy of a case, with its reason", 403, 404);

    private static Task<IResult> GetAsync(string @case, CallContext call, WorkflowLibrary library) => call.ForCaseAsync(@case, async (actor, id) =>
    {
        if (await call.Desk.AskAsync(x => x.CaseAsync(actor, id, call.Now, call.Cancelled)) is not { } view) return Problems.Of(Refusal.Of("case.unknown", ("case", @case)));
        return SubsidyProposal.Of(view.Case, library, ChinaTime.DayOf(call.Now)) is { } proposal
            ? TypedResults.Ok(SubsidyProposalAnswer.Of(proposal))
            : Problems.Of("subsidy.none", ("case", view.Case.Code));
    });
}

/// <summary>A proposed subsidy.</summary>
/// <param name="Amount">The amount, yuan.</param>
/// <param name="Standard">The standard, as it is written into the form.</param>
/// <param name="Reason">Why.</param>
/// <param name="Table">The table.</param>
/// <param name="Row">Its line.</param>
/// <param name="On">The day that decided which table holds.</param>
internal sealed record SubsidyProposalAnswer(decimal Amount, LocalizedText Standard, LocalizedText Reason, string Table, string Row, DateOnly On)
{
    public static SubsidyProposalAnswer Of(SubsidyProposal x) => new(x.Amount, x.Standard, x.Reason, x.Table.Id, x.Row.Key, x.On);
}
