using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Engine.Execution;

/// <summary>Flows nobody thought of: whatever is drawn, the engine stays within its promises.</summary>
public sealed class RandomFlowTests
{
    private const int Flows = 60;
    private static readonly EngineOptions Options = new() { StepsPerAdvance = 60 };

    [Fact]
    public async Task Whatever_is_drawn_keeps_the_engines_promises()
    {
        for (var seed = 1; seed <= Flows; seed++) await Play(seed, Options);
    }

    [Fact]
    public async Task Whatever_is_drawn_keeps_them_with_the_options_for_comparison_too()
    {
        for (var seed = 1; seed <= Flows / 2; seed++) await Play(seed, EngineOptions.AsElsa with { StepsPerAdvance = 60 });
    }

    private static async Task Play(int seed, EngineOptions options)
    {
        var random = new Random(seed);
        var document = new Drawing(random).Document();
        var definition = WorkflowDefinition.Parse(document.ToJsonString());
        var engine = new BuiltInEngine([new HumanTask()], options);
        Assert.NotNull(DefinitionGate.Check(definition, engine.Catalog));
        var triggers = new List<Trigger> { new StartTrigger(new JsonObject { ["n"] = random.Next(5) }) };
        var states = new List<string>();
        string? state = null;
        for (var i = 0; i < triggers.Count; i++)
        {
            // The state goes through a parser and a printer each time, as it does through a database.
            var stored = state is null ? null : JsonNode.Parse(state)!.ToJsonString();
            var answer = await Advance(stored, triggers[i]);
            var again = await Advance(state, triggers[i]);
            if (answer is not Advanced flow)
            {
                Assert.Fail($"seed {seed}: {(answer as AdvanceRefused)?.Code} in step {i}\n{document}");
                return;
            }
            Assert.True(Same(flow, (Advanced)again), $"seed {seed}: two answers in step {i}\n{document}");
            Assert.True(flow.Journal.Count <= 60 * 40, $"seed {seed}: no limit in step {i}");
            Assert.True(flow.Status != FlowStatus.Suspended || flow.Waits.Count + flow.Incidents.Count > 0, $"seed {seed}: stuck in step {i}\n{document}\n{flow.State}");
            Assert.Equal(flow.Waits.Count, flow.Waits.Select(x => x.Key).Distinct().Count());
            state = flow.State;
            states.Add(state);
            if (flow.Status == FlowStatus.Suspended && i < 12 && Next(flow, random, definition, engine) is { } next) triggers.Add(next);
        }
        state = null;
        for (var i = 0; i < triggers.Count; i++)
        {
            state = ((Advanced)await Advance(state, triggers[i])).State;
            Assert.True(state == states[i], $"seed {seed}: the replay differs in step {i}\n{document}");
        }

        ValueTask<AdvanceResult> Advance(string? from, Trigger trigger) =>
            engine.AdvanceAsync(new AdvanceRequest(definition, from, trigger, [], RunningFlow.Now));
    }

    private static bool Same(Advanced a, Advanced b) =>
        a.State == b.State && a.Status == b.Status && a.Journal.SequenceEqual(b.Journal) && a.Waits.SequenceEqual(b.Waits)
        && a.Effects.SequenceEqual(b.Effects) && a.Incidents.SequenceEqual(b.Incidents) && a.Variables.ToJsonString() == b.Variables.ToJsonString();

    private static Trigger? Next(Advanced flow, Random random, WorkflowDefinition definition, BuiltInEngine engine)
    {
        if (random.Next(40) == 0) return new CancelTrigger();
        if (flow.Incidents.Count > 0 && (flow.Waits.Count == 0 || random.Next(3) == 0))
        {
            var incident = flow.Incidents[random.Next(flow.Incidents.Count)];
            return random.Next(2) == 0 ? new RetryTrigger(incident.Key) : new SkipTrigger(incident.Key, Outcomes.Of(definition.FindActivity(incident.ActivityId)!, engine.Catalog) is [var way, ..] ? way : "Done");
        }
        if (flow.Waits.Count == 0) return null;
        var wait = flow.Waits[random.Next(flow.Waits.Count)];
        return wait.Kind == WaitKind.Event
            ? new EventTrigger(wait.Name!, new JsonObject { ["x"] = random.Next(9) })
            : new ResumeTrigger(wait.Key, random.Next(2) == 0 ? "Yes" : "No", JsonValue.Create(random.Next(9)));
    }

    private sealed class Drawing(Random random)
    {
        private int _made;

