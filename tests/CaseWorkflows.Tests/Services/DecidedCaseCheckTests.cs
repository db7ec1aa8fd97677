using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Services;

/// <summary>What an objection knows of the decision it is about, and who may not review it.</summary>
public sealed class DecidedCaseCheckTests
{
    private static readonly Actor Reviewer = new(new("gao.ying"), "高颖", [Role.ObjectionReviewer], new("/420700/"));

    [Fact]
    public async Task The_decision_its_service_and_everybody_who_took_part_are_found_in_the_case_it_came_from()
    {
        var (decided, objection) = await FiledAsync("04-objection-rejected");
        var found = objection.Dossier.Facts()["decided"]!;
        Assert.Equal((decided.Code, "legal-aid", "decision-refusal", "2026-03-06T15:00", true, "/420700/420704/"),
            ((string?)found["code"], (string?)found["service"], (string?)found["document"], ((string?)found["servedAt"])![..16], (bool?)found["samePerson"], (string?)found["office"]));
        Assert.Equal(decided.File.Single(x => x.Kind == "decision-refusal").Number, (string?)found["number"]);
        Assert.Equal(["he.jing", "deng.hua"], found["by"]!.AsArray().Select(x => x!.ToString()));
        Assert.Equal(("objection", decided.Id, decided.Code, "/420700/"), (objection.OriginRelation, objection.OriginId, objection.OriginCode, objection.Office.Value));
        Assert.Equal(["孙建国"], objection.Dossier.Parties.Where(x => x.Side == "applicant").Select(x => x.Name));
    }

    [Fact]
    public async Task Of_two_decisions_the_newer_one_is_objected_to()
    {
        var (_, objection) = await FiledAsync("18-termination-objection-rejected");
        var found = objection.Dossier.Facts()["decided"]!;
        Assert.Equal("decision-termination", (string?)found["document"]);
        Assert.Equal("termination", (string?)objection.Dossier.Application()["decision"]!["against"]);
        Assert.Equal(["he.jing", "deng.hua"], found["by"]!.AsArray().Select(x => x!.ToString()));
    }

    /// <summary>The bureau reads the file of the decided case; who decided sees neither the objection nor a task of it.</summary>
    [Fact]
    public async Task The_reviewer_may_read_the_decided_case_and_who_decided_may_not_touch_the_objection()
    {
        var (decided, objection) = await FiledAsync("04-objection-rejected");
        Assert.True(CaseAccess.MayTouch(Reviewer, decided));
        Assert.True(CaseAccess.MayTouch(Reviewer, objection));
        foreach (var member in Shipped.Staff.Where(x => x.Office.Value == "/420700/420704/")) Assert.False(CaseAccess.MayTouch(member.AsActor(), objection), member.Id.Value);
        var task = Assert.Single(objection.Tasks, x => x.IsLive);
        Assert.Equal(("register", "/420700/"), (task.StepId, task.Office.Value));
        foreach (var (person, office) in new[] { ("he.jing", "/420700/"), ("deng.hua", "/420700/"), ("anybody", "/420700/420704/420704001/") })
            Assert.Equal("task.about-you", CaseAccess.WhyExcluded(new(person), new(office), task, objection)?.Code);
        Assert.Null(CaseAccess.WhyExcluded(Reviewer.Id, Reviewer.Office, task, objection));
    }

