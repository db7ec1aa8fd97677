using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Web;

// Definitions and simulations.
public abstract partial class ApiContract<TDatabase>
{
    private const string Administrator = "admin";

    [Fact]
    public async Task A_story_is_played_against_a_published_definition_and_nothing_is_kept()
    {
        var client = await server.AsAsync(Administrator);
        var before = (int)(await (await server.AsAsync(Supervisor)).GetAsync("/api/cases")).Json["total"]!;
        var reply = await client.PostAsync("/api/simulations", new JsonObject { ["definitionId"] = "legal-aid", ["scenarioId"] = "02-refusal" });
        Assert.True(reply.Status == 200, reply.Json.ToJsonString());
        Assert.Equal((1, 0), ((int)reply.Json["passed"]!, (int)reply.Json["failed"]!));
        var played = reply.Json["simulations"]![0]!;
        Assert.Equal("closed", (string?)played["case"]!["status"]);
        Assert.Equal("start", (string?)played["path"]![0]!["activity"]);
        Assert.Contains(played["timeline"]!.AsArray(), x => (string?)x!["kind"] == "deadline" && ((string)x["at"]!).EndsWith('Z'));
        Assert.NotEmpty(played["ways"]!.AsArray());
        Assert.NotEmpty(played["case"]!["clocks"]!.AsArray());
        Assert.Equal(before, (int)(await (await server.AsAsync(Supervisor)).GetAsync("/api/cases")).Json["total"]!);
    }

    [Fact]
    public async Task A_draft_and_a_story_of_the_request_are_played_and_a_wrong_story_names_its_fields()
    {
        var client = await server.AsAsync(Administrator);
        var reply = await client.PostAsync("/api/simulations", new JsonObject { ["definition"] = Asking("draft"), ["scenario"] = Reply("answer") });
        Assert.True(reply.Status == 200, reply.Json.ToJsonString());
        Assert.Equal(1, (int)reply.Json["passed"]!);
        var wrong = await client.PostAsync("/api/simulations", new JsonObject { ["definition"] = Asking("draft"), ["scenario"] = Reply("anwser") });
        wrong.MustBeProblem(400, "scenario.wrong");
        Assert.Equal("scenario.rows[0].step", Assert.Single(wrong.Json["errors"]!.AsObject()).Key);
        var late = Reply("answer");
        late["expect"] = new JsonObject { ["status"] = "open" };
        var failed = (await client.PostAsync("/api/simulations", new JsonObject { ["definition"] = Asking("draft"), ["scenario"] = late })).Json;
        Assert.Equal(1, (int)failed["failed"]!);
        Assert.Equal(2, (int)failed["simulations"]![0]!["failures"]![0]!["row"]!);
    }

    [Fact]
    public async Task What_a_simulation_needs_and_does_not_get_is_named()
    {
        var client = await server.AsAsync(Administrator);
        (await client.PostAsync("/api/simulations", [])).MustBeProblem(400, "request.field-missing");
        (await client.PostAsync("/api/simulations", new JsonObject { ["definitionId"] = "no-such" })).MustBeProblem(404, "definition.unknown");
        (await client.PostAsync("/api/simulations", new JsonObject { ["definitionId"] = "legal-aid", ["version"] = 99 })).MustBeProblem(404, "definition.unknown");
        (await client.PostAsync("/api/simulations", new JsonObject { ["definitionId"] = "legal-aid", ["scenarioId"] = "no-such" })).MustBeProblem(404, "scenario.unknown");
        (await client.PostAsync("/api/simulations", new JsonObject { ["definition"] = new JsonObject { ["root"] = 5 } })).MustBeProblem(400, "definition.unreadable");
        (await client.PostAsync("/api/simulations", new JsonObject { ["definition"] = Asking("draft"), ["definitionId"] = "legal-aid" })).MustBeProblem(400, "request.unreadable");
        (await client.PostAsync("/api/simulations", new JsonObject { ["definitionId"] = "legal-aid", ["scenario"] = new JsonObject { ["much"] = new string('x', 9_000_000) } })).MustBeProblem(413, "request.too-large");
        (await (await server.AsAsync(Supervisor)).PostAsync("/api/simulations", new JsonObject { ["definitionId"] = "legal-aid" })).MustBeProblem(403, "request.forbidden");
        (await (await server.AsAsync(Clerk)).GetAsync("/api/definitions")).MustBeProblem(403, "request.forbidden");
    }

