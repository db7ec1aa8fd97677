using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Counsel;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Looks at service records of a village's counsel before they are kept: what lies outside the year of service would count nowhere and nobody would notice, a
/// day has no more than its hours, and what was written down before would count twice.
/// </summary>
internal static class CounselRecords
{
    /// <summary>The fact that holds the records that were kept.</summary>
    public const string Fact = "serviceRecords";

    private const decimal HoursOfADay = 24;

    // The last day of service; an outcome that ends the service requires it.
    private const string LastDay = "endedOn";

    /// <summary>Why the records in a form can't be kept, or null; also for forms that hold none, and for cases without a year of service.</summary>
    /// <param name="form">What was filled in.</param>
    /// <param name="pressed">The outcome; null where the form has none.</param>
    /// <param name="session">The case.</param>
    public static Refusal? WhyNot(JsonObject form, FormOutcome? pressed, CaseSession session)
    {
        var last = DateOnly.TryParseExact(form[LastDay]?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        if ((last is null && form["entries"] is not JsonArray { Count: > 0 }) || CounselPeriods.Known(session.Case.Dossier.Facts(), ServicePeriodKind.Year) is not { } year) return null;
        // The year's hours are reduced to that day; with service going on they would be reduced for nothing.
        if (last is not null && pressed?.Requires.Contains(LastDay) != true) return OfField(LastDay, "counsel.end-not-chosen", ("outcome", pressed?.Label));
        var added = RenderedService.Of(new JsonArray(form.DeepClone())).ToList();
        var kept = RenderedService.Of(session.Case.Dossier.Fact(Fact)).ToList();
        if (added.Concat(kept).FirstOrDefault(x => x.On > last) is { } after) return OfField(LastDay, "counsel.after-the-end", ("day", Day(after)), ("last", form[LastDay]!.ToString()));
        if (added.FirstOrDefault(x => !year.Holds(x.On)) is { } outside) return Refusal.Of("counsel.outside-the-year", ("day", Day(outside)), ("year", year.Name));
        if (added.Find(kept.Contains) is { } twice) return Refusal.Of("counsel.recorded-before", ("day", Day(twice)));
        var full = added.Concat(kept).GroupBy(x => x.On).FirstOrDefault(x => x.Sum(y => y.Hours) > HoursOfADay && added.Any(y => y.On == x.Key));
        return full is null ? null : Refusal.Of("counsel.more-than-a-day", ("day", Day(full.First())), ("hours", full.Sum(x => x.Hours).ToString("0.##", CultureInfo.InvariantCulture)));
    }

    private static Refusal OfField(string field, string code, params (string, object?)[] values) =>
        Refusal.Of(code, values) with { Fields = [new FieldProblem(field, Refusal.Text(code, values))] };

    private static string Day(RenderedService service) => service.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
