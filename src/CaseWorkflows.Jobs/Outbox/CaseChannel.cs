using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>
/// Carries what a case has ordered to other cases. The message only says that there is something: what is left to do stands in the case, so a message
/// that is delivered twice, or after somebody else has done it, does nothing.
/// </summary>
internal sealed class CaseChannel(CaseErrands errands) : IChannel
{
    public string Name => ChannelNames.Case;

    public async ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken) => await errands.RunAsync(message.CaseId!.Value, cancellationToken);
}
