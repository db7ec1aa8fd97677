using System.Net;
using CaseWorkflows.IntegrationTests.Databases;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>What holds for every address of the product.</summary>
public sealed class EndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    // Whoever opens an address to everybody has to add it here, where somebody sees it.
    private static readonly string[] OpenToEverybody = ["/api/progress", "/api/sign-in", "/elsa/api/identity/login", "/health/clocks", "/health/live", "/health/ready", "/language", "/progress", "/sign-in", "/error", BlazorScript];

    private const string BlazorScript = "/_framework/blazor.web.js";

    private IEnumerable<RouteEndpoint> Endpoints => server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public async Task Every_address_asks_for_signing_in_unless_it_is_meant_for_everybody()
    {
        var nobody = server.Anonymous();
        List<string> open = [];
        foreach (var endpoint in Endpoints.Where(x => !IsStaticFile(x)))
            foreach (var method in Methods(endpoint))
            {
                var path = PathOf(endpoint.RoutePattern);
                if (OpenToEverybody.Contains(path)) continue;
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                if (method == "POST") request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
                using var response = await nobody.Http.SendAsync(request);
                var refused = (int)response.StatusCode == 401 || ((int)response.StatusCode == 302 && response.Headers.Location!.OriginalString.Contains("/sign-in", StringComparison.Ordinal));
                if (!refused) open.Add($"{method} {path} -> {(int)response.StatusCode}");
            }
        Assert.Empty(open);
    }

    [Fact]
    public void What_is_open_to_everybody_is_in_the_list()
    {
        var open = Endpoints.Where(x => x.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsStaticFile(x)).Select(x => PathOf(x.RoutePattern)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(OpenToEverybody.Order(StringComparer.Ordinal), open);
    }

    [Fact]
    public async Task The_description_of_the_api_is_valid_and_names_every_route()
    {
        var client = await server.AsAsync("zhou.min");
        await using var stream = await client.Http.GetStreamAsync("/openapi/v1.json");
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(stream, "json");
        Assert.NotNull(document);
        Assert.Empty(diagnostic!.Errors);
        var described = document.Paths.SelectMany(x => x.Value.Operations!.Select(y => $"{y.Key.Method} {x.Key}")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var mapped = Endpoints.Where(x => x.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) && !x.RoutePattern.RawText.Contains("**", StringComparison.Ordinal))
            .SelectMany(x => Methods(x).Select(y => $"{y} {x.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal).Replace(":int", "", StringComparison.Ordinal).TrimEnd('/')}"));
        Assert.Empty(mapped.Except(described, StringComparer.OrdinalIgnoreCase));
        foreach (var (path, operation) in document.Paths.SelectMany(x => x.Value.Operations!.Values.Select(y => (x.Key, y))))
        {
            Assert.False(string.IsNullOrWhiteSpace(operation.Summary), operation.OperationId);
            // Citizens have no account to sign in with.
            Assert.Equal(path != "/api/progress", operation.Responses!.ContainsKey("401"));
        }
        var claim = document.Paths["/api/cases/{case}/tasks/{taskId}/claim"].Operations![HttpMethod.Post];
        Assert.Contains(claim.Parameters!, x => x.Name == "Idempotency-Key");
        Assert.Contains(claim.Parameters!, x => x.Name == "If-Match");
    }

    [Fact]
    public async Task No_body_of_a_request_may_hold_fields_that_nobody_reads()
    {
        var client = await server.AsAsync("zhou.min");
        await using var stream = await client.Http.GetStreamAsync("/openapi/v1.json");
        var (document, _) = await OpenApiDocument.LoadAsync(stream, "json");
        var bodies = document!.Paths.Where(x => x.Key.StartsWith("/api/", StringComparison.Ordinal)).SelectMany(x => x.Value.Operations!.Values)
            .Where(x => x.RequestBody?.Content?.ContainsKey("application/json") == true).Select(x => (x.OperationId, Schema: x.RequestBody!.Content!["application/json"].Schema!)).ToList();
        Assert.True(bodies.Count > 20, $"{bodies.Count} bodies");
        Assert.Empty(bodies.Where(x => (x.Schema is OpenApiSchemaReference to ? to.Target! : x.Schema) is { Properties.Count: > 0, AdditionalPropertiesAllowed: true }).Select(x => x.OperationId));
    }

    [Theory]
    [InlineData("/api/cases", """{ "serviceType": "legal-aid", "channel": "letter", "application": {} }""", "channel", "application")]
    [InlineData("/api/cases/x/pause", """{ "reason": "x", "until": "2026-03-02" }""", "until", "cause")]
    [InlineData("/api/cases/x/links", """{ "relation": "related", "case": "x", "q.r": 1 }""", "['q.r']", "intake")]
    [InlineData("/api/register/lawyer.li", """{ "entry": { "yearsOfPractice": 3, "shoeSize": 43 }, "revision": 1 }""", "entry.shoeSize", "yearsOfPractice")]
    public async Task A_field_that_there_is_not_is_refused_by_its_name_with_those_that_there_are(string path, string body, string field, string known)
    {
        var client = await server.AsAsync("cheng.wei");
        foreach (var language in new[] { "zh", "en" })
        {
            var method = path.Contains("register", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Post;
            var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Add("Accept-Language", language);
            var reply = await client.SendAsync(request);
            reply.MustBeProblem(400, "request.unknown-field");
            var told = Assert.Single(reply.Json["errors"]!.AsObject());
            Assert.Equal(field, told.Key);
            Assert.Contains(known, told.Value!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_answer_tells_the_browser_what_it_must_not_do()
    {
        foreach (var path in new[] { "/sign-in", "/api/cases", "/health/live", "/app.css", "/no/such/page" })
        {
            using var response = await server.Anonymous().Http.GetAsync(path);
            Assert.Contains("script-src 'self'", string.Join(' ', response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Theory]
    [InlineData("/flow-pictures/legal-aid?from=abc")]
    [InlineData("/flow-pictures/legal-aid?release=abc")]
    [InlineData("/flow-pictures/legal-aid/saves/1?against=nope")]
    public async Task An_address_that_can_not_be_is_the_askers_mistake_and_its_answer_is_as_guarded_as_any(string path)
    {
        using var response = await (await server.AsAsync("admin")).Http.GetAsync(path);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("网址或者提交的内容不正确", WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    private static bool IsStaticFile(RouteEndpoint endpoint) => endpoint.Metadata.Any(x => x.GetType().Name.Contains("StaticAsset", StringComparison.Ordinal));

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"];

    private static string PathOf(RoutePattern pattern)
    {
        var path = "/" + string.Join('/', pattern.PathSegments.Select(x => string.Concat(x.Parts.Select(y => y switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "documentName" } => "v1",
            RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(z => z.Content == "guid") => Guid.Empty.ToString(),
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "x",
        }))));
        // Its name carries a digest of its content.
        return path.StartsWith("/_framework/blazor.web.", StringComparison.Ordinal) ? BlazorScript : path;
    }
}
