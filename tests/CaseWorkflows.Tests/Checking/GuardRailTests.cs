using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Checking;

/// <summary>A statutory step that stands in the flow but can be got round, and a limit that somebody has lengthened, are refused with the article.</summary>
public sealed class GuardRailTests
{
    /// <summary>A decision before the step (True: the step, False: past it), where it leads to, and the article that forbids it.</summary>
    [Theory]
    [InlineData("start-review", "registration", "art. 43(1)")]
    [InlineData("decision", "stop-review-grant", "separation of duties")]
    [InlineData("decision", "after-grant", "separation of duties")]
    [InlineData("decision", "end-not-ours", "separation of duties")]
    [InlineData("supplement", "deemed-doc", "art. 43(2)")]
    [InlineData("refusal-doc", "to-refused", "art. 43(1)")]
    [InlineData("objection-fork", "close-refused", "art. 49")]
    [InlineData("stage-refused", "close-refused", "art. 49")]
    [InlineData("objection-review", "close-objection-rejected", "art. 49")]
    [InlineData("appoint", "lawyer", "art. 43(1)")]
    [InlineData("start-appointment", "propose", "art. 43(1)")]
    [InlineData("appoint-on-notice", "lawyer-on-notice", "art. 36")]
    [InlineData("check-lawyer", "stop-appointment", "art. 26")]
    [InlineData("check-lawyer-on-notice", "stop-appointment-on-notice", "art. 26")]
    [InlineData("termination-doc", "termination-letter", "Order 148 art. 39")]
    [InlineData("decide-termination", "to-terminated", "art. 48")]
    [InlineData("serve-termination", "termination-service-doc", "Order 148 art. 39")]
    [InlineData("closing-report", "closing-doc", "Order 148 art. 40")]
    [InlineData("file-check", "stage-quality", "Order 148 art. 41")]
    [InlineData("quality-review", "quality-doc", "arts. 57, 59")]
    [InlineData("quality-review", "end-archived", "arts. 57, 59")]
    [InlineData("catalogue", "archive", "Order 148 art. 42")]
    public void A_way_round_a_statutory_step_is_refused_with_its_article(string step, string past, string article)
    {
        var problems = Check(x => Around(x, step, past));
        var found = problems.Where(x => x.Code == "case.guard-rail-bypassed" && x.Severity == Severity.Error).ToList();
        Assert.True(found.Exists(x => x.Message.En.Contains(article, StringComparison.Ordinal)), string.Join('\n', problems));
        Assert.All(found, x => Assert.NotNull(x.ActivityId));
    }

    [Fact]
    public void A_wait_before_the_review_clock_starts_is_refused() =>
        Assert.Contains(Check(x => Before(x, "start-review", FlowBuilder.Activity("later", "Delay", ("timeSpan", FlowBuilder.Literal("10.00:00:00"))))),
            x => x.Code == "case.guard-rail-bypassed" && x.Message.En.Contains("art. 43(1)", StringComparison.Ordinal) && x.Message.En.Contains("later", StringComparison.Ordinal));

    [Fact]
    public void A_wait_between_the_grant_and_the_appointment_clock_is_refused() =>
        Assert.Contains(Check(x => Before(x, "start-appointment", FlowBuilder.Activity("later", "Delay", ("timeSpan", FlowBuilder.Literal("10.00:00:00"))))),
            x => x.Code == "case.guard-rail-bypassed" && x.Message.En.Contains("appointment clock", StringComparison.Ordinal));

    [Fact]
    public void A_step_that_is_not_statutory_may_be_made_optional() =>
        Assert.DoesNotContain(Check(x => Around(x, "subsidy", "subsidy-doc")), x => x.Severity == Severity.Error);

    [Fact]
    public void Further_steps_may_be_put_in_before_any_step()
    {
        foreach (var step in new[] { "decision", "registration", "closing-report", "quality-review", "appoint", "objection-review", "close-archived", "refusal-doc" })
        {
            var problems = Check(x =>
            {
                var extra = Activity(x, "fill-gaps").DeepClone().AsObject();
                extra["id"] = "extra";
                extra["name"] = "extra";
                Before(x, step, extra, "filled");
            });
            Assert.DoesNotContain(problems, x => x.Severity == Severity.Error);
        }
    }

    [Fact]
    public void A_statutory_step_that_moves_into_a_loop_over_nothing_is_refused()
    {
        // The body of a loop may run no time at all.
        var problems = Check(x =>
        {
            LeaveOnlyTheRating(x);
            var activities = x["root"]!["activities"]!.AsArray();
            var inside = Activity(x, "quality-review").DeepClone().AsObject();
            inside["id"] = "inside";
            var loop = FlowBuilder.Activity("quality-review", "ForEach", ("items", FlowBuilder.Script("[]")), ("body", inside));
            activities.Remove(Activity(x, "quality-review"));
            activities.Add(loop);
            foreach (var way in x["root"]!["connections"]!.AsArray().Where(y => (string?)y!["source"]!["activity"] == "quality-review")) way!["source"]!["port"] = "Done";
        });
        Assert.Contains(problems, x => x is { Code: "case.guard-rail-bypassed", ActivityId: "inside" });
    }

