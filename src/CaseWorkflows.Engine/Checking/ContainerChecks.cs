using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>Checks of what stands inside other activities than flowcharts: sequences, loops, branches, and places where nothing runs.</summary>
internal static class ContainerChecks
{
    public static void Run(Findings findings)
    {
        if (findings.Definition.Root is { Type: BuiltInActivities.Sequence, Activities.Count: 0 } root) findings.Error("empty", root.Id);
        foreach (var activity in findings.Definition.Activities)
        {
            if (findings.Catalog.Find(activity.Type, activity.Version) is not { } description) continue;
            NeverRun(activity, description, findings);
            if (activity.Type != BuiltInActivities.Flowchart && activity.Connections.Count > 0) findings.Warn("connections-ignored", activity.Id);
            if (activity.Type == BuiltInActivities.Sequence) AfterTheEnd(activity, findings);
            if (activity.Parent is { } holder && holder != findings.Definition.Workflow && holder.Type != BuiltInActivities.Flowchart) Ignored(activity, findings);
            if (IsLoop(activity)) Loop(activity, findings);
        }
    }

    private static void NeverRun(ActivityDefinition activity, ActivityDescription description, Findings findings)
    {
        var slots = description.EmbeddedPorts.Select(JsonReading.Camel).ToHashSet(StringComparer.Ordinal);
        foreach (var body in activity.Embedded)
            if (!slots.Contains(body.Slot) && !(activity.Type == BuiltInActivities.Switch && body.Slot.StartsWith("cases[", StringComparison.Ordinal)))
                findings.Error("body-never-runs", body.Id, ("holder", activity.Id), ("slot", body.Slot));
        if (activity.Type is BuiltInActivities.Flowchart or BuiltInActivities.Sequence) return;
        foreach (var inside in activity.Activities) findings.Error("body-never-runs", inside.Id, ("holder", activity.Id), ("slot", "activities"));
    }

    private static void AfterTheEnd(ActivityDefinition sequence, Findings findings)
    {
        var end = sequence.Activities.FirstOrDefault(x => findings.Catalog.Find(x.Type, x.Version)?.IsTerminal == true);
        if (end is null) return;
        foreach (var late in sequence.Activities.SkipWhile(x => x != end).Skip(1)) findings.Error("unreachable", late.Id, ("start", end.Id));
    }

    // Only a flowchart goes different ways by outcome; elsewhere the choice has to be kept for somebody to ask for it.
    private static void Ignored(ActivityDefinition activity, Findings findings)
    {
        var outcomes = Outcomes.Of(activity, findings.Catalog);
        if (outcomes.Count < 2) return;
        var outputs = findings.Catalog.Find(activity.Type, activity.Version)!.Outputs;
        if (outputs.Any(x => activity.OutputTarget(x.Name) is not null) || findings.Definition.AsksForResults) return;
        findings.Warn("outcome-ignored", activity.Id, ("outcomes", string.Join(", ", outcomes)));
    }

    private static void Loop(ActivityDefinition loop, Findings findings)
    {
        if (loop.Body("body") is not { } body) return;
        if (loop.Type == BuiltInActivities.For)
        {
            if (loop.Input("Step") is { IsConstant: true } step && step.Text.Trim() is "0" or "0.0") findings.Error("step-zero", loop.Id);
            return;
        }
        if (loop.Type != BuiltInActivities.While || Leaves(body)) return;
        var condition = loop.Input("Condition");
        if (condition is { IsConstant: true } && KnownValues.Holds([KnownValues.Constant(condition.Value)]) == true)
            findings.Error("no-way-to-end", loop.Id);
        else if (!FlowChecks.CanWait(body, findings) && !FlowChecks.CanChange(body) && !FlowChecks.CanChange(loop))
            findings.Error("endless-loop", loop.Id, ("loop", $"{loop.Id} → {body.Id}"));
    }

    private static bool Leaves(ActivityDefinition body) =>
        body.Type is BuiltInActivities.Break or BuiltInActivities.Finish or BuiltInActivities.Complete or BuiltInActivities.Fault || body.Children.Any(Leaves);

    private static bool IsLoop(ActivityDefinition activity) => activity.Type is BuiltInActivities.While or BuiltInActivities.For or BuiltInActivities.ForEach;
}
