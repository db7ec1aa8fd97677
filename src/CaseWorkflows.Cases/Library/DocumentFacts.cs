using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Library;

/// <summary>
/// The facts of a case as documents read them: with the names of the office and the options that were chosen (<c>labels</c> beside a step's data),
/// due dates of its clocks, and the lengths of the limits that the policy in force sets (<c>limits</c>), so that no template holds a number of its own.
/// Keys of clocks stand there without the service type and in camelCase: <c>limits.objectionFiling.zh</c>.
/// </summary>
internal static class DocumentFacts
{
    // Under this name templates find the intake, whatever its form.
    private const string ApplicationForm = "application";

    // Of the keys in policy files alone: those of timers would gather without end.
    private static readonly ConcurrentDictionary<string, string> ShortKeys = new(StringComparer.Ordinal);

    /// <summary>The facts that a template names.</summary>
    public static Dictionary<string, object?> Of(LegalCase @case, JsonObject facts, WorkflowLibrary library, VersionForms forms, DateTimeOffset at, NamedFacts named)
    {
        Dictionary<string, object?> model = [];
        foreach (var (name, value) in facts)
            if (name is not ("steps" or "events") && named.Has(name)) model[name] = Plain(value);
        if (named.Has("case")) AddCase(model, @case, library);
        if (named.Has("labels") || named.Has(ApplicationForm))
            model["labels"] = new Dictionary<string, object?>
            {
                [ApplicationForm] = forms.Find(library.Services.Find(@case.ServiceType)?.Form ?? ApplicationForm) is { } form && facts["application"] is JsonObject application
                    ? Labels(form.Fields, application, model.GetValueOrDefault("application"), named)
                    : null,
            };
        if (named.Has("steps")) model["steps"] = Steps(@case, facts, forms, named);
        if (named.Has("events")) model["events"] = Events(facts, library, forms, named);
        if (named.Has("clocks"))
            model["clocks"] = @case.Clocks.GroupBy(x => Short(x.Key)).ToDictionary(x => x.Key, object? (x) => new Dictionary<string, object?> { ["dueDate"] = x.Last().DueOn is { } due ? Date(due) : null });
        if (named.Has(Services.InTimeCheck.Fact) && model.GetValueOrDefault(Services.InTimeCheck.Fact) is Dictionary<string, object?> counted)
            foreach (var day in new[] { "from", "due", "on" }) counted[day + "Date"] = When(facts[Services.InTimeCheck.Fact]![day]);
        if (named.Has("links")) AddResults(model, facts, library);
        model["closingDate"] = When(facts["closingDay"]);
        if (named.Has("limits")) model["limits"] = Limits(@case, library, ChinaTime.DayOf(at), named);
        return model;
    }

    private static void AddCase(Dictionary<string, object?> model, LegalCase @case, WorkflowLibrary library)
    {
        if (model.GetValueOrDefault("case") is not Dictionary<string, object?> about) model["case"] = about = [];
        about["officeName"] = Text(library.Office(@case.Office.Value)?.Name ?? new LocalizedText(@case.Office.Code, @case.Office.Code));
        about["receivedDate"] = Date(ChinaTime.DayOf(@case.ReceivedAt));
    }

    /// <summary>How a linked case ended, as people read it: <c>links.objection.resultName.zh</c>.</summary>
    private static void AddResults(Dictionary<string, object?> model, JsonObject facts, WorkflowLibrary library)
    {
        foreach (var (relation, link) in facts["links"] as JsonObject ?? [])
            if (link?["result"]?.ToString() is { Length: > 0 } result && (model.GetValueOrDefault("links") as Dictionary<string, object?>)?.GetValueOrDefault(relation) is Dictionary<string, object?> about)
                about["resultName"] = Text(library.ResultName(result));
    }

    private static Dictionary<string, object?> Steps(LegalCase @case, JsonObject facts, VersionForms forms, NamedFacts named)
    {
        Dictionary<string, object?> steps = [];
        foreach (var (step, node) in facts["steps"] as JsonObject ?? [])
        {
            if (!named.Has("steps", step)) continue;
            steps[step] = Plain(node);
            if (node is JsonObject done && done["data"] is JsonObject data && steps[step] is Dictionary<string, object?> plain
                && @case.Tasks.LastOrDefault(x => x.StepId == step) is { } task && forms.Find(task.FormKey) is { } its)
                plain["labels"] = Labels(its.Fields, data, plain.GetValueOrDefault("data"), named);
        }
        return steps;
    }

    /// <summary>The latest recording of each event, with the options and days of its form as people read them.</summary>
    private static Dictionary<string, object?> Events(JsonObject facts, WorkflowLibrary library, VersionForms forms, NamedFacts named)
    {
        Dictionary<string, object?> events = [];
        foreach (var (name, node) in facts["events"] as JsonObject ?? [])
        {
            if (!named.Has("events", name)) continue;
            events[name] = Plain(node);
            if (node?["data"] is JsonObject data && events[name] is Dictionary<string, object?> plain && library.Event(name)?.Form is { } key && forms.Find(key) is { } form)
                plain["labels"] = Labels(form.Fields, data, plain.GetValueOrDefault("data"), named);
        }
        return events;
    }

