using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Forms;

/// <summary>What can only be seen when all fields of a form lie side by side.</summary>
internal static class FormChecks
{
    public static IEnumerable<FieldError> Check(FormDefinition form) =>
        CheckWhole(form).Concat(CheckOutcomes(form)).Concat(CheckFields(form, form.Fields, "fields", []));

    private static IEnumerable<FieldError> CheckWhole(FormDefinition form)
    {
        if (form.Fields.Count == 0 && form.Outcomes.Count == 0) yield return FormTexts.Error("fields", "form.empty");
        foreach (var twice in form.Outcomes.GroupBy(o => o.Key).Where(g => g.Count() > 1)) yield return FormTexts.Error("outcomes", "form.outcome-twice", ("key", twice.Key));
        for (var i = 0; i < form.Outcomes.Count; i++)
            foreach (var required in form.Outcomes[i].Requires.Where(r => form.Fields.All(f => f.Key != r)))
                yield return FormTexts.Error($"outcomes[{i}].requires", "form.outcome-requires", ("field", required));
        for (var i = 0; i < form.Fields.Count; i++)
            if (form.Fields[i].Section is { } section && form.Sections.All(s => s.Key != section))
                yield return FormTexts.Error($"fields[{i}].section", "form.section-unknown", ("section", section));
    }

    // A list that is misspelt would hold nobody back.
    private static IEnumerable<FieldError> CheckOutcomes(FormDefinition form)
    {
        for (var i = 0; i < form.Outcomes.Count; i++)
        {
            var outcome = form.Outcomes[i];
            for (var j = 0; j < outcome.Every.Count; j++)
                foreach (var error in CheckEntries(form, outcome.Every[j], $"outcomes[{i}].every[{j}]"))
                    yield return error;
            for (var j = 0; j < outcome.Asks.Count; j++)
                foreach (var error in CheckAsked(form, outcome.Asks[j], $"outcomes[{i}].asks[{j}]"))
                    yield return error;
            for (var j = 0; j < outcome.PerParty.Count; j++)
                if (ListOf(form, outcome.PerParty[j].List) is not { } list)
                    yield return FormTexts.Error($"outcomes[{i}].perParty[{j}].list", "form.outcome-list", ("field", outcome.PerParty[j].List));
                else if (list.Fields.All(x => x.Key != outcome.PerParty[j].Name || x.Type != FormFieldType.Text))
                    yield return FormTexts.Error($"outcomes[{i}].perParty[{j}].name", "form.outcome-list-name", ("field", outcome.PerParty[j].Name), ("list", list.Key));
        }
    }

    private static IEnumerable<FieldError> CheckEntries(FormDefinition form, FormEntries every, string path) => ListOf(form, every.List) is { } list
        ? Comparisons(every.Is).SelectMany(x => CheckComparison(x, list, path + ".is", list.Fields, form.Fields))
        : [FormTexts.Error(path + ".list", "form.outcome-list", ("field", every.List))];

    private static IEnumerable<FieldError> CheckAsked(FormDefinition form, FormAsked asked, string path)
    {
        if (form.Fields.All(x => x.Key != asked.Field)) yield return FormTexts.Error(path + ".field", "form.condition-field", ("field", asked.Field));
        foreach (var comparison in Comparisons(asked.Is))
            if (form.Fields.FirstOrDefault(x => x.Key == comparison.Field || x.HoldsPart(comparison.Field)) is not { } target) yield return FormTexts.Error(path + ".is", "form.condition-field", ("field", comparison.Field));
            else
                foreach (var value in UnknownOptions(comparison, target))
                    yield return FormTexts.Error(path + ".is", "form.condition-option", ("value", value), ("field", target.Key));
    }

    private static IEnumerable<string?> UnknownOptions(FormCondition.Compare comparison, FormField target) =>
        target.Options.Count == 0 || comparison.Operator is FormOperator.Filled ? []
        : from value in comparison.Value is JsonArray list ? list : (IEnumerable<JsonNode?>)[comparison.Value]
          where value is not JsonValue text || !text.TryGetValue<string>(out var option) || target.Options.All(o => o.Value != option)
          select value?.ToJsonString();

    private static FormField? ListOf(FormDefinition form, string key) => form.Fields.FirstOrDefault(x => x.Key == key && x.Type == FormFieldType.List);

