using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>Fills in any form so that it is accepted, with values drawn by a seed.</summary>
internal sealed class FormFiller(Random random, DateOnly today, IReadOnlyList<string> lawyers)
{
    public JsonObject Fill(FormDefinition form, string? outcome = null)
    {
        var data = new JsonObject();
        foreach (var field in form.Fields) Put(data, field.Key, Value(FormBounds.Of(field, new FormValues(form.Fields, data, null), today)));
        foreach (var asked in form.Outcomes.FirstOrDefault(x => x.Key == outcome)?.Asks ?? [])
            if (asked.Is is FormCondition.Compare { Operator: FormOperator.Equals or FormOperator.AtLeast or FormOperator.AtMost } wanted && FormBounds.IsKnown(wanted.Value)) Put(data, wanted.Field, wanted.Value.DeepClone());
        return data;
    }

    private JsonNode Value(FormField field) => field.Type switch
    {
        FormFieldType.Number or FormFieldType.Money => JsonValue.Create(Math.Min(field.Max ?? 50, Math.Max(field.Min ?? 1, 7))),
        FormFieldType.Date => today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FormFieldType.Datetime => today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00",
        FormFieldType.Choice => Option(field),
        FormFieldType.Choices => new JsonArray(Option(field)),
        FormFieldType.Checkbox => true,
        FormFieldType.List => new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode)Entry(field))]),
        FormFieldType.Person => new JsonObject { ["name"] = "某人" },
        FormFieldType.File => new JsonObject { ["id"] = "f1", ["name"] = "a.pdf", ["type"] = "application/pdf", ["bytes"] = 10 },
        _ => $"文字{random.Next(1000)}",
    };

    private JsonObject Entry(FormField list)
    {
        var entry = new JsonObject();
        foreach (var field in list.Fields) Put(entry, field.Key, Value(field));
        return entry;
    }

    private string Option(FormField field) =>
        field.OptionsFrom switch
        {
            "lawyers" => lawyers[random.Next(lawyers.Count)],
            "staff" => Shipped.Staff[random.Next(Shipped.Staff.Count)].Id.Value,
            "offices" => Shipped.Library.Offices.First().Path.Value,
            _ => field.Options[random.Next(field.Options.Count)].Value,
        };

    private static void Put(JsonObject target, string key, JsonNode value)
    {
        var parts = key.Split('.');
        foreach (var part in parts[..^1])
            target = target[part] as JsonObject ?? (JsonObject)(target[part] = new JsonObject());
        target[parts[^1]] = value;
    }
}
