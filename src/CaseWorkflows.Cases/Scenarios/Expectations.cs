using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Compares a case with what a story expects of it.</summary>
internal static class Expectations
{
    /// <summary>The levels of alerts as stories write them.</summary>
    public static IReadOnlyList<string> AlertLevels { get; } = [.. Enum.GetNames<AlertLevel>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public static IEnumerable<LocalizedText> Failed(ScenarioExpectation expected, LegalCase @case)
    {
        List<LocalizedText> failed = [];
        Compare("stage", expected.Stage, @case.Stage);
        Compare("status", Word(expected.Status), Word(@case.Status));
        Compare("result", expected.Result, @case.Result);
        Compare("urgent", expected.Urgent?.ToString(), @case.IsUrgent.ToString());
        Compare("cycle", expected.Cycle?.ToString(CultureInfo.InvariantCulture), @case.Cycle.ToString(CultureInfo.InvariantCulture));
        var live = @case.Tasks.Where(x => x.IsLive).ToList();
        if (expected.Tasks is { } steps) Compare("tasks", Sorted(steps), Sorted(live.Select(x => x.StepId)));
        if (expected.Incidents is { } failing) Compare("incidents", Sorted(failing), Sorted(@case.Incidents.Where(x => x.ResolvedAt is null).Select(x => x.StepId)));
        foreach (var (step, user) in expected.Assignees ?? new Dictionary<string, string>())
            Compare($"assignees.{step}", user, live.LastOrDefault(x => x.StepId == step)?.Assignee?.Value);
        foreach (var (step, office) in expected.Offices ?? new Dictionary<string, string>())
            Compare($"offices.{step}", office, live.LastOrDefault(x => x.StepId == step)?.Office.Value);
        foreach (var (key, clock) in expected.Clocks ?? new Dictionary<string, ClockExpectation>()) CompareClock(key, clock, @case.Clock(key));
        foreach (var (key, levels) in expected.Alerts ?? new Dictionary<string, IReadOnlyDictionary<string, int>>())
            foreach (var level in Enum.GetValues<AlertLevel>())
            {
                var name = JsonNamingPolicy.KebabCaseLower.ConvertName(level.ToString());
                Compare($"alerts.{key}.{name}", Count(levels.GetValueOrDefault(name)), Count(@case.Alerts.Count(x => x.ClockKey == key && x.Level == level)));
            }
        foreach (var (relation, wanted) in expected.Links ?? new Dictionary<string, string>())
            Compare($"links.{relation}", wanted, @case.Links.LastOrDefault(x => x.Relation == relation) is { } link ? link.Result ?? JsonNamingPolicy.KebabCaseLower.ConvertName(link.State.ToString()) : null);
        foreach (var kind in expected.Documents ?? [])
            if (@case.File.All(x => x.Kind != kind)) failed.Add(ScenarioTexts.Get("expected.document", ("kind", kind), ("found", Sorted(@case.File.Select(x => x.Kind)))));
        foreach (var kind in expected.NoDocuments ?? [])
            if (@case.File.Any(x => x.Kind == kind)) failed.Add(ScenarioTexts.Get("expected.no-document", ("kind", kind)));
        foreach (var (kind, text) in expected.DocumentSays ?? new Dictionary<string, string>())
            if (@case.File.LastOrDefault(x => x.Kind == kind)?.Text is not { } found || !found.Contains(text, StringComparison.Ordinal))
                failed.Add(ScenarioTexts.Get("expected.document-says", ("kind", kind), ("text", text), ("found", @case.File.LastOrDefault(x => x.Kind == kind)?.Text)));
        if (expected.Parties is { } parties) Compare("parties", Sorted(parties), Sorted(@case.Dossier.Principals().Select(x => x.Name)));
        var facts = expected.Facts is null ? null : @case.Dossier.Facts();
        foreach (var (path, value) in expected.Facts ?? new Dictionary<string, string>())
            Compare($"facts.{path}", value, At(facts!, path));
        return failed;

        void Compare(string what, string? wanted, string? found)
        {
            if (wanted is not null && wanted != found) failed.Add(ScenarioTexts.Get("expected.other", ("what", what), ("wanted", wanted), ("found", found ?? "-")));
        }

        void CompareClock(string key, ClockExpectation wanted, Clock? clock)
        {
            if (clock is null)
            {
                failed.Add(ScenarioTexts.Get("expected.clock", ("clock", key), ("found", Sorted(@case.Clocks.Select(x => x.Key)))));
                return;
            }
            if (wanted.Due is { } due)
                Compare($"clocks.{key}.due", due, due.Contains('T', StringComparison.Ordinal) ? Local(clock.DueAt) : clock.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Compare($"clocks.{key}.state", Word(wanted.State), Word(clock.State));
            Compare($"clocks.{key}.verdict", Word(wanted.Verdict), Word(clock.Verdict));
            Compare($"clocks.{key}.generation", wanted.Generation is { } generation ? Count(generation) : null, Count(clock.Generation));
        }
    }

    // As stories write it.
    private static string? Word(Enum? value) => value is null ? null : JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Sorted(IEnumerable<string> texts) => string.Join(", ", texts.Order(StringComparer.Ordinal));

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Local(DateTimeOffset? at) => at is null ? null : ChinaTime.ToChina(at.Value).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static string? At(JsonNode facts, string path)
    {
        JsonNode? at = facts;
        foreach (var part in path.Split('.'))
            at = at is JsonArray list && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count ? list[index] : (at as JsonObject)?[part];
        return at?.ToString();
    }
}
