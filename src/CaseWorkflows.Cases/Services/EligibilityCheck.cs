using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Eligibility;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Assesses eligibility by the policy that is in force on the day the application was received. What a person answered to open questions
/// in an earlier step (its fields <c>confirmed</c> and <c>reason</c>) counts as the answer of that person.
/// </summary>
internal sealed class EligibilityCheck : ICaseService
{
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
            @case.Dossier.SetFact("eligibility", problems);
            return ValueTask.FromResult(new ServiceReply("NeedsPerson", problems.DeepClone()));
        }
        var on = ChinaTime.DayOf(@case.ReceivedAt);
        var confirmations = Confirmations(arguments["ConfirmedBy"]?.ToString(), @case.Dossier.Facts());
        var result = EligibilityAssessment.Assess(application, book.InForce(@case.Region, on), on, confirmations);
        var json = result.ToJson();
        @case.Dossier.SetFact("eligibility", json);
        session.Record(DecisionRecord.Kind, CaseSession.Facts(("outcome", result.Outcome), ("policies", result.Policies), ("on", on.ToString("O", System.Globalization.CultureInfo.InvariantCulture))), DecisionRecord.Of(result, @case.Dossier.Application(), confirmations));
        return ValueTask.FromResult(new ServiceReply(result.Outcome.ToString(), json.DeepClone()));
    }

    private static List<Confirmation> Confirmations(string? step, JsonObject facts)
    {
        if (string.IsNullOrEmpty(step) || facts["steps"]?[step] is not JsonObject done) return [];
        var confirmed = done["data"]?["confirmed"]?.ToString() is "true" or "True" or "yes";
        var reason = done["data"]?["reason"]?.ToString();
        var by = done["byName"]?.ToString();
        if (string.IsNullOrWhiteSpace(reason) || string.IsNullOrWhiteSpace(by)) return [];
        return [.. (facts["eligibility"]?["questions"] as JsonArray ?? []).Select(x => x?["rule"]?.ToString()).OfType<string>().Select(x => new Confirmation(x, confirmed, by, reason))];
    }
}
