using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Forms;

/// <summary>What an outcome asks of the fields and of the entries of lists, checked on what is left of a submission after its fields were checked.</summary>
public static class OutcomeChecks
{
    /// <summary>The code of an entry that the outcome does not allow.</summary>
    public const string Entry = "outcome.entry";

    /// <summary>The code of a list in which a party is missing.</summary>
    public const string PerParty = "outcome.per-party";

    /// <summary>The code of a field that the outcome does not allow as it is.</summary>
    public const string Asked = "outcome.asked";

    /// <summary>Whether an error is about the button pressed only: with another one the same entries may be right.</summary>
    public static bool IsOfOutcome(FieldError error) => error.Code is Entry or PerParty or Asked;

    internal static IEnumerable<FieldError> Check(FormDefinition form, FormOutcome outcome, JsonObject values, IReadOnlyCollection<string>? parties, IReadOnlyList<string> wrong, JsonObject? application)
    {
        var whole = new FormValues(form.Fields, values, null);
        // What is not submitted again stays as the case has it: an anonymous applicant would otherwise be passed on by leaving the field out.
        var kept = application is null ? whole : new FormValues(form.Fields, Commands.Tasks.JsonMerge.Apply(new JsonObject { ["application"] = application.DeepClone() }, values), null);
        foreach (var asked in outcome.Asks)
            if (!wrong.Contains(asked.Field) && !kept.Holds(asked.Is))
                yield return FormTexts.Error(asked.Field, Asked, ("message", asked.Message), ("outcome", outcome.Label));
        foreach (var every in outcome.Every)
            if (Shown(form, whole, every.List, wrong) is { } list)
                foreach (var error in NotSo(list, every, outcome, whole))
                    yield return error;
        foreach (var per in outcome.PerParty)
            if (parties is not null && Shown(form, whole, per.List, wrong) is { } list && TooFew(list, per, outcome, whole, parties) is { } error)
                yield return error;
    }

    // A list that is wrong in itself has an error that says so; a hidden one can't be filled in.
    private static FormField? Shown(FormDefinition form, FormValues whole, string key, IReadOnlyList<string> wrong) =>
        form.Fields.FirstOrDefault(x => x.Key == key) is { ReadOnly: false } list && whole.IsVisible(list) && !wrong.Any(x => x == key || x.StartsWith(key + "[", StringComparison.Ordinal)) ? list : null;

    private static IEnumerable<FieldError> NotSo(FormField list, FormEntries every, FormOutcome outcome, FormValues whole)
    {
        var entries = EntriesOf(list, whole);
        for (var i = 0; i < entries.Count; i++)
            if (!new FormValues(list.Fields, entries[i], whole).Holds(every.Is))
                yield return FormTexts.Error(every.Is is FormCondition.Compare of && list.Fields.Any(x => x.Key == of.Field) ? $"{list.Key}[{i}].{of.Field}" : $"{list.Key}[{i}]", Entry, ("message", every.Message), ("outcome", outcome.Label));
    }

    // Who stands there twice answers once, unless two parties bear the name. Names are counted, not compared: a body is named by whoever acts for it.
    private static FieldError? TooFew(FormField list, FormParties per, FormOutcome outcome, FormValues whole, IReadOnlyCollection<string> parties)
    {
        var borne = parties.CountBy(x => x.Trim()).ToDictionary();
        var given = EntriesOf(list, whole).Select(x => new FormValues(list.Fields, x, null).Raw(per.Name)?.ToString().Trim()).Where(x => !string.IsNullOrEmpty(x))
            .CountBy(x => x!).Sum(x => Math.Min(x.Value, borne.GetValueOrDefault(x.Key, 1)));
        return given >= parties.Count ? null : FormTexts.Error(list.Key, PerParty, ("outcome", outcome.Label), ("needed", parties.Count), ("given", given), ("parties", Joining.Names(parties)));
    }

    private static List<JsonObject> EntriesOf(FormField list, FormValues whole) => [.. (whole.Raw(list.Key) as JsonArray ?? []).OfType<JsonObject>()];
}
