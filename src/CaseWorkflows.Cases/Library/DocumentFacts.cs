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

    public static JsonObject Of(LegalCase @case, JsonObject facts, WorkflowLibrary library, DateTimeOffset at)
    {
        var about = facts["case"] as JsonObject ?? [];
        about["officeName"] = Text(library.Office(@case.Office.Value)?.Name ?? new LocalizedText(@case.Office.Code, @case.Office.Code));
        about["receivedDate"] = Date(ChinaTime.DayOf(@case.ReceivedAt));
        facts["case"] = about;
        facts["labels"] = new JsonObject { [ApplicationForm] = library.Forms.Find(library.Services.Find(@case.ServiceType)?.Form ?? ApplicationForm) is { } form && facts["application"] is JsonObject application ? Labels(form.Fields, application) : null };
        foreach (var (step, node) in facts["steps"] as JsonObject ?? [])
            if (node is JsonObject done && done["data"] is JsonObject data && @case.Tasks.LastOrDefault(x => x.StepId == step) is { } task && library.Forms.Find(task.FormKey) is { } its)
                done["labels"] = Labels(its.Fields, data);
        var clocks = new JsonObject();
        foreach (var clock in @case.Clocks)
            clocks[Short(clock.Key)] = new JsonObject { ["dueDate"] = clock.DueOn is { } due ? Date(due) : null };
        facts["clocks"] = clocks;
        facts["closingDate"] = When(facts["closingDay"]);
        facts["limits"] = Limits(@case, library, ChinaTime.DayOf(at));
        return facts;
    }

    private static JsonObject Limits(LegalCase @case, WorkflowLibrary library, DateOnly on)
    {
        var limits = new JsonObject();
        foreach (var key in library.Clocks.Keys.Where(x => x.StartsWith(@case.ServiceType + ".", StringComparison.Ordinal)))
            if (library.Clocks.Find(@case.Region, key, on) is { } rule)
                limits[Short(key)] = Text(Refusal.Text($"limit.{rule.Unit.Word()}", ("length", rule.Length)));
        return limits;
    }

    /// <summary>What the chosen options are called, at the places of their fields; entries of lists get theirs beside the field: <c>kindLabel</c>.</summary>
    private static JsonObject Labels(IReadOnlyList<FormField> fields, JsonObject data)
    {
        var labels = new JsonObject();
        foreach (var field in fields)
        {
            var value = At(data, field.Key);
            if (field.Type == FormFieldType.List && value is JsonArray entries)
            {
                foreach (var entry in entries.OfType<JsonObject>())
                    foreach (var part in field.Fields)
                        if (LabelOf(part, At(entry, part.Key)) is { } name) entry[part.Key + "Label"] = name;
            }
            else if (LabelOf(field, value) is { } label)
            {
                FormValues.Put(labels, field.Key, label);
            }
        }
        return labels;
    }

    private static JsonObject? LabelOf(FormField field, JsonNode? value)
    {
        if (field.Type is FormFieldType.Date or FormFieldType.Datetime) return When(value) is { } when ? Text(new LocalizedText(when, value!.ToString())) : null;
        var chosen = (value is JsonArray list ? list : [value?.DeepClone()]).Select(x => x?.ToString()).ToList();
        var options = field.Options.Where(x => chosen.Contains(x.Value)).Select(x => x.Label).ToList();
        return options.Count == 0 ? null : Text(new LocalizedText(string.Join('、', options.Select(x => x.Zh)), string.Join(", ", options.Select(x => x.En))));
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

    private static JsonObject Text(LocalizedText text) => new() { ["zh"] = text.Zh, ["en"] = text.En };
}
