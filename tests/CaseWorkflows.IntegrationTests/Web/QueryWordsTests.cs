using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;
using Microsoft.OpenApi;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>
/// What an address asks for after its question mark: a word that no list has, and a number that is none or out of bounds, is refused with the field named. An empty list
/// would look like good news.
/// </summary>
public sealed class QueryWordsTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    private const string Many = "99999999999";

    /// <summary>Who asks, the address as the description of the API has it, the parameter, and what it can't be.</summary>
    private static readonly (string Who, string Path, string Parameter, string[] Wrong)[] Closed =
    [
        ("zhou.min", "/api/cases", "status", ["zzz", "0", "1", "open,paused"]),
        ("zhou.min", "/api/cases", "stage", ["zzz"]),
        ("zhou.min", "/api/cases", "service", ["zzz"]),
        .. Pages("zhou.min", "/api/cases"),
        ("zhou.min", "/api/tasks", "scope", ["zzz"]),
        .. Pages("zhou.min", "/api/tasks"),
        ("cheng.wei", "/api/incidents", "scope", ["zzz"]),
        ("cheng.wei", "/api/incidents", "office", ["999999"]),
        ("cheng.wei", "/api/incidents", "definition", ["zzz"]),
        ("cheng.wei", "/api/incidents", "olderThanDays", ["-1", "3651", "two", "1.5", Many]),
        .. Pages("cheng.wei", "/api/incidents"),
        .. Clocks("/api/clocks"),
        .. Pages("zhou.min", "/api/clocks"),
        .. Clocks("/api/clocks/counts"),
        .. Clocks("/api/clocks/due-days"),
        ("zhou.min", "/api/clocks/due-days", "days", ["0", "63", "-1", "two", Many]),
        ("zhou.min", "/api/alerts", "scope", ["zzz"]),
        ("zhou.min", "/api/alerts", "onlyOpen", ["2", "perhaps"]),
        .. Pages("zhou.min", "/api/alerts"),
        ("zhou.min", "/api/due?from=2026-03-02&length=7&unit=calendar-days", "from", ["zzz", "2026-13-01"]),
        ("zhou.min", "/api/due?from=2026-03-02&length=7&unit=calendar-days", "length", ["-1", "seven", Many]),
        ("zhou.min", "/api/due?from=2026-03-02&length=7&unit=calendar-days", "unit", ["zzz"]),
        ("zhou.min", "/api/due?from=2026-03-02&length=7&unit=calendar-days", "pause", ["zzz", "2026-03-03"]),
        ("admin", "/api/messages", "state", ["zzz", "0"]),
        ("admin", "/api/messages", "channel", ["zzz"]),
        .. Pages("admin", "/api/messages"),
        ("zhou.min", "/api/my-notices", "kind", ["zzz"]),
        ("zhou.min", "/api/my-notices", "unread", ["2"]),
        .. Pages("zhou.min", "/api/my-notices"),
        ("admin", "/api/definitions/{id}/scenarios", "version", ["99", "-1", "two", Many]),
        ("admin", "/api/definitions/{id}/exploration", "region", ["zzz"]),
        ("admin", "/api/definitions/{id}/exploration", "from", ["zzz"]),
        ("admin", "/api/definitions/{id}/exploration", "version", ["99", "0", "two"]),
        ("admin", "/api/definitions/{id}/difference", "from", ["99", "-1", "two"]),
        ("admin", "/api/definitions/{id}/difference", "to", ["99", "-1", "two"]),
        ("cheng.wei", "/api/clock-proposals", "kind", ["zzz"]),
        ("cheng.wei", "/api/clock-proposals", "clock", ["zzz"]),
        ("cheng.wei", "/api/clock-proposals", "office", ["999999"]),
        ("cheng.wei", "/api/clock-proposals", "case", ["zzz"]),
        .. Pages("cheng.wei", "/api/clock-proposals"),
        .. Periods("/api/indicators"),
        .. Periods("/api/indicators.csv"),
        .. Periods("/api/indicators/{key}/cases"),
        .. Pages("cheng.wei", "/api/indicators/{key}/cases"),
        .. Periods("/api/quality-records"),
        ("liu.qiang", "/api/register", "field", ["zzz"]),
        ("liu.qiang", "/api/register", "role", ["zzz"]),
        ("liu.qiang", "/api/register", "profession", ["zzz", "0"]),
        ("liu.qiang", "/api/register/volunteering.csv?from=2026-01-01&to=2026-12-31", "from", ["zzz", "2027-01-01"]),
        ("liu.qiang", "/api/register/volunteering.csv?from=2026-01-01&to=2026-12-31", "to", ["zzz", "2025-12-31"]),
        ("zhou.min", "/api/cases/{case}/volumes/{volume}", "lang", ["zzz", "fr"]),
    ];

    /// <summary>What people write freely: nothing in it is wrong, it only finds nothing.</summary>
    private static readonly string[] Free =
    [
        "/api/cases search", "/api/tasks search", "/api/incidents step", "/api/register search",
    ];

    [Fact]
    public async Task A_word_or_number_that_can_t_be_is_refused_with_its_field_named()
    {
        var opened = (await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application("词表甲") })).Json;
        Dictionary<string, ApiClient> clients = [];
        List<string> failures = [];
        foreach (var (who, path, parameter, wrong) in Closed)
        {
            if (!clients.TryGetValue(who, out var client)) clients[who] = client = await server.AsAsync(who);
            var address = path.Replace("{id}", "legal-aid", StringComparison.Ordinal).Replace("{key}", "consultation.received", StringComparison.Ordinal)
                .Replace("{case}", (string)opened["code"]!, StringComparison.Ordinal).Replace("{volume}", "approval", StringComparison.Ordinal);
            foreach (var value in wrong)
            {
                var asked = With(address, parameter, value);
                var reply = await client.GetAsync(asked);
                // What does not exist of something that is there is 404; of days of which one is after the other both are named.
                if (reply.Status is not (400 or 404 or 422) || reply.Json["errors"]?[parameter]?[0] is null) failures.Add($"{asked}: {reply.Status} {reply.Json.ToJsonString()}");
                else if (reply.MediaType != "application/problem+json") failures.Add($"{asked}: {reply.MediaType}");
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task Every_parameter_of_every_address_is_either_in_the_table_or_free()
    {
        await using var stream = await (await server.AsAsync("zhou.min")).Http.GetStreamAsync("/openapi/v1.json");
        var (document, _) = await OpenApiDocument.LoadAsync(stream, "json");
        var described = document!.Paths.Where(x => x.Value.Operations!.ContainsKey(HttpMethod.Get))
            .SelectMany(x => (x.Value.Operations![HttpMethod.Get].Parameters ?? []).Where(y => y.In == ParameterLocation.Query).Select(y => $"{x.Key} {y.Name}"))
            .Select(x => char.ToLowerInvariant(x[0]) + x[1..]).ToList();
        var known = Closed.Select(x => $"{x.Path.Split('?')[0]} {x.Parameter}").Concat(Free).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.True(described.Count > 50);
        Assert.Empty(described.Except(known, StringComparer.OrdinalIgnoreCase));
        Assert.Empty(known.Except(described, StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("zhou.min", "/api/cases?status=open&stage=review&service=legal-aid")]
    [InlineData("zhou.min", "/api/cases?status=Open&stage=&service=")]
    [InlineData("liu.qiang", "/api/register?profession=unknown&role=lawyer&field=maintenance")]
    [InlineData("liu.qiang", "/api/register?profession=grassroots-legal-worker&role=&field=")]
    [InlineData("cheng.wei", "/api/incidents?definition=legal-aid&office=420704&olderThanDays=0")]
    [InlineData("admin", "/api/messages?state=stuck&channel=mail")]
    [InlineData("zhou.min", "/api/my-notices?kind=alert&unread=true")]
    [InlineData("cheng.wei", "/api/clock-proposals?kind=rule&clock=complaint.acceptance&office=420704")]
    [InlineData("cheng.wei", "/api/indicators?office=&period=2026-02")]
    public async Task The_words_that_there_are_are_taken(string who, string address) => Assert.Equal(200, (await (await server.AsAsync(who)).GetAsync(address)).Status);

    [Fact]
    public async Task A_refused_word_says_which_there_are()
    {
        var reply = await (await server.AsAsync("liu.qiang")).GetAsync("/api/register?profession=zzz&role=zzz");
        reply.MustBeProblem(400, "request.unreadable");
        Assert.Contains("unknown, lawyer, grassroots-legal-worker", (string?)reply.Json["errors"]!["profession"]![0], StringComparison.Ordinal);
        Assert.Contains("mediator", (string?)reply.Json["errors"]!["role"]![0], StringComparison.Ordinal);
    }

    private static (string, string, string, string[])[] Pages(string who, string path) =>
        [(who, path, "page", ["-1", "two", "1.5", "1000001", Many]), (who, path, "pageSize", ["0", "-1", "201", "two", Many])];

    private static (string, string, string, string[])[] Periods(string path) => [("cheng.wei", path, "office", ["999999"]), ("cheng.wei", path, "period", ["zzz", "2026-13", "2026-Q5"])];

    private static (string, string, string, string[])[] Clocks(string path) =>
        [.. new[] { "state", "within", "office", "region", "service", "clock", "assignee", "case", "scope" }.Select(x => ("zhou.min", path, x, new[] { "zzz" }))];

    private static string With(string address, string parameter, string value)
    {
        var parts = address.Split('?');
        var others = parts.Length == 1 ? [] : parts[1].Split('&').Where(x => !x.StartsWith(parameter + "=", StringComparison.Ordinal));
        return $"{parts[0]}?{string.Join('&', others.Append($"{parameter}={Uri.EscapeDataString(value)}"))}";
    }
}
