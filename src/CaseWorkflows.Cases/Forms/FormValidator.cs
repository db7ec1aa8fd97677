using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Forms;

/// <summary>What came of a submitted form.</summary>
/// <param name="Errors">What has to be put right, field by field; empty: accepted.</param>
/// <param name="Warnings">What was dropped: fields that the form does not have.</param>
/// <param name="Values">What is to be stored: fields of the form that are visible and may be changed, nothing else.</param>
public sealed record FormValidation(IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldError> Warnings, JsonObject Values)
{
    /// <summary>Whether the form is accepted.</summary>
    public bool IsValid => Errors.Count == 0;
}

/// <summary>Checks submitted forms on the server, whatever the page has checked before.</summary>
public static class FormValidator
{
    /// <summary>Checks what a person submitted.</summary>
    /// <param name="form">The form.</param>
    /// <param name="data">What was submitted; it is not changed.</param>
    /// <param name="outcome">The button pressed; null only where the form has none.</param>
    /// <param name="today">The day in Shanghai, for bounds that say <c>today</c>.</param>
    /// <param name="options">The lists behind <see cref="FormField.OptionsFrom"/>; a list that is not supplied is not checked.</param>
    /// <param name="parties">The name of each of the case's parties, as often as parties bear it, for <see cref="FormOutcome.PerParty"/>; null where they are not known: then it is not checked.</param>
    /// <param name="application">The case's application as it stands, for <see cref="FormOutcome.Asks"/> of what was not submitted again; null: what was submitted is all there is.</param>
    public static FormValidation Validate(FormDefinition form, JsonObject data, string? outcome, DateOnly today, IReadOnlyDictionary<string, IReadOnlyCollection<string>>? options = null, IReadOnlyCollection<string>? parties = null, JsonObject? application = null)
    {
        var run = new Run(today, options ?? new Dictionary<string, IReadOnlyCollection<string>>());
        var pressed = form.Outcomes.FirstOrDefault(o => o.Key == outcome);
        if (pressed is null && form.Outcomes.Count > 0)
            run.Errors.Add(FormTexts.Error("outcome", "outcome.unknown", ("outcome", outcome ?? ""), ("options", string.Join(", ", form.Outcomes.Select(o => o.Key)))));
        var values = run.Check(form.Fields, data, null, "", pressed?.Requires ?? []);
        if (pressed is not null) run.Errors.AddRange(OutcomeChecks.Check(form, pressed, values, parties, [.. run.Errors.Select(x => x.Field)], application));
        return new FormValidation(run.Errors, run.Warnings, values);
    }

    private sealed class Run(DateOnly today, IReadOnlyDictionary<string, IReadOnlyCollection<string>> options)
    {
        public List<FieldError> Errors { get; } = [];

        public List<FieldError> Warnings { get; } = [];

        public JsonObject Check(IReadOnlyList<FormField> fields, JsonObject data, FormValues? outer, string path, IReadOnlyList<string> alsoRequired)
        {
            var given = new FormValues(fields, data, outer);
            var kept = new JsonObject();
            WarnOfUnknown(fields, data, path, "");
            foreach (var field in fields.Where(f => !f.ReadOnly && given.IsVisible(f)))
            {
                var node = given.Raw(field.Key);
                var at = path.Length == 0 ? field.Key : $"{path}.{field.Key}";
                var required = given.IsRequired(field) || alsoRequired.Contains(field.Key);
                var errors = FieldValueValidator.Check(new FieldValue(field, node, at, required, today, field.OptionsFrom is { } list ? options.GetValueOrDefault(list) : null, given, given.FieldOf));
                Errors.AddRange(errors);
                if (node is null || errors.Count > 0 || !IsGiven(node)) continue;
                FormValues.Put(kept, field.Key, field.Type == FormFieldType.List ? CheckEntries(field, node.AsArray(), given, at) : node);
            }
            return kept;
        }

        // An empty text is no value; a tick that is not set is one.
        private static bool IsGiven(JsonNode node) => FormValues.IsFilled(node) || node.GetValueKind() == System.Text.Json.JsonValueKind.False;

        private JsonArray CheckEntries(FormField field, JsonArray entries, FormValues outer, string path)
        {
            var kept = new JsonArray();
            for (var i = 0; i < entries.Count; i++)
                kept.Add((JsonNode)Check(field.Fields, entries[i]!.AsObject(), outer, $"{path}[{i}]", []));
            return kept;
        }

        private void WarnOfUnknown(IReadOnlyList<FormField> fields, JsonObject data, string path, string prefix)
        {
            foreach (var (name, value) in data)
            {
                var key = prefix + name;
                if (fields.Any(f => f.Key == key)) continue;
                if (value is JsonObject inner && fields.Any(f => f.Key.StartsWith(key + ".", StringComparison.Ordinal))) WarnOfUnknown(fields, inner, path, key + ".");
                else Warnings.Add(FormTexts.Error(path.Length == 0 ? key : $"{path}.{key}", "field.unknown", ("known", string.Join(", ", fields.Select(f => f.Key)))));
            }
        }
    }
}
