using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseInstants = CaseWorkflows.Cases.Activities.Instants;

namespace CaseWorkflows.Cases.Forms;

/// <summary>
/// Bounds of days that only the case knows: <c>"min": "fact:steps.court-decision.data.ruledOn"</c>, nobody knows of a ruling before there is one. They are put in
/// when a task is completed; where the case does not know the day, nothing is asked.
/// </summary>
internal static class FormBounds
{
    /// <summary>Whether a bound names a place among the facts of a case.</summary>
    public static bool IsOfCase(string bound) => CaseInstants.IsFact(bound);

    /// <summary>The form with the days of this case in place of the names of facts.</summary>
    public static FormDefinition Of(FormDefinition form, Func<JsonObject> facts) => form.Fields.Any(Names) ? form with { Fields = Known(form.Fields, facts()) } : form;

    private static bool Names(FormField field) => field.Earliest is { } first && IsOfCase(first) || field.Latest is { } last && IsOfCase(last) || field.Fields.Any(Names);

    private static IReadOnlyList<FormField> Known(IReadOnlyList<FormField> fields, JsonObject facts) =>
        [.. fields.Select(x => Names(x) ? x with { Earliest = Known(x.Earliest, facts), Latest = Known(x.Latest, facts), Fields = Known(x.Fields, facts) } : x)];

    private static string? Known(string? bound, JsonObject facts) => bound is null || !IsOfCase(bound) ? bound
        : CaseInstants.TryRead(CaseInstants.At(facts, bound)?.ToString() ?? "", out var at) && at is { } known ? ChinaTime.DayOf(known).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
}
