using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Designer;

// What a careful tester asks: pages that are not there, words with signs of their own, ids that nobody gave, offices that see nothing.
public abstract partial class StudioContract<TDatabase>
{
    [Fact]
    public async Task Pages_orders_and_words_of_every_kind_are_answered_and_leave_nothing_out()
    {
        var admin = await AdminAsync();
        var word = $"100%_[x]'\\\"{Guid.NewGuid():N}";
        foreach (var i in new[] { 1, 2, 3 }) await admin.CreateAsync($"{word} {i}");
        var search = Uri.EscapeDataString(word);
        Assert.Equal(3, Total(await admin.GetAsync($"/workflow-definitions?versionOptions=Latest&SearchTerm={search}")));
        Assert.Equal(0, Total(await admin.GetAsync($"/workflow-definitions?versionOptions=Latest&SearchTerm={Uri.EscapeDataString(word + "%")}")));
        foreach (var order in new[] { "Name", "Version", "Created", "Nothing", "", "name" })
            foreach (var direction in new[] { "Ascending", "Descending", "sideways" })
            {
                // Page by page every flow comes exactly once.
                List<string> seen = [];
                for (var page = 0; page < 4; page++)
                    seen.AddRange((await admin.GetAsync($"/workflow-definitions?versionOptions=Latest&SearchTerm={search}&OrderBy={order}&OrderDirection={direction}&Page={page}&PageSize=1")).Json["items"]!.AsArray().Select(x => (string)x!["id"]!));
                Assert.Equal((3, 3), (seen.Count, seen.Distinct().Count()));
            }
        foreach (var (page, size, items) in new[] { ("-1", "2", 2), ("0", "0", 1), ("0", "-5", 3), ("99999999999999", "2", 2), ("2147483647", "2147483647", 0), ("x", "y", 3), ("", "", 3), ("1", "2", 1) })
        {
            var answer = await admin.GetAsync($"/workflow-definitions?versionOptions=Latest&SearchTerm={search}&Page={page}&PageSize={size}");
            Assert.True(answer.Status == 200 && answer.Json["items"]!.AsArray().Count == items && Total(answer) == 3, $"{page} {size}: {answer.Text}");
        }
        foreach (var term in new[] { "%", "_", "'", "\\", "\"; drop table cases; --", "😀", "\u202e", new string('长', 5000) })
            Assert.Equal(200, (await admin.PostAsync("/workflow-instances", new JsonObject { ["searchTerm"] = term, ["pageSize"] = 5, ["orderBy"] = "Name" })).Status);
        Assert.Equal(0, Total(await admin.PostAsync("/workflow-instances", new JsonObject { ["searchTerm"] = "%%%" })));
        foreach (var (page, size) in new[] { (-1, 10), (0, 0), (0, -1), (int.MaxValue, int.MaxValue) })
            Assert.Equal(200, (await admin.PostAsync("/workflow-instances", new JsonObject { ["page"] = page, ["pageSize"] = size })).Status);

        static int Total(StudioReply answer) => (int)answer.Json["totalCount"]!;
    }

