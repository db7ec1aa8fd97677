using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Outbox;
using Microsoft.AspNetCore.Http;

namespace CaseWorkflows.IntegrationTests.Jobs.Outbox;

public sealed class WebhookChannelTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-both-sides";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task The_body_says_what_happened_and_openssl_computes_the_same_signature()
    {
        var message = Message();
        await DeliverAsync(message);
        var call = Assert.Single(_receiver.Calls);
        Assert.Equal("application/json; charset=utf-8", call.ContentType);
        var body = JsonNode.Parse(call.Body)!;
        Assert.Equal(
            (message.Id, "alert", message.CaseId!.Value.Value, "期限提醒", "Alert"),
            ((Guid)body["id"]!, (string?)body["kind"], (Guid)body["caseId"]!, (string?)body["data"]!["zh"], (string?)body["data"]!["en"]));
        Assert.Equal(message.Id.ToString(), call.Headers["CaseWorkflows-Id"]);
        Assert.Equal(Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), call.Headers["CaseWorkflows-Timestamp"]);
        Assert.Equal("v1=" + await OpenSslAsync([.. Encoding.UTF8.GetBytes(call.Headers["CaseWorkflows-Timestamp"] + "."), .. call.Body]), call.Headers["CaseWorkflows-Signature"]);
    }

    [Fact]
    public async Task A_message_sent_again_has_the_same_id_and_the_same_body()
    {
        var message = Message();
        await DeliverAsync(message);
        await DeliverAsync(message);
        Assert.Equal(2, _receiver.Calls.Count);
        Assert.Single(_receiver.Calls.Select(x => (x.Headers["CaseWorkflows-Id"], Convert.ToHexString(x.Body))).Distinct());
    }

    [Theory]
    [InlineData(400, DeliveryFailure.Final)]
    [InlineData(404, DeliveryFailure.Final)]
    [InlineData(410, DeliveryFailure.Final)]
    [InlineData(408, DeliveryFailure.Passing)]
    [InlineData(429, DeliveryFailure.Passing)]
    [InlineData(500, DeliveryFailure.Passing)]
    [InlineData(503, DeliveryFailure.Passing)]
    public async Task Only_what_may_pass_is_tried_again(int status, DeliveryFailure expected)
    {
        _receiver.Answer = x => Status(x, status);
        var failed = await FailAsync();
        Assert.Equal(expected, failed.Why);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("120")]
    [InlineData("Mon, 02 Mar 2026 01:02:00 GMT")]
    public async Task The_time_that_a_busy_program_asks_for_is_passed_on(string retryAfter)
    {
        _receiver.Answer = x =>
        {
            x.Response.Headers.RetryAfter = retryAfter;
            return Status(x, 429);
        };
        Assert.Equal(TimeSpan.FromMinutes(2), (await FailAsync()).RetryAfter);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        _receiver.Answer = x =>
        {
            x.Response.Headers.Location = elsewhere.Url.ToString();
            return Status(x, 307);
        };
        var failed = await FailAsync();
        Assert.Equal(DeliveryFailure.Final, failed.Why);
        Assert.Contains(elsewhere.Url.ToString(), failed.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task A_program_that_is_too_slow_is_tried_again()
    {
        _receiver.Answer = x => Task.Delay(Timeout.Infinite, x.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var failed = await FailAsync(timeout: 0.3);
        Assert.Equal(DeliveryFailure.Passing, failed.Why);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook");
        listener.Stop();
        Assert.Equal(DeliveryFailure.Passing, (await FailAsync(url)).Why);
    }

    [Fact]
    public async Task A_target_that_is_no_longer_set_waits_for_a_person()
    {
        var failed = await Assert.ThrowsAsync<DeliveryFailedException>(() => DeliverAsync(Message("another")));
        Assert.Equal(DeliveryFailure.Final, failed.Why);
        Assert.Contains("another", failed.Message, StringComparison.Ordinal);
    }

    private static OutboxMessage Message(string target = "partner") =>
        new(Guid.NewGuid(), new CaseId(Guid.NewGuid()), "webhook", "alert", target, """{"zh":"期限提醒","en":"Alert"}""", Guid.NewGuid().ToString(), Now);

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private Task<DeliveryFailedException> FailAsync(Uri? url = null, double timeout = 10) => Assert.ThrowsAsync<DeliveryFailedException>(() => DeliverAsync(Message(), url, timeout));

    private async Task DeliverAsync(OutboxMessage message, Uri? url = null, double timeout = 10)
    {
        var settings = new ChannelSettings { Webhooks = [new("partner", url ?? _receiver.Url, Secret, ["alert"])], Timeout = TimeSpan.FromSeconds(timeout) };
        using var channel = new WebhookChannel(settings, new FrozenClock());
        await channel.DeliverAsync(message, default);
    }

    /// <summary>The signature, computed by another program.</summary>
    private static async Task<string> OpenSslAsync(byte[] signed)
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-hmac", Secret]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await openssl.StandardInput.BaseStream.WriteAsync(signed);
        openssl.StandardInput.Close();
        var output = await openssl.StandardOutput.ReadToEndAsync();
        return output.Trim().Split(' ')[^1];
    }

    /// <summary>Says always the same time and has timers of the real one.</summary>
    private sealed class FrozenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