    private static IEnumerable<FieldError> CheckFields(FormDefinition form, IReadOnlyList<FormField> fields, string path, IReadOnlyList<FormField> outer)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            if (fields.Take(i).Any(f => f.Key == field.Key || f.Key.StartsWith(field.Key + ".", StringComparison.Ordinal) || field.Key.StartsWith(f.Key + ".", StringComparison.Ordinal)))
                yield return FormTexts.Error($"{path}[{i}].key", "form.key-twice", ("key", field.Key));
            foreach (var (condition, at) in new[] { (field.VisibleWhen, "visibleWhen"), (field.RequiredWhen, "requiredWhen") })
                foreach (var comparison in condition is null ? [] : Comparisons(condition))
                    foreach (var error in CheckComparison(comparison, field, $"{path}[{i}].{at}", fields, outer))
                        yield return error;
            foreach (var (bound, at) in new[] { (field.Earliest ?? field.Least, "min"), (field.Latest ?? field.Most, "max") })
                foreach (var key in FormBound.FieldsOf(bound).Where(x => !Bounds(x, field, [.. fields, .. outer])))
                    yield return FormTexts.Error($"{path}[{i}].{at}", "form.bound-field", ("field", key));
            if (CircleFrom(field, fields) is { } circle)
                yield return FormTexts.Error($"{path}[{i}].visibleWhen", "form.condition-cycle", ("cycle", circle));
            foreach (var error in CheckFields(form, field.Fields, $"{path}[{i}].fields", [.. fields, .. outer]))
                yield return error;
        }
    }

    // A bound by a field of another kind, or by itself, would never bound anything.
    private static bool Bounds(string key, FormField field, IReadOnlyList<FormField> known)
    {
        var at = key.IndexOf("[].", StringComparison.Ordinal);
        var named = at > 0 ? known.FirstOrDefault(x => x.Key == key[..at] && x.Type == FormFieldType.List)?.Fields.FirstOrDefault(x => x.Key == key[(at + 3)..]) : known.FirstOrDefault(x => x.Key == key);
        return named is not null && !ReferenceEquals(named, field) && IsDay(named) == IsDay(field) && (IsDay(named) || named.Type is FormFieldType.Number or FormFieldType.Money);
    }

    private static bool IsDay(FormField field) => field.Type is FormFieldType.Date or FormFieldType.Datetime;

    private static IEnumerable<FieldError> CheckComparison(FormCondition.Compare comparison, FormField owner, string path, IReadOnlyList<FormField> fields, IReadOnlyList<FormField> outer)
    {
        if (fields.Concat(outer).FirstOrDefault(f => f.Key == comparison.Field) is not { } target)
        {
            yield return FormTexts.Error(path, "form.condition-field", ("field", comparison.Field));
            yield break;
        }
        if (FormBounds.PlaceOf(comparison.Value) is { } place) yield return FormTexts.Error(path, "form.condition-fact", ("place", place));
        if (ReferenceEquals(target, owner)) yield return FormTexts.Error(path, "form.condition-self");
        foreach (var value in UnknownOptions(comparison, target))
            yield return FormTexts.Error(path, "form.condition-option", ("value", value), ("field", target.Key));
    }

    // A circle of conditions would leave every field on it hidden for ever, or shown depending on the order of reading.
    private static string? CircleFrom(FormField start, IReadOnlyList<FormField> fields)
    {
        List<FormField> path = [start];
        return Walk(start) ? string.Join(" → ", path.Append(start).Select(f => f.Key)) : null;

        bool Walk(FormField at)
        {
            foreach (var key in at.VisibleWhen is null ? [] : Comparisons(at.VisibleWhen).Select(c => c.Field))
            {
                if (fields.FirstOrDefault(f => f.Key == key) is not { } next || ReferenceEquals(next, at)) continue;
                if (ReferenceEquals(next, start)) return true;
                if (path.Contains(next)) continue;
                path.Add(next);
                if (Walk(next)) return true;
                path.Remove(next);
            }
            return false;
        }
    }

    private static IEnumerable<FormCondition.Compare> Comparisons(FormCondition condition) => condition switch
    {
        FormCondition.All all => all.Parts.SelectMany(Comparisons),
        FormCondition.Any any => any.Parts.SelectMany(Comparisons),
        FormCondition.Not not => Comparisons(not.Part),
        FormCondition.Compare compare => [compare],
        _ => [],
    };
}
