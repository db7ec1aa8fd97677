using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Checks the lawyer whom the dispatcher appointed (fact <c>lawyer</c>), who need not be one of those proposed, by the same requirements;
/// keeps the lawyer's name for documents, or why the appointment does not stand.
/// </summary>
internal sealed class LawyerCheck : ICaseService
{
    public string Name => "check-lawyer";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var dossier = session.Case.Dossier;
        var id = dossier.Fact("lawyer")?.ToString() ?? "";
        var lawyer = await session.FindStaffAsync(new UserId(id), cancellationToken);
        var obstacle = lawyer is null ? Refusal.Text("task.unknown-person", ("person", id)) : LawyerRequirements.Of(session.Case, ChinaTime.DayOf(session.Now)).ObstacleOf(lawyer);
        dossier.SetFact("lawyerName", lawyer?.Name);
        dossier.SetFact("lawyerObstacle", obstacle is null ? null : new JsonObject { ["zh"] = obstacle.Zh, ["en"] = obstacle.En });
        session.Record("LawyerChecked", CaseSession.Facts(("lawyer", id), ("fits", obstacle is null)));
        return new ServiceReply(obstacle is null ? "Fits" : "DoesNotFit", obstacle is null ? null : new JsonObject { ["reason"] = obstacle.Zh });
    }
}
