using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>The publish gate: everything that can be known to be wrong with a definition before a case runs on it.</summary>
public static class DefinitionGate
{
    /// <summary>
    /// Checks a definition. Errors stop its publication; warnings do not. The answer is in the order of the checks and, within each, of the
    /// definition's activities; it is empty if all is well.
    /// </summary>
    public static IReadOnlyList<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog, GateContext? context = null)
    {
        var findings = new Findings(definition, catalog, context ?? new GateContext());
        ActivityChecks.Run(findings);
        ContainerChecks.Run(findings);
        foreach (var flowchart in definition.Activities.Where(x => x.Type == BuiltInActivities.Flowchart))
        {
            ConnectionChecks.Run(flowchart, findings);
            FlowChecks.Run(flowchart, findings);
        }
        ExpressionChecks.Run(findings);
        foreach (var check in findings.Context.Checks) findings.Add(check.Check(definition, catalog));
        return findings.Problems;
    }

    /// <summary>Whether these problems allow publication.</summary>
    public static bool Passes(IEnumerable<Problem> problems) => problems.All(x => x.Severity != Severity.Error);
}
