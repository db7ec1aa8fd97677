using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CaseWorkflows.Cases.Forms;

/// <summary>Reads a form definition from its JSON. What concerns several fields is checked by <see cref="FormChecks"/>.</summary>
internal static partial class FormReader
{
    private static readonly string[] Types = [.. Enum.GetNames<FormFieldType>().Select(n => n.ToLowerInvariant())];

    public static FormDefinition Read(FieldReader root)
    {
        var form = new FormDefinition
        {
            Id = root.RequiredText("id") ?? "",
            Version = root.Whole("version") ?? 1,
            Title = root.RequiredLocalized("title"),
            Intro = root.Localized("intro"),
            Sections = [.. root.Objects("sections").Select(ReadSection)],
            Fields = [.. root.Objects("fields").Select(ReadField)],
            Outcomes = [.. root.Objects("outcomes").Select(ReadOutcome)],
        };
        root.WarnOfUnread();
        return form;
    }

    private static FormSection ReadSection(FieldReader at)
    {
        var section = new FormSection(at.RequiredText("key") ?? "", at.RequiredLocalized("title"));
        at.WarnOfUnread();
        return section;
    }

    private static FormOutcome ReadOutcome(FieldReader at)
    {
        var outcome = new FormOutcome(at.RequiredText("key") ?? "", at.RequiredLocalized("label"), at.Choices("requires", null), at.Choice("style", ["primary", "danger"]), at.Localized("confirm"))
        {
            Every = [.. at.Objects("every").Select(ReadEntries).OfType<FormEntries>()],
            PerParty = [.. at.Objects("perParty").Select(ReadParties)],
            Asks = [.. at.Objects("asks").Select(ReadAsked).OfType<FormAsked>()],
        };
        at.WarnOfUnread();
        return outcome;
    }

    private static FormEntries? ReadEntries(FieldReader at)
    {
        if (!at.Has("is")) at.Missing("is");
        var (list, condition, message) = (at.RequiredText("list") ?? "", ReadCondition(at, "is"), at.RequiredLocalized("message"));
        at.WarnOfUnread();
        return condition is null ? null : new FormEntries(list, condition, message);
    }

    private static FormAsked? ReadAsked(FieldReader at)
    {
        if (!at.Has("is")) at.Missing("is");
        var (field, condition, message) = (at.RequiredText("field") ?? "", ReadCondition(at, "is"), at.RequiredLocalized("message"));
        at.WarnOfUnread();
        return condition is null ? null : new FormAsked(field, condition, message);
    }

    private static FormParties ReadParties(FieldReader at)
    {
        var parties = new FormParties(at.RequiredText("list") ?? "", at.RequiredText("name") ?? "");
        at.WarnOfUnread();
        return parties;
    }

    private static FormField ReadField(FieldReader at)
    {
        if (!at.Has("type")) at.Missing("type");
        var type = Enum.TryParse<FormFieldType>(at.Choice("type", Types), ignoreCase: true, out var known) ? known : FormFieldType.Text;
        var key = at.RequiredText("key") ?? "";
        if (key.Length > 0 && !Key().IsMatch(key)) at.Fail("key", "form.key-shape", ("key", key));
        foreach (var (attribute, types) in FormAttributes.Types)
            if (at.Has(attribute) && !types.Contains(type))
                at.Fail(attribute, "form.attribute-not-for-type", ("attribute", attribute), ("type", type.ToString().ToLowerInvariant()));
        var dates = type is FormFieldType.Date or FormFieldType.Datetime;
        var items = type is FormFieldType.List or FormFieldType.Choices or FormFieldType.File;
        var field = new FormField
        {
            Key = key,
            Type = type,
            Label = at.RequiredLocalized("label"),
            Help = at.Localized("help"),
            Section = at.Text("section"),
            Required = at.Flag("required") ?? false,
            RequiredWhen = ReadCondition(at, "requiredWhen"),
            VisibleWhen = ReadCondition(at, "visibleWhen"),
            ReadOnly = at.Flag("readOnly") ?? false,
            Default = at.Value("default")?.DeepClone(),
            Options = [.. at.Objects("options").Select(ReadOption)],
            OptionsFrom = at.Text("optionsFrom"),
            Proposal = at.Choice("proposal", (IReadOnlyCollection<string>)Subsidies.SubsidyProposal.Fields),
            Min = dates || IsText(at, "min") ? null : at.Amount("min"),
            Max = dates || IsText(at, "max") ? null : at.Amount("max"),
            Least = dates || !IsText(at, "min") ? null : ReadBound(at, "min", days: false),
            Most = dates || !IsText(at, "max") ? null : ReadBound(at, "max", days: false),
            Earliest = dates ? ReadBound(at, "min", days: true) : null,
            Latest = dates ? ReadBound(at, "max", days: true) : null,
            MinHint = at.Localized("minHint"),
            MaxHint = at.Localized("maxHint"),
            Whole = at.Flag("whole") ?? false,
            Unit = at.Localized("unit"),
            MinLength = Count(at, items ? "minItems" : "minLength"),
            MaxLength = Count(at, items ? "maxItems" : "maxLength"),
            Pattern = ReadPattern(at),
            PatternHint = at.Localized("patternHint"),
            Fields = [.. at.Objects("fields").Select(ReadField)],
            Accept = at.Choices("accept", null),
            MaxBytes = Count(at, "maxBytes"),
            Multiple = at.Flag("multiple") ?? false,
        };
        CheckShape(at, field);
        at.WarnOfUnread();
        return field;
    }

