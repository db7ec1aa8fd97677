using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Cases.Subsidies;

namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>
/// Fills in any form as somebody of a city would: what the pressed button asks for always, other fields now and then, with values that fit their type and
/// bounds. What a form hides is left out, what it makes depend on other answers is filled in after them.
/// </summary>
internal sealed class FormAnswers(WorkflowLibrary library, CityPlan plan, CityMix city, IReadOnlyList<StaffMember> staff, Dice dice, DateOnly today, LegalCase? @case, TimeOnly hour = default)
{
    // A field may depend on one that depends on a third.
    private const int Rounds = 3;
    private const int Known = 90;

    private static readonly string[] PersonParts = ["identity.kind", "identity.number", "name", "birthDate", "gender", "nationality", "phone"];

    private readonly Dictionary<string, CityPerson> _people = [];

    /// <summary>The answers for an outcome; for a form without any, null.</summary>
    public JsonObject Fill(FormDefinition form, string? outcome)
    {
        var pressed = form.Outcomes.FirstOrDefault(x => x.Key == outcome);
        var data = Fill(form.Id, form.Fields, [], pressed?.Requires ?? [], null);
        foreach (var per in pressed?.PerParty ?? []) NameParties(data, per);
        foreach (var every in pressed?.Every ?? [])
            if (every.Is is FormCondition.Compare { Operator: FormOperator.Equals } same)
                foreach (var entry in ListOf(data, every.List).OfType<JsonObject>()) FormValues.Put(entry, same.Field, same.Value);
        foreach (var asked in pressed?.Asks ?? [])
            if (asked.Is is FormCondition.Compare { Operator: FormOperator.Equals or FormOperator.AtLeast or FormOperator.AtMost } wanted && FormBounds.PlaceOf(wanted.Value) is null) FormValues.Put(data, wanted.Field, wanted.Value);
        return data;
    }

    private void NameParties(JsonObject data, FormParties per)
    {
        var (entries, names) = (ListOf(data, per.List), @case?.Dossier.PrincipalNames() ?? []);
        while (entries.Count > 0 && entries.Count < names.Count) entries.Add(entries[0]!.DeepClone());
        foreach (var (entry, name) in entries.OfType<JsonObject>().Zip(names)) FormValues.Put(entry, per.Name, JsonValue.Create(name));
    }

    private static JsonArray ListOf(JsonObject data, string key) => new FormValues([], data, null).Raw(key) as JsonArray ?? [];

    private JsonObject Fill(string form, IReadOnlyList<FormField> fields, JsonObject data, IReadOnlyList<string> requires, FormValues? outer)
    {
        HashSet<string> seen = [];
        for (var round = 0; round < Rounds; round++)
            foreach (var field in fields)
            {
                var values = new FormValues(fields, data, outer);
                if (field.ReadOnly || seen.Contains(field.Key) || !values.IsVisible(field)) continue;
                var must = values.IsRequired(field) || requires.Contains(field.Key);
                // Whether it must be filled in may show only when the others are.
                if (!must && field.RequiredWhen is not null && round < Rounds - 1) continue;
                seen.Add(field.Key);
                if (must || field.RequiredWhen is not null || dice.Chance(Odds(form, field)))
                    if (Value(form, field, must, values) is { } value) FormValues.Put(data, field.Key, value);
            }
        return data;
    }

    // Most people say who they are, whatever else they leave out.
    private decimal Odds(string form, FormField field) =>
        PersonParts.Any(x => field.Key.EndsWith(".identity." + x.Split('.')[^1], StringComparison.Ordinal)) || field.Key.EndsWith(".phone", StringComparison.Ordinal)
            ? Known
            : plan.Optional.GetValueOrDefault(form, plan.Optional.GetValueOrDefault("*", 30));

