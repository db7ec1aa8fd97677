using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Looks whether the person is aided: whether a linked case, or the case this one came out of, is an aid case that was granted and has not been refused,
/// withdrawn or terminated (Legal Aid Law art. 53: relief is for the aided person). Keeps that case's code, to which costs are charged, as <c>aidedCase</c>.
/// </summary>
internal sealed class AidedCaseCheck : ICaseService
{
    private static readonly string[] Aid = ["legal-aid", "criminal-defence"];
    private static readonly string[] Granted = ["appointment", "handling", "closing", "quality-review", "subsidy", "archive", "archived"];

    public string Name => "check-aided-case";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        List<CaseId> near = [.. @case.Links.Where(x => x.State is LinkState.Linked or LinkState.Ordered or LinkState.Ended).Select(x => x.OtherCase)];
        if (@case.OriginId is { } origin) near.Add(origin);
        foreach (var (follower, _) in await session.Transaction.FollowersAsync(@case.Id, cancellationToken)) near.Add(follower);
        JsonObject? seen = null;
        foreach (var id in near.Distinct())
        {
            if (await session.Transaction.LookAsync(id, cancellationToken) is not { } other || !Aid.Contains(other.ServiceType)) continue;
            var same = SamePerson(@case, other);
            var aided = same && other.Status is CaseStatus.Open or CaseStatus.Paused && Granted.Contains(other.Stage);
            seen = CaseSession.Facts(("code", other.Code), ("service", other.ServiceType), ("stage", other.Stage), ("samePerson", same), ("aided", aided));
            if (aided) break;
        }
        @case.Dossier.SetFact("aidedCase", seen);
        var outcome = (bool?)seen?["aided"] == true ? "Aided" : "NotAided";
        session.Record("AidedCaseChecked", CaseSession.Facts(("case", seen?["code"]?.ToString()), ("outcome", outcome)));
        return new ServiceReply(outcome, seen?.DeepClone());
    }

    private static bool SamePerson(LegalCase @case, LegalCase other) =>
        @case.Dossier.Parties.Where(x => x.Side == "applicant").Any(x => other.Dossier.Parties.Any(y => y.Side == "applicant" && y.IsSamePerson(x.Name, x.IdNumber)));
}
