using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

// Ways round the second administrator: whose work it is decides, not whose hands it came from.
public abstract partial class StudioContract<TDatabase>
{
    [Fact]
    public async Task Who_drew_what_another_administrator_hands_in_as_a_document_can_not_approve_it()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var drawn = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        var id = (string)drawn["definitionId"]!;
        var document = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Json;
        // Somebody else's word in it makes it no less the work of who drew it.
        document["description"] = "代为提交";
        await HandedInAsync(document, "admin", "sun.yi");

        // Nor does giving the draft up before.
        Assert.Equal(204, (await admin.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{drawn["id"]}")).Status);
        document["description"] = "再次代为提交";
        var release = await HandedInAsync(document, "admin", "sun.yi");
        (await first.PostAsync($"/api/releases/{release}/approve", [])).MustBeProblem(403, "release.author");
        (await second.PostAsync($"/api/releases/{release}/approve", [])).MustBeProblem(403, "release.author");

        async Task<string> HandedInAsync(JsonObject handedIn, params string[] authors)
        {
            var answer = await second.PostAsync("/api/definitions", new JsonObject { ["definition"] = handedIn.DeepClone() });
            Assert.True(answer.Status == 200 && (string?)answer.Json["outcome"] == "proposed", answer.Json.ToJsonString());
            var kept = (await second.GetAsync($"/api/definitions/{handedIn["definitionId"]}/releases")).Json["items"]![0]!;
            Assert.Equal(authors, kept["authors"]!.AsArray().Select(x => (string)x!).Order(StringComparer.Ordinal));
            return (string)kept["id"]!;
        }
    }

    [Fact]
    public async Task Who_changed_a_condition_and_gave_the_draft_up_can_not_approve_it_from_anothers_hand()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var other = new StudioClient(second, "window-change");
        var published = await PublishedAsync(admin);
        var id = (string)published["definitionId"]!;
        var step = published["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!;
        step["cases"] = new JsonArray(new JsonObject { ["label"] = "High", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "5 > 500" } });
        var changed = await other.SaveAsync(published);
        var document = (await first.GetAsync($"/elsa/api/workflow-definitions/{id}/export?versionOptions=Latest")).Json;
        Assert.Equal(204, (await other.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{changed["id"]}")).Status);
        Assert.Equal("proposed", (string?)(await first.PostAsync("/api/definitions", new JsonObject { ["definition"] = document })).Json["outcome"]);
        var release = (await first.GetAsync($"/api/definitions/{id}/releases")).Json["items"]![0]!;
        Assert.Equal(["admin", "sun.yi"], release["authors"]!.AsArray().Select(x => (string)x!).Order(StringComparer.Ordinal));
        (await second.PostAsync($"/api/releases/{release["id"]}/approve", [])).MustBeProblem(403, "release.author");
    }

    [Fact]
    public async Task Who_drew_a_flow_can_not_approve_its_copy_nor_what_was_read_in_again()
    {
        var (admin, second) = (await AdminAsync(), await SecondAsync());
        var other = new StudioClient(second, "window-copy");
        var drawn = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        // Duplicated under a new id by the other administrator, as the designer does it.
        var copy = await other.CreateAsync(Name());
        copy["root"] = drawn["root"]!.DeepClone();
        copy["customProperties"] = drawn["customProperties"]!.DeepClone();
        copy = await other.SaveAsync(copy);
        var release = (await other.PostAsync($"/workflow-definitions/{copy["definitionId"]}/publish")).Json["release"]!["id"];
        (await (await server.AsAsync("admin")).PostAsync($"/api/releases/{release}/approve", [])).MustBeProblem(403, "release.author");

        // Given up by who drew it, and read in again from the file by the other.
        var file = (await admin.GetAsync($"/workflow-definitions/{drawn["definitionId"]}/export?versionOptions=Latest")).Json;
        Assert.Equal(204, (await admin.SendAsync(HttpMethod.Delete, $"/workflow-definitions/{drawn["definitionId"]}")).Status);
        Assert.Equal(200, (await other.PostAsync("/workflow-definitions/import", file)).Status);
        var again = (await other.PostAsync($"/workflow-definitions/{drawn["definitionId"]}/publish")).Json["release"]!["id"];
        (await (await server.AsAsync("admin")).PostAsync($"/api/releases/{again}/approve", [])).MustBeProblem(403, "release.author");
    }

    [Fact]
    public async Task Who_read_in_exactly_what_came_with_the_product_may_approve_it()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var other = new StudioClient(second, "window-vendor");
        var published = await PublishedAsync(admin);
        var id = (string)published["definitionId"]!;
        var file = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Published")).Json;
        file["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "产品核对");
        Assert.Equal(200, (await other.PostAsync("/workflow-definitions/import", (JsonObject)file.DeepClone())).Status);
        // So far it is the work of whoever brought it.
        Assert.Equal(["admin", "sun.yi"], await HandedInAsync());

        // The product comes with the same: it was nobody's of this installation.
        var saved = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Json;
        await server.App.Services.GetRequiredService<IDraftStore>().SetAsideAsync(new NewSave(id, 2, SaveKind.SetAside, saved.ToJsonString(), ShippedFlows.Maker, "产品", server.Time.GetUtcNow()), default);
        Assert.Equal(["admin"], await HandedInAsync());

        // One word of somebody's own in it, and it is theirs.
        saved["description"] = "改了一个字";
        Assert.Equal(200, (await other.PostAsync("/workflow-definitions/import", saved)).Status);
        Assert.Equal(["admin", "sun.yi"], await HandedInAsync());

        async Task<IEnumerable<string>> HandedInAsync()
        {
            var release = (await first.PostAsync($"/api/definitions/{id}/releases", [])).Json;
            Assert.True(release["id"] is not null, release.ToJsonString());
            Assert.Equal(200, (await first.PostAsync($"/api/releases/{release["id"]}/withdraw", new JsonObject { ["reason"] = "再看" })).Status);
            return release["authors"]!.AsArray().Select(x => (string)x!).Order(StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Whose_work_is_not_in_it_may_approve_it_also_if_they_drew_something_else()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var published = await PublishedAsync(admin);
        var id = (string)published["definitionId"]!;
        // What the first draws now, and what of theirs came too late, is not in what the second hands in.
        var mine = (JsonObject)published.DeepClone();
        mine["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "先核对");
        await admin.SaveAsync(mine);
        var theirs = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Published")).Json;
        theirs["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "后核对");
        theirs["version"] = 2;
        Assert.Equal("proposed", (string?)(await second.PostAsync("/api/definitions", new JsonObject { ["definition"] = theirs })).Json["outcome"]);
        var release = (await second.GetAsync($"/api/definitions/{id}/releases")).Json["items"]![0]!;
        Assert.Equal(["sun.yi"], release["authors"]!.AsArray().Select(x => (string)x!));
        Assert.Equal("published", (string?)(await first.PostAsync($"/api/releases/{release["id"]}/approve", [])).Json["state"]);
        // The draft is still there, of the version after it.
        Assert.Equal(3, (int)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json["version"]!);
    }
}
