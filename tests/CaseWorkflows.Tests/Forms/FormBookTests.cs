using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Tests.Eligibility;

namespace CaseWorkflows.Tests.Forms;

public sealed class FormBookTests
{
    private const string Label = "\"label\":{\"zh\":\"甲\",\"en\":\"A\"}";
    private const string People = "\"fields\":[{\"key\":\"x\",\"type\":\"list\"," + Label + ",\"fields\":[{\"key\":\"n\",\"type\":\"text\"," + Label + "}]}]";
    private static readonly string[] Ab = ["a", "b"];

    [Fact]
    public void All_shipped_forms_load_without_a_warning()
    {
        var book = FormBook.Load(Path.Combine(Shipped.Workflows, "forms"));
        Assert.Empty(book.Warnings);
        Assert.NotNull(book.Find("application"));
    }

    [Theory]
    [InlineData("\"fields\":[{\"type\":\"text\"," + Label + "}]", "fields[0].key", "field.missing")]
    [InlineData("\"fields\":[{\"key\":\"1x\",\"type\":\"text\"," + Label + "}]", "fields[0].key", "form.key-shape")]
    [InlineData("\"fields\":[{\"key\":\"x\"," + Label + "}]", "fields[0].type", "field.missing")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"slider\"," + Label + "}]", "fields[0].type", "field.not-an-option")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\"}]", "fields[0].label", "field.missing")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\",\"label\":{\"zh\":\"甲\"}}]", "fields[0].label.en", "field.missing")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"choice\"," + Label + "}]", "fields[0].options", "form.options-missing")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"list\"," + Label + "}]", "fields[0].fields", "form.fields-missing")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\",\"min\":1," + Label + "}]", "fields[0].min", "form.attribute-not-for-type")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"number\",\"min\":2,\"max\":1," + Label + "}]", "fields[0].max", "form.bounds")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"date\",\"min\":\"tomorrow\"," + Label + "}]", "fields[0].min", "form.bound-bad")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\",\"pattern\":\"(\",\"patternHint\":{\"zh\":\"甲\",\"en\":\"A\"}," + Label + "}]", "fields[0].pattern", "form.pattern-bad")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\",\"pattern\":\"a\"," + Label + "}]", "fields[0].patternHint", "form.pattern-hint")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\"," + Label + "},{\"key\":\"x\",\"type\":\"text\"," + Label + "}]", "fields[1].key", "form.key-twice")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\"," + Label + "},{\"key\":\"x.y\",\"type\":\"text\"," + Label + "}]", "fields[1].key", "form.key-twice")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\"," + Label + ",\"visibleWhen\":{\"field\":\"z\",\"equals\":1}}]", "fields[0].visibleWhen", "form.condition-field")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\"," + Label + ",\"visibleWhen\":{\"field\":\"x\",\"equals\":1}}]", "fields[0].visibleWhen", "form.condition-self")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\"," + Label + ",\"visibleWhen\":{\"field\":\"x\"}}]", "fields[0].visibleWhen.", "form.condition-shape")]
    [InlineData("\"fields\":[{\"key\":\"x\",\"type\":\"text\"," + Label + ",\"section\":\"s\"}]", "fields[0].section", "form.section-unknown")]
    [InlineData("\"fields\":[],\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"requires\":[\"x\"]}]", "outcomes[0].requires", "form.outcome-requires")]
    [InlineData("\"fields\":[],\"outcomes\":[{\"key\":\"Go\"," + Label + "},{\"key\":\"Go\"," + Label + "}]", "outcomes", "form.outcome-twice")]
    [InlineData("\"fields\":[],\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"every\":[{\"list\":\"x\",\"is\":{\"field\":\"y\",\"equals\":1},\"message\":{\"zh\":\"甲\",\"en\":\"A\"}}]}]", "outcomes[0].every[0].list", "form.outcome-list")]
    [InlineData(People + ",\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"every\":[{\"list\":\"x\",\"is\":{\"field\":\"y\",\"equals\":1},\"message\":{\"zh\":\"甲\",\"en\":\"A\"}}]}]", "outcomes[0].every[0].is", "form.condition-field")]
    [InlineData(People + ",\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"every\":[{\"list\":\"x\",\"message\":{\"zh\":\"甲\",\"en\":\"A\"}}]}]", "outcomes[0].every[0].is", "field.missing")]
    [InlineData(People + ",\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"every\":[{\"list\":\"x\",\"is\":{\"field\":\"n\",\"equals\":\"a\"}}]}]", "outcomes[0].every[0].message", "field.missing")]
    [InlineData(People + ",\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"perParty\":[{\"list\":\"z\",\"name\":\"n\"}]}]", "outcomes[0].perParty[0].list", "form.outcome-list")]
    [InlineData(People + ",\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"perParty\":[{\"list\":\"x\",\"name\":\"m\"}]}]", "outcomes[0].perParty[0].name", "form.outcome-list-name")]
    [InlineData(People + ",\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"asks\":[{\"field\":\"z\",\"is\":{\"field\":\"x\",\"filled\":true},\"message\":{\"zh\":\"甲\",\"en\":\"A\"}}]}]", "outcomes[0].asks[0].field", "form.condition-field")]
    [InlineData(People + ",\"outcomes\":[{\"key\":\"Go\"," + Label + ",\"asks\":[{\"field\":\"x\",\"is\":{\"field\":\"z\",\"equals\":1},\"message\":{\"zh\":\"甲\",\"en\":\"A\"}}]}]", "outcomes[0].asks[0].is", "form.condition-field")]
    [InlineData("\"fields\":[]", "fields", "form.empty")]
    [InlineData("\"fields\":{}", "fields", "field.wrong-type")]
    public void A_bad_form_is_refused_with_the_field(string content, string field, string code)
    {
        var (form, errors, _) = FormBook.Parse($$"""{ "id": "f", "title": { "zh": "表", "en": "F" }, {{content}} }""");
        Assert.Null(form);
        Assert.Contains(errors, e => e.Field == field && e.Code == code);
        Assert.All(errors, e => Assert.DoesNotContain("{", e.Message.En + e.Remedy.En, StringComparison.Ordinal));
    }

    [Fact]
    public void A_condition_on_a_value_that_is_no_option_can_never_hold_and_is_refused()
    {
        var (_, errors, _) = FormBook.Parse($$"""
            { "id": "f", "title": { "zh": "表", "en": "F" }, "fields": [
              { "key": "a", "type": "choice", {{Label}}, "options": [{ "value": "yes", "label": { "zh": "是", "en": "yes" } }] },
              { "key": "b", "type": "text", {{Label}}, "visibleWhen": { "field": "a", "in": ["yes", "Yes"] } }] }
            """);
        Assert.Equal("form.condition-option", Assert.Single(errors).Code);
    }

    [Fact]
    public void Conditions_in_a_circle_are_refused()
    {
        var fields = Ab.Select(k => $$"""{ "key": "{{k}}", "type": "text", {{Label}}, "visibleWhen": { "field": "{{(k == "a" ? "b" : "a")}}", "filled": true } }""");
        var (_, errors, _) = FormBook.Parse($$"""{ "id": "f", "title": { "zh": "表", "en": "F" }, "fields": [{{string.Join(',', fields)}}] }""");
        Assert.Equal(["form.condition-cycle", "form.condition-cycle"], errors.Select(e => e.Code));
    }

    [Fact]
    public void A_folder_with_one_bad_form_puts_none_into_use_and_names_file_and_field()
    {
        var folder = Directory.CreateTempSubdirectory("forms");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "good.json"), $$"""{ "id": "good", "title": { "zh": "表", "en": "F" }, "fields": [{ "key": "x", "type": "text", {{Label}} }] }""");
            File.WriteAllText(Path.Combine(folder.FullName, "bad.json"), $$"""{ "id": "good", "title": { "zh": "表", "en": "F" }, "fields": [{ "key": "x", "type": "text", {{Label}} }] }""");
            var problem = Assert.Single(Assert.Throws<FileProblemsException>(() => FormBook.Load(folder.FullName)).Problems);
            Assert.Equal(("bad.json", "id", "form.id-differs"), (problem.File, problem.Field, problem.Code));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_missing_folder_is_an_error_of_its_own() =>
        Assert.Equal("form.folder-missing", Assert.Single(FormBook.Read(Path.Combine(Shipped.Workflows, "no-such-folder")).Problems).Code);
}
