using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms.Editing;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.IntegrationTests.Desk;

public sealed class FormDraftTests
{
    [Fact]
    public void What_the_page_does_not_show_stays_whatever_is_changed_beside_it()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(LegalAidStory.Workflows, "forms"), "*.json"))
        {
            var before = Marked(JsonNode.Parse(File.ReadAllText(file))!.AsObject());
            var after = (JsonObject)before.DeepClone();
            FormDraft.PutSide(after, "title", "en", "Other");
            foreach (var field in FormDraft.Entries(after, "fields")) FormDraft.PutSide(field, "help", "zh", "提示");
            foreach (var outcome in FormDraft.Entries(after, "outcomes"))
            {
                FormDraft.Put(outcome, "style", "danger");
                foreach (var every in FormDraft.Entries(outcome, "every")) FormDraft.PutSide(every, "message", "en", "Other");
                foreach (var party in FormDraft.Entries(outcome, "perParty")) FormDraft.Put(party, "name", "other");
            }
            Assert.DoesNotContain(FormDifference.Between(before, after).Changes, x => x.Kind == DifferenceKind.Removed);
            Assert.All(FormDifference.Between(before, after).Changes, x => Assert.Contains(x.Attribute, new[] { "title.en", "help.zh", "style", "message.en", "name" }));
        }
    }

    [Fact]
    public void A_field_of_another_type_loses_what_that_type_does_not_know_and_nothing_else()
    {
        var field = JsonNode.Parse("""{ "key": "a", "type": "number", "label": { "zh": "数", "en": "Number" }, "min": 1, "whole": true, "visibleWhen": { "field": "b", "filled": true }, "_note": "why", "unheardOf": { "x": 1 } }""")!.AsObject();
        FormDraft.Retype(field, "text");
        Assert.Equal(["key", "type", "label", "visibleWhen", "_note", "unheardOf"], field.Select(x => x.Key));
    }

    [Fact]
    public void A_condition_that_the_page_can_not_show_whole_is_shown_as_it_is_written()
    {
        Assert.NotNull(FormDraft.Comparison(JsonNode.Parse("""{ "field": "a", "equals": "x" }""")));
        Assert.Null(FormDraft.Comparison(JsonNode.Parse("""{ "field": "a", "equals": "x", "_note": "why" }""")));
        Assert.Null(FormDraft.Comparison(JsonNode.Parse("""{ "all": [ { "field": "a", "equals": "x" } ] }""")));
    }

    // Every object of the form gets a key that nobody knows.
    private static JsonObject Marked(JsonObject at)
    {
        foreach (var value in at.Select(x => x.Value).ToList())
            foreach (var inner in value is JsonObject one ? [one] : value is JsonArray list ? list.OfType<JsonObject>() : [])
                if (inner["zh"] is null) Marked(inner);
        at["_unheardOf"] = at.Count;
        return at;
    }
}
