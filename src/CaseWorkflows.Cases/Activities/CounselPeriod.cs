using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Counsel;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// Opens the month, quarter or year of the calendar in which a day lies, for counting service in it: its name, first day and the first day after it stand
/// among the facts (<c>periodMonth</c>, …). Beyond the end of the longer period that holds it (<c>Within</c>) none is opened.
/// </summary>
internal static class CounselPeriod
{
    public static Immediate Activity { get; } = new(
        Describe.Activity("OpenServicePeriod", Describe.Choice("Period", "month", "quarter", "year"), Describe.Text("From"), Describe.Choice("Within", "none", "quarter", "year")) with
        {
            Outcomes = [Describe.Outcome("Opened"), Describe.Outcome("Over")],
        },
        Open);

    /// <summary>The word of a kind in definitions and facts.</summary>
    public static string NameOf(ServicePeriodKind kind) => kind switch { ServicePeriodKind.Month => "month", ServicePeriodKind.Quarter => "quarter", _ => "year" };

    /// <summary>The kind of a word; a month for an unknown one.</summary>
    public static ServicePeriodKind KindOf(string? word) => word switch { "quarter" => ServicePeriodKind.Quarter, "year" => ServicePeriodKind.Year, _ => ServicePeriodKind.Month };

    /// <summary>The period that is open; null if none was opened.</summary>
    public static ServicePeriod? Known(JsonObject facts, ServicePeriodKind kind) =>
        DateOnly.TryParseExact(facts[FactOf(kind)]?["from"]?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) ? new(kind, from) : null;

    private static ActivityStep Open(ActivityCall call)
    {
        if (!Instants.TryRead(call, "From", out var from))
            return new ActivityStep.Faulted(Describe.Message("fault.instant", ("step", call.ActivityId), ("input", "From"), ("text", call.Text("From"))));
        var day = ChinaTime.DayOf(from ?? call.Now);
        if (call.Text("Within") is "quarter" or "year" && Known(call.Facts, KindOf(call.Text("Within"))) is { } whole && !whole.Holds(day))
            return new ActivityStep.Completed("Over");
        var period = ServicePeriod.Of(KindOf(call.Text("Period")), day);
        JsonNode fact = new JsonObject { ["name"] = period.Name, ["from"] = CalendarTexts.Iso(period.From), ["until"] = CalendarTexts.Iso(period.Until) };
        return new ActivityStep.Completed("Opened")
        {
            Effects = [new RecordFact(FactOf(period.Kind), fact)],
            Facts = new Dictionary<string, JsonNode?> { [FactOf(period.Kind)] = fact },
        };
    }

    private static string FactOf(ServicePeriodKind kind) => "period" + kind;
}
