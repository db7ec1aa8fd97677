using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Counsel;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Opens the month, quarter or year of the calendar in which a day lies, for counting service in it: its name, first day and the first day after it stand
/// among the facts (<c>periodMonth</c>, …). Beyond the end of the longer period that holds it (<c>Within</c>) none is opened.
/// </summary>
internal sealed class CounselPeriods : ICaseService
{
    public string Name => "open-service-period";

    /// <summary>The word of a kind in definitions and facts.</summary>
    public static string NameOf(ServicePeriodKind kind) => kind switch { ServicePeriodKind.Month => "month", ServicePeriodKind.Quarter => "quarter", _ => "year" };

    /// <summary>The kind of a word; a month for an unknown one.</summary>
    public static ServicePeriodKind KindOf(string? word) => word switch { "quarter" => ServicePeriodKind.Quarter, "year" => ServicePeriodKind.Year, _ => ServicePeriodKind.Month };

    /// <summary>The period that is open; null if none was opened.</summary>
    public static ServicePeriod? Known(JsonObject facts, ServicePeriodKind kind) =>
        DateOnly.TryParseExact(facts[FactOf(kind)]?["from"]?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) ? new(kind, from) : null;

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var facts = session.FactsForFlow();
        var written = arguments["From"]?.ToString() ?? "";
        var text = Instants.IsFact(written) ? Instants.At(facts, written)?.ToString() ?? "" : written;
        if (!Instants.TryRead(text, out var from)) throw new FormatException(Describe.Message("fault.instant", ("step", Name), ("input", "From"), ("text", text)).Zh);
        var day = ChinaTime.DayOf(from ?? session.OccurredAt);
        if (arguments["Within"]?.ToString() is "quarter" or "year" && Known(facts, KindOf(arguments["Within"]!.ToString())) is { } whole && !whole.Holds(day))
            return ValueTask.FromResult(new ServiceReply("Over", null));
        var period = ServicePeriod.Of(KindOf(arguments["Period"]?.ToString()), day);
        var fact = new JsonObject { ["name"] = period.Name, ["from"] = CalendarTexts.Iso(period.From), ["until"] = CalendarTexts.Iso(period.Until) };
        session.Case.Dossier.SetFact(FactOf(period.Kind), fact);
        session.Record("ServicePeriodOpened", CaseSession.Facts(("period", period.Name)));
        return ValueTask.FromResult(new ServiceReply("Opened", fact.DeepClone()));
    }

    private static string FactOf(ServicePeriodKind kind) => "period" + kind;
}
