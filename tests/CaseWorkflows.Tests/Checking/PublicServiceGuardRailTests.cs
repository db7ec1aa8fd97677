using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Checking;

/// <summary>What the norms and the cities' documents demand of consultation, complaint and work order can't be left out, got round or lengthened.</summary>
public sealed class PublicServiceGuardRailTests
{
    /// <summary>A decision before the step (True: the step, False: past it), and what forbids it.</summary>
    [Theory]
    [InlineData("consultation", "start-reply", "special", "clock of the first reply")]
    [InlineData("consultation", "answer-review", "publish-answer", "reviewed by somebody else")]
    [InlineData("consultation", "further-review", "publish-further", "further answer reviewed")]
    [InlineData("consultation", "record-answer", "stop-reply", "runs to the published answer")]
    [InlineData("complaint", "start-acceptance", "special", "clock of acceptance")]
    [InlineData("complaint", "accept", "acceptance", "acceptance decided by nobody")]
    [InlineData("complaint", "decide", "decision", "decided by somebody who neither")]
    [InlineData("complaint", "reply", "was-upheld", "told the result")]
    [InlineData("complaint", "approve-extension", "extension-notice", "extended once and by the head")]
    [InlineData("work-order", "start-handling", "special", "clock of completion")]
    [InlineData("work-order", "owner-dispatch", "dispatch", "first contact named")]
    [InlineData("work-order", "arrange", "coordinate", "returns to the first contact")]
    [InlineData("work-order", "feedback", "stop-handling", "feedback by the first contact")]
    [InlineData("criminal-defence", "start-appointment", "criminal-notice", "counted from the notice")]
    [InlineData("criminal-defence", "tell-authority", "told", "the authority told under the same clock")]
    [InlineData("criminal-defence", "reply-to-authority", "tell-authority", "official letter to the authority")]
    [InlineData("criminal-defence", "check-lawyer", "appointment-doc", "lawyer's qualification")]
    [InlineData("criminal-defence", "refused-doc", "defence-refused", "told in writing of the refusal")]
    [InlineData("criminal-defence", "criminal-notice", "withdrawal-note", "never refused")]
    [InlineData("criminal-defence", "withdrawal-note", "stop-appointment-withdrawn", "never refused")]
    [InlineData("criminal-defence", "start-appointment-again", "stage-appointment", "within three days of a replacement")]
    [InlineData("criminal-defence", "file-check", "stage-quality", "check of the file by somebody else")]
    [InlineData("criminal-defence", "catalogue", "archive", "catalogue before archiving")]
    [InlineData("criminal-defence", "serve-termination", "termination-service-doc", "service of the decision")]
    [InlineData("criminal-defence", "objection-review", "objection-upheld-doc", "review of the objection")]
    [InlineData("criminal-defence", "start-forward", "forward-application", "detained person's application")]
    [InlineData("criminal-defence", "open-aid", "forward-doc", "taken in as an application")]
    [InlineData("criminal-defence", "forward-duty-application", "stop-forward-duty-back", "forwarded by the duty lawyer")]
    [InlineData("criminal-defence", "ledger-doc", "after-help", "duty ledger")]
    [InlineData("fee-relief", "check-aided", "review", "check of the aided case")]
    [InlineData("fee-relief", "decide", "stop-decision", "somebody else than the reviewer")]
    [InlineData("fee-relief", "still-aided", "what-was-decided", "check of the aided case")]
    [InlineData("fee-relief", "charge", "charged-fact", "the charge by somebody")]
    [InlineData("village-counsel", "start-month", "start-month-end", "each month's visit")]
    [InlineData("village-counsel", "start-lecture", "open-month", "each quarter's lecture")]
    [InlineData("village-counsel", "tally-year-end", "appraise", "counted against the targets")]
    [InlineData("village-counsel", "appraise", "year-report", "did not write the records")]
    [InlineData("objection", "start-review", "check-decided", "counted from receipt")]
    [InlineData("objection", "in-time", "stage-examined", "the period for objections")]
    [InlineData("objection", "register", "in-time", "registered by somebody who had no part")]
    [InlineData("objection", "review", "decision-maintained", "the review by somebody who had no part")]
    [InlineData("objection", "decision-maintained", "ending-maintained", "the written decision that upholds")]
    [InlineData("objection", "decision-corrected", "ending-corrected", "the written order to correct")]
    [InlineData("objection", "serve", "service-receipt", "told to the centre")]
    [InlineData("objection", "late-notice", "close-late", "told to a late objector")]
    [InlineData("objection", "not-accepted-notice", "close-not-entitled", "the reasons of a non-acceptance")]
    [InlineData("legal-aid", "objection-decided", "objection-corrected-note", "the review of the objection by somebody else")]
    public void A_way_round_a_demanded_step_is_refused(string service, string step, string past, string named)
    {
        var problems = Check(service, x => Around(x, step, past));
        Assert.True(problems.Any(x => x.Severity == Severity.Error && x.Code == "case.guard-rail-bypassed" && x.Message.En.Contains(named, StringComparison.Ordinal)), string.Join('\n', problems));
    }

