using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;

namespace CaseWorkflows.Cases.Services;

/// <summary>Work the system does for a step within the same transaction; it reads more than the case and changes nothing but the case.</summary>
internal interface ICaseService
{
    string Name { get; }

    ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken);
}

/// <summary>The answer that the step goes on by.</summary>
internal sealed record ServiceReply(string Outcome, JsonNode? Result);

internal static class CaseServices
{
    public static IEnumerable<ICaseService> All() => [new ConflictCheck(), new LawyerProposal(), new LawyerCheck(), new MediatorProposal(), new NextOffer(), new CatalogueCheck(), new EligibilityCheck(), new AskingOnce(), new CounselPeriods(), new CounselTally(), new AidedCaseCheck(), new InTimeCheck(), new DecidedCaseCheck()];
}
