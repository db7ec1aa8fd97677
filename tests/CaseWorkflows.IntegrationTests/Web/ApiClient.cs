using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>Calls the API as a program would.</summary>
public sealed class ApiClient(HttpClient http)
{
    public HttpClient Http => http;

    public async Task SignInAsync(string user, string password)
    {
        var reply = await PostAsync("/api/sign-in", new JsonObject { ["userName"] = user, ["password"] = password, ["bearer"] = true });
        Assert.Equal(200, reply.Status);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)reply.Json["accessToken"]);
    }

    public Task<ApiReply> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<ApiReply> PostAsync(string path, JsonObject? body = null, Guid? key = null, string? ifMatch = null, string? language = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body ?? []) };
        if (key is { } id) request.Headers.Add("Idempotency-Key", id.ToString());
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (language is not null) request.Headers.Add("Accept-Language", language);
        return SendAsync(request);
    }

    public async Task<ApiReply> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var json = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json" && text.Length > 0 ? JsonNode.Parse(text) as JsonObject : null;
            return new ApiReply((int)response.StatusCode, json ?? [], response.Content.Headers.ContentType?.MediaType, response.Headers.ETag?.Tag, response.Headers.Location?.ToString());
        }
    }
}

public sealed record ApiReply(int Status, JsonObject Json, string? MediaType, string? ETag, string? Location)
{
    public string? Type => (string?)Json["type"];

    /// <summary>That the reply is a problem with this status and code, in problem details.</summary>
    public void MustBeProblem(int status, string code)
    {
        Assert.True(Status == status && Type == code, $"Expected {status} {code}, got {Status} {Json.ToJsonString()}");
        Assert.Equal("application/problem+json", MediaType);
        Assert.False(string.IsNullOrWhiteSpace((string?)Json["title"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)Json["detail"]));
        Assert.Equal(status, (int?)Json["status"]);
    }
}