    private JsonNode? Value(string form, FormField field, bool must, FormValues values)
    {
        if (field.Proposal is { } proposed && @case is not null && SubsidyProposal.Of(@case, library, today) is { } proposal)
            return proposed == SubsidyProposal.AmountField ? JsonValue.Create(proposal.Amount) : JsonValue.Create(proposal.Standard.Zh);
        if (field.Default is { } usual && FormBounds.IsKnown(usual) && dice.Chance(60)) return usual.DeepClone();
        field = FormBounds.Of(field, values, today);
        return field.Type switch
        {
            FormFieldType.Number or FormFieldType.Money => Number(form, field),
            FormFieldType.Date => Person(field.Key) is { } own ? own : Text(Day(field)),
            // What is done now is not written down as done before a limit that ended this morning.
            FormFieldType.Datetime => Text(Day(field)) + (Day(field) == today ? hour : default).ToString("'T'HH:mm", CultureInfo.InvariantCulture),
            FormFieldType.Choice => Option(form, field),
            FormFieldType.Choices => Option(form, field) is { } one ? new JsonArray(one) : null,
            FormFieldType.Checkbox => must || dice.Chance(15),
            FormFieldType.List => Entries(form, field, values),
            FormFieldType.Person => Somebody(field.Key).ToJson(),
            FormFieldType.File => Paper(field),
            _ => Line(field),
        };
    }

    private JsonNode Number(string form, FormField field)
    {
        if (Of(plan.Numbers, form, field.Key) is [var from, var to]) return dice.Between(from, to);
        var least = field.Min ?? 1;
        var most = field.Max ?? Math.Max(least, field.Type == FormFieldType.Money ? 5_000 : 9);
        // Whole numbers between the bounds; between 0.01 and 0.5 there is none, and the lower bound will do.
        var (first, last) = ((int)Math.Ceiling(least), (int)Math.Floor(Math.Min(most, 1_000_000)));
        return last < first ? JsonValue.Create(least) : dice.Between(first, last);
    }

    private DateOnly Day(FormField field)
    {
        var (first, last) = (Bound(field.Earliest), Bound(field.Latest));
        return last is { } until && until < today ? until : first is { } from && from > today ? from : today;
    }

    private DateOnly? Bound(string? text) => text switch
    {
        null => null,
        "today" => today,
        _ => BoundMoment.TryRead(text)?.Day,
    };

    private JsonValue? Option(string form, FormField field)
    {
        if (Person(field.Key) is { } own && field.Options.Any(x => x.Value == own)) return JsonValue.Create(own);
        var options = field.OptionsFrom is { } list ? Supplied(list) : [.. field.Options.Select(x => x.Value)];
        if (options.Count == 0) return null;
        if ((Of(city.Choices, form, field.Key) ?? Of(plan.Choices, form, field.Key)) is { } weights && options.Any(x => weights.GetValueOrDefault(x) > 0))
            return JsonValue.Create(dice.Weighted([.. options.Select(x => (x, weights.GetValueOrDefault(x)))]));
        // Whoever completes a file hands in what is missing.
        if (Missing().Where(options.Contains).ToList() is { Count: > 0 } missing && field.Key == "kind") return JsonValue.Create(dice.Among(missing));
        return JsonValue.Create(dice.Among(options));
    }

    private List<string> Supplied(string list) => list switch
    {
        SuppliedLists.Lawyers => Proposed("lawyer", Role.Lawyer),
        SuppliedLists.Mediators => Proposed("mediator", Role.Mediator),
        SuppliedLists.Deciders => [.. staff.Where(x => DecidingStaff.MayHaveDecided(x, null)).Select(x => x.Id.Value)],
        _ when SuppliedLists.IsOfStaff(list) => [.. staff.Where(x => SuppliedLists.RoleOf(list) is not { } role || x.Roles.Contains(role)).Select(x => x.Id.Value)],
        SuppliedLists.Offices => [city.Office],
        "regions" => [city.Region],
        "roles" => [.. library.Roles.Select(x => x.Key)],
        "stages" => [.. library.Stages.Keys],
        // Papers are named like those of a catalogue.
        _ => ["identity-document", "case-material", "means-statement"],
    };