    [Fact]
    public void A_statutory_step_in_a_nested_flowchart_is_found_there()
    {
        var problems = Check(x =>
        {
            LeaveOnlyTheRating(x);
            var activities = x["root"]!["activities"]!.AsArray();
            var inside = Activity(x, "quality-review").DeepClone().AsObject();
            inside["id"] = "inside";
            activities.Remove(Activity(x, "quality-review"));
            activities.Add(FlowBuilder.Flowchart("quality-review", [FlowBuilder.Activity("s2", "Start"), inside, FlowBuilder.Activity("e2", "End")], "s2>inside", "inside.rated>e2"));
            foreach (var way in x["root"]!["connections"]!.AsArray().Where(y => (string?)y!["source"]!["activity"] == "quality-review")) way!["source"]!["port"] = "Done";
        });
        Assert.DoesNotContain(problems, x => x.Severity == Severity.Error);
    }

    // The step as a definition without visits and inquiries has it: one way out.
    private static void LeaveOnlyTheRating(JsonObject x)
    {
        (Activity(x, "quality-review")["form"], Activity(x, "quality-review")["outcomes"]) = (FlowBuilder.Literal("quality-review"), FlowBuilder.List("rated"));
        string[] gone = ["authority-inquiry", "return-visit-doc"];
        foreach (var step in gone) x["root"]!["activities"]!.AsArray().Remove(Activity(x, step));
        var ways = x["root"]!["connections"]!.AsArray();
        foreach (var way in ways.Where(y => gone.Contains((string)y!["source"]!["activity"]!) || gone.Contains((string)y["target"]!["activity"]!)).ToList()) ways.Remove(way);
    }

