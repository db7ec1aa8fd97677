using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Web;

public abstract partial class ApiContract<TDatabase>
{
    private const string MediationClerk = "xiang.hong";

    [Fact]
    public async Task Services_with_a_published_flow_are_listed_with_their_forms_and_relations()
    {
        var listed = (await (await server.AsAsync(MediationClerk)).GetAsync("/api/services")).Json;
        var services = listed["services"]!.AsArray().ToDictionary(x => (string)x!["key"]!, x => x!);
        foreach (var key in new[] { "legal-aid", "mediation", "judicial-confirmation", "consultation", "complaint", "work-order", "objection" })
            Assert.False(string.IsNullOrWhiteSpace((string?)services[key]["form"]), key);
        Assert.Contains(listed["relations"]!.AsArray(), x => (string?)x!["key"] == "confirmation" && (string?)x["name"]!["en"] == "judicial confirmation");
    }

    [Fact]
    public async Task An_intake_of_any_service_is_checked_by_its_form_and_the_errors_name_the_fields()
    {
        var clerk = await server.AsAsync(MediationClerk);
        var reply = await clerk.PostAsync("/api/cases", new JsonObject { ["serviceType"] = "mediation", ["application"] = new JsonObject { ["channel"] = "court", ["applicant"] = new JsonObject { ["name"] = "" } } });
        reply.MustBeProblem(400, "intake.incomplete");
        foreach (var field in new[] { "applicant", "respondents", "matter.category", "matter.facts", "handover.kind" })
            Assert.Contains(reply.Json["errors"]!.AsObject(), x => x.Key.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_of_cases_is_filtered_by_service()
    {
        var (id, _) = await OpenMediationAsync("庚一", "庚二");
        var clerk = await server.AsAsync(MediationClerk);
        var found = (await clerk.GetAsync("/api/cases?service=mediation&pageSize=200")).Json["items"]!.AsArray();
        Assert.All(found, x => Assert.Equal("mediation", (string?)x!["serviceType"]));
        Assert.Contains(found, x => (string?)x!["id"] == id);
        Assert.DoesNotContain((await clerk.GetAsync("/api/cases?service=legal-aid&pageSize=200")).Json["items"]!.AsArray(), x => (string?)x!["id"] == id);
    }

    [Fact]
    public async Task A_person_opens_a_case_out_of_another_and_both_show_it()
    {
        var (id, code) = await OpenMediationAsync("丁一", "丁二");
        var clerk = await server.AsAsync(MediationClerk);
        var key = Guid.NewGuid();
        var body = new JsonObject { ["relation"] = "re-mediation", ["service"] = "mediation", ["intake"] = Mediation("丁一", "丁二") };

        var made = await clerk.PostAsync($"/api/cases/{code}/links", body, key);
        Assert.True(made.Status == 201, made.Json.ToJsonString());
        Assert.Equal(("linked", true), ((string?)made.Json["state"], (bool)made.Json["outward"]!));
        var again = await clerk.PostAsync($"/api/cases/{code}/links", body, key);
        Assert.Equal((string?)made.Json["case"], (string?)again.Json["case"]);

        var other = (await clerk.GetAsync(made.Location!)).Json;
        Assert.Equal(code, (string?)other["origin"]!["code"]);
        Assert.Equal("丁一", (string?)other["application"]!["applicant"]!["name"]);
        var back = Assert.Single(other["links"]!.AsArray())!;
        Assert.Equal((false, code, id), ((bool)back["outward"]!, (string?)back["code"], (string?)back["case"]));
        Assert.Single((await clerk.GetAsync($"/api/cases/{code}")).Json["links"]!.AsArray());
        var rows = (await clerk.GetAsync($"/api/cases/{code}/history")).Json["rows"]!.AsArray().Select(x => (string)x!["kind"]!).ToList();
        Assert.Equal(["LinkOrdered", "LinkedCaseKnown"], rows.Where(x => x.StartsWith("Link", StringComparison.Ordinal)));
        Assert.Contains((await clerk.GetAsync($"/api/cases?search={code}&pageSize=50")).Json["items"]!.AsArray(), x => (string?)x!["id"] == (string?)other["id"]);
    }

    [Fact]
    public async Task Who_may_not_see_the_other_case_sees_that_there_is_one_and_nothing_of_it()
    {
        var (_, code) = await OpenMediationAsync("戊一", "戊二");
        var clerk = await server.AsAsync(MediationClerk);
        var made = await clerk.PostAsync($"/api/cases/{code}/links", new JsonObject { ["relation"] = "referral", ["service"] = "mediation", ["office"] = "420703", ["intake"] = Mediation("戊一", "戊二") });
        Assert.True(made.Status == 201, made.Json.ToJsonString());
        var link = Assert.Single((await clerk.GetAsync($"/api/cases/{code}")).Json["links"]!.AsArray())!;
        Assert.NotNull((string?)link["code"]);
        Assert.Null(link["case"]);
        Assert.Null(link["status"]);
        Assert.Null(link["stage"]);
        Assert.Equal("/420700/420703/", (string?)link["office"]!["key"]);
    }

    [Fact]
    public async Task A_link_that_can_not_be_is_refused_with_its_reason()
    {
        var (_, code) = await OpenMediationAsync("己一", "己二");
        var clerk = await server.AsAsync(MediationClerk);
        (await clerk.PostAsync($"/api/cases/{code}/links", [])).MustBeProblem(400, "request.field-missing");
        (await clerk.PostAsync($"/api/cases/{code}/links", new JsonObject { ["relation"] = "complaint", ["case"] = "EZ0-000-000" })).MustBeProblem(404, "case.unknown");
        (await clerk.PostAsync($"/api/cases/{code}/links", new JsonObject { ["relation"] = "nothing", ["service"] = "mediation" })).MustBeProblem(400, "link.unknown-relation");
        var incomplete = await clerk.PostAsync($"/api/cases/{code}/links", new JsonObject { ["relation"] = "re-mediation", ["service"] = "mediation", ["intake"] = new JsonObject() });
        incomplete.MustBeProblem(400, "link.intake-incomplete");
        Assert.Contains(incomplete.Json["errors"]!.AsObject(), x => x.Key == "intake.matter.facts");
    }

    private async Task<(string Id, string Code)> OpenMediationAsync(string one, string other)
    {
        var reply = await (await server.AsAsync(MediationClerk)).PostAsync("/api/cases", new JsonObject { ["serviceType"] = "mediation", ["application"] = Mediation(one, other) });
        Assert.True(reply.Status == 201, reply.Json.ToJsonString());
        return ((string)reply.Json["caseId"]!, (string)reply.Json["code"]!);
    }

    private static JsonObject Mediation(string one, string other) => new()
    {
        ["channel"] = "counter",
        ["severity"] = "simple",
        ["applicant"] = new JsonObject { ["name"] = one },
        ["respondents"] = new JsonArray(new JsonObject { ["person"] = new JsonObject { ["name"] = other } }),
        ["matter"] = new JsonObject { ["category"] = "neighbour", ["facts"] = "屋檐滴水。" },
    };
}
