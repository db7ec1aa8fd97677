using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>The connection of the designer's viewer: SignalR's JSON protocol over a web socket, with the token in the address.</summary>
internal sealed class ViewerConnection : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly Queue<JsonObject> _heard = [];
    private string _rest = "";

    public static async Task<ViewerConnection> OpenAsync(Uri server, string token)
    {
        var viewer = new ViewerConnection();
        await viewer._socket.ConnectAsync(new Uri($"ws://{server.Authority}/elsa/hubs/workflow-instance?access_token={Uri.EscapeDataString(token)}"), viewer._limit.Token);
        await viewer.SayAsync("""{"protocol":"json","version":1}""");
        await viewer.NextAsync();
        return viewer;
    }

    /// <summary>Asks to be told of a case; what is wrong with that, or null.</summary>
    public async Task<string?> ObserveAsync(string id)
    {
        await SayAsync(new JsonObject { ["type"] = 1, ["invocationId"] = "1", ["target"] = "ObserveInstanceAsync", ["arguments"] = new JsonArray(id) }.ToJsonString());
        while (true)
            if (await NextAsync() is var answer && (int?)answer["type"] == 3) return (string?)answer["error"];
    }

    /// <summary>What comes next under this name.</summary>
    public async Task<JsonNode> HearAsync(string target)
    {
        while (true)
            if (await NextAsync() is var message && (string?)message["target"] == target) return message["arguments"]![0]!;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _limit.Dispose();
        await ValueTask.CompletedTask;
    }

    private Task SayAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text + End), WebSocketMessageType.Text, true, _limit.Token);

    private async Task<JsonObject> NextAsync()
    {
        var buffer = new byte[65536];
        var bytes = new MemoryStream();
        while (_heard.Count == 0)
        {
            var part = await _socket.ReceiveAsync(buffer, _limit.Token);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            bytes.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            var records = (_rest + Encoding.UTF8.GetString(bytes.ToArray())).Split(End);
            bytes.SetLength(0);
            _rest = records[^1];
            foreach (var record in records[..^1]) _heard.Enqueue(JsonNode.Parse(record)!.AsObject());
        }
        return _heard.Dequeue();
    }
}