    [Fact]
    public async Task A_definition_is_published_once_its_stories_hold_and_listed_as_in_force()
    {
        var id = $"asking-{Guid.NewGuid():N}";
        var client = await server.AsAsync(Administrator);
        var bad = Reply("answer");
        bad["expect"] = new JsonObject { ["status"] = "open" };
        var refused = await client.PostAsync("/api/definitions", new JsonObject { ["definition"] = Asking(id), ["scenarios"] = new JsonArray(bad) });
        refused.MustBeProblem(422, "definition.refused");
        Assert.Contains(refused.Json["problems"]!.AsArray(), x => (string?)x!["code"] == "publish.scenario" && (int?)x["row"] == 2);
        var checkedOnly = await client.PostAsync("/api/definitions/check", new JsonObject { ["definition"] = Asking(id), ["scenarios"] = new JsonArray(Reply("answer")) });
        Assert.Equal("good", (string?)checkedOnly.Json["outcome"]);
        Assert.DoesNotContain((await client.GetAsync("/api/definitions")).Json["items"]!.AsArray(), x => (string?)x!["id"] == id);

        var proposed = await client.PostAsync("/api/definitions", new JsonObject { ["definition"] = Asking(id), ["scenarios"] = new JsonArray(Reply("answer")) });
        Assert.True(proposed.Status == 200 && (string?)proposed.Json["outcome"] == "proposed", proposed.Json.ToJsonString());
        Assert.DoesNotContain((await client.GetAsync("/api/definitions")).Json["items"]!.AsArray(), x => (string?)x!["id"] == id);
        (await client.PostAsync($"/api/releases/{proposed.Json["release"]}/approve", [])).MustBeProblem(403, "release.author");
        var approved = await (await server.AsAsync("sun.yi")).PostAsync($"/api/releases/{proposed.Json["release"]}/approve", []);
        Assert.Equal("published", (string?)approved.Json["state"]);
        Assert.Equal("already-published", (string?)(await client.PostAsync("/api/definitions", new JsonObject { ["definition"] = Asking(id) })).Json["outcome"]);
        var changed = Asking(id);
        changed["name"] = "别的名称";
        (await client.PostAsync("/api/definitions", new JsonObject { ["definition"] = changed })).MustBeProblem(422, "definition.refused");
        var line = (await (await server.AsAsync(Supervisor)).GetAsync("/api/definitions")).Json["items"]!.AsArray().Single(x => (string?)x!["id"] == id)!;
        Assert.Equal(("in-force", "留言咨询"), ((string?)line["state"], (string?)line["name"]));
        (await client.PostAsync("/api/definitions", [])).MustBeProblem(400, "request.field-missing");
        (await (await server.AsAsync(Supervisor)).PostAsync("/api/definitions", new JsonObject { ["definition"] = Asking(id) })).MustBeProblem(403, "request.forbidden");
    }

    [Fact]
    public async Task The_stories_beside_a_definition_are_listed()
    {
        var client = await server.AsAsync(Supervisor);
        var stories = (await client.GetAsync("/api/definitions/legal-aid/scenarios")).Json["items"]!.AsArray();
        Assert.Contains(stories, x => (string?)x!["id"] == "02-refusal" && (int)x["rows"]! > 0 && x["problems"]!.AsArray().Count == 0);
        (await client.GetAsync("/api/definitions/no-such/scenarios")).MustBeProblem(404, "definition.unknown");
    }

    [Fact]
    public async Task Every_way_through_a_published_definition_is_walked_for_those_who_answer_for_it()
    {
        var client = await server.AsAsync(Supervisor);
        var reply = await client.GetAsync("/api/definitions/legal-aid/exploration?region=ezhou&from=2026-03-02");
        Assert.True(reply.Status == 200, reply.Json.ToJsonString());
        Assert.Equal(("legal-aid", "ezhou", "2026-03-02", true), ((string?)reply.Json["definitionId"], (string?)reply.Json["region"], (string?)reply.Json["from"], (bool)reply.Json["isComplete"]!));
        Assert.Empty(reply.Json["coverage"]!["activitiesNeverBegun"]!.AsArray());
        Assert.Contains(reply.Json["ends"]!.AsArray(), x => (string?)x!["result"] == "handled" && x["path"]!.AsArray().Count > 1);
        Assert.Contains(reply.Json["longestStatutory"]!["steps"]!.AsArray(), x => (string?)x!["limit"]?["force"] == "hard" && x["limit"]!["article"] is not null);

        (await client.GetAsync("/api/definitions/no-such/exploration")).MustBeProblem(404, "definition.unknown");
        (await client.GetAsync("/api/definitions/legal-aid/exploration?version=99")).MustBeProblem(404, "definition.unknown");
        (await client.GetAsync("/api/definitions/legal-aid/exploration?region=nowhere")).MustBeProblem(400, "request.unreadable");
        (await client.GetAsync("/api/definitions/legal-aid/exploration?from=yesterday")).MustBeProblem(400, "request.unreadable");
        (await (await server.AsAsync(Clerk)).GetAsync("/api/definitions/legal-aid/exploration")).MustBeProblem(403, "request.forbidden");
    }

    private static JsonObject Asking(string id) => (JsonObject)JsonNode.Parse($$"""
        {
          "definitionId": "{{id}}", "name": "留言咨询", "version": 1, "customProperties": { "serviceType": "asking" },
          "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1,
            "activities": [
              { "id": "start", "type": "Elsa.Start", "version": 1 },
              { "id": "answer", "type": "CaseWorkflows.HumanTask", "version": 1,
                "title": { "typeName": "String", "expression": { "type": "Literal", "value": "答复咨询" } }, "role": { "typeName": "String", "expression": { "type": "Literal", "value": "reviewer" } },
                "form": { "typeName": "String", "expression": { "type": "Literal", "value": "note" } }, "outcomes": { "typeName": "ICollection<String>", "expression": { "type": "Object", "value": "[\"Done\"]" } },
                "clock": { "typeName": "String", "expression": { "type": "Literal", "value": "asking.limit" } } },
              { "id": "end", "type": "Elsa.End", "version": 1 } ],
            "connections": [
              { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "answer", "port": "In" } },
              { "source": { "activity": "answer", "port": "Done" }, "target": { "activity": "end", "port": "In" } } ] }
        }
        """)!;

    private static JsonObject Reply(string step) => (JsonObject)JsonNode.Parse($$"""
        { "title": { "zh": "答复", "en": "Reply" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" },
          "rows": [ { "at": "+1h", "who": "cz.reviewer", "do": "complete", "step": "{{step}}", "outcome": "Done" } ], "expect": { "status": "closed" } }
        """)!;
}