    private static void CheckShape(FieldReader at, FormField field)
    {
        if (field.Type is FormFieldType.Choice or FormFieldType.Choices && field.Options.Count == 0 && field.OptionsFrom is null) at.Fail("options", "form.options-missing");
        foreach (var twice in field.Options.GroupBy(o => o.Value).Where(g => g.Count() > 1)) at.Fail("options", "form.options-twice", ("value", twice.Key));
        if (field is { Type: FormFieldType.List, Fields.Count: 0 }) at.Fail("fields", "form.fields-missing");
        if (field is { Pattern: not null, PatternHint: null }) at.Fail("patternHint", "form.pattern-hint");
        if (field.Min > field.Max) at.Fail("max", "form.bounds");
        if (field.MinLength > field.MaxLength) at.Fail(field.Type is FormFieldType.Text or FormFieldType.Multiline ? "maxLength" : "maxItems", "form.bounds");
        if (field is { Earliest: not (null or "today"), Latest: not (null or "today") } && !FormBound.IsPlace(field.Earliest) && !FormBound.IsPlace(field.Latest) && string.CompareOrdinal(field.Earliest, field.Latest) > 0) at.Fail("max", "form.bounds");
    }

    private static FormOption ReadOption(FieldReader at)
    {
        var option = new FormOption(at.RequiredText("value") ?? "", at.RequiredLocalized("label"));
        at.WarnOfUnread();
        return option;
    }

    private static bool IsText(FieldReader at, string key) => at.Has(key) && at.Value(key)!.GetValueKind() == JsonValueKind.String;

    private static string? ReadBound(FieldReader at, string key, bool days)
    {
        if (at.Text(key) is not { } text) return null;
        if (FormBound.IsBound(text, days)) return text;
        at.Fail(key, "form.bound-bad", ("value", text), ("type", days ? "date" : "number"));
        return null;
    }

    private static int? Count(FieldReader at, string key)
    {
        var count = at.Whole(key);
        if (count < 0) at.Fail(key, "amount.negative");
        return count;
    }

    private static string? ReadPattern(FieldReader at)
    {
        if (at.Text("pattern") is not { } pattern) return null;
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return pattern;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            at.Fail("pattern", "form.pattern-bad", ("pattern", pattern));
            return null;
        }
    }

    private static FormCondition? ReadCondition(FieldReader owner, string key) => owner.Object(key) is { } at ? ReadCondition(at) : null;

    private static FormCondition? ReadCondition(FieldReader at)
    {
        string[] present = [.. new[] { "all", "any", "not", "field" }.Where(at.Has)];
        FormCondition? condition = null;
        if (present is ["all"]) condition = new FormCondition.All(Parts(at, "all"));
        else if (present is ["any"]) condition = new FormCondition.Any(Parts(at, "any"));
        else if (present is ["not"]) condition = ReadCondition(at, "not") is { } part ? new FormCondition.Not(part) : null;
        else if (present is ["field"]) condition = ReadComparison(at);
        else at.Fail("", "form.condition-shape");
        at.WarnOfUnread();
        return condition;
    }

    private static List<FormCondition> Parts(FieldReader at, string key)
    {
        List<FormCondition> parts = [.. at.Objects(key).Select(ReadCondition).OfType<FormCondition>()];
        if (parts.Count == 0) at.Fail(key, "form.condition-shape");
        return parts;
    }

    private static FormCondition.Compare? ReadComparison(FieldReader at)
    {
        var field = at.Text("field");
        var operators = Enum.GetValues<FormOperator>().Select(o => (Operator: o, Key: JsonNamingPolicy.CamelCase.ConvertName(o.ToString()))).Where(o => at.Has(o.Key)).ToList();
        if (field is null || operators.Count != 1 || at.Value(operators[0].Key) is not { } value || !Suits(operators[0].Operator, value))
        {
            at.Fail("", "form.condition-shape");
            return null;
        }
        return new FormCondition.Compare(field, operators[0].Operator, value.DeepClone());
    }

    private static bool Suits(FormOperator comparison, JsonNode value) => comparison switch
    {
        FormOperator.In => value is JsonArray { Count: > 0 },
        FormOperator.Filled => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        FormOperator.AtLeast or FormOperator.AtMost => FieldReader.Number(value) is not null || FormBounds.PlaceOf(value) is not null,
        _ => value is JsonValue,
    };

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$")]
    private static partial Regex Key();
}
