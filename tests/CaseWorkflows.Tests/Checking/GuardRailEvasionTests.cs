using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Checking;

/// <summary>Ways to keep every statutory step in the flow and still get a case past it, or past its clock.</summary>
public sealed class GuardRailEvasionTests
{
    /// <summary>The gate believes what constants say of the variable that steers the flow; a script may change it in many ways.</summary>
    [Theory]
    [InlineData("setVariable('Phase', 'handling')")]
    [InlineData("var s = setVariable; s('Phase', 'handling')")]
    [InlineData("setVariable('Ph' + 'ase', 'handling')")]
    [InlineData("set\\u0056ariable('Phase', 'handling')")]
    [InlineData("setVariable/* */('Phase', 'handling')")]
    [InlineData("this['set' + 'Variable']('Phase', 'handling')")]
    [InlineData("var v = variables; v.Phase = 'handling'")]
    [InlineData("[variables.Phase] = ['handling']")]
    [InlineData("variables.Phase ||= 'handling'")]
    [InlineData("variables['Phase'] = 'handling'")]
    [InlineData("setPhase('handling')")]
    [InlineData("var p = setPhase; p('handling')")]
    public void A_script_that_may_change_the_stage_is_not_believed(string script) =>
        Assert.Contains(Check(x => After(x, "to-check", Script("jump", script))), x => x.Severity == Severity.Error && x.Code is "case.guard-rail-bypassed" or "case.guard-rail-unproven");

    [Theory]
    [InlineData("setVariable('Note', variables.Phase + 'x'); setOutcome('Done')")]
    [InlineData("variables.Note = getVariable('Phase').length > 3 ? 'a' : 'b'")]
    public void A_script_that_changes_another_variable_is_no_way_round(string script) =>
        Assert.DoesNotContain(Check(x =>
        {
            x["variables"]!.AsArray().Add(new JsonObject { ["id"] = "v-Note", ["name"] = "Note", ["typeName"] = "String" });
            After(x, "to-check", Script("note", script));
        }), x => x.Code is "case.guard-rail-bypassed" or "case.guard-rail-unproven");

    [Fact]
    public void An_end_beside_an_open_decision_is_refused()
    {
        foreach (var end in new[] { FlowBuilder.Activity("over", "Finish"), FlowBuilder.Activity("over", "CaseWorkflows.CloseCase", ("result", FlowBuilder.Literal("withdrawn"))) })
            Assert.Contains(Check(x =>
            {
                After(x, "review-doc", FlowBuilder.Activity("both", "FlowFork", ("branches", FlowBuilder.List("Done", "B"))));
                Add(x, FlowBuilder.Activity("later", "Delay", ("timeSpan", FlowBuilder.Literal("00:00:01"))));
                Add(x, end);
                Way(x, "both", "B", "later");
                Way(x, "later", "Done", "over");
            }), x => x is { Code: "case.parallel-end", ActivityId: "over", Severity: Severity.Error } && x.Message.En.Contains("art. 43", StringComparison.Ordinal));
    }

    [Fact]
    public void A_statutory_clock_stopped_in_a_branch_beside_the_step_under_it_is_refused() =>
        Assert.Contains(Check(x =>
        {
            After(x, "review-doc", FlowBuilder.Activity("both", "FlowFork", ("branches", FlowBuilder.List("Done", "B"))));
            Add(x, Clock("stop", "StopClock", "legal-aid.review"));
            Way(x, "both", "B", "stop");
        }), x => x is { Code: "case.parallel-clock", ActivityId: "stop", Severity: Severity.Error });

    [Theory]
    [InlineData("start-review", "StopClock", "legal-aid.review")]
    [InlineData("receipt", "StopClock", "legal-aid.review")]
    [InlineData("receipt", "StartClock", "legal-aid.review")]
    [InlineData("propose", "StartClock", "legal-aid.appointment")]
    [InlineData("start-appointment", "StopClock", "legal-aid.appointment")]
    public void A_statutory_clock_that_is_stopped_early_or_started_anew_is_refused(string after, string step, string clock) =>
        Assert.Contains(Check(x => After(x, after, Clock("again", step, clock), after == "propose" ? "Proposed" : null)),
            x => x.Code == "case.guard-rail-bypassed" && x.Message.En.Contains("art. 43(1)", StringComparison.Ordinal));

    [Fact]
    public void A_statutory_clock_that_is_halted_while_its_step_is_open_is_refused()
    {
        Assert.Contains(Check(x =>
        {
            After(x, "start-review", Clock("hold", "PauseClock", "legal-aid.review"));
            After(x, "decision", Clock("go-on", "ResumeClock", "legal-aid.review"), "grant");
        }), x => x is { Code: "case.clock-held", ActivityId: "hold", Severity: Severity.Error });
        Assert.Contains(Check(x =>
        {
            Activity(x, "decision")["pausesClock"] = FlowBuilder.Literal("legal-aid.review");
            Activity(x, "decision")["pauseCause"] = FlowBuilder.Literal("supplement");
        }), x => x is { Code: "case.pauses-own-clock", ActivityId: "decision", Severity: Severity.Error });
    }

