using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Tests.Forms;

/// <summary>Bounds of days that only the case knows.</summary>
public sealed class FormBoundsTests
{
    private static readonly DateOnly Today = new(2026, 12, 1);

    private const string Form = """
        { "id": "x", "version": 1, "title": { "zh": "x", "en": "x" }, "fields": [
            { "key": "knewOn", "type": "date", "label": { "zh": "x", "en": "x" }, "min": "fact:steps.ruling.data.on", "max": "today" },
            { "key": "others", "type": "list", "label": { "zh": "x", "en": "x" }, "fields": [ { "key": "on", "type": "date", "label": { "zh": "x", "en": "x" }, "max": "fact:steps.ruling.data.on" } ] } ] }
        """;

    [Theory]
    [InlineData("""{ "knewOn": "2026-03-18" }""", "knewOn")]
    [InlineData("""{ "knewOn": "2026-03-19" }""", null)]
    [InlineData("""{ "knewOn": "2026-12-02" }""", "knewOn")]
    [InlineData("""{ "others": [ { "on": "2026-03-19" }, { "on": "2026-03-20" } ] }""", "others[1].on")]
    public void A_day_that_the_case_knows_bounds_a_field_also_in_a_list(string data, string? wrong)
    {
        var result = Check(data, """{ "steps": { "ruling": { "data": { "on": "2026-03-19" } } } }""");
        Assert.Equal(wrong is null ? [] : [wrong], result.Errors.Select(x => x.Field));
        Assert.All(result.Errors, x => Assert.Contains("2026-", x.Message.En, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "steps": { "ruling": { "data": { "on": "bald" } } } }""")]
    public void What_the_case_does_not_know_bounds_nothing(string facts) => Assert.Empty(Check("""{ "knewOn": "2020-01-01", "others": [ { "on": "2026-11-30" } ] }""", facts).Errors);

    [Fact]
    public void Where_nobody_has_put_the_day_in_the_other_bound_holds_all_the_same()
    {
        var form = FormBook.Parse(Form).Form!;
        Assert.Empty(FormValidator.Validate(form, Data("""{ "knewOn": "2020-01-01" }"""), null, Today).Errors);
        Assert.Single(FormValidator.Validate(form, Data("""{ "knewOn": "2027-01-01" }"""), null, Today).Errors);
    }

    [Fact]
    public void A_bound_that_is_neither_a_day_nor_a_place_is_refused() =>
        Assert.Contains("form.bound-bad", FormBook.Parse(Form.Replace("fact:steps.ruling.data.on", "steps.ruling", StringComparison.Ordinal)).Errors.Select(x => x.Code));

    private static FormValidation Check(string data, string facts) => FormValidator.Validate(FormBounds.Of(FormBook.Parse(Form).Form!, () => Data(facts)), Data(data), null, Today);

    private static JsonObject Data(string json) => (JsonObject)JsonNode.Parse(json)!;
}
