using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms.Editing;
using CaseWorkflows.Cases.Publishing.Releases;

namespace CaseWorkflows.Tests.Forms.Editing;

public sealed class FormDifferenceTests
{
    private const string Form = """
        {
          "id": "note", "version": 1, "title": { "zh": "记录", "en": "Note" },
          "fields": [
            { "key": "text", "type": "text", "label": { "zh": "备注", "en": "Note" } },
            { "key": "kind", "type": "choice", "label": { "zh": "种类", "en": "Kind" }, "options": [ { "value": "a", "label": { "zh": "甲", "en": "A" } }, { "value": "b", "label": { "zh": "乙", "en": "B" } } ] },
            { "key": "people", "type": "list", "label": { "zh": "人员", "en": "People" }, "fields": [ { "key": "name", "type": "text", "label": { "zh": "姓名", "en": "Name" } } ] }
          ],
          "outcomes": [ { "key": "done", "label": { "zh": "完成", "en": "Done" }, "requires": [ "text" ] } ]
        }
        """;

    [Fact]
    public void The_same_form_differs_in_nothing_however_it_is_laid_out_and_numbered()
    {
        var other = Read();
        other["version"] = 7;
        Assert.True(FormDifference.Between(Read(), JsonNode.Parse(other.ToJsonString())!.AsObject()).IsEmpty);
    }

    [Fact]
    public void A_field_put_in_between_is_one_change_and_those_after_it_are_none()
    {
        var after = Read();
        after["fields"]!.AsArray().Insert(0, JsonNode.Parse("""{ "key": "new", "type": "date", "label": { "zh": "日期", "en": "Day" } }"""));
        var change = Assert.Single(FormDifference.Between(Read(), after).Changes);
        Assert.Equal((DifferenceKind.Added, "fields", "new", "日期", ""), (change.Kind, change.Places[0].List, change.Places[0].Key, change.Places[0].Label.Zh, change.Attribute));
        Assert.Equal(DifferenceKind.Removed, Assert.Single(FormDifference.Between(after, Read()).Changes).Kind);
    }

    [Fact]
    public void What_changed_is_named_down_to_the_option_and_the_language()
    {
        var after = Read();
        after["title"]!["en"] = "Remark";
        after["fields"]![1]!["options"]![1]!["label"]!["zh"] = "丙";
        after["fields"]![2]!["fields"]![0]!["required"] = true;
        after["outcomes"]![0]!["requires"] = new JsonArray("text", "kind");
        after["_note"] = "kept";
        Assert.Equal(
            [
                "Changed  title.en Note→Remark",
                "Changed fields:kind/options:b label.zh 乙→丙",
                "Added fields:people/fields:name required →true",
                """Changed outcomes:done requires ["text"]→["text","kind"]""",
                "Added  _note →kept",
            ],
            FormDifference.Between(Read(), after).Changes.Select(x => $"{x.Kind} {string.Join('/', x.Places.Select(y => $"{y.List}:{y.Key}"))} {x.Attribute} {x.Before}→{x.After}"));
    }

    [Fact]
    public void Another_order_is_a_change_of_its_own()
    {
        var after = Read();
        var fields = after["fields"]!.AsArray();
        var first = fields[0]!;
        fields.RemoveAt(0);
        fields.Add(first);
        var change = Assert.Single(FormDifference.Between(Read(), after).Changes);
        Assert.Equal(("fields.order", "text, kind, people", "kind, people, text"), (change.Attribute, change.Before, change.After));
    }

    [Fact]
    public void Odd_documents_are_compared_as_they_are_written()
    {
        foreach (var odd in new[] { """{"fields":{}}""", """{"fields":[1,2]}""", """{"fields":[{"key":"a"},{"key":"a"}]}""", """{"fields":[{}],"title":"x"}""", "{}" })
        {
            var given = JsonNode.Parse(odd)!.AsObject();
            Assert.True(FormDifference.Between(given, given).IsEmpty);
            Assert.False(FormDifference.Between(Read(), given).IsEmpty);
            Assert.False(FormDifference.Between(given, Read()).IsEmpty);
        }
        Assert.All(FormDifference.Between(null, Read()).Changes, x => Assert.Equal(DifferenceKind.Added, x.Kind));
    }

    private static JsonObject Read() => JsonNode.Parse(Form)!.AsObject();
}