    [Theory]
    [InlineData("consultation", "answer-review", "draft")]
    [InlineData("consultation", "answer-review", "expert-answer")]
    [InlineData("consultation", "answer-review", "counter-service")]
    [InlineData("consultation", "answer-review", "appointed-answer")]
    [InlineData("consultation", "further-review", "further-answer")]
    [InlineData("complaint", "decide", "investigate")]
    [InlineData("criminal-defence", "file-check", "handling")]
    [InlineData("criminal-defence", "quality-review", "handling")]
    [InlineData("criminal-defence", "objection-review", "decide-termination")]
    [InlineData("fee-relief", "decide", "review")]
    [InlineData("fee-relief", "charge", "decide")]
    [InlineData("village-counsel", "appraise", "record-service")]
    public void A_review_by_whoever_wrote_it_is_refused(string service, string step, string author) =>
        Assert.Contains(Check(service, x => LeaveOut(x, step, author)), x => x is { Severity: Severity.Error, Code: "case.guard-rail" });

    [Theory]
    [InlineData("register")]
    [InlineData("supplement")]
    [InlineData("accept")]
    [InlineData("investigate")]
    [InlineData("approve-extension")]
    [InlineData("investigate-extended")]
    [InlineData("decide")]
    [InlineData("reply")]
    public void No_step_of_a_complaint_may_be_opened_to_whoever_is_complained_about(string step)
    {
        foreach (var place in new[] { "fact:application.complaint.respondents", "fact:application.complaint.respondentOffice" })
            Assert.Contains(Check("complaint", x => LeaveOut(x, step, place)), x => x is { Severity: Severity.Error, Code: "case.guard-rail" });
    }

    [Theory]
    [InlineData("register")]
    [InlineData("review")]
    public void No_review_of_an_objection_may_be_opened_to_whoever_took_part_in_the_decision(string step)
    {
        foreach (var place in new[] { "fact:decided.by", "fact:decided.office", "fact:application.decision.by", "fact:application.decision.office" })
            Assert.Contains(Check("objection", x => LeaveOut(x, step, place)), x => x is { Severity: Severity.Error, Code: "case.guard-rail" });
    }

    [Theory]
    [InlineData("complaint.respondents")]
    [InlineData("application")]
    [InlineData("application.complaint.")]
    [InlineData("unknown.person")]
    public void A_place_where_nobody_can_be_named_excludes_nobody_and_is_refused(string place) =>
        Assert.Contains(Check("complaint", x => Put(x, "rectify", "fact:" + place)), x => x is { Severity: Severity.Error, Code: "case.not-by-fact", ActivityId: "rectify" });

    [Fact]
    public void A_hand_over_that_returns_to_nobody_in_particular_is_refused() =>
        Assert.Contains(Check("work-order", x => Activity(x, "arrange").Remove("assigneeFact")), x => x.Code == "case.guard-rail-bypassed" && x.Message.En.Contains("returns to the first contact", StringComparison.Ordinal));

    [Fact]
    public void Asking_for_a_rating_twice_is_refused() =>
        Assert.Contains(Check("work-order", x =>
        {
            var again = Activity(x, "ask-rating").DeepClone().AsObject();
            again["id"] = "ask-again";
            again["name"] = "AskAgain";
            x["root"]!["activities"]!.AsArray().Add(again);
            foreach (var way in x["root"]!["connections"]!.AsArray().Where(y => (string?)y!["source"]!["activity"] == "rating")) way!["target"]!["activity"] = "ask-again";
            Way(x, "ask-again", "Asked", "close-order-completed");
            Way(x, "ask-again", "AskedBefore", "close-order-completed");
        }), x => x.Severity == Severity.Error && x.Message.En.Contains("the rating asked once", StringComparison.Ordinal));

    [Theory]
    [InlineData("default", "consultation", "consultation.reply", 25, "National norm")]
    [InlineData("ezhou", "consultation", "consultation.reply", 7, "Ezhou Sifa [2022] No. 18")]
    [InlineData("chenzhou", "consultation", "consultation.reply", 301, "annex 2, item 35")]
    [InlineData("default", "complaint", "complaint.acceptance", 6, "Order 149")]
    [InlineData("default", "complaint", "complaint.handling", 46, "Order 149")]
    [InlineData("default", "complaint", "complaint.reply", 6, "Order 149")]
    [InlineData("default", "criminal-defence", "criminal-defence.appointment", 4, "Legal Aid Law art. 36")]
    [InlineData("default", "criminal-defence", "criminal-defence.forward-detained", 25, "Legal Aid Law art. 39(1)")]
    [InlineData("default", "criminal-defence", "criminal-defence.forward-duty-lawyer", 25, "Legal Aid Law art. 39(2)")]
    [InlineData("default", "criminal-defence", "criminal-defence.engagement", 6, "Order 148 art. 27")]
    [InlineData("default", "criminal-defence", "criminal-defence.replacement", 6, "Order 148 art. 37")]
    [InlineData("default", "criminal-defence", "criminal-defence.own-defender", 6, "art. 50")]
    [InlineData("default", "criminal-defence", "criminal-defence.objection-review", 6, "Legal Aid Law art. 49")]
    [InlineData("default", "objection", "objection.review", 6, "Legal Aid Law art. 49")]
    [InlineData("default", "criminal-defence", "criminal-defence.termination-notice", 4, "Order 148 art. 39")]
    [InlineData("default", "criminal-defence", "criminal-defence.closing-file", 31, "Order 148 art. 40")]
    [InlineData("default", "criminal-defence", "criminal-defence.file-check", 31, "Order 148 art. 41")]
    public void A_lengthened_limit_is_refused_with_its_document(string region, string service, string clock, int length, string document)
    {
        var problems = CheckWith(service, Path.Combine(region, $"clocks-{service}.json"), rules => rules.First(x => (string?)x["key"] == clock)["length"] = length);
        Assert.True(problems.Any(x => x.Code == "case.limit-lengthened" && x.Message.En.Contains(document, StringComparison.Ordinal)), string.Join('\n', problems));
    }

