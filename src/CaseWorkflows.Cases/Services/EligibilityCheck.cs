using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Assesses eligibility by the policy that is in force on the day the application was received. What a person answered to open questions
/// in an earlier step (its fields <c>confirmed</c> and <c>reason</c>) counts as the answer of that person.
/// </summary>
internal sealed class EligibilityCheck : ICaseService
{
    private const string Fact = "eligibility";
    private const string Answered = "answered";

    public string Name => "assess-eligibility";

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        var book = session.Rules.Library.Eligibility;
        var reading = ApplicationReader.Read(@case.Dossier.Application(), book.LocalMatters);
        if (reading.Application is not { } application)
        {
            // The taking-in checked the application, so a change by the rules' own files made it unreadable: a person has to look.
            var problems = new JsonObject { ["unreadable"] = new JsonArray([.. reading.Errors.Select(x => (JsonNode)new JsonObject { ["field"] = x.Field, ["zh"] = x.Message.Zh, ["en"] = x.Message.En })]) };
            @case.Dossier.SetFact(Fact, problems);
            return ValueTask.FromResult(new ServiceReply("NeedsPerson", problems.DeepClone()));
        }
        var on = ChinaTime.DayOf(@case.ReceivedAt);
        var confirmations = Confirmations(arguments["ConfirmedBy"]?.ToString(), session);
        var result = EligibilityAssessment.Assess(application, book.InForce(@case.Region, on), on, confirmations);
        var json = result.ToJson();
        // A question that was answered is none any more: without this a step that fails after it has assessed would not find what the answer was to.
        if (confirmations.Count > 0)
            json[Answered] = new JsonObject { ["at"] = CaseSession.Instant(session.ReachedAt), ["rules"] = new JsonArray([.. confirmations.Select(x => (JsonNode)x.Rule)]) };
        @case.Dossier.SetFact(Fact, json);
        session.Record(DecisionRecord.Kind, CaseSession.Facts(("outcome", result.Outcome), ("policies", result.Policies), ("on", on.ToString("O", System.Globalization.CultureInfo.InvariantCulture))), DecisionRecord.Of(result, @case.Dossier.Application(), confirmations));
        return ValueTask.FromResult(new ServiceReply(result.Outcome.ToString(), json.DeepClone()));
    }

    private static List<Confirmation> Confirmations(string? step, CaseSession session)
    {
        var facts = session.Case.Dossier.Facts();
        if (string.IsNullOrEmpty(step) || facts["steps"]?[step] is not JsonObject done) return [];
        var confirmed = done["data"]?["confirmed"]?.ToString() is "true" or "True" or "yes";
        var reason = done["data"]?["reason"]?.ToString();
        var by = done["byName"]?.ToString();
        if (string.IsNullOrWhiteSpace(reason) || string.IsNullOrWhiteSpace(by)) return [];
        return [.. Asked(facts[Fact] as JsonObject, session).Distinct().Select(x => new Confirmation(x, confirmed, by, reason))];
    }

    // What was asked when the person answered. An answer counts once: when the case comes by again, it is asked anew.
    private static IEnumerable<string> Asked(JsonObject? assessed, CaseSession session)
    {
        var open = (assessed?["questions"] as JsonArray ?? []).Select(x => x?["rule"]?.ToString());
        var isTriedAgain = session.Mending is { How: IncidentResolution.Retried } mending && assessed?[Answered]?["at"]?.ToString() == CaseSession.Instant(mending.Incident.ReachedAt);
        return (isTriedAgain ? (assessed![Answered]!["rules"] as JsonArray ?? []).Select(x => x?.ToString()).Concat(open) : open).OfType<string>();
    }
}
