using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Web;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>Calls the server as the designer does, from one window of a browser.</summary>
internal sealed class StudioClient(ApiClient client, string? window = null)
{
    public async Task<StudioReply> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, "/elsa/api" + path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (window is not null) request.Headers.Add("X-Designer-Window", window);
        using var response = await client.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType;
        return new StudioReply((int)response.StatusCode, type is "application/json" or "application/problem+json" && text.Length > 0 ? JsonNode.Parse(text)!.AsObject() : [], text, type, response.Headers
            .Concat(response.Content.Headers).ToDictionary(x => x.Key, x => string.Join(',', x.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<StudioReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<StudioReply> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body ?? new JsonObject());

    /// <summary>Saves a model and gives the definition as the server has it now.</summary>
    public async Task<JsonObject> SaveAsync(JsonObject model)
    {
        var reply = await PostAsync("/workflow-definitions", DrawnFlow.Request(model));
        Assert.True(reply.Status == 200, reply.Text);
        return reply.Json["workflowDefinition"]!.AsObject();
    }

    /// <summary>Hands a definition in, and has another administrator approve it.</summary>
    public async Task<JsonObject> PublishAsync(string definitionId, ApiClient second)
    {
        var handedIn = await PostAsync($"/workflow-definitions/{definitionId}/publish");
        Assert.True(handedIn.Status == 200, handedIn.Text);
        var approved = await second.PostAsync($"/api/releases/{handedIn.Json["release"]!["id"]}/approve", []);
        Assert.True(approved.Status == 200 && (string?)approved.Json["state"] == "published", approved.Json.ToJsonString());
        return (await GetAsync($"/workflow-definitions/by-definition-id/{definitionId}?versionOptions=Published")).Json;
    }

    public async Task<JsonObject> CreateAsync(string name) => await SaveAsync(DrawnFlow.New(name));
}

internal sealed record StudioReply(int Status, JsonObject Json, string Text, string? MediaType, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>All messages that the designer would show.</summary>
    public string Messages => string.Join('\n', (Json["errors"] as JsonObject ?? []).SelectMany(x => x.Value!.AsArray().Select(y => y!.ToString())));

    /// <summary>That it is a refusal which the designer shows as notices and survives.</summary>
    public void MustBeRefused(int status, string code)
    {
        Assert.True(Status == status && (string?)Json["type"] == code, $"Expected {status} {code}, got {Status} {Text}");
        Assert.Equal("application/problem+json", MediaType);
        Shape.MustHave(Json, "statusCode:n", "message:s", "errors:o");
        Assert.NotEqual("", Messages);
    }
}
