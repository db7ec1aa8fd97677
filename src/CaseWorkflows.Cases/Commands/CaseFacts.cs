using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Commands;

/// <summary>What is known of a case at the places that flows, forms and documents name (<c>fact:case.receivedAt</c>, <c>fact:application.matter.amount</c>).</summary>
public static class CaseFacts
{
    /// <summary>The facts of a case; a copy. Who acts, and when, is known only while somebody does.</summary>
    /// <param name="case">The case.</param>
    /// <param name="library">Its offices.</param>
    public static JsonObject Of(LegalCase @case, WorkflowLibrary library)
    {
        var facts = @case.Dossier.Facts();
        facts["case"] = new JsonObject
        {
            ["code"] = @case.Code,
            ["serviceType"] = @case.ServiceType,
            ["region"] = @case.Region,
            ["office"] = @case.Office.Value,
            ["supervisingOffice"] = library.SupervisingOffice(@case.Office).Value,
            ["stage"] = @case.Stage,
            ["urgent"] = @case.IsUrgent,
            ["cycle"] = @case.Cycle,
            ["receivedAt"] = CaseSession.Instant(@case.ReceivedAt),
        };
        if (@case.OriginCode is not null)
            facts["origin"] = new JsonObject { ["code"] = @case.OriginCode, ["relation"] = @case.OriginRelation };
        facts["application"] = @case.Dossier.Application();
        return facts;
    }
}
