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

    private const string Amounts = """
        { "id": "x", "version": 1, "title": { "zh": "x", "en": "x" }, "fields": [
            { "key": "relief", "type": "money", "label": { "zh": "减免", "en": "relief" }, "max": "fact:application.amount", "maxHint": { "zh": "应收金额", "en": "the amount due" } },
            { "key": "rest", "type": "money", "label": { "zh": "剩余", "en": "rest" }, "min": "fact:application.amount - field:relief ?? 0", "max": "fact:application.amount - field:relief ?? fact:application.amount" },
            { "key": "charge", "type": "number", "label": { "zh": "列支", "en": "charge" }, "min": 1, "max": "fact:steps.answer.data.rest ?? fact:application.amount" },
            { "key": "case", "type": "text", "label": { "zh": "案件", "en": "case" }, "default": "fact:aided.code" } ],
          "outcomes": [ { "key": "done", "label": { "zh": "x", "en": "x" } },
            { "key": "waived", "label": { "zh": "x", "en": "x" }, "asks": [ { "field": "relief", "is": { "field": "relief", "atLeast": "fact:application.amount" }, "message": { "zh": "x", "en": "all of it" } },
              { "field": "case", "is": { "any": [ { "field": "case", "filled": false }, { "field": "case", "equals": "fact:aided.code" } ] }, "message": { "zh": "x", "en": "the aided one" } } ] } ] }
        """;

    private const string Due = """{ "application": { "amount": 1200 }, "aided": { "code": "A-1" } }""";

    [Theory]
    [InlineData("""{ "relief": 1200 }""", Due, null)]
    [InlineData("""{ "relief": 1200.01 }""", Due, "relief")]
    [InlineData("""{ "relief": 800, "rest": 400 }""", Due, null)]
    [InlineData("""{ "relief": 800, "rest": 401 }""", Due, "rest")]
    [InlineData("""{ "relief": 800, "rest": 399.99 }""", Due, "rest")]
    [InlineData("""{ "rest": 1200 }""", Due, null)]
    [InlineData("""{ "rest": 1200.5 }""", Due, "rest")]
    [InlineData("""{ "charge": 1200 }""", Due, null)]
    [InlineData("""{ "charge": 401 }""", """{ "application": { "amount": 1200 }, "steps": { "answer": { "data": { "rest": 400 } } } }""", "charge")]
    [InlineData("""{ "charge": 400 }""", """{ "application": { "amount": 1200 }, "steps": { "answer": { "data": { "rest": 400 } } } }""", null)]
    [InlineData("""{ "relief": 99999, "rest": 99999, "charge": 99999 }""", "{}", null)]
    public void What_the_case_and_other_fields_know_bounds_an_amount(string data, string facts, string? wrong) =>
        Assert.Equal(wrong is null ? [] : [wrong], Amount(data, facts, "done").Errors.Select(x => x.Field));

    [Fact]
    public void The_error_says_the_bound_and_what_it_is()
    {
        var error = Assert.Single(Amount("""{ "relief": 5000 }""", Due, "done").Errors);
        Assert.Contains("1200（应收金额）", error.Message.Zh, StringComparison.Ordinal);
        Assert.Contains("1200 (the amount due)", error.Message.En, StringComparison.Ordinal);
        var form = FormBounds.Of(FormBook.Parse(Amounts).Form!, () => Data(Due));
        Assert.Contains("1200 (the amount due)", FormBounds.Span(form.Fields[0], new FormValues(form.Fields, [], null), Today)!.En, StringComparison.Ordinal);
        Assert.Contains("400", FormBounds.Span(form.Fields[1], new FormValues(form.Fields, Data("""{ "relief": 800 }"""), null), Today)!.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "relief": 1200, "case": "A-1" }""", null)]
    [InlineData("""{ "relief": 1200 }""", null)]
    [InlineData("""{ "relief": 300 }""", "relief")]
    [InlineData("""{ "relief": 1200, "case": "NOPE-XX" }""", "case")]
    public void An_outcome_asks_for_what_the_case_knows(string data, string? wrong)
    {
        Assert.Equal(wrong is null ? [] : [wrong], Amount(data, Due, "waived").Errors.Select(x => x.Field));
        Assert.Empty(Amount(data, "{}", "waived").Errors);
        Assert.Equal("A-1", FormBounds.Of(FormBook.Parse(Amounts).Form!, () => Data(Due)).Fields[3].Default!.GetValue<string>());
    }

    private const string Order = """
        { "id": "x", "version": 1, "title": { "zh": "x", "en": "x" }, "fields": [
            { "key": "signatures", "type": "list", "label": { "zh": "x", "en": "x" }, "fields": [ { "key": "on", "type": "date", "label": { "zh": "签名日期", "en": "signed on" }, "max": "field:filed ?? today" } ] },
            { "key": "filed", "type": "date", "label": { "zh": "x", "en": "x" }, "min": "fact:case.receivedAt unless fact:application.from" },
            { "key": "sealed", "type": "date", "label": { "zh": "x", "en": "x" }, "min": "field:signatures[].on" },
            { "key": "at", "type": "datetime", "label": { "zh": "x", "en": "x" }, "min": "fact:case.receivedAt" } ] }
        """;

    [Theory]
    [InlineData("""{ "signatures": [ { "on": "2026-03-01" }, { "on": "2026-03-04" } ], "filed": "2026-03-03" }""", "signatures[1].on")]
    [InlineData("""{ "signatures": [ { "on": "2026-03-01" }, { "on": "2026-03-04" } ], "sealed": "2026-03-03" }""", "sealed")]
    [InlineData("""{ "signatures": [ { "on": "2026-03-01" }, { "on": "2026-03-04" } ], "sealed": "2026-03-04" }""", null)]
    [InlineData("""{ "sealed": "2020-03-04" }""", null)]
    [InlineData("""{ "filed": "2026-03-01" }""", "filed")]
    [InlineData("""{ "filed": "2026-03-02" }""", null)]
    [InlineData("""{ "at": "2026-03-02T08:59" }""", "at")]
    [InlineData("""{ "at": "2026-03-02T09:00" }""", null)]
    [InlineData("""{ "at": "2026-03-02" }""", null)]
    public void Days_stand_in_their_order_and_instants_to_the_minute(string data, string? wrong)
    {
        var known = """{ "case": { "receivedAt": "2026-03-02T01:00:30.000000Z" } }""";
        var result = FormValidator.Validate(FormBounds.Of(FormBook.Parse(Order).Form!, () => Data(known)), Data(data), null, Today);
        Assert.Equal(wrong is null ? [] : [wrong], result.Errors.Select(x => x.Field));
    }

    [Fact]
    public void A_case_that_comes_from_elsewhere_is_not_bound_by_its_receipt()
    {
        var form = FormBounds.Of(FormBook.Parse(Order).Form!, () => Data("""{ "case": { "receivedAt": "2026-03-02T01:00:00Z" }, "application": { "from": "court" } }"""));
        Assert.Empty(FormValidator.Validate(form, Data("""{ "filed": "2025-03-01" }"""), null, Today).Errors);
    }

    [Theory]
    [InlineData(""""fact:application.amount - field:relief ?? 0"""", """"fact:a b"""", "form.bound-bad")]
    [InlineData(""""fact:application.amount - field:relief ?? 0"""", """"today"""", "form.bound-bad")]
    [InlineData("fact:application.amount - field:relief ?? 0", "field:reliefs", "form.bound-field")]
    [InlineData("fact:application.amount - field:relief ?? 0", "field:rest", "form.bound-field")]
    [InlineData("fact:application.amount - field:relief ?? 0", "field:case", "form.bound-field")]
    public void A_bound_that_could_never_bound_anything_is_refused(string before, string after, string code) =>
        Assert.Contains(code, FormBook.Parse(Amounts.Replace(before, after, StringComparison.Ordinal)).Errors.Select(x => x.Code));

    private static FormValidation Amount(string data, string facts, string outcome) => FormValidator.Validate(FormBounds.Of(FormBook.Parse(Amounts).Form!, () => Data(facts)), Data(data), outcome, Today);

    private static FormValidation Check(string data, string facts) => FormValidator.Validate(FormBounds.Of(FormBook.Parse(Form).Form!, () => Data(facts)), Data(data), null, Today);

    private static JsonObject Data(string json) => (JsonObject)JsonNode.Parse(json)!;
}
