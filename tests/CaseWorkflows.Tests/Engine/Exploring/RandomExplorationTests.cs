using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Tests.Engine.Exploring;

/// <summary>Whatever happens in a real run was found by the exploration before.</summary>
public sealed class RandomExplorationTests
{
    private const int Flows = 40;
    private const int Walks = 6;

    [Fact]
    public async Task No_walk_reaches_a_state_that_the_exploration_did_not_see()
    {
        var compared = 0;
        for (var seed = 1; seed <= Flows; seed++) compared += await Play(seed);
        Assert.True(compared > Flows * Walks, $"only {compared} states were compared");
    }

    [Fact]
    public async Task Leaving_out_orders_leaves_out_no_activity_no_connection_and_no_dead_end()
    {
        for (var seed = 1; seed <= Flows; seed++)
        {
            var definition = Draw(new Random(seed)).Build();
            var options = new ExplorationOptions { From = RunningFlow.Now, States = 3_000 };
            var all = await new FlowExplorer(definition, [new HumanTask()], options with { AllOrders = true }).ExploreAsync();
            var some = await new FlowExplorer(definition, [new HumanTask()], options).ExploreAsync();
            if (all.Cuts.Count > 0) continue;
            Assert.True(all.Activities.SetEquals(some.Activities), $"seed {seed}: activities");
            Assert.True(all.Connections.SetEquals(some.Connections), $"seed {seed}: connections");
            Assert.True(Stuck(all).SetEquals(Stuck(some)), $"seed {seed}: dead ends");
            Assert.True(all.Traps.Count > 0 == some.Traps.Count > 0, $"seed {seed}: traps");
            Assert.True(some.States.Count <= all.States.Count, $"seed {seed}: more states");
        }
    }

    private static HashSet<string> Stuck(Exploration exploration) =>
        [.. exploration.DeadEnds.Select(x => string.Join(",", x.Waits.Select(y => y.ActivityId).Concat(x.Incidents.Select(y => y.ActivityId)).Order(StringComparer.Ordinal)))];

    private static async Task<int> Play(int seed)
    {
        var random = new Random(seed);
        var flow = Draw(random);
        var definition = flow.Build();
        var explorer = new FlowExplorer(definition, [new HumanTask()], new ExplorationOptions { From = RunningFlow.Now, States = 3_000, AllOrders = true });
        var exploration = await explorer.ExploreAsync();
        if (exploration.Cuts.Count > 0) return 0;
        var engine = new BuiltInEngine([new HumanTask()]);
        var compared = 0;
        for (var walk = 0; walk < Walks; walk++)
        {
            string? state = null;
            Trigger trigger = new StartTrigger(new JsonObject { ["n"] = random.Next(4), ["yes"] = random.Next(2) == 0 });
            for (var step = 0; step < 12; step++)
            {
                var advanced = (Advanced)await engine.AdvanceAsync(new AdvanceRequest(definition, state, trigger, [], RunningFlow.Now));
                state = advanced.State;
                var waits = string.Join(",", advanced.Waits.Select(x => x.ActivityId).Order(StringComparer.Ordinal));
                var seen = exploration.States.Any(x => x.Status == advanced.Status
                    && string.Join(",", x.Waits.Select(y => y.ActivityId).Order(StringComparer.Ordinal)) == waits
                    && x.Incidents.Select(y => y.ActivityId).Order(StringComparer.Ordinal).SequenceEqual(advanced.Incidents.Select(y => y.ActivityId).Order(StringComparer.Ordinal)));
                Assert.True(seen, $"seed {seed}, walk {walk}, step {step}: {advanced.Status} {waits} was not seen\n{flow.Document()}");
                Assert.True(advanced.Journal.All(x => x.Event != "Started" || exploration.Activities.Contains(x.ActivityId)), $"seed {seed}: an activity was not seen");
                compared++;
                if (advanced.Status != FlowStatus.Suspended || advanced.Waits.Count == 0) break;
                var wait = advanced.Waits[random.Next(advanced.Waits.Count)];
                trigger = wait.Kind == WaitKind.Event
                    ? new EventTrigger(wait.Name!, JsonValue.Create(random.Next(4)))
                    : new ResumeTrigger(wait.Key, definition.FindActivity(wait.ActivityId)!.Type == HumanTask.Type ? random.Next(2) == 0 ? "Yes" : "No" : null, JsonValue.Create(random.Next(4)));
            }
        }
        return compared;
    }

    private static FlowBuilder Draw(Random random)
    {
        var flow = new FlowBuilder().Variable("X", "String", "a").Variable("Answer").Input("n", "Int32").Input("yes", "Boolean");
        var count = random.Next(3, 11);
        var activities = Enumerable.Range(0, count).Select(x => Make(random, $"a{x.ToString(CultureInfo.InvariantCulture)}")).ToArray();
        flow.With(activities);
        for (var i = 0; i < count; i++)
            foreach (var port in Ports(activities[i]))
                for (var many = random.Next(6) == 0 ? 2 : 1; many > 0; many--)
                {
                    var target = random.Next(8) == 0 ? random.Next(count) : random.Next(i + 1, count + 1);
                    if (target < count) flow.To($"a{i}.{port}>a{target}");
                }
        return flow;
    }

    private static string[] Ports(JsonObject activity) => (string)activity["type"]! switch
    {
        "Elsa.FlowDecision" => ["True", "False"],
        "Elsa.FlowFork" => ["L", "R"],
        HumanTask.Type => ["Yes", "No"],
        "Elsa.End" or "Elsa.Finish" => [],
        _ => ["Done"],
    };

    private static JsonObject Make(Random random, string id)
    {
        switch (random.Next(13))
        {
            case 0 or 1 or 2:
                var task = FlowBuilder.Activity(id, HumanTask.Type, ("role", FlowBuilder.Literal("clerk")), ("outcomes", FlowBuilder.List("Yes", "No")));
                if (random.Next(2) == 0) task["outcome"] = new JsonObject { ["typeName"] = "String", ["memoryReference"] = new JsonObject { ["id"] = "v-X" } };
                if (random.Next(2) == 0) task["result"] = new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Answer" } };
                return task;
            case 3:
                return FlowBuilder.Event(id, random.Next(2) == 0 ? "go" : "stop");
            case 4:
                return FlowBuilder.Activity(id, "FlowFork", ("branches", FlowBuilder.List("L", "R")));
            case 5:
                return FlowBuilder.Activity(id, "FlowJoin", ("mode", FlowBuilder.Literal(random.Next(2) == 0 ? "WaitAll" : "WaitAny")));
            case 6:
                return FlowBuilder.Decision(id, "getVariable('X') == 'Yes'");
            case 7:
                return FlowBuilder.Decision(id, $"getInput('n') > {random.Next(3)}");
            case 8:
                return FlowBuilder.Decision(id, random.Next(2) == 0 ? "getInput('yes')" : "getVariable('Answer') == 2");
            case 9:
                return FlowBuilder.Set(id, "X", random.Next(2) == 0 ? "'b'" : "getInput('yes') ? 'Yes' : 'c'");
            case 10:
                return FlowBuilder.Activity(id, "Delay", ("timeSpan", FlowBuilder.Literal("00:05:00", "TimeSpan")));
            case 11:
                return FlowBuilder.Activity(id, random.Next(2) == 0 ? "End" : "Finish");
            default:
                return FlowBuilder.Flowchart(id, [Make(random, id + "x"), Make(random, id + "y")], $"{id}x.Done>{id}y", $"{id}x.Yes>{id}y", $"{id}x.True>{id}y");
        }
    }
}
