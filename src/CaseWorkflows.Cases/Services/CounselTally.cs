using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Counsel;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Counts the service records of a village's counsel in the month, quarter or year that is open against the targets of the region on the period's first
/// day, and keeps the count among the facts (<c>tally</c>), each target with its document.
/// </summary>
internal sealed class CounselTally : ICaseService
{
    public string Name => "tally-service-records";

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var kind = CounselPeriods.KindOf(arguments["Period"]?.ToString());
        var dossier = session.Case.Dossier;
        if (CounselPeriods.Known(dossier.Facts(), kind) is not { } period)
            throw new InvalidOperationException($"No {kind} has been opened: the publish gate's stories show it.");
        var lines = ServiceTally.Count(period, RenderedService.Of(dossier.Fact(CounselRecords.Fact)), x => session.Rules.Library.CounselTargets.Find(session.Case.Region, x, period.From));
        var met = lines.All(x => x.IsMet);
        var result = new JsonObject
        {
            ["period"] = period.Name,
            ["lastDay"] = CalendarTexts.Iso(period.Until.AddDays(-1)),
            ["met"] = met,
            ["lines"] = new JsonArray([.. lines.Select(x => (JsonNode)CaseSession.Facts(("target", x.Key), ("done", Plain(x.Done)), ("least", x.Target.Least), ("met", x.IsMet), ("binding", x.Target.Binding), ("basis", x.Target.Basis.Zh)))]),
        };
        dossier.SetFact("tally", CounselPeriods.NameOf(kind), result.DeepClone());
        session.Record("ServiceTallied", CaseSession.Facts(("period", period.Name), ("met", met), ("done", new JsonArray([.. lines.Select(x => (JsonNode)CaseSession.Facts(("target", x.Key), ("done", Plain(x.Done)), ("least", x.Target.Least)))]))));
        return ValueTask.FromResult(new ServiceReply(met ? "Met" : "NotMet", result));
    }

    private static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
