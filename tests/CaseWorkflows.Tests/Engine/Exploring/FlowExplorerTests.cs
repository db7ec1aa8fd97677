using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Exploring;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Engine.Exploring;

public sealed class FlowExplorerTests
{
    [Fact]
    public async Task The_shipped_definition()
    {
        var definition = WorkflowDefinition.Parse(Shipped.LegalAid);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var x = await new FlowExplorer(definition, CaseActivities.All, new ExplorationOptions { From = RunningFlow.Now, States = 3000 }).ExploreAsync();
        var e2 = new FlowExplorer(definition, CaseActivities.All, new ExplorationOptions { From = RunningFlow.Now });
        File.WriteAllLines("/tmp/x_states.txt", x.States.Where(y => !y.IsOver).Select(y => string.Join(",", y.Waits.Select(z => z.ActivityId)) + "\t" + e2.KeyOf(y.State, "").Replace("\n", " ")));
        Assert.Fail($"{clock.Elapsed} cpu {System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime} states {x.States.Count} steps {x.Steps.Count} cuts {string.Join(";", x.Cuts)} never {string.Join(",", x.ActivitiesNeverBegun.Select(y => y.Id))} ways {string.Join(",", x.ConnectionsNeverFollowed)} dead {x.DeadEnds.Count()} traps {x.Traps.Count} forced {x.Steps.SelectMany(y=>y.Assumptions).Where(y=>y.IsForced).Select(y=>y.ActivityId+y.Result).Distinct().Count()} inc {x.States.Count(y=>y.Incidents.Count>0)}\n"
            + string.Join("\n", x.Steps.SelectMany(y => y.Assumptions).Select(y => $"{y.ActivityId} {string.Join(",", y.Values)} {y.Result} {y.IsForced}").Distinct().Take(30)));
    }
}