    [Theory]
    [InlineData("case")]
    [InlineData("case.receivedAt")]
    [InlineData("steps")]
    public void What_a_clock_is_counted_from_cannot_be_written_over(string fact) =>
        Assert.Contains(Check(x => After(x, "entry", FlowBuilder.Activity("write", "CaseWorkflows.RecordFact", ("fact", FlowBuilder.Literal(fact)), ("value", FlowBuilder.Literal("2030-01-01"))))),
            x => x is { Code: "case.fact-reserved", ActivityId: "write", Severity: Severity.Error });

    [Theory]
    [InlineData("decision", "refuse", "art. 43")]
    [InlineData("decision", "grant", "art. 43")]
    [InlineData("objection-review", "rejected", "art. 49")]
    [InlineData("urgent-decision", "provide-first", "art. 43")]
    public void A_decision_that_the_clock_would_take_is_refused(string step, string outcome, string article) =>
        Assert.Contains(Check(x => Activity(x, step)["expireOutcome"] = FlowBuilder.Literal(outcome)),
            x => x.Code is "case.guard-rail" or "case.guard-rail-bypassed" && x.Message.En.Contains(article, StringComparison.Ordinal));

    [Fact]
    public void An_objection_stays_with_the_office_above() =>
        Assert.Contains(Check(x => Activity(x, "objection-review")["office"] = FlowBuilder.Literal("case")), x => x is { Code: "case.guard-rail", ActivityId: "objection-review" });

    [Fact]
    public void An_applicant_is_asked_for_papers_once() =>
        Assert.Contains(Check(x => Activity(x, "asked-before")["condition"] = FlowBuilder.Script("false")),
            x => x.Code == "case.guard-rail-bypassed" && x.Message.En.Contains("art. 43(2)", StringComparison.Ordinal));

    [Fact]
    public void An_application_that_is_accepted_does_not_end_without_a_decision() =>
        Assert.Contains(Check(x =>
        {
            After(x, "receipt", FlowBuilder.Decision("leave", "getInput('category') == 'simple'"), null, "True");
            Add(x, FlowBuilder.Activity("gone", "Finish"));
            Way(x, "leave", "False", "gone");
        }), x => x.Code == "case.guard-rail-bypassed" && x.Message.En.Contains("separation of duties", StringComparison.Ordinal));

    [Fact]
    public void A_definition_that_was_not_saved_in_utf_8_is_refused_by_name() =>
        Assert.Contains(Check(x => Activity(x, "decision")["metadata"]!["displayText"] = "\uFFFD\uFFFD"), x => x is { Code: "case.not-utf8", ActivityId: "decision", Severity: Severity.Error });

    [Fact]
    public void The_shipped_flow_keeps_them_all() => Assert.DoesNotContain(Check(_ => { }), x => x.Severity == Severity.Error);

    private static IReadOnlyList<Problem> Check(Action<JsonObject> spoil)
    {
        var document = JsonNode.Parse(Shipped.LegalAid)!.AsObject();
        spoil(document);
        return DefinitionGate.Check(WorkflowDefinition.Parse(document), Shipped.Catalog, CaseGate.ContextOf(Shipped.Library));
    }

    private static JsonObject Script(string id, string script) => FlowBuilder.Activity(id, "RunJavaScript", ("script", FlowBuilder.Literal(script)));

    private static JsonObject Clock(string id, string step, string clock) => FlowBuilder.Activity(id, "CaseWorkflows." + step, ("clock", FlowBuilder.Literal(clock)), ("cause", FlowBuilder.Literal("supplement")));

    private static JsonObject Activity(JsonObject document, string id) =>
        document["root"]!["activities"]!.AsArray().OfType<JsonObject>().Single(x => (string?)x["id"] == id);

    private static void Add(JsonObject document, JsonObject activity) => document["root"]!["activities"]!.AsArray().Add(activity.DeepClone());

    private static void After(JsonObject document, string step, JsonObject inserted, string? port = null, string on = "Done")
    {
        var id = (string)inserted["id"]!;
        var left = port ?? "Done";
        foreach (var way in document["root"]!["connections"]!.AsArray().Where(x => (string?)x!["source"]!["activity"] == step && (string?)x["source"]!["port"] == left))
            way!["source"] = new JsonObject { ["activity"] = id, ["port"] = on };
        Add(document, inserted);
        Way(document, step, left, id);
    }

    private static void Way(JsonObject document, string source, string port, string target) => document["root"]!["connections"]!.AsArray().Add(new JsonObject
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    });
}
