using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Tests.Engine.Migration;

/// <summary>One flow that is moved by triggers and from version to version.</summary>
internal sealed class MovingFlow(BuiltInEngine engine, WorkflowDefinition definition)
{
    public WorkflowDefinition Definition { get; private set; } = definition;

    public Advanced Last { get; private set; } = null!;

    public string State => Last.State;

    public FlowStatus Status => Last.Status;

    public string Trace => (string?)Last.Variables[nameof(Trace)] ?? "";

    public IEnumerable<string> Waiting => Last.Waits.Select(x => x.ActivityId);

    public async Task Do(Trigger trigger) => Last = Assert.IsType<Advanced>(
        await engine.AdvanceAsync(new AdvanceRequest(Definition, Last?.State, trigger, [], RunningFlow.Now)));

    public async Task Events(params string[] names)
    {
        foreach (var name in names) await Do(new EventTrigger(name));
    }

    public Task Answer(string step, string outcome) => Do(new ResumeTrigger(Last.Waits.First(x => x.ActivityId == step).Key, outcome));

    public async Task<Migrated> MigrateAsync(WorkflowDefinition to, params StepChoice[] choices)
    {
        var answer = await AskAsync(to, choices);
        var migrated = answer as Migrated;
        Assert.True(migrated is not null, (answer as MigrationRefused)?.Message.En);
        Definition = to;
        Last = Last with { State = migrated.State, Waits = migrated.Waits };
        return migrated;
    }

    public Task<MigrationRefused> RefusedAsync(JsonObject to) => RefusedAsync(WorkflowDefinition.Parse(to.ToJsonString()));

    public async Task<MigrationRefused> RefusedAsync(WorkflowDefinition to, params StepChoice[] choices) =>
        Assert.IsType<MigrationRefused>(await AskAsync(to, choices));

    public async Task<MigrationResult> AskAsync(WorkflowDefinition to, params StepChoice[] choices)
    {
        var (map, problems) = engine.Complete(Definition, to, choices);
        Assert.Empty(problems);
        return await engine.MigrateAsync(new MigrationRequest(Definition, to, map, State, [], RunningFlow.Now.AddDays(3)));
    }
}
