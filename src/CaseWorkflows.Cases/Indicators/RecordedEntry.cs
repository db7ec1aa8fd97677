using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Library;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>Something that a person recorded beside the flow of a case: a hearing that was observed (听庭).</summary>
/// <param name="At">When it was; the beginning of its day where the form names one.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="ByName">Their name then.</param>
/// <param name="Lawyer">Who handled the case then; null if nobody did.</param>
/// <param name="Score">The sum of the form's numbers; null if it has none.</param>
/// <param name="Form">The filled-in form.</param>
public sealed record RecordedEntry(DateTimeOffset At, string By, string ByName, string? Lawyer, decimal? Score, JsonObject Form)
{
    /// <summary>The entries of a case under a name, oldest first.</summary>
    public static IReadOnlyList<RecordedEntry> In(CountedCase @case, string name) =>
        [.. (@case.At($"facts.{name}") as JsonArray ?? []).OfType<JsonObject>().Select(Read).OfType<RecordedEntry>().OrderBy(x => x.At)];

    /// <summary>Puts an entry on the case; refused if the same person has recorded the same day already.</summary>
    internal static Refusal? Put(CaseSession session, CaseEvent @event, FormDefinition? form, JsonObject? details)
    {
        var entries = session.Case.Dossier.Fact(@event.Collect!) as JsonArray ?? [];
        var at = @event.Day is { } day && details?[day]?.ToString() is { } text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
            ? ChinaTime.StartOf(on).ToUniversalTime()
            : session.OccurredAt;
        if (entries.OfType<JsonObject>().Select(Read).Any(x => x?.By == session.Actor.Id.Value && x.At == at)) return Refusal.Of("event.recorded-already", ("event", @event.Name), ("on", ChinaTime.DayOf(at)));
        var numbers = form?.Fields.Where(x => x.Type == FormFieldType.Number).Select(x => details?[x.Key] is { } node ? FieldReader.Number(node) : null).OfType<decimal>().ToList() ?? [];
        entries.Add((JsonNode)CaseSession.Facts(
            ("at", at), ("by", session.Actor.Id.Value), ("byName", session.Actor.Name), ("lawyer", session.Case.Dossier.Fact("lawyer")?.ToString()),
            ("score", numbers.Count > 0 ? numbers.Sum() : null), ("data", details)));
        session.Case.Dossier.SetFact(@event.Collect!, entries);
        return null;
    }

    private static RecordedEntry? Read(JsonObject entry) => Forms.Instants.TryParse(entry["at"]?.ToString() ?? "", out var at)
        ? new(at, entry["by"]?.ToString() ?? "", entry["byName"]?.ToString() ?? "", entry["lawyer"]?.ToString(), entry["score"] is { } score ? FieldReader.Number(score) : null, entry["data"] as JsonObject ?? [])
        : null;
}
