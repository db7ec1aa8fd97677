using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Expressions;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Commands.Incidents;

/// <summary>A definition that wants more than it may have ends in an incident that says which limit it met, how high that is and which setting it has.</summary>
public sealed class LimitTests
{
    public static TheoryData<string, string, string> Scripts => new()
    {
        { "ScriptMilliseconds", "0.2", "while (true) { }" },
        { "ScriptStatements", "300", "var n = 0; for (var i = 0; i < 1000; i++) n = n + i; n" },
        { "ScriptRecursion", "12", "function down(n) { return n == 0 ? 0 : down(n - 1); } down(40)" },
        { "ScriptOutputCharacters", "5000", "var text = 'x'; for (var i = 0; i < 20; i++) text = text + text; text" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_that_meets_a_limit_is_an_incident_that_names_it(string setting, string value, string script)
    {
        var limits = setting switch
        {
            "ScriptMilliseconds" => new ScriptLimits { Time = TimeSpan.FromMilliseconds(200), Statements = int.MaxValue },
            "ScriptStatements" => new ScriptLimits { Statements = 300 },
            "ScriptRecursion" => new ScriptLimits { Recursion = 12 },
            _ => new ScriptLimits { Size = 5000 },
        };
        await MustNameAsync(Flow(FlowBuilder.Set("greedy", "V", script)), new EngineOptions { Script = limits }, 100, setting, value);
        // With what it needs it runs: the limit was the reason.
        if (setting is "ScriptMilliseconds") return;
        var desk = await OpenAsync(Flow(FlowBuilder.Set("greedy", "V", script)), new EngineOptions { Script = new ScriptLimits { Size = 5_000_000 } }, 100);
        await desk.CompleteAsync("first", "done");
        Assert.Empty(desk.Case.Incidents);
    }

    [Fact]
    public async Task A_loop_that_never_waits_is_an_incident_that_names_the_limit() =>
        await MustNameAsync(
            Flow(FlowBuilder.Set("greedy", "V", "(getVariable('V') || 0) + 1"), FlowBuilder.Decision("again", "true")).To("greedy>again", "again.True>greedy"),
            new EngineOptions { StepsPerAdvance = 60 }, 100, "StepsPerAdvance", "60", anyStep: true);

    [Fact]
    public async Task Services_that_answer_in_a_circle_are_an_incident_that_names_the_limit() =>
        await MustNameAsync(
            Flow(CaseDesk.Step("greedy", "CheckConflicts")).To("greedy.Clear>greedy"), new EngineOptions(), 7, "ServicesPerCommand", "7");

    private static async Task MustNameAsync(FlowBuilder flow, EngineOptions options, int services, string setting, string value, bool anyStep = false)
    {
        var desk = await OpenAsync(flow, options, services);

        await desk.CompleteAsync("first", "done");

        var incident = Assert.Single(desk.Case.Incidents);
        if (!anyStep) Assert.Equal("greedy", incident.StepId);
        foreach (var message in new[] { incident.MessageZh, incident.MessageEn })
        {
            Assert.Contains($"CaseWorkflows:Engine:{setting}", message, StringComparison.Ordinal);
            Assert.Contains(value, message, StringComparison.Ordinal);
        }
        Assert.Equal(CaseStatus.Open, desk.Case.Status);
        Assert.Equal("done", desk.Case.Tasks.Single(x => x.StepId == "first").Outcome);
        Assert.True(desk.LiveTask("beside").IsLive);
    }

    private static Task<CaseDesk> OpenAsync(FlowBuilder flow, EngineOptions options, int services) =>
        CaseDesk.OpenAsync(flow, "2026-03-02T10:00", engine: new BuiltInEngine(CaseActivities.All, options), rules: x => x with { ServicesPerCommand = services });

    private static FlowBuilder Flow(params JsonObject[] greedy) => new FlowBuilder().Variable("V")
        .With([FlowBuilder.Trace("start"), CaseDesk.Task("first", ["done"]), CaseDesk.Task("beside", ["done"]), .. greedy]).Variable("Trace", "String")
        .To("start>first", "start>beside", "first.done>greedy");
}
