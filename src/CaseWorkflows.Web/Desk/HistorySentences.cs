using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Desk;

/// <summary>What a history row says to a person, in both languages.</summary>
/// <param name="case">The case.</param>
/// <param name="library">Names of stages, clocks, roles.</param>
/// <param name="forms">The forms of the case's version.</param>
/// <param name="names">Names of the people in the history, by account.</param>
internal sealed class HistorySentences(LegalCase @case, WorkflowLibrary library, VersionForms forms, IReadOnlyDictionary<string, string> names)
{
    /// <summary>The accounts that rows mention.</summary>
    public static IEnumerable<string> PeopleIn(IEnumerable<HistoryLine> lines)
    {
        foreach (var line in lines)
        {
            var body = JsonNode.Parse(line.Row.Body)!;
            if ((string?)body["actor"] is { } actor) yield return actor;
            foreach (var role in new[] { "assignee", "lawyer", "mediator", "by" })
                if (body["facts"]?[role] is JsonValue person) yield return person.ToString();
        }
    }

    /// <summary>The sentence of a row.</summary>
    public LocalizedText Of(HistoryLine line)
    {
        var body = JsonNode.Parse(line.Row.Body)!.AsObject();
        var facts = body["facts"] as JsonObject ?? [];
        var payload = line.Payload is null ? null : JsonNode.Parse(line.Payload) as JsonObject;
        var code = "history." + line.Row.Kind;
        if (line.Row.Kind == "CaseOpened" && facts["origin"] is not null) code += "From";
        if (!Ui.Has(code)) return Ui.Text("history.other", ("actor", Person((string?)body["actor"])), ("kind", line.Row.Kind));
        return Ui.Text(code,
            ("actor", Person((string?)body["actor"])),
            ("task", TaskTitle(facts)),
            ("outcome", OutcomeNames.Of(Text(facts, "outcome"), @case.Tasks.FirstOrDefault(x => x.Id.ToString() == Text(facts, "task")), forms)),
            ("assignee", Person(Text(facts, "assignee"))),
            ("clock", ClockName(Text(facts, "clock"))),
            ("due", Instant(facts["due"])),
            ("cause", OutcomeNames.Cause(Text(facts, "cause"), @case)),
            ("verdict", Named("verdict", Text(facts, "verdict"))),
            ("stage", library.StageName(Text(facts, "stage"))),
            ("number", Text(facts, "number")),
            ("document", Document(Text(facts, "kind"))),
            ("paper", payload?["title"]?.ToString() is { Length: > 0 } title ? title : Text(facts, "kind")),
            ("recipient", Named("recipient", Text(facts, "recipient"))),
            ("notice", new LocalizedText(payload?["zh"]?.ToString() ?? "", payload?["en"]?.ToString() ?? "")),
            ("to", Recipient(Text(facts, "to"))),
            ("result", library.ResultName(Text(facts, "result"))),
            ("cycle", Text(facts, "cycle")),
            ("relation", library.RelationName(Text(facts, "relation"))),
            ("service", library.Services.NameOf(Text(facts, "service"))),
            ("origin", Text(facts, "origin")),
            ("by", Person(Text(facts, "by"))),
            ("fromVersion", Text(facts, "fromVersion")),
            ("toVersion", Text(facts, "toVersion")),
            ("year", Text(facts, "year")),
            ("lawyer", Person(Text(facts, "lawyer"))),
            ("candidate", Person(Text(facts, "lawyer") is { Length: > 0 } lawyer ? lawyer : Text(facts, "mediator"))),
            ("how", Named("offer", Text(facts, "how"))),
            ("fits", Named("fits", Text(facts, "fits"))),
            ("event", OutcomeNames.Event(Text(facts, "event"))),
            ("incident", IncidentTitle(facts)),
            ("reason", payload?["reason"]?.ToString() ?? payload?["note"]?.ToString() ?? ""),
            ("code", Text(facts, "code")),
            ("eligibility", Named("eligibility-outcome", Text(facts, "outcome"))),
            ("name", Ui.Has("fact." + Text(facts, "name")) ? Ui.Text("fact." + Text(facts, "name")) : Text(facts, "name")),
            ("count", Count(facts)));
    }

    /// <summary>A person's name; system actors by what they are.</summary>
    public LocalizedText Person(string? id)
    {
        if (string.IsNullOrEmpty(id)) return new("", "");
        if (Ui.Has("actor." + id)) return Ui.Text("actor." + id);
        var name = names.GetValueOrDefault(id, id);
        return new(name, name);
    }

    private LocalizedText TaskTitle(JsonObject facts)
    {
        var id = Text(facts, "task");
        return @case.Tasks.FirstOrDefault(x => x.Id.ToString() == id) is { } task ? new(task.TitleZh, task.TitleEn) : StepTitle(Text(facts, "step"));
    }

    private LocalizedText IncidentTitle(JsonObject facts) =>
        @case.Incidents.FirstOrDefault(x => x.Key == Text(facts, "incident")) is { } incident ? new(incident.StepZh, incident.StepEn) : StepTitle(Text(facts, "step"));

    private LocalizedText StepTitle(string step) =>
        @case.Tasks.LastOrDefault(x => x.StepId == step) is { } task ? new(task.TitleZh, task.TitleEn) : new(step, step);

    private LocalizedText ClockName(string key) =>
        key.StartsWith("timer:", StringComparison.Ordinal) ? Ui.Text("clock.timer") : library.ClockName(@case.Region, key);

    private LocalizedText Recipient(string to) => to is "applicant" or "assignee" ? Ui.Text("recipient." + to) : library.RoleName(to);

    private LocalizedText Document(string kind) => library.Template(kind)?.Title ?? new(kind, kind);

    private static LocalizedText Named(string group, string key)
    {
        var code = $"{group}.{key}";
        return Ui.Has(code) ? Ui.Text(code) : new(key, key);
    }

    private static string Text(JsonObject facts, string name) => facts[name]?.ToString() ?? "";

    private static string Count(JsonObject facts) =>
        (facts["count"] as JsonValue)?.ToString() ?? (facts["missing"] as JsonArray ?? facts["cases"] as JsonArray)?.Count.ToString(CultureInfo.InvariantCulture) ?? "0";

    private static string Instant(JsonNode? node) =>
        DateTimeOffset.TryParse(node?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? Pages.Moments.At(at)
            : Ui.T("time.none");
}
