using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Crash;

/// <summary>
/// Several clients that send commands over HTTP to a server that may die at any moment. What was not acknowledged is sent again with the
/// same key, as a client of the API is told to do.
/// </summary>
internal sealed class CrashClients(Uri address) : IDisposable
{
    // The case arrived in March 2026 and nobody did anything since: every step of its review limit is due at once.
    private const string ReceivedAt = "2026-03-02T09:00:00+08:00";

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentDictionary<Guid, Guid> _acknowledged = new();
    private int _sentAgain;

    /// <summary>The commands that were acknowledged, each with its case.</summary>
    public IReadOnlyDictionary<Guid, Guid> Acknowledged => _acknowledged;

    /// <summary>How often a command was sent again because no answer came.</summary>
    public int SentAgain => _sentAgain;

    public async Task SignInAsync(string user)
    {
        using var answer = await _http.PostAsJsonAsync("/api/sign-in", new { userName = user, password = ServerProcess.Password, bearer = true });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"Sign-in: {(int)answer.StatusCode} {body}");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)JsonNode.Parse(body)!["accessToken"]!);
    }

    /// <summary>One client's share: opens a case, then puts papers on its file.</summary>
    public async Task WorkAsync(int papers, Func<Task> acknowledged, CancellationToken cancellationToken)
    {
        var @case = await SendAsync("/api/cases", Opening(), acknowledged, cancellationToken);
        for (var paper = 1; paper <= papers; paper++)
            await SendAsync($"/api/cases/{@case}/evidence", new JsonObject { ["kind"] = "other-proof", ["title"] = $"材料{paper}" }, acknowledged, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Guid> SendAsync(string path, JsonObject body, Func<Task> acknowledged, CancellationToken cancellationToken)
    {
        var key = Guid.CreateVersion7();
        for (var attempt = 1; ; attempt++)
        {
            if (attempt > 1)
            {
                Interlocked.Increment(ref _sentAgain);
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
                request.Headers.Add("Idempotency-Key", key.ToString());
                using var answer = await _http.SendAsync(request, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                // Clocks and clients meet on the same case; the API says so and asks for another try.
                if (answer.StatusCode == HttpStatusCode.Conflict && text.Contains("case.busy", StringComparison.Ordinal)) continue;
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
                var @case = (Guid)JsonNode.Parse(text)!["caseId"]!;
                Assert.True(_acknowledged.TryAdd(key, @case), "A command was acknowledged twice.");
                await acknowledged();
                return @case;
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The server died before its answer came; whether it did the work is what the key is for.
            }
        }
    }

    private static JsonObject Opening() => new()
    {
        ["serviceType"] = "legal-aid",
        ["receivedAt"] = ReceivedAt,
        ["occurredAt"] = ReceivedAt,
        ["application"] = new JsonObject
        {
            ["applicant"] = new JsonObject
            {
                ["name"] = "刘大勇",
                ["identity"] = new JsonObject { ["kind"] = "resident-identity-card", ["number"] = "420704198408030130" },
                ["phone"] = "13900000001",
                ["groups"] = new JsonArray("migrant-worker"),
            },
            ["matter"] = new JsonObject { ["category"] = "labour-remuneration", ["claim"] = "请求支付工资", ["amount"] = 38600, ["litigation"] = false },
            ["forms"] = new JsonArray("labour-mediation-arbitration"),
        },
    };
}