        public JsonObject Document() => new FlowBuilder()
            .Variable("Trace", "String").Variable("N", "Int32", "0").Variable("Item").Input("n")
            .Document(Chart("root", 0));

        private JsonObject Chart(string id, int depth)
        {
            var activities = Enumerable.Range(0, random.Next(2, depth == 0 ? 14 : 5)).Select(_ => Make(depth)).ToArray();
            var ways = new List<string>();
            for (var i = 0; i < activities.Length; i++)
                foreach (var port in Ports(activities[i]))
                    for (var many = random.Next(5) == 0 ? 2 : 1; many > 0; many--)
                    {
                        var target = random.Next(8) == 0 ? random.Next(activities.Length) : random.Next(i + 1, activities.Length + 1);
                        if (target < activities.Length) ways.Add($"{(string)activities[i]["id"]!}.{port}>{(string)activities[target]["id"]!}");
                    }
            return FlowBuilder.Flowchart(id, activities, [.. ways.Distinct()]);
        }

        private static string[] Ports(JsonObject activity) => (string)activity["type"]! switch
        {
            "Elsa.FlowDecision" => ["True", "False"],
            "Elsa.FlowFork" => ["L", "R"],
            HumanTask.Type => ["Yes", "No"],
            "Elsa.End" or "Elsa.Finish" or "Elsa.Break" or "Elsa.Complete" => [],
            _ => ["Done"],
        };

        private JsonObject Make(int depth)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"a{++_made}");
            switch (random.Next(depth < 3 ? 22 : 15))
            {
                case 0 or 1 or 2:
                    return FlowBuilder.Trace(id);
                case 3:
                    return FlowBuilder.Set(id, "N", "(getVariable('N') || 0) + 1");
                case 4 or 5:
                    return FlowBuilder.Decision(id, $"(getVariable('N') || 0) % {random.Next(2, 4)} == {random.Next(2)}");
                case 6:
                    return FlowBuilder.Activity(id, "FlowFork", ("branches", FlowBuilder.List("L", "R")));
                case 7 or 8:
                    return FlowBuilder.Activity(id, "FlowJoin", ("mode", FlowBuilder.Literal(((string[])["WaitAny", "WaitAll", "WaitAllActive"])[random.Next(3)])));
                case 9:
                    return FlowBuilder.Event(id, ((string[])["go", "stop"])[random.Next(2)]);
                case 10:
                    return FlowBuilder.Activity(id, "Delay", ("timeSpan", FlowBuilder.Literal("00:05:00", "TimeSpan")));
                case 11 or 12:
                    return FlowBuilder.Activity(id, HumanTask.Type,
                        ("role", FlowBuilder.Literal(((string[])["clerk", "clerk", "faults", "throws", "sticky", "done"])[random.Next(6)])), ("outcomes", FlowBuilder.List("Yes", "No")));
                case 13:
                    return FlowBuilder.Activity(id, ((string[])["End", "Finish", "Break", "Complete"])[random.Next(4)]);
                case 14:
                    return FlowBuilder.Set(id, "Trace", "nothing.there");
                case 15:
                    return Chart(id, depth + 1);
                case 16:
                    return FlowBuilder.Sequence(id, [.. Enumerable.Range(0, random.Next(4)).Select(_ => Make(depth + 1))]);
                case 17:
                    return FlowBuilder.Activity(id, "If", ("condition", FlowBuilder.Script("getVariable('N') > 1")), ("then", random.Next(2) == 0 ? Make(depth + 1) : null), ("else", Make(depth + 1)));
                case 18:
                    return FlowBuilder.Activity(id, "ForEach", ("items", FlowBuilder.Script("[1, 2]")), ("body", Make(depth + 1)),
                        ("currentValue", new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Item" } }));
                case 19:
                    return FlowBuilder.Activity(id, "For", ("start", FlowBuilder.Literal("1")), ("end", FlowBuilder.Literal("2")), ("body", Make(depth + 1)));
                case 20:
                    return FlowBuilder.Activity(id, "While", ("condition", FlowBuilder.Script("getVariable('N') < 3")), ("body", Make(depth + 1)));
                default:
                    return FlowBuilder.Activity(id, "Switch",
                        ("cases", new JsonArray(new JsonObject
                        {
                            ["label"] = "A",
                            ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getInput('n') > 2" },
                            ["activity"] = Make(depth + 1),
                        })),
                        ("default", Make(depth + 1)), ("mode", FlowBuilder.Literal("MatchAny")));
            }
        }
    }
}