    [Fact]
    public async Task Instants_of_cases_are_compared_as_at_an_Elsa_server()
    {
        var admin = await AdminAsync();
        var (definition, id) = await WithCaseAsync(admin);
        var created = (string)(await admin.GetAsync($"/workflow-instances/{id}")).Json["createdAt"]!;
        var day = created[..10] + "T00:00:00Z";
        var next = DateTimeOffset.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (way, at, found) in new[]
        {
            ("Is", day, 1), ("IsNot", day, 0), ("Is", next, 0), ("IsNot", next, 1), ("LessThan", day, 0), ("LessThanOrEqual", day, 1), ("GreaterThan", day, 0), ("GreaterThanOrEqual", day, 1), ("GreaterThan", next, 0),
            ("LessThan", next, 1), ("LessThan", "9999-12-31T23:59:59Z", 1), ("GreaterThan", "0001-01-01T00:00:00Z", 1),
        })
            foreach (var column in new[] { "CreatedAt", "UpdatedAt" })
            {
                var answer = await admin.PostAsync("/workflow-instances", new JsonObject
                {
                    ["definitionId"] = definition, ["timestampFilters"] = new JsonArray(new JsonObject { ["column"] = column, ["operator"] = way, ["timestamp"] = at }),
                });
                Assert.True(answer.Status == 200 && (int)answer.Json["totalCount"]! == found, $"{column} {way} {at}: {answer.Text}");
            }
    }

    [Fact]
    public async Task Nothing_of_a_case_is_told_to_whoever_may_not_see_it_whichever_address_they_take()
    {
        var (_, id) = await WithCaseAsync(await AdminAsync());
        var elsewhere = new StudioClient(await server.AsAsync("cz.approver"));
        foreach (var (method, path) in new[]
        {
            ("GET", $"/workflow-instances/{id}"), ("POST", $"/workflow-instances/{id}/journal"), ("GET", $"/workflow-instances/{id}/execution-state"), ("GET", $"/workflow-instances/{id}/variables"),
            ("POST", "/activity-executions/report"), ("GET", $"/activity-executions/list?WorkflowInstanceId={id}"), ("GET", $"/activity-execution-summaries/list?WorkflowInstanceId={id}"),
            ("GET", $"/activity-executions/by-id?id={id}:1"), ("GET", $"/activity-executions/{id}:1/call-stack"),
        })
        {
            var body = path.EndsWith("/report", StringComparison.Ordinal) ? new JsonObject { ["workflowInstanceId"] = id, ["activityNodeIds"] = new JsonArray("Workflow1:8c2b481ba928bfd:begin") } : new JsonObject();
            var answer = await elsewhere.SendAsync(new HttpMethod(method), path, method == "POST" ? body : null);
            Assert.True(answer.Status == 404, $"{method} {path}: {answer.Text}");
        }
        Assert.Equal(0, (int)(await elsewhere.PostAsync("/workflow-instances", new JsonObject { ["searchTerm"] = (string)(await (await AdminAsync()).GetAsync($"/workflow-instances/{id}")).Json["name"]! })).Json["totalCount"]!);
    }

    [Fact]
    public async Task Actions_on_ids_that_nobody_gave_do_nothing_and_say_so()
    {
        var admin = await AdminAsync();
        var unknown = new JsonArray("nothing", "nothing", "../x", "a@b", "");
        var published = (await admin.PostAsync("/bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = unknown.DeepClone() })).Json;
        Assert.Equal((0, 0, 4), (published["published"]!.AsArray().Count, published["alreadyPublished"]!.AsArray().Count, published["notFound"]!.AsArray().Count));
        Assert.Equal(4, (await admin.PostAsync("/bulk-actions/retract/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = unknown.DeepClone() })).Json["notFound"]!.AsArray().Count);
        Assert.Equal(0, (int)(await admin.PostAsync("/bulk-actions/delete/workflow-definitions/by-definition-id", new JsonObject { ["definitionIds"] = unknown.DeepClone() })).Json["deleted"]!);
        Assert.Equal(0, (int)(await admin.PostAsync("/bulk-actions/delete/workflow-definitions/by-id", new JsonObject { ["ids"] = new JsonArray("nothing@1", "@", "x@1.2.3", "x@99999999999999999999") })).Json["deleted"]!);
        var zip = await admin.PostAsync("/bulk-actions/export/workflow-definitions", new JsonObject { ["ids"] = new JsonArray("nothing@1") });
        Assert.Equal((200, "application/zip"), (zip.Status, zip.MediaType));
    }

    [Fact]
    public async Task Whoever_signs_gonein_the_middle_is_told_to_sign_in_and_their_last_save_is_kept()
    {
        var client = await server.AsAsync("admin");
        var admin = new StudioClient(client, "window-out");
        var flow = await admin.CreateAsync(Name());
        flow["description"] = "最后一次保存";
        await admin.SaveAsync(flow);
        var gone = new StudioClient(server.Anonymous(), "window-out");
        (await gone.PostAsync("/workflow-definitions", DrawnFlow.Request(flow))).MustBeRefused(401, "request.not-signed-in");
        (await gone.PostAsync($"/workflow-definitions/{flow["definitionId"]}/publish")).MustBeRefused(401, "request.not-signed-in");
        Assert.Equal("最后一次保存", (string?)(await (await AdminAsync()).GetAsync($"/workflow-definitions/by-definition-id/{flow["definitionId"]}")).Json["description"]);
    }

    [Fact]
    public async Task A_default_that_changed_in_capitals_alone_is_kept_and_a_truth_value_comes_back_as_one()
    {
        var admin = await AdminAsync();
        var drawn = DrawnFlow.Good(await admin.CreateAsync(Name()));
        JsonArray Variables(JsonNode text, JsonNode truth) =>
            [new JsonObject { ["id"] = "v1", ["name"] = "Text", ["typeName"] = "String", ["value"] = text }, new JsonObject { ["id"] = "v2", ["name"] = "Truth", ["typeName"] = "Boolean", ["value"] = truth }];
        drawn["variables"] = Variables("Hello", true);
        drawn = await admin.SaveAsync(drawn);
        // The designer writes every default as a text.
        drawn["variables"] = Variables("HELLO", "True");
        drawn = await admin.SaveAsync(drawn);
        Assert.Equal("HELLO", (string?)drawn["variables"]![0]!["value"]);
        Assert.Equal(System.Text.Json.JsonValueKind.True, drawn["variables"]![1]!["value"]!.GetValueKind());
    }

    [Fact]
    public async Task A_body_of_files_that_breaks_off_is_refused_as_unreadable()
    {
        var admin = await server.AsAsync("admin");
        using var body = new StringContent("garbage");
        body.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var answer = await admin.Http.PostAsync("/elsa/api/workflow-definitions/import-files", body);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("request.unreadable", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