    [Fact]
    public async Task Without_a_decided_case_nothing_is_known_and_those_named_at_intake_are_kept_out()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.StoriesOf("objection").Single(x => x.Id == "01-maintained");
        await desk.Player.PlayAsync(story with { Rows = [], Expect = null });
        var objection = Assert.Single(desk.Store.Cases);
        Assert.Null(objection.Dossier.Facts()["decided"]);
        var task = Assert.Single(objection.Tasks, x => x.IsLive);
        Assert.Equal("task.about-you", CaseAccess.WhyExcluded(new("he.jing"), new("/420700/"), task, objection)?.Code);
        Assert.Equal("task.about-you", CaseAccess.WhyExcluded(new("somebody"), new("/420700/420704/"), task, objection)?.Code);
    }

    /// <summary>An objection at the counter has no origin: the code that it names leads to the decision, and whoever took part is kept out.</summary>
    [Fact]
    public async Task A_case_named_by_its_code_is_found_and_whoever_decided_it_is_kept_out()
    {
        var (desk, decided) = await DecidedAsync();
        await desk.Player.PlayAsync(AtTheCounter(x => x["decision"] = new JsonObject { ["against"] = "refusal", ["case"] = $" {decided.Code} " }) with { Rows = [] });
        var objection = desk.Store.Cases.Single(x => x.ServiceType == "objection");
        var found = objection.Dossier.Facts()["decided"]!;
        Assert.Equal((decided.Code, "/420700/420704/", true), ((string?)found["code"], (string?)found["office"], (bool?)found["samePerson"]));
        Assert.Equal(["he.jing", "deng.hua"], found["by"]!.AsArray().Select(x => x!.ToString()));
        Assert.Equal("task.about-you", CaseAccess.WhyExcluded(new("he.jing"), new("/420700/"), Assert.Single(objection.Tasks, x => x.IsLive), objection)?.Code);
    }

    /// <summary>Where the code leads nowhere and nobody is named, nobody would be kept out: the clerk has to say who decided.</summary>
    [Fact]
    public async Task Without_a_case_and_without_names_there_is_no_review_until_it_is_said_who_decided()
    {
        var desk = await Desk.OpenAsync();
        var story = AtTheCounter(x => x["decision"] = new JsonObject { ["against"] = "refusal", ["case"] = "无此编码" });
        var named = story.Rows[0] with { At = "+1h", Step = "name-deciders", Outcome = "named", Expect = null };
        var played = await desk.Player.PlayAsync(story with
        {
            Rows =
            [
                story.Rows[0] with { Expect = null },
                named with { Form = new() { ["application"] = new JsonObject { ["decision"] = new JsonObject { ["case"] = "" } } }, Refused = "form.has-errors" },
                named with { Form = new() { ["application"] = new JsonObject { ["decision"] = new JsonObject { ["by"] = new JsonArray("nobody.known") } } }, Refused = "form.has-errors" },
                named with { Form = new() { ["application"] = new JsonObject { ["decision"] = new JsonObject { ["by"] = new JsonArray("gao.ying") } } } },
            ],
        });
        Assert.Empty(played.Failures);
        var objection = Assert.Single(desk.Store.Cases);
        var task = Assert.Single(objection.Tasks, x => x.IsLive);
        Assert.Equal("review", task.StepId);
        Assert.Equal("task.about-you", CaseAccess.WhyExcluded(Reviewer.Id, Reviewer.Office, task, objection)?.Code);
    }

    /// <summary>The proof of service that the decided case keeps goes before what is typed at the counter.</summary>
    [Fact]
    public async Task The_period_counts_from_the_proof_of_service_where_there_is_one()
    {
        var (desk, decided) = await DecidedAsync();
        var story = AtTheCounter(x => x["decision"] = new JsonObject { ["against"] = "refusal", ["case"] = decided.Code });
        var form = (JsonObject)story.Rows[0].Form!.DeepClone();
        form["application"]!["decision"]!["receivedAt"] = "2026-03-10T15:00";
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [story.Rows[0] with { Form = form, Expect = null }] })).Failures);
        Assert.Equal("2026-03-06", (string?)desk.Store.Cases.Single(x => x.ServiceType == "objection").Dossier.Facts()["timeliness"]!["from"]);
    }

    [Theory]
    [InlineData("standing", "other")]
    [InlineData("filedOn", "2025-03-13")]
    public async Task Nothing_is_accepted_of_somebody_without_standing_or_from_before_the_decision(string field, string value)
    {
        var (desk, decided) = await DecidedAsync();
        var story = AtTheCounter(x => x["decision"] = new JsonObject { ["against"] = "refusal", ["case"] = decided.Code });
        var form = (JsonObject)story.Rows[0].Form!.DeepClone();
        (field == "standing" ? form : form["application"]!)[field] = value;
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [story.Rows[0] with { Form = form, Expect = null, Refused = "form.has-errors" }] })).Failures);
    }

    /// <summary>A mistyped year would make every objection one in time.</summary>
    [Theory]
    [InlineData("2026-03-05", "form.has-errors")]
    [InlineData("2026-03-06", null)]
    public async Task An_objection_is_not_filed_before_the_decision_was_served(string filedOn, string? refused)
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id == "04-objection-rejected");
        var until = story.Rows.ToList().FindIndex(x => x.Do == ScenarioDeed.Event && x.Name == "objection-filed");
        var details = new JsonObject { ["reason"] = "不服", ["filedOn"] = filedOn, ["filedBy"] = "孙建华" };
        var played = await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until), story.Rows[until] with { Details = details, Expect = null, Refused = refused }], Expect = null });
        Assert.Empty(played.Failures);
        Assert.Equal(refused is null ? "孙建华" : null, (string?)desk.Store.Cases.FirstOrDefault(x => x.ServiceType == "objection")?.Dossier.Application()["filedBy"]);
    }

    [Fact]
    public async Task A_confirmation_is_not_filed_before_the_agreement_took_effect()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.StoriesOf("judicial-confirmation").Single(x => x.Id == "01-confirmed");
        var until = story.Rows.ToList().FindIndex(x => x.Step == "submit");
        var form = (JsonObject)story.Rows[until].Form!.DeepClone();
        form["filedOn"] = "2025-03-04";
        var played = await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until), story.Rows[until] with { Form = form, Expect = null, Refused = "form.has-errors" }], Expect = null });
        Assert.Empty(played.Failures);
    }

    [Theory]
    [InlineData("by", "[\"nobody.known\"]")]
    [InlineData("office", "\"/990000/\"")]
    public async Task Nobody_is_named_at_intake_who_does_not_exist(string field, string value)
    {
        var desk = await Desk.OpenAsync();
        var played = await desk.Player.PlayAsync(AtTheCounter(x => x["decision"]![field] = JsonNode.Parse(value)) with { Rows = [] });
        Assert.Empty(desk.Store.Cases);
        Assert.NotEmpty(played.Failures);
    }

    /// <summary>An aid case whose refusal was served on 6 March 2026.</summary>
    private static async Task<(Desk Desk, LegalCase Decided)> DecidedAsync()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id == "04-objection-rejected");
        var until = story.Rows.ToList().FindIndex(x => x.Do == ScenarioDeed.Event && x.Name == "objection-filed");
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until)], Expect = null })).Failures);
        return (desk, desk.Store.Cases.Single());
    }

    private static Scenario AtTheCounter(Action<JsonObject> change)
    {
        var story = Shipped.StoriesOf("objection").Single(x => x.Id == "01-maintained");
        var application = (JsonObject)story.Open.Application.DeepClone();
        change(application);
        return story with { Open = story.Open with { Application = application }, Expect = null };
    }

    /// <summary>Plays a story of legal aid until the objection has been filed.</summary>
    private static async Task<(LegalCase Decided, LegalCase Objection)> FiledAsync(string id)
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id == id);
        var until = story.Rows.ToList().FindIndex(x => x.Do == ScenarioDeed.Event && x.Name == "objection-filed");
        var played = await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until + 1)], Expect = null });
        Assert.Empty(played.Failures);
        return (desk.Store.Cases.Single(x => x.ServiceType == "legal-aid"), desk.Store.Cases.Single(x => x.ServiceType == "objection"));
    }
}
