using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Counsel;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Counts the service records of a village's counsel in the month, quarter or year that is open against the targets of the region on the period's first
/// day, and keeps the count among the facts (<c>tally</c>), each target with its document. What a counsel who began or left within the year owes is reduced
/// where the policy says so, with the months and the reason beside it.
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
        var lines = ServiceTally.Count(period, RenderedService.Of(dossier.Fact(CounselRecords.Fact)), x => session.Rules.Library.CounselTargets.Find(session.Case.Region, x, period.From), Served(arguments, session));
        var met = lines.All(x => x.IsMet);
        var result = new JsonObject
        {
            ["period"] = period.Name,
            ["lastDay"] = CalendarTexts.Iso(period.Until.AddDays(-1)),
            ["met"] = met,
            ["lines"] = new JsonArray([.. lines.Select(x => Line(x))]),
        };
        dossier.SetFact("tally", CounselPeriods.NameOf(kind), result.DeepClone());
        session.Record("ServiceTallied", CaseSession.Facts(("period", period.Name), ("met", met), ("done", new JsonArray([.. lines.Select(x => (JsonNode)CaseSession.Facts(("target", x.Key), ("done", Plain(x.Done)), ("least", Plain(x.Least)), ("months", x.Months)))]))));
        return ValueTask.FromResult(new ServiceReply(met ? "Met" : "NotMet", result));
    }

    private static JsonObject Line(TallyLine x)
    {
        var line = CaseSession.Facts(("target", x.Key), ("done", Plain(x.Done)), ("least", Plain(x.Least)), ("met", x.IsMet), ("binding", x.Target.Binding), ("basis", x.Target.Basis.Zh));
        if (x.Months is not { } months) return line;
        (line["months"], line["full"]) = (months, x.Target.Least);
        line["reason"] = Refusal.Text("counsel.prorated", ("months", months), ("full", x.Target.Least), ("by", Refusal.Text($"counsel.by-{x.Target.Proration}"))).Zh;
        return line;
    }

    private static ServedSpan Served(JsonObject arguments, CaseSession session) => new(Day(arguments, "ServedFrom", session), Day(arguments, "ServedTo", session));

    private static DateOnly? Day(JsonObject arguments, string input, CaseSession session)
    {
        var written = arguments[input]?.ToString() ?? "";
        var text = Instants.IsFact(written) ? Instants.Known(session.FactsForFlow(), written)?.ToString() ?? "" : written;
        if (!Instants.TryRead(text, out var at)) throw new FormatException(Describe.Message("fault.instant", ("step", "tally-service-records"), ("input", input), ("text", text)).Zh);
        return at is { } day ? ChinaTime.DayOf(day) : null;
    }

    private static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
