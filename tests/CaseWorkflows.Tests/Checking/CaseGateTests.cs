using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Checking;

/// <summary>The shipped definition with one thing spoilt must be refused, with the message that fits.</summary>
public sealed class CaseGateTests
{
    [Theory]
    [InlineData("decision", "clock", "", "case.no-clock")]
    [InlineData("decision", "role", "", "gate.required-input")]
    [InlineData("decision", "role", "wizard", "gate.picker")]
    [InlineData("decision", "form", "", "gate.required-input")]
    [InlineData("decision", "form", "no-such-form", "gate.picker")]
    [InlineData("decision", "form", "review", "case.outcome-without-button")]
    [InlineData("decision", "clock", "legal-aid.no-such", "gate.picker")]
    [InlineData("grant-doc", "template", "no-such-document", "gate.picker")]
    [InlineData("catalogue", "catalogue", "no-such-catalogue", "gate.picker")]
    [InlineData("stage-review", "stage", "no-such-stage", "gate.picker")]
    [InlineData("supplement", "expireOutcome", "later", "case.expire-outcome")]
    [InlineData("supplement", "pauseCause", "lunch", "case.pause-cause")]
    [InlineData("decision", "notBy", "[\"nobody\"]", "case.not-by-unknown")]
    [InlineData("decision", "notBy", "[\"review\",\"decision\"]", "case.not-by-itself")]
    [InlineData("handling", "assigneeFact", "somebody", "case.assignee-fact")]
    [InlineData("handling", "clock", "legal-aid.closing-file", "case.clock-never-started")]
    [InlineData("period-over", "clock", "legal-aid.closing-file", "case.clock-never-started")]
    [InlineData("assess", "confirmedBy", "nobody", "case.confirmed-by-unknown")]
    public void A_wrong_input_is_refused(string step, string input, string value, string code)
    {
        var problems = Check(x => Activity(x, step)[input]!["expression"]!["value"] = value);
        Assert.Contains(problems, x => x.Code == code && x.ActivityId == step && x.Severity == Severity.Error);
    }

    [Fact]
    public void A_role_that_a_script_chooses_is_refused() =>
        Assert.Contains(Check(x => Activity(x, "decision")["role"]!["expression"]!["type"] = "JavaScript"), x => x is { Code: "case.not-constant", ActivityId: "decision" });

    [Fact]
    public void A_button_that_is_no_outcome_is_refused() =>
        Assert.Contains(Check(x => Activity(x, "decision")["outcomes"]!["expression"]!["value"] = "[\"grant\",\"refuse\"]"), x => x is { Code: "case.button-without-outcome", ActivityId: "decision" });

    [Fact]
    public void An_outcome_that_leads_nowhere_is_refused() =>
        Assert.Contains(Check(x => Remove(x, "decision", "refuse")), x => x is { Code: "gate.unconnected-outcome", ActivityId: "decision" });

    [Theory]
    [InlineData("start-review", "第四十三条", "art. 43(1)")]
    [InlineData("check-lawyer", "第二十六条", "art. 26")]
    [InlineData("refusal-doc", "第四十三条", "art. 43(1)")]
    [InlineData("catalogue", "第四十二条", "Order 148 art. 42")]
    [InlineData("objection-filed", "第四十九条", "art. 49")]
    [InlineData("replacement-requested", "第三十七条", "Order 148 art. 37")]
    [InlineData("termination-reported", "第四十八条", "art. 48")]
    public void A_statutory_step_that_is_taken_out_is_refused_with_its_article(string step, string zh, string en)
    {
        // All steps of the kind: the shipped flow checks the lawyer and starts the review clock in more than one place.
        var problems = Check(x =>
        {
            var taken = (JsonObject)Activity(x, step).DeepClone();
            foreach (var one in x["root"]!["activities"]!.AsArray().OfType<JsonObject>().Where(y => (string?)y["type"] == (string?)taken["type"] && SameThing(y, taken)).ToList())
                Replace(one);
        });
        Assert.Contains(problems, x => x.Code == "case.guard-rail" && x.Message.Zh.Contains(zh, StringComparison.Ordinal) && x.Message.En.Contains(en, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("decision", "[]", "separation of duties")]
    [InlineData("objection-review", "[\"review\"]", "art. 49")]
    [InlineData("quality-review", "[\"closing-report\"]", "arts. 57, 59")]
    [InlineData("file-check", "[]", "art. 41")]
    public void A_decision_by_the_same_person_is_refused(string step, string notBy, string article) =>
        Assert.Contains(Check(x => Activity(x, step)["notBy"]!["expression"]!["value"] = notBy), x => x.Code == "case.guard-rail" && x.Message.En.Contains(article, StringComparison.Ordinal));

    [Fact]
    public void The_review_clock_counted_from_now_is_refused() =>
        Assert.Contains(Check(x => Activity(x, "start-review").Remove("from")), x => x.Code == "case.guard-rail" && x.Message.En.Contains("counted from receipt", StringComparison.Ordinal));

    [Fact]
    public void A_supplement_that_does_not_pause_the_review_is_refused() =>
        Assert.Contains(Check(x => Activity(x, "supplement").Remove("pausesClock")), x => x.Code == "case.guard-rail" && x.Message.En.Contains("art. 43(2)", StringComparison.Ordinal));

    [Fact]
    public void A_definition_of_another_service_is_not_held_to_the_rails_of_legal_aid() =>
        Assert.DoesNotContain(Check(x =>
        {
            x["customProperties"]!["serviceType"] = "test";
            Activity(x, "start-review").Remove("from");
        }), x => x.Code == "case.guard-rail");

    private static IReadOnlyList<Problem> Check(Action<JsonObject> spoil)
    {
        var document = JsonNode.Parse(Shipped.LegalAid)!.AsObject();
        spoil(document);
        return DefinitionGate.Check(WorkflowDefinition.Parse(document), Shipped.Catalog, CaseGate.ContextOf(Shipped.Library));
    }

    private static JsonObject Activity(JsonObject document, string id) =>
        document["root"]!["activities"]!.AsArray().OfType<JsonObject>().Single(x => (string?)x["id"] == id);

    private static void Remove(JsonObject document, string source, string port)
    {
        var connections = document["root"]!["connections"]!.AsArray();
        connections.Remove(connections.Single(x => (string?)x!["source"]!["activity"] == source && (string?)x["source"]!["port"] == port));
    }

    private static bool SameThing(JsonObject one, JsonObject other) =>
        new[] { "clock", "from", "template", "eventName", "catalogue" }.All(x => one[x]?["expression"]?["value"]?.ToString() == other[x]?["expression"]?["value"]?.ToString());

    private static void Replace(JsonObject activity)
    {
        activity["type"] = "Elsa.WriteLine";
        activity.Remove("clock");
        activity.Remove("template");
    }
}