    [Theory]
    [InlineData("ezhou", "consultation.reply", 5)]
    [InlineData("chenzhou", "consultation.reply", 300)]
    public void A_limit_within_its_document_passes(string region, string clock, int length) =>
        Assert.DoesNotContain(CheckWith("consultation", Path.Combine(region, "clocks-consultation.json"), rules => rules.First(x => (string?)x["key"] == clock)["length"] = length), x => x.Severity == Severity.Error);

    [Theory]
    [InlineData("ezhou")]
    [InlineData("chenzhou")]
    public void A_city_s_limit_that_is_taken_away_is_refused_for_the_longer_one_that_would_hold_instead(string region)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFrom(Shipped.Folder);
        File.Delete(Path.Combine(folder.Path, "policies", region, "clocks-consultation.json"));
        var problems = DefinitionGate.Check(DefinitionOf("consultation"), Shipped.Catalog, CaseGate.ContextOf(WorkflowLibrary.Load(folder.Path)));
        Assert.Contains(problems, x => x.Code == "case.limit-lengthened" && x.Message.En.Contains("default", StringComparison.Ordinal));
    }

    [Fact]
    public void After_its_document_has_run_out_a_city_may_set_another_limit_up_to_the_norm()
    {
        IReadOnlyList<Problem> With(int hours) => CheckWith("consultation", Path.Combine("ezhou", "clocks-consultation.json"), rules => rules.Last(x => (string?)x["key"] == "consultation.reply")["length"] = hours);
        Assert.DoesNotContain(With(12), x => x.Severity == Severity.Error);
        Assert.Contains(With(25), x => x.Code == "case.limit-lengthened");
    }

    private static IReadOnlyList<Problem> CheckWith(string service, string file, Action<IReadOnlyList<JsonObject>> change)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFrom(Shipped.Folder);
        var changed = Path.Combine(folder.Path, "policies", file);
        var document = JsonNode.Parse(File.ReadAllText(changed))!;
        change([.. document["rules"]!.AsArray().Select(x => x!.AsObject())]);
        File.WriteAllText(changed, document.ToJsonString());
        return DefinitionGate.Check(DefinitionOf(service), Shipped.Catalog, CaseGate.ContextOf(WorkflowLibrary.Load(folder.Path)));
    }

    private static IReadOnlyList<Problem> Check(string service, Action<JsonObject> spoil)
    {
        var document = JsonNode.Parse(Shipped.Definitions.Single(x => x.Service == service).Json)!.AsObject();
        spoil(document);
        return DefinitionGate.Check(WorkflowDefinition.Parse(document), Shipped.Catalog, CaseGate.ContextOf(Shipped.Library));
    }

    private static WorkflowDefinition DefinitionOf(string service) => Shipped.Definitions.Single(x => x.Service == service).Definition;

    private static void LeaveOut(JsonObject document, string step, string entry) => Change(document, step, x => x.Remove(x.Single(y => (string?)y == entry)));

    private static void Put(JsonObject document, string step, string entry) => Change(document, step, x => x.Add(entry));

    private static void Change(JsonObject document, string step, Action<JsonArray> change)
    {
        var expression = Activity(document, step)["notBy"]!["expression"]!;
        var list = JsonNode.Parse((string)expression["value"]!)!.AsArray();
        change(list);
        expression["value"] = list.ToJsonString();
    }

    private static JsonObject Activity(JsonObject document, string id) =>
        document["root"]!["activities"]!.AsArray().OfType<JsonObject>().Single(x => (string?)x["id"] == id);

    private static void Around(JsonObject document, string step, string past)
    {
        var shortcut = FlowBuilder.Decision("shortcut", "getInput('category') == 'simple'");
        foreach (var way in document["root"]!["connections"]!.AsArray().Where(x => (string?)x!["target"]!["activity"] == step)) way!["target"]!["activity"] = "shortcut";
        document["root"]!["activities"]!.AsArray().Add(shortcut);
        Way(document, "shortcut", "True", step);
        Way(document, "shortcut", "False", past);
    }

    private static void Way(JsonObject document, string source, string port, string target) => document["root"]!["connections"]!.AsArray().Add(new JsonObject
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    });
}
