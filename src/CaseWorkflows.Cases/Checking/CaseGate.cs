using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Checking;

/// <summary>What the publish gate has to know of cases: the lists that definitions choose from, and the checks of this room.</summary>
public static class CaseGate
{
    /// <summary>Puts it together.</summary>
    public static GateContext ContextOf(WorkflowLibrary library) => new()
    {
        Pickers = new Dictionary<string, IReadOnlyCollection<string>>
        {
            ["roles"] = [.. library.Roles.Select(x => x.Key)],
            ["recipients"] = [.. library.Roles.Select(x => x.Key), "applicant"],
            ["forms"] = [.. library.Forms.Forms.Select(x => x.Id)],
            ["clocks"] = [.. library.Clocks.Keys],
            ["stages"] = [.. library.Stages.Keys],
            ["documents"] = library.TemplateKeys,
            ["catalogues"] = library.CatalogueKeys,
            ["services"] = [.. library.Services.All.Select(x => x.Key)],
            ["relations"] = [.. library.Relations.Select(x => x.Key)],
        },
        Checks = [new CaseDefinitionCheck(library), new ClockUseCheck(library), new ParallelStepsCheck(library), new GuardRailCheck(library.GuardRails, library.Clocks)],
    };
}
