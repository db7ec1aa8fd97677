using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;
using Xunit.Abstractions;

namespace CaseWorkflows.Tests.Engine.Execution;

/// <summary>
/// Flows nobody thought of: whatever is drawn, the engine stays within its promises. Half of the seeds are the same in every run, half are
/// new; the first new one is printed, and <c>CASEWORKFLOWS_FLOW_SEED</c> makes a run begin at a given one.
/// </summary>
public sealed class RandomFlowTests(ITestOutputHelper output)
{
    private const int Fixed = 1_500;
    private const int New = 1_500;
    private const int Steps = 40;
    private const int Triggers = 7;
    private static readonly ScriptLimits Unhurried = new() { Time = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Whatever_is_drawn_keeps_the_engines_promises()
    {
        for (var seed = 1; seed <= Fixed; seed++) await Play(seed);
    }

    [Fact]
    public async Task Whatever_is_newly_drawn_keeps_them_too()
    {
        var given = Environment.GetEnvironmentVariable("CASEWORKFLOWS_FLOW_SEED");
        var first = given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000, 2_000_000_000);
        output.WriteLine($"CASEWORKFLOWS_FLOW_SEED={first}, {New} flows");

        for (var seed = first; seed < first + New; seed++) await Play(seed);
    }

    // A branch that was given up while the incident in it was still open, as Elsa leaves it, and then a retry; a skip after which a backward connection is none.
    [Theory]
    [InlineData(1_619_977_620)]
    [InlineData(127_138_827)]
    public Task What_was_once_drawn_and_broke_a_promise_keeps_it_now(int seed) => Play(seed);

    private static async Task Play(int seed)
    {
        // Every third flow runs as Elsa would run it.
        // A script that never ends is stopped by its statements: on a busy machine the time would stop others, and not the same ones in the replay.
        var options = (seed % 3 == 0 ? EngineOptions.AsElsa : EngineOptions.Default) with { StepsPerAdvance = Steps, Script = Unhurried };
        var random = new Random(seed);
        var document = new RandomFlow(random).Document();
        var text = document.ToJsonString();
        try
        {
            await Play(seed, options, random, text);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"seed {seed}: {exception}\n{text}");
        }
    }

    private static async Task Play(int seed, EngineOptions options, Random random, string text)
    {
        var definition = WorkflowDefinition.Parse(text);
        var engine = new BuiltInEngine([new HumanTask()], options);
        if (seed % 10 == 0) Assert.NotNull(DefinitionGate.Check(definition, engine.Catalog));
        var triggers = new List<Trigger> { new StartTrigger(new JsonObject { ["n"] = random.Next(3) }) };
        var answers = new List<Advanced>();
        for (var i = 0; i < triggers.Count; i++)
        {
            // The state goes through a parser and a printer each time, as it does through a database.
            var stored = i == 0 ? null : JsonNode.Parse(answers[^1].State)!.ToJsonString();
            if (await Advance(engine, definition, stored, triggers[i]) is not Advanced flow)
            {
                Assert.Fail($"seed {seed}: refused in step {i}\n{text}\n{answers[^1].State}");
                return;
            }
            Assert.True(flow.Journal.Count <= Steps * 40, $"seed {seed}: no limit in step {i}\n{text}");
            // As in Elsa, what ended may leave something behind that nobody waits for; a case may not.
            Assert.True(options.KeepElsaHabits || flow.Status != FlowStatus.Suspended || flow.Waits.Count + flow.Incidents.Count > 0, $"seed {seed}: stuck in step {i}\n{text}\n{flow.State}");
            Assert.True(options.KeepElsaHabits || flow.Status != FlowStatus.Faulted, $"seed {seed}: ended by a fault in step {i}\n{text}");
            Assert.True(flow.Waits.Select(x => x.Key).Distinct().Count() == flow.Waits.Count, $"seed {seed}: a wait's key twice in step {i}\n{text}");
            answers.Add(flow);
            if (flow.Status == FlowStatus.Suspended && i < Triggers && Next(flow, random, definition, engine) is { } next) triggers.Add(next);
        }
        // Once more from the start, by an engine and from a definition that know nothing of the first time.
        var again = new BuiltInEngine([new HumanTask()], options);
        var same = WorkflowDefinition.Parse(text);
        string? state = null;
        for (var i = 0; i < triggers.Count; i++)
        {
            var replayed = (Advanced)await Advance(again, same, state, triggers[i]);
            Assert.True(Same(answers[i], replayed), $"seed {seed}: the replay differs in step {i}\n{text}\n{answers[i].State}\n{replayed.State}");
            state = replayed.State;
        }
    }

    private static ValueTask<AdvanceResult> Advance(BuiltInEngine engine, WorkflowDefinition definition, string? from, Trigger trigger) =>
        engine.AdvanceAsync(new AdvanceRequest(definition, from, trigger, [], RunningFlow.Now));

    // Lines and incidents hold lists, which are equal only to themselves: what is written of them is compared.
    private static bool Same(Advanced a, Advanced b) =>
        a.State == b.State && a.Effects.SequenceEqual(b.Effects) && a.Sources.SequenceEqual(b.Sources)
        && Written(a with { Effects = [], Sources = [] }) == Written(b with { Effects = [], Sources = [] });

    private static string Written(Advanced flow) => JsonSerializer.Serialize(flow);

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
}
