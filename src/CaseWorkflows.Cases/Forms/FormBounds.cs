using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseInstants = CaseWorkflows.Cases.Activities.Instants;

namespace CaseWorkflows.Cases.Forms;

/// <summary>
/// What only the case knows, put into a form when a task is shown and when it is completed: bounds of days, numbers and amounts (<c>"min": "fact:steps.court-decision.data.ruledOn"</c>,
/// nobody knows of a ruling before there is one; <c>"max": "fact:application.matter.amount"</c>), values that an outcome asks for, and what fields hold at first. Where the case
/// does not know it, nothing is asked.
/// </summary>
public static class FormBounds
{
    private const string Received = "fact:case.receivedAt";

    /// <summary>Whether a text names a place among the facts of a case.</summary>
    internal static bool IsOfCase(string text) => CaseInstants.IsFact(text);

    /// <summary>The form with what this case knows in place of the names of facts.</summary>
    /// <param name="form">The form.</param>
    /// <param name="facts">The facts of the case as flows see them; asked for only if the form names one.</param>
    public static FormDefinition Of(FormDefinition form, Func<JsonObject> facts)
    {
        if (!form.Fields.Any(Names) && !form.Outcomes.Any(x => x.Asks.Any(y => Names(y.Is)))) return form;
        var known = facts();
        return form with { Fields = Known(form.Fields, known), Outcomes = [.. form.Outcomes.Select(x => x with { Asks = [.. x.Asks.Select(y => Known(y, known)).OfType<FormAsked>()] })] };
    }

    /// <summary>The field with the number or day that its bounds come to beside these values of other fields.</summary>
    /// <param name="field">The field.</param>
    /// <param name="values">The values beside it.</param>
    /// <param name="today">The present day in China.</param>
    public static FormField Of(FormField field, FormValues values, DateOnly today) => field with
    {
        Min = field.Min ?? FormBound.Number(field.Least, values.Of, lower: true),
        Max = field.Max ?? FormBound.Number(field.Most, values.Of, lower: false),
        Earliest = FormBound.Moment(field.Earliest, values.Of, today, lower: true)?.Written,
        Latest = FormBound.Moment(field.Latest, values.Of, today, lower: false)?.Written,
    };

    /// <summary>Between what a value has to lie, with what the bounds are; null where they say nothing that the field's label does not.</summary>
    /// <param name="field">The field.</param>
    /// <param name="values">The values beside it.</param>
    /// <param name="today">The present day in China.</param>
    public static LocalizedText? Span(FormField field, FormValues values, DateOnly today)
    {
        var days = field.Type is FormFieldType.Date or FormFieldType.Datetime;
        if (days && field.MinHint is null && field.MaxHint is null && !FormBound.IsPlace(field.Earliest) && !FormBound.IsPlace(field.Latest)) return null;
        var of = new FieldValue(field, null, field.Key, false, today, null, values, values.FieldOf);
        var (first, last) = days ? (of.First is not null, of.Last is not null) : (of.Least is not null, of.Most is not null);
        if (!last && !(first && (days || FormBound.IsPlace(field.Least) || field.MinHint is not null))) return null;
        var (from, to) = days ? (of.Shown(of.First, field.Earliest, field.MinHint), of.Shown(of.Last, field.Latest, field.MaxHint)) : (of.Shown(of.Least, "", field.Least, field.MinHint), of.Shown(of.Most, "", field.Most, field.MaxHint));
        return FormTexts.Get(!first ? "bound.until" : !last ? "bound.from" : "bound.span", ("min", from), ("max", to));
    }

    /// <summary>Whether what a field holds at first is known, and not only where the case would know it.</summary>
    public static bool IsKnown(JsonNode? value) => value is not null && PlaceOf(value) is null;

    private static bool Names(FormField field) =>
        new[] { field.Earliest, field.Latest, field.Least, field.Most }.Any(x => x?.Contains("fact:", StringComparison.Ordinal) == true) || PlaceOf(field.Default) is not null || field.Fields.Any(Names);

    private static bool Names(FormCondition condition) => condition switch
    {
        FormCondition.All all => all.Parts.Any(Names),
        FormCondition.Any any => any.Parts.Any(Names),
        FormCondition.Not not => Names(not.Part),
        FormCondition.Compare compare => PlaceOf(compare.Value) is not null,
        _ => false,
    };

    internal static string? PlaceOf(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var place) && IsOfCase(place) ? place : null;

    private static IReadOnlyList<FormField> Known(IReadOnlyList<FormField> fields, JsonObject facts) => [.. fields.Select(x => Names(x) ? Known(x, facts) : x)];

    private static FormField Known(FormField field, JsonObject facts) => field with
    {
        Earliest = Known(field.Earliest, field.Type, facts, true),
        Latest = Known(field.Latest, field.Type, facts, false),
        Least = Known(field.Least, field.Type, facts, true),
        Most = Known(field.Most, field.Type, facts, false),
        MinHint = field.MinHint ?? Meaning(field.Earliest, facts),
        MaxHint = field.MaxHint ?? Meaning(field.Latest, facts),
        Default = PlaceOf(field.Default) is { } place ? CaseInstants.Known(facts, place) : field.Default,
        Fields = Known(field.Fields, facts),
    };

    private static string? Known(string? bound, FormFieldType type, JsonObject facts, bool lower) => bound is null ? null : FormBound.Known(bound, facts, type, lower);

    private static LocalizedText? Meaning(string? bound, JsonObject facts) => bound is not null && FormBound.FirstPlace(bound, facts) == Received ? FormTexts.Get("bound.received") : null;

    private static FormAsked? Known(FormAsked asked, JsonObject facts) => !Names(asked.Is) ? asked : Known(asked.Is, facts) is { } condition ? asked with { Is = condition } : null;

    // A comparison with what the case does not know asks nothing.
    private static FormCondition? Known(FormCondition condition, JsonObject facts) => condition switch
    {
        FormCondition.All all => new FormCondition.All([.. all.Parts.Select(x => Known(x, facts)).OfType<FormCondition>()]),
        FormCondition.Any any => any.Parts.Select(x => Known(x, facts)).ToList() is var parts && parts.Contains(null) ? null : new FormCondition.Any([.. parts.OfType<FormCondition>()]),
        FormCondition.Not not => Known(not.Part, facts) is { } part ? new FormCondition.Not(part) : null,
        FormCondition.Compare compare when PlaceOf(compare.Value) is { } place => CaseInstants.Known(facts, place) is { } value ? compare with { Value = value } : null,
        _ => condition,
    };
}
