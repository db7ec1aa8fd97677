using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Desk;

/// <summary>Delivers messages to open pages. A page that is closed loses nothing: alerts and documents are read from the case.</summary>
internal sealed class PageChannel(PageNews news) : IChannel
{
    public string Name => "page";

    public ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var payload = JsonNode.Parse(message.Payload)!.AsObject();
        news.Arrived(new PageMessage(message.CaseId, message.Kind, message.Recipient, new LocalizedText((string?)payload["zh"] ?? "", (string?)payload["en"] ?? "")));
        news.Changed(message.CaseId);
        return ValueTask.CompletedTask;
    }
}
