using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>
/// What of a state decides how it goes on. Numbers of runs are left out; of the visits to a flowchart only how far the ways into an activity are ahead of the
/// activity itself counts, since merges compare nothing else. Two states with the same text have the same future.
/// </summary>
internal sealed class CanonicalState(WorkflowDefinition definition, FlowReading reading, Liveness liveness)
{
    /// <summary>The state's text; the same for all states that can't be told apart by what comes.</summary>
    public string Of(string state, string watched)
    {
        var (flow, status) = StateText.Read(state, definition);
        return Of(flow, status, watched);
    }

    public string Of(FlowState flow, FlowStatus status, string watched)
    {
        if (status != FlowStatus.Suspended) return $"{status}\n{watched}";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{status}\n{watched}\n{flow.StartedAt}\n");
        if (reading.IsNamed) text.Append(CultureInfo.InvariantCulture, $"{flow.Name}\n{flow.CorrelationId}\n");
        foreach (var (name, value) in flow.Input)
            if (reading.Matters(name)) Value(text, name, value);
        // What waits, and what a person may have tried again or skipped, is all that can look at variables again.
        List<ActivityDefinition> moving = [.. flow.Waits.Select(x => x.Run.Activity).Concat(flow.Incidents.Select(x => x.Run?.Activity).OfType<ActivityDefinition>())];
        text.Append(Of(flow.Workflow, flow, moving));
        if (definition.AsksForResults)
        {
            foreach (var (id, outputs) in flow.Results.OrderBy(x => x.Key, StringComparer.Ordinal))
                foreach (var (output, value) in outputs.OrderBy(x => x.Key, StringComparer.Ordinal)) Value(text, $"{id}.{output}", value);
            Value(text, "last", flow.LastResult);
        }
        // An event reaches those who wait for it one after the other, oldest first.
        foreach (var waits in flow.Waits.Where(x => x.Kind == WaitKind.Event).GroupBy(x => x.Name).Where(x => x.Count() > 1).OrderBy(x => x.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"\n{waits.Key}: {string.Join(",", waits.Select(x => x.Run.Activity.Id))}");
        return Unknown.Numbered(text.ToString());
    }

    private string Of(ActivityRun run, FlowState flow, List<ActivityDefinition> moving)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{run.Activity.Id} {run.Status} {run.Index} {run.Current}");
        if (run.Backward) text.Append(" backward");
        if (run.Breaking) text.Append(" breaking");
        // Of what was expected of branches that were given up nothing comes any more.
        foreach (var children in run.Children.Where(x => !x.IsOver).GroupBy(x => x.Activity.Id))
            if (run.Expects.Count(x => x == children.Key) < children.Count()) text.Append(CultureInfo.InvariantCulture, $" not expecting {children.Key}");
        if (run.Awaited.Count > 0) text.Append(" awaits ").AppendJoin(',', run.Awaited.Order(StringComparer.Ordinal));
        foreach (var variable in run.Variables.Values.OrderBy(x => x.Name, StringComparer.Ordinal))
            if (reading.Matters(variable.Name) && liveness.IsLive(variable.Name, moving)) Value(text, variable.Name, variable.Value);
        foreach (var wait in flow.Waits)
            if (wait.Run == run) text.Append(CultureInfo.InvariantCulture, $" waits {wait.Kind} {wait.Name} {wait.DueAt:O} {wait.Inputs.ToJsonString()}");
        foreach (var incident in flow.Incidents)
            if (incident.Run == run) text.Append(CultureInfo.InvariantCulture, $" incident {incident.Kind} {string.Join(",", incident.Outcomes)}");
        if (run.Activity.Type == BuiltInActivities.Flowchart) Visits(text, run, flow);
        text.Append("\n{");
        foreach (var child in run.Children.Where(x => !x.IsOver).Select(x => Of(x, flow, moving)).Order(StringComparer.Ordinal)) text.Append(child);
        return text.Append("}\n").ToString();
    }

    private static void Visits(StringBuilder text, ActivityRun run, FlowState flow)
    {
        if (run.Scope is not { } scope) return;
        foreach (var node in FlowGraph.Of(run.Activity, flow.StartedAt).Nodes)
        {
            if (node.ForwardInbound.Count == 0) continue;
            var own = scope.Visits(node);
            var ahead = node.ForwardInbound.ConvertAll(x => (By: scope.Visits(x) - own, Followed: scope.Ways[x.Index] > 0));
            if (ahead.TrueForAll(x => x.By == 0)) continue;
            text.Append(CultureInfo.InvariantCulture, $" {node}:");
            // Which of the ways were followed is asked again only if one of those that are behind catches up with those in front.
            var isOpen = ahead.Exists(x => x.By != ahead[0].By);
            foreach (var (by, followed) in ahead) text.Append(CultureInfo.InvariantCulture, $"{by}{(isOpen && by > 0 && followed ? "+" : "")},");
        }
    }

    private static void Value(StringBuilder text, string name, JsonNode? value) => text.Append(CultureInfo.InvariantCulture, $" {name}={value?.ToJsonString(JsonReading.Readable)}");
}
