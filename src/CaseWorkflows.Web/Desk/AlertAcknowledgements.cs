using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Desk;

/// <summary>Takes notice of the alerts of several clocks: one command for each alert, so one that is refused holds up no other.</summary>
internal sealed class AlertAcknowledgements(CaseDesk desk, TimeProvider time)
{
    // Somebody else of the role was faster: what was wanted is done.
    private const string DoneBefore = "alert.acknowledged-already";

    /// <summary>How many were acknowledged, and what was refused.</summary>
    public async Task<(int Done, IReadOnlyList<(string CaseCode, Refusal Refusal)> Refused)> AcknowledgeAsync(Actor actor, IEnumerable<ClockLine> clocks, CancellationToken cancellationToken)
    {
        var done = 0;
        List<(string, Refusal)> refused = [];
        foreach (var clock in clocks)
            foreach (var alert in clock.OpenAlerts)
                switch (await desk.SendAsync(new CommandEnvelope(CommandId.New(time.GetUtcNow()), actor, clock.CaseId, new AcknowledgeAlert(alert)), cancellationToken))
                {
                    case CommandResult.Accepted or CommandResult.Refused { Refusal.Code: DoneBefore }:
                        done++;
                        break;
                    case CommandResult.Refused { Refusal: var refusal }:
                        refused.Add((clock.CaseCode, refusal));
                        break;
                }
        return (done, refused);
    }
}
