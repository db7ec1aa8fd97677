using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Desk;

/// <summary>Tries all incidents of one step again, after what made it fail was repaired: one command for each case, so one that fails again holds up no other.</summary>
internal sealed class IncidentRetries(CaseDesk desk, TimeProvider time)
{
    private const int Batch = 200;

    /// <summary>How many were tried, how many such incidents are open afterwards, and what was refused.</summary>
    public async Task<(int Tried, int StillOpen, IReadOnlyList<(string CaseCode, Refusal Refusal)> Refused)> RetryAsync(Actor actor, IncidentFilter filter, CancellationToken cancellationToken)
    {
        // All are noted before the first is tried: one that fails again comes back under a new key and would be tried without end.
        List<IncidentLine> lines = [];
        for (var page = 0; ; page++)
        {
            var found = await desk.AskAsync(x => x.IncidentsAsync(actor, filter with { PageNumber = page, PageSize = Batch }, cancellationToken));
            lines.AddRange(found.Items);
            if (found.Items.Count < Batch) break;
        }
        List<(string, Refusal)> refused = [];
        foreach (var line in lines)
            if (await desk.SendAsync(new CommandEnvelope(CommandId.New(time.GetUtcNow()), actor, line.CaseId, new RetryIncident(line.Incident.Key)), cancellationToken) is CommandResult.Refused { Refusal: var refusal })
                refused.Add((line.CaseCode, refusal));
        var after = await desk.AskAsync(x => x.IncidentsAsync(actor, filter with { PageNumber = 0, PageSize = 1 }, cancellationToken));
        return (lines.Count, after.Total, refused);
    }
}