    private List<string> Proposed(string kind, string role)
    {
        var proposed = (@case?.Dossier.Facts()[$"{kind}Proposals"]?["proposals"] as JsonArray ?? []).Select(x => x?[kind]?.ToString()).OfType<string>().ToList();
        return proposed.Count > 0 ? proposed[..Math.Min(2, proposed.Count)] : [.. staff.Where(x => x.Roles.Contains(role)).Select(x => x.Id.Value)];
    }

    private IReadOnlyList<string> Missing() => [.. (@case?.Dossier.Facts()["missingFromFile"] as JsonArray ?? []).Select(x => x?["kind"]?.ToString()).OfType<string>()];

    private JsonArray Entries(string form, FormField list, FormValues values)
    {
        var wanted = list.Fields.Any(x => x.Key == "kind") ? Missing().Count : 0;
        var count = Math.Max(wanted, Math.Clamp(dice.Between(1, 3), Math.Max(1, list.MinLength ?? 1), Math.Max(1, list.MaxLength ?? 3)));
        var entries = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var known = _people.Keys.ToHashSet();
            var entry = Fill($"{form}.{list.Key}", list.Fields, [], [], values);
            // The next entry is about somebody else.
            foreach (var somebody in _people.Keys.Except(known).ToList()) _people.Remove(somebody);
            if (i < wanted && list.Fields.First(x => x.Key == "kind") is { OptionsFrom: null } kind && kind.Options.Any(x => x.Value == Missing()[i])) entry["kind"] = Missing()[i];
            entries.Add((JsonNode)entry);
        }
        return entries;
    }

    private JsonNode Paper(FormField field)
    {
        var type = field.Accept.FirstOrDefault(x => x.Contains('/') && !x.EndsWith("/*", StringComparison.Ordinal)) ?? "application/pdf";
        var end = field.Accept.FirstOrDefault(x => x.StartsWith('.')) ?? ".pdf";
        var file = new JsonObject { ["id"] = $"paper-{dice.Below(1_000_000)}", ["name"] = $"paper{end}", ["type"] = type, ["bytes"] = 1_000 };
        return field.Multiple ? new JsonArray(file) : file;
    }

    private JsonNode? Line(FormField field)
    {
        if (Person(field.Key) is { } own) return own;
        // A pattern is the form's own; only one that asks for nothing special can be met with words.
        if (field.Pattern is not null) return null;
        if (field.Type == FormFieldType.Multiline) return Cut(dice.Among(plan.Words.Accounts), field);
        var last = field.Key.Split('.')[^1];
        if (last is "telephone" or "phone") return Somebody(field.Key).Phone;
        if (last.Equals("name", StringComparison.OrdinalIgnoreCase)) return dice.Chance(50) ? dice.Among(plan.Words.Bodies) : Somebody(field.Key).Name;
        if (last is "unit" or "authority" or "court" or "institution") return dice.Among(plan.Words.Bodies);
        return Cut(dice.Among(plan.Words.Lines), field);
    }

    private static JsonNode Cut(string text, FormField field)
    {
        var longest = field.MaxLength ?? text.Length;
        var least = field.MinLength ?? 0;
        while (text.Length < least) text += text;
        return text.Length > longest ? text[..longest] : text;
    }

    /// <summary>What a field like <c>applicant.identity.number</c> holds: all those with the same beginning are about the same person.</summary>
    private string? Person(string key)
    {
        foreach (var part in PersonParts)
            if (key.EndsWith("." + part, StringComparison.Ordinal)) return Somebody(key[..^(part.Length + 1)]).Of(part);
        return null;
    }

    private CityPerson Somebody(string of)
    {
        if (!_people.TryGetValue(of, out var person)) _people[of] = person = CityPerson.Draw(dice, plan.Words, city.Office.Split('/', StringSplitOptions.RemoveEmptyEntries)[^1] + "000000");
        return person;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static T? Of<T>(IReadOnlyDictionary<string, T> entries, string form, string key) where T : class =>
        entries.GetValueOrDefault($"{form}.{key}") ?? entries.GetValueOrDefault($"*.{key.Split('.')[^1]}");
}
