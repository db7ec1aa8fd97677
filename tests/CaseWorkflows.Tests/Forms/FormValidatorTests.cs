using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Tests.Forms;

public sealed class FormValidatorTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData("text", "", "\"甲\"", null)]
    [InlineData("text", "", "12", "field.wrong-type")]
    [InlineData("text", "\"required\":true", "null", "field.missing")]
    [InlineData("text", "\"required\":true", "\"  \"", "field.missing")]
    [InlineData("text", "\"minLength\":2", "\"甲\"", "text.too-short")]
    [InlineData("text", "\"maxLength\":2", "\"甲乙丙\"", "text.too-long")]
    [InlineData("text", "\"maxLength\":2", "\"甲乙\"", null)]
    [InlineData("text", "\"pattern\":\"[A-Z]{2}\",\"patternHint\":{\"zh\":\"两位\",\"en\":\"two\"}", "\"ABC\"", "text.pattern")]
    [InlineData("text", "\"pattern\":\"a|b\",\"patternHint\":{\"zh\":\"a\",\"en\":\"a\"}", "\"ab\"", "text.pattern")]
    [InlineData("multiline", "", "[\"x\"]", "field.wrong-type")]
    [InlineData("number", "\"min\":1,\"max\":3", "3", null)]
    [InlineData("number", "\"min\":1,\"max\":3", "3.01", "number.range")]
    [InlineData("number", "\"whole\":true", "1.5", "number.not-whole")]
    [InlineData("number", "", "\"1\"", "field.wrong-type")]
    [InlineData("number", "", "1e400", "field.wrong-type")]
    [InlineData("money", "", "12.34", null)]
    [InlineData("money", "", "12.345", "money.decimals")]
    [InlineData("money", "", "-0.01", "amount.negative")]
    [InlineData("money", "\"min\":-5", "-0.01", null)]
    [InlineData("money", "\"required\":true", "0", null)]
    [InlineData("date", "", "\"2026-02-28\"", null)]
    [InlineData("date", "", "\"2026-02-29\"", "field.not-a-date")]
    [InlineData("date", "\"max\":\"today\"", "\"2026-11-22\"", null)]
    [InlineData("date", "\"max\":\"today\"", "\"2026-11-23\"", "date.range")]
    [InlineData("date", "\"min\":\"2026-01-01\"", "\"2025-12-31\"", "date.range")]
    [InlineData("datetime", "", "\"2026-11-22T10:00:00+08:00\"", null)]
    [InlineData("datetime", "", "\"2026-11-22T10:00\"", null)]
    [InlineData("datetime", "", "\"yesterday\"", "field.not-an-instant")]
    [InlineData("datetime", "\"max\":\"today\"", "\"2026-11-22T17:00:00Z\"", "date.range")]
    [InlineData("choice", "\"options\":[{\"value\":\"a\",\"label\":{\"zh\":\"甲\",\"en\":\"A\"}}]", "\"a\"", null)]
    [InlineData("choice", "\"options\":[{\"value\":\"a\",\"label\":{\"zh\":\"甲\",\"en\":\"A\"}}]", "\"b\"", "field.not-an-option")]
    [InlineData("choices", "\"options\":[{\"value\":\"a\",\"label\":{\"zh\":\"甲\",\"en\":\"A\"}}]", "[\"a\",\"b\"]", "field.not-an-option")]
    [InlineData("choices", "\"options\":[{\"value\":\"a\",\"label\":{\"zh\":\"甲\",\"en\":\"A\"}}]", "\"a\"", "field.wrong-type")]
    [InlineData("choices", "\"required\":true,\"options\":[{\"value\":\"a\",\"label\":{\"zh\":\"甲\",\"en\":\"A\"}}]", "[]", "field.missing")]
    [InlineData("choice", "\"optionsFrom\":\"lawyers\"", "\"wang\"", null)]
    [InlineData("choice", "\"optionsFrom\":\"lawyers\"", "\"li\"", "field.not-an-option")]
    [InlineData("choice", "\"optionsFrom\":\"nobody-supplies-it\"", "\"li\"", null)]
    [InlineData("checkbox", "", "false", null)]
    [InlineData("checkbox", "\"required\":true", "false", "checkbox.must-be-checked")]
    [InlineData("checkbox", "\"required\":true", "null", "checkbox.must-be-checked")]
    [InlineData("checkbox", "\"required\":true", "true", null)]
    [InlineData("checkbox", "\"required\":true", "\"true\"", "field.wrong-type")]
    [InlineData("person", "", "{\"name\":\"王某\",\"identity\":{\"kind\":\"resident-identity-card\",\"number\":\"11010519491231002X\"},\"phone\":\"0711-1234567\"}", null)]
    [InlineData("person", "", "{\"name\":\"王某\",\"identity\":{\"number\":\"110105194912310021\"}}", "identity.checksum")]
    [InlineData("person", "", "{\"name\":\"王某\",\"identity\":{\"kind\":\"passport\",\"number\":\"E1\"}}", null)]
    [InlineData("person", "", "{\"phone\":\"12345\"}", "field.missing")]
    [InlineData("person", "", "{\"name\":\"王某\",\"phone\":\"call me\"}", "phone.shape")]
    [InlineData("list", "\"maxItems\":1,\"fields\":[{\"key\":\"n\",\"type\":\"text\",\"label\":{\"zh\":\"名\",\"en\":\"n\"}}]", "[{},{}]", "list.too-long")]
    [InlineData("list", "\"minItems\":2,\"fields\":[{\"key\":\"n\",\"type\":\"text\",\"label\":{\"zh\":\"名\",\"en\":\"n\"}}]", "[{}]", "list.too-short")]
    [InlineData("list", "\"fields\":[{\"key\":\"n\",\"type\":\"text\",\"required\":true,\"label\":{\"zh\":\"名\",\"en\":\"n\"}}]", "[{\"n\":\"x\"},{}]", "field.missing")]
    [InlineData("list", "\"fields\":[{\"key\":\"n\",\"type\":\"text\",\"label\":{\"zh\":\"名\",\"en\":\"n\"}}]", "[\"x\"]", "field.wrong-type")]
    [InlineData("file", "\"accept\":[\".pdf\",\"image/*\"],\"maxBytes\":10", "{\"id\":\"1\",\"name\":\"a.PDF\",\"bytes\":10}", null)]
    [InlineData("file", "\"accept\":[\".pdf\",\"image/*\"]", "{\"id\":\"1\",\"name\":\"a.exe\",\"type\":\"image/png\"}", null)]
    [InlineData("file", "\"accept\":[\".pdf\",\"image/*\"]", "{\"id\":\"1\",\"name\":\"a.exe\"}", "file.type")]
    [InlineData("file", "\"maxBytes\":10", "{\"id\":\"1\",\"name\":\"a.pdf\",\"bytes\":11}", "file.too-large")]
    [InlineData("file", "", "\"a.pdf\"", "field.wrong-type")]
    [InlineData("file", "\"multiple\":true,\"maxItems\":1", "[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"}]", "list.too-long")]
    public void Each_type_has_its_checks(string type, string attributes, string value, string? code)
    {
        var form = Form($$"""{ "key": "x", "type": "{{type}}", "label": { "zh": "甲", "en": "A" }{{(attributes.Length > 0 ? "," + attributes : "")}} }""");
        var supplied = new Dictionary<string, IReadOnlyCollection<string>> { ["lawyers"] = ["wang"] };
        var result = FormValidator.Validate(form, new JsonObject { ["x"] = JsonNode.Parse(value) }, null, Today, supplied);
        Assert.Equal(code is null ? [] : [code], result.Errors.Select(e => e.Code));
        Assert.All(result.Errors, e => Assert.DoesNotContain("{", e.Message.Zh + e.Message.En + e.Remedy.Zh + e.Remedy.En, StringComparison.Ordinal));
        Assert.All(result.Errors, e => Assert.StartsWith("x", e.Field, StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_inside_a_list_names_the_entry_and_the_field()
    {
        var form = Form("""{ "key": "a.people", "type": "list", "label": { "zh": "人", "en": "P" }, "fields": [{ "key": "who", "type": "person", "label": { "zh": "人", "en": "P" } }] }""");
        var result = FormValidator.Validate(form, Data("""{ "a": { "people": [{ "who": { "name": "x" } }, { "who": { "name": "y", "phone": "?" } }] } }"""), null, Today);
        Assert.Equal("a.people[1].who.phone", Assert.Single(result.Errors).Field);
    }

    [Theory]
    [InlineData("[null]", 0)]
    [InlineData("""["x"]""", 0)]
    [InlineData("""[{ "who": "x" }, 3]""", 1)]
    [InlineData("[[]]", 0)]
    public void An_entry_that_is_none_is_named(string people, int at)
    {
        var form = Form("""{ "key": "people", "type": "list", "label": { "zh": "人", "en": "P" }, "fields": [{ "key": "who", "type": "text", "label": { "zh": "人", "en": "P" } }] }""");
        var error = Assert.Single(FormValidator.Validate(form, Data($$"""{ "people": {{people}} }"""), null, Today).Errors);
        Assert.Equal(($"people[{at}]", "field.wrong-type"), (error.Field, error.Code));
        Assert.Contains("must be an object", error.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_field_is_neither_required_nor_stored()
    {
        var form = Form(
            """{ "key": "why", "type": "choice", "label": { "zh": "因", "en": "Why" }, "options": [{ "value": "a", "label": { "zh": "甲", "en": "A" } }, { "value": "other", "label": { "zh": "其他", "en": "Other" } }] }""",
            """{ "key": "text", "type": "text", "label": { "zh": "文", "en": "Text" }, "required": true, "visibleWhen": { "field": "why", "equals": "other" } }""",
            """{ "key": "more", "type": "text", "label": { "zh": "更", "en": "More" }, "required": true, "visibleWhen": { "field": "text", "filled": true } }""");
        var hidden = FormValidator.Validate(form, Data("""{ "why": "a", "text": "left over", "more": "left over" }"""), null, Today);
        Assert.True(hidden.IsValid);
        Assert.Equal("""{"why":"a"}""", hidden.Values.ToJsonString());
        var shown = FormValidator.Validate(form, Data("""{ "why": "other", "text": "x" }"""), null, Today);
        Assert.Equal("more", Assert.Single(shown.Errors).Field);
    }

    [Theory]
    [InlineData("""{ "all": [{ "field": "n", "atLeast": 2 }, { "field": "n", "atMost": 3 }] }""", "2", true)]
    [InlineData("""{ "all": [{ "field": "n", "atLeast": 2 }, { "field": "n", "atMost": 3 }] }""", "4", false)]
    [InlineData("""{ "any": [{ "field": "n", "equals": 1 }, { "field": "n", "in": [5, 6] }] }""", "6.0", true)]
    [InlineData("""{ "any": [{ "field": "n", "equals": 1 }, { "field": "n", "in": [5, 6] }] }""", "7", false)]
    [InlineData("""{ "not": { "field": "n", "filled": true } }""", "null", true)]
    [InlineData("""{ "field": "n", "notEquals": 1 }""", "null", true)]
    [InlineData("""{ "field": "n", "notEquals": 1 }""", "1", false)]
    public void A_condition_decides_whether_a_field_is_required(string condition, string value, bool required)
    {
        var form = Form(
            """{ "key": "n", "type": "number", "label": { "zh": "数", "en": "N" } }""",
            $$"""{ "key": "x", "type": "text", "label": { "zh": "甲", "en": "X" }, "requiredWhen": {{condition}} }""");
        var result = FormValidator.Validate(form, new JsonObject { ["n"] = JsonNode.Parse(value) }, null, Today);
        Assert.Equal(required ? ["x"] : [], result.Errors.Select(e => e.Field));
    }

    [Fact]
    public void An_outcome_may_require_more_and_must_be_one_of_the_forms_buttons()
    {
        var form = Parse("""
            { "id": "f", "title": { "zh": "表", "en": "F" },
              "fields": [{ "key": "reason", "type": "multiline", "label": { "zh": "理由", "en": "Reason" } }],
              "outcomes": [{ "key": "Approve", "label": { "zh": "同意", "en": "Approve" } }, { "key": "Refuse", "label": { "zh": "不同意", "en": "Refuse" }, "requires": ["reason"], "style": "danger" }] }
            """);
        Assert.True(FormValidator.Validate(form, [], "Approve", Today).IsValid);
        Assert.Equal(("reason", "field.missing"), Codes(FormValidator.Validate(form, [], "Refuse", Today)));
        Assert.Equal(("outcome", "outcome.unknown"), Codes(FormValidator.Validate(form, [], "Burn", Today)));
        Assert.Equal(("outcome", "outcome.unknown"), Codes(FormValidator.Validate(form, [], null, Today)));
    }

    [Theory]
    [InlineData("Go", """[{ "name": "甲", "willing": "yes" }, { "name": "乙", "willing": "yes" }]""", null, null)]
    [InlineData("Go", """[{ "name": "甲", "willing": "yes" }, { "name": "乙", "willing": "no" }]""", "people[1].willing", "outcome.entry")]
    [InlineData("Go", """[{ "name": "甲", "willing": "away" }, { "name": "乙", "willing": "yes" }]""", "people[0].willing", "outcome.entry")]
    [InlineData("Stop", """[{ "name": "甲", "willing": "no" }]""", null, null)]
    [InlineData("Go", """[{ "name": "甲", "willing": "yes" }]""", "people", "outcome.per-party")]
    [InlineData("Go", """[{ "name": "甲", "willing": "yes" }, { "name": " 甲 ", "willing": "yes" }]""", "people", "outcome.per-party")]
    [InlineData("Go", "[]", "people", "outcome.per-party")]
    [InlineData("Go", """[{ "name": "甲", "willing": "maybe" }]""", "people[0].willing", "field.not-an-option")]
    public void An_outcome_may_ask_something_of_every_entry_and_an_entry_of_every_party(string outcome, string people, string? field, string? code)
    {
        var form = Parse("""
            { "id": "f", "title": { "zh": "表", "en": "F" },
              "fields": [{ "key": "people", "type": "list", "label": { "zh": "各方", "en": "People" }, "fields": [
                { "key": "name", "type": "text", "label": { "zh": "姓名", "en": "Name" } },
                { "key": "willing", "type": "choice", "label": { "zh": "意愿", "en": "Willing" }, "options": [
                  { "value": "yes", "label": { "zh": "同意", "en": "yes" } }, { "value": "no", "label": { "zh": "拒绝", "en": "no" } }, { "value": "away", "label": { "zh": "不在", "en": "away" } }] }] }],
              "outcomes": [
                { "key": "Go", "label": { "zh": "继续", "en": "Go" }, "perParty": [{ "list": "people", "name": "name" }],
                  "every": [{ "list": "people", "is": { "field": "willing", "equals": "yes" }, "message": { "zh": "并非同意。", "en": "Not willing." } }] },
                { "key": "Stop", "label": { "zh": "终止", "en": "Stop" } }] }
            """);
        var result = FormValidator.Validate(form, Data($$"""{ "people": {{people}} }"""), outcome, Today, parties: ["甲", "乙"]);
        Assert.Equal(field is null ? [] : [(field, code!)], result.Errors.Select(x => (x.Field, x.Code)));
        if (code == OutcomeChecks.Entry) Assert.Equal(("并非同意。", "Not willing."), (result.Errors[0].Message.Zh, result.Errors[0].Message.En));
        if (code == OutcomeChecks.PerParty) Assert.Contains("甲, 乙", result.Errors[0].Message.En, StringComparison.Ordinal);
        // Where the parties are not known, as on a page, the number is left to whoever knows them.
        Assert.DoesNotContain(FormValidator.Validate(form, Data($$"""{ "people": {{people}} }"""), outcome, Today).Errors, x => x.Code == OutcomeChecks.PerParty);
    }

    [Theory]
    [InlineData("Go", """{ "standing": "applicant" }""", null)]
    [InlineData("Go", """{ "standing": "other" }""", OutcomeChecks.Asked)]
    [InlineData("Go", "{}", OutcomeChecks.Asked)]
    [InlineData("Stop", """{ "standing": "other" }""", null)]
    [InlineData("Go", """{ "standing": "nobody" }""", "field.not-an-option")]
    public void An_outcome_may_ask_something_of_the_fields(string outcome, string data, string? code)
    {
        var form = Parse("""
            { "id": "f", "title": { "zh": "表", "en": "F" },
              "fields": [{ "key": "standing", "type": "choice", "label": { "zh": "身份", "en": "Standing" }, "options": [
                { "value": "applicant", "label": { "zh": "申请人", "en": "applicant" } }, { "value": "other", "label": { "zh": "其他人", "en": "somebody else" } }] }],
              "outcomes": [
                { "key": "Go", "label": { "zh": "继续", "en": "Go" }, "asks": [{ "field": "standing", "is": { "field": "standing", "equals": "applicant" }, "message": { "zh": "无权提出。", "en": "No standing." } }] },
                { "key": "Stop", "label": { "zh": "终止", "en": "Stop" } }] }
            """);
        var errors = FormValidator.Validate(form, Data(data), outcome, Today).Errors;
        Assert.Equal(code is null ? [] : [("standing", code)], errors.Select(x => (x.Field, x.Code)));
        if (code == OutcomeChecks.Asked) Assert.Equal(("无权提出。", "No standing."), (errors[0].Message.Zh, errors[0].Message.En));
    }

    [Theory]
    [InlineData(false, "李伟")]
    [InlineData(false, "李伟", "王芳")]
    [InlineData(false, "李伟", "李伟")]
    [InlineData(false, "李伟", "王芳", "王芳")]
    [InlineData(true, "李伟", "李伟", "王芳")]
    [InlineData(true, "李伟", "王芳", "代李伟签名的张三")]
    public void Parties_of_the_same_name_answer_each(bool accepted, params string[] names)
    {
        var form = Parse("""
            { "id": "f", "title": { "zh": "表", "en": "F" },
              "fields": [{ "key": "people", "type": "list", "label": { "zh": "各方", "en": "People" }, "fields": [{ "key": "name", "type": "text", "label": { "zh": "姓名", "en": "Name" } }] }],
              "outcomes": [{ "key": "Go", "label": { "zh": "继续", "en": "Go" }, "perParty": [{ "list": "people", "name": "name" }] }] }
            """);
        var data = new JsonObject { ["people"] = new JsonArray([.. names.Select(x => new JsonObject { ["name"] = x })]) };
        var result = FormValidator.Validate(form, data, "Go", Today, parties: ["李伟", "李伟", "王芳"]);
        Assert.Equal(accepted ? [] : [("people", OutcomeChecks.PerParty)], result.Errors.Select(x => (x.Field, x.Code)));
        if (!accepted) Assert.Contains("李伟, 李伟, 王芳", result.Errors[0].Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_form_does_not_have_is_dropped_with_a_warning_and_what_is_read_only_is_dropped()
    {
        var form = Form(
            """{ "key": "a.b", "type": "text", "label": { "zh": "甲", "en": "A" } }""",
            """{ "key": "fixed", "type": "text", "label": { "zh": "定", "en": "F" }, "readOnly": true, "required": true }""");
        var result = FormValidator.Validate(form, Data("""{ "a": { "b": "x", "c": 1 }, "d": 2, "fixed": "forged" }"""), null, Today);
        Assert.True(result.IsValid);
        Assert.Equal(["a.c", "d"], result.Warnings.Select(w => w.Field));
        Assert.Equal("""{"a":{"b":"x"}}""", result.Values.ToJsonString());
    }

    [Fact]
    public void A_pattern_made_to_run_for_ever_does_not()
    {
        var form = Form("""{ "key": "x", "type": "text", "label": { "zh": "甲", "en": "A" }, "pattern": "(a+)+b", "patternHint": { "zh": "a", "en": "a" }, "maxLength": 5000 }""");
        var result = FormValidator.Validate(form, new JsonObject { ["x"] = new string('a', 5000) }, null, Today);
        Assert.Equal("text.pattern", Assert.Single(result.Errors).Code);
    }

    private static (string, string) Codes(FormValidation result) => (Assert.Single(result.Errors).Field, result.Errors[0].Code);

    private static JsonObject Data(string json) => JsonNode.Parse(json)!.AsObject();

    private static FormDefinition Form(params string[] fields) => Parse($$"""{ "id": "f", "title": { "zh": "表", "en": "F" }, "fields": [{{string.Join(',', fields)}}] }""");

    private static FormDefinition Parse(string json)
    {
        var (form, errors, _) = FormBook.Parse(json);
        Assert.Empty(errors);
        return form!;
    }
}
