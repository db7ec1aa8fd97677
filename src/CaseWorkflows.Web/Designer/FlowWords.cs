using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>What our pages about flows say in more than one place.</summary>
internal static class FlowWords
{
    /// <summary>The head of a column that counts cases: of which office and those below it. Nobody counts what they may not see.</summary>
    public static string CasesHead(Actor? actor, WorkflowLibrary library) => actor is not null && library.Office(actor.Office.Value) is { } office
        ? Joining.Aside(FlowTexts.Get("flow.cases"), office.Name).Here()
        : FlowTexts.Here("flow.cases");
}