    [Fact]
    public void The_same_step_in_parallel_is_no_way_round()
    {
        // Both branches are waited for, so the review takes place whichever is followed.
        var problems = Check(x =>
        {
            LeaveOnlyTheRating(x);
            Before(x, "quality-review", FlowBuilder.Activity("both", "FlowFork", ("branches", FlowBuilder.List("A", "B"))), "A");
            var root = x["root"]!;
            root["activities"]!.AsArray().Add(FlowBuilder.Activity("note", "WriteLine", ("text", FlowBuilder.Literal("x"))));
            root["activities"]!.AsArray().Add(FlowBuilder.Activity("meet", "FlowJoin", ("mode", FlowBuilder.Literal("WaitAll"))));
            Way(x, "both", "B", "note");
            Way(x, "note", "Done", "meet");
            foreach (var way in root["connections"]!.AsArray().Where(y => (string?)y!["source"]!["activity"] == "quality-review").ToList()) way!["target"]!["activity"] = "meet";
            Way(x, "meet", "Done", "quality-doc");
        });
        Assert.DoesNotContain(problems, x => x.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("start-review", "from", "2026-12-31", "case.clock-from-fixed")]
    [InlineData("closing-report", "clockFrom", "2030-01-01", "case.clock-from-fixed")]
    [InlineData("decision", "clock", " ", "case.no-clock")]
    [InlineData("decision", "clock", "legal-aid.closing-file", "case.clock-never-started")]
    [InlineData("start-replacement", "clock", "legal-aid.authority-notice", "case.clock-never-ends")]
    [InlineData("remote-cooperation", "pausesClock", "legal-aid.authority-notice", "case.clock-never-started")]
    public void A_misused_clock_is_refused(string step, string input, string value, string code) =>
        Assert.Contains(Check(x => Activity(x, step)[input] = FlowBuilder.Literal(value)), x => x.Code == code && x.ActivityId == step && x.Severity == Severity.Error);

    [Theory]
    [InlineData("decision", "clock")]
    [InlineData("decision", "clockScope")]
    [InlineData("start-review", "clock")]
    [InlineData("stop-review-grant", "clock")]
    [InlineData("period-over", "clock")]
    public void A_clock_that_a_script_chooses_is_refused(string step, string input) =>
        Assert.Contains(Check(x => Activity(x, step)[input] = FlowBuilder.Script("'legal-aid.review'")), x => x.Code == "case.not-constant" && x.ActivityId == step);

    [Fact]
    public void A_pause_that_nothing_ends_is_refused() =>
        Assert.Contains(Check(x => Before(x, "registration", FlowBuilder.Activity("hold", "CaseWorkflows.PauseClock", ("clock", FlowBuilder.Literal("legal-aid.review")), ("cause", FlowBuilder.Literal("supplement"))))),
            x => x is { Code: "case.pause-never-ends", ActivityId: "hold" });

    [Theory]
    [InlineData("registration", "start-review")]
    public void A_statutory_clock_that_starts_after_the_step_that_needs_it_is_refused(string step, string start)
    {
        // The step and the start of its clock change places.
        var problems = Check(x =>
        {
            foreach (var way in x["root"]!["connections"]!.AsArray())
            {
                if ((string?)way!["target"]!["activity"] == start) way["target"]!["activity"] = step;
                else if ((string?)way["source"]!["activity"] == start) way["target"]!["activity"] = "receipt";
                else if ((string?)way["source"]!["activity"] == step && (string?)way["source"]!["port"] == "accepted") way["target"]!["activity"] = start;
            }
        });
        Assert.Contains(problems, x => x.Code == "case.clock-not-running" && x.ActivityId == step && x.Severity == Severity.Error);
    }

    [Fact]
    public void A_service_that_does_not_exist_is_refused() =>
        Assert.Contains(Check(x => x["customProperties"]!["serviceType"] = "legal_aid"), x => x.Code == "case.unknown-service" && x.Message.En.Contains("legal_aid", StringComparison.Ordinal));

    [Theory]
    [InlineData("default", "clocks-legal-aid.json", "legal-aid.review", 10, "art. 43(1)")]
    [InlineData("default", "clocks-legal-aid.json", "legal-aid.appointment", 4, "art. 43(1)")]
    [InlineData("default", "clocks-legal-aid.json", "legal-aid.closing-file", 31, "Order 148 art. 40")]
    public void A_policy_file_that_lengthens_a_limit_is_refused_with_the_article(string region, string file, string clock, int length, string article)
    {
        // Only the last version: a limit lengthened for the time to come counts as well.
        var problems = CheckWith(region, file, rules => rules.Last(x => (string?)x["key"] == clock)["length"] = length);
        Assert.Contains(problems, x => x.Code == "case.limit-lengthened" && x.Message.En.Contains(article, StringComparison.Ordinal) && x.Message.En.Contains(file, StringComparison.Ordinal));
    }

    [Fact]
    public void A_statutory_limit_made_soft_is_refused() =>
        Assert.Contains(CheckWith("default", "clocks-legal-aid.json", rules => rules.Last(x => (string?)x["key"] == "legal-aid.review")["force"] = "soft"),
            x => x.Code == "case.limit-lengthened" && x.Message.En.Contains("art. 43(1)", StringComparison.Ordinal));

    [Fact]
    public void A_limit_in_working_days_instead_of_days_is_refused() =>
        Assert.Contains(CheckWith("default", "clocks-legal-aid.json", rules => rules.Last(x => (string?)x["key"] == "legal-aid.review")["unit"] = "working-days"), x => x.Code == "case.limit-lengthened");

    [Fact]
    public void A_shortened_limit_passes() =>
        Assert.DoesNotContain(CheckWith("default", "clocks-legal-aid.json", rules => rules.Last(x => (string?)x["key"] == "legal-aid.review")["length"] = 5), x => x.Severity == Severity.Error);

    private static IReadOnlyList<Problem> CheckWith(string region, string file, Action<IReadOnlyList<JsonObject>> change)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFrom(Shipped.Folder);
        var changed = Path.Combine(folder.Path, "policies", region, file);
        var document = JsonNode.Parse(File.ReadAllText(changed))!;
        change([.. document["rules"]!.AsArray().Select(x => x!.AsObject())]);
        File.WriteAllText(changed, document.ToJsonString());
        return DefinitionGate.Check(WorkflowDefinition.Parse(Shipped.LegalAid), Shipped.Catalog, CaseGate.ContextOf(WorkflowLibrary.Load(folder.Path)));
    }

    private static IReadOnlyList<Problem> Check(Action<JsonObject> spoil)
    {
        var document = JsonNode.Parse(Shipped.LegalAid)!.AsObject();
        spoil(document);
        return DefinitionGate.Check(WorkflowDefinition.Parse(document), Shipped.Catalog, CaseGate.ContextOf(Shipped.Library));
    }

    private static JsonObject Activity(JsonObject document, string id) =>
        document["root"]!["activities"]!.AsArray().OfType<JsonObject>().Single(x => (string?)x["id"] == id);

    private static void Around(JsonObject document, string step, string past)
    {
        Before(document, step, FlowBuilder.Decision("shortcut", "getInput('category') == 'simple'"), "True");
        Way(document, "shortcut", "False", past);
    }

    private static void Before(JsonObject document, string step, JsonObject inserted, string port = "Done")
    {
        foreach (var way in document["root"]!["connections"]!.AsArray().Where(x => (string?)x!["target"]!["activity"] == step)) way!["target"]!["activity"] = (string?)inserted["id"];
        document["root"]!["activities"]!.AsArray().Add(inserted);
        Way(document, (string)inserted["id"]!, port, step);
    }

    private static void Way(JsonObject document, string source, string port, string target) => document["root"]!["connections"]!.AsArray().Add(new JsonObject
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    });
}
