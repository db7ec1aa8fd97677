using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>
/// Tells another program by <c>POST</c> with a JSON body. <see cref="IdHeader"/> is the same whenever the message is sent again; <see cref="SignatureHeader"/>
/// is <c>v1=</c> and the HMAC-SHA256, in small hexadecimal letters, of the time stamp, a dot and the body, under the target's secret.
/// </summary>
internal sealed class WebhookChannel(ChannelSettings settings, TimeProvider time) : IChannel, IDisposable
{
    public const string IdHeader = "CaseWorkflows-Id";
    public const string TimestampHeader = "CaseWorkflows-Timestamp";
    public const string SignatureHeader = "CaseWorkflows-Signature";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Redirects would carry a signed message to an address nobody chose; an old connection would outlive a change of the target's address.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 64,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public string Name => ChannelNames.Webhook;

    public async ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var target = settings.Webhooks.FirstOrDefault(x => x.Name == message.Recipient)
            ?? throw new DeliveryFailedException(DeliveryFailure.Final, MessageTexts.Both("delivery.webhook-unknown", ("target", message.Recipient)));
        if (JsonNode.Parse(message.Payload) is not JsonObject { Count: > 0 } payload)
            throw new DeliveryFailedException(DeliveryFailure.NobodyToTell, MessageTexts.Both("delivery.erased"));
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = Request(target, message, payload);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode) throw Failure(target, response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryFailedException(DeliveryFailure.Passing, MessageTexts.Both("delivery.timeout", ("seconds", settings.Timeout.TotalSeconds)));
        }
        catch (HttpRequestException unreachable)
        {
            throw new DeliveryFailedException(DeliveryFailure.Passing, MessageTexts.Both("delivery.webhook-unreachable", ("target", target.Name), ("detail", unreachable.Message)), unreachable);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The signature of a body.</summary>
    internal static string Sign(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private HttpRequestMessage Request(WebhookTarget target, OutboxMessage message, JsonObject payload)
    {
        // Nothing of an attempt is in the body: what is sent again is the same to the byte.
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = message.Id,
            ["kind"] = message.Kind,
            ["caseId"] = message.CaseId?.Value,
            ["createdAt"] = message.CreatedAt,
            ["data"] = payload,
        }.ToJsonString(Readable));
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(IdHeader, message.Id.ToString());
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Sign(target.Secret, timestamp, body));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CaseWorkflows", "1"));
        return request;
    }

    private DeliveryFailedException Failure(WebhookTarget target, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return new DeliveryFailedException(DeliveryFailure.Final, MessageTexts.Both("delivery.webhook-redirect", ("target", target.Name), ("location", response.Headers.Location)));
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } at } => at - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        var number = status.ToString(CultureInfo.InvariantCulture);
        return status is >= 400 and < 500 and not (408 or 429)
            ? new DeliveryFailedException(DeliveryFailure.Final, MessageTexts.Both("delivery.webhook-refused", ("target", target.Name), ("status", number)))
            : new DeliveryFailedException(DeliveryFailure.Passing, MessageTexts.Both("delivery.webhook-failed", ("target", target.Name), ("status", number))) { RetryAfter = retryAfter };
    }
}