    private static Dictionary<string, object?> Limits(LegalCase @case, WorkflowLibrary library, DateOnly on, NamedFacts named)
    {
        Dictionary<string, object?> limits = [];
        foreach (var key in library.Clocks.Keys.Where(x => x.StartsWith(@case.ServiceType + ".", StringComparison.Ordinal)))
            if (ShortKeys.GetOrAdd(key, Short) is var name && named.Has("limits", name) && library.Clocks.Find(@case.Region, key, on) is { } rule)
                limits[name] = Text(Refusal.Text($"limit.{rule.Unit.Word()}", ("length", rule.Length)));
        return limits;
    }

    /// <summary>What the chosen options are called, at the places of their fields; entries of lists get theirs beside the field: <c>kindLabel</c>.</summary>
    private static Dictionary<string, object?> Labels(IReadOnlyList<FormField> fields, JsonObject data, object? plain, NamedFacts named)
    {
        Dictionary<string, object?> labels = [];
        foreach (var field in fields)
        {
            if (field.Type == FormFieldType.List && At(data, field.Key) is JsonArray entries)
            {
                if (At(plain, field.Key) is List<object?> plainEntries) AddEntryLabels(field, entries, plainEntries);
            }
            else if (named.HasLabel(field.Key) && LabelOf(field, At(data, field.Key)) is { } label)
            {
                Put(labels, field.Key, label);
            }
        }
        return labels;
    }

    private static void AddEntryLabels(FormField field, JsonArray entries, List<object?> plainEntries)
    {
        for (var i = 0; i < entries.Count; i++)
            if (entries[i] is JsonObject entry && plainEntries[i] is Dictionary<string, object?> plain)
                foreach (var part in field.Fields)
                    if (LabelOf(part, At(entry, part.Key)) is { } name) plain[part.Key + "Label"] = name;
    }

    private static Dictionary<string, object?>? LabelOf(FormField field, JsonNode? value)
    {
        if (field.Type is FormFieldType.Date or FormFieldType.Datetime) return When(value) is { } when ? Text(new LocalizedText(when, value!.ToString())) : null;
        if (field.Options.Count == 0 || value is null) return null;
        var chosen = value is JsonArray list ? list.Select(x => x?.ToString()).ToList() : [value.ToString()];
        var options = field.Options.Where(x => chosen.Contains(x.Value)).Select(x => x.Label).ToList();
        return options.Count == 0 ? null : Text(Joining.Names(options));
    }

    private static void Put(Dictionary<string, object?> target, string key, object value)
    {
        var parts = key.Split('.');
        foreach (var part in parts[..^1])
        {
            if (target.GetValueOrDefault(part) is not Dictionary<string, object?> inner) target[part] = inner = [];
            target = inner;
        }
        target[parts[^1]] = value;
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => Plain(map),
        JsonArray list => list.Select(Plain).ToList(),
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value => value.ToString(),
        _ => throw new InvalidOperationException("JSON has no other kinds."),
    };

    private static Dictionary<string, object?> Plain(JsonObject map)
    {
        Dictionary<string, object?> plain = new(map.Count);
        foreach (var (name, value) in map) plain.Add(name, Plain(value));
        return plain;
    }

    private static object? At(object? plain, string key)
    {
        foreach (var part in key.Split('.')) plain = (plain as Dictionary<string, object?>)?.GetValueOrDefault(part);
        return plain;
    }

    private static JsonNode? At(JsonObject data, string key)
    {
        JsonNode? at = data;
        foreach (var part in key.Split('.')) at = (at as JsonObject)?[part];
        return at;
    }

    private static string Short(string clockKey)
    {
        var words = clockKey[(clockKey.IndexOf('.', StringComparison.Ordinal) + 1)..].Split('-', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((x, i) => i == 0 ? x : char.ToUpperInvariant(x[0]) + x[1..]));
    }

    /// <summary>A day or instant of a form as documents write it; null if there is none.</summary>
    private static string? When(JsonNode? value)
    {
        var text = value?.ToString() ?? "";
        if (text.Length == 0 || !Instants.TryParse(text + (text.Contains('T', StringComparison.Ordinal) ? "" : "T00:00"), out var instant)) return null;
        var local = ChinaTime.ToChina(instant);
        return local.ToString(text.Contains('T', StringComparison.Ordinal) ? "yyyy年M月d日HH时mm分" : "yyyy年M月d日", CultureInfo.InvariantCulture);
    }

    private static string Date(DateOnly day) => day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> Text(LocalizedText text) => new() { ["zh"] = text.Zh, ["en"] = text.En };
}
