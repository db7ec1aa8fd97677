using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands;

/// <summary>One case of a flow drawn for a test, in the region of Ezhou, worked on by the real commands at times the test sets.</summary>
internal sealed class CaseDesk
{
    private static readonly Lazy<WorkflowLibrary> Shipped = new(() => WorkflowLibrary.Load(Path.GetDirectoryName(WorkflowsFolder.Policies)!));
    private static readonly Lazy<WorkflowLibrary> Later = new(LoadWith2027);
    private static readonly Actor Chief = new(new("chief"), "程伟", [Role.Supervisor, Role.IntakeClerk, Role.Reviewer, Role.Head], new("/420700/420704/"));

    private readonly InMemoryCaseStore _store = new();
    private readonly InMemoryDefinitions _definitions = new();
    private readonly StandingTime _time = new();
    private readonly IWorkflowEngine _engine;
    private readonly IReadOnlyList<StaffMember> _staff;
    private Func<CaseRules, CaseRules> _change;
    private CaseCommands _commands;

    private CaseDesk(DateTimeOffset now, IWorkflowEngine? engine, Func<CaseRules, CaseRules>? rules, WorkflowLibrary? library, IReadOnlyList<StaffMember>? staff)
    {
        _time.Now = now;
        (_engine, _change, _staff) = (engine ?? new BuiltInEngine(CaseActivities.All), rules ?? (x => x), staff ?? []);
        _commands = Start(library ?? Shipped.Value);
    }

    public CaseId Id { get; private set; }

    public DateTimeOffset Now => _time.Now;

    public LegalCase Case => _store.Case(Id);

    public IClockQueue Queue => _store;

    public IDefinitionStore Definitions => _definitions;

    public IReadOnlyList<OutboxMessage> Outbox => _store.Outbox;

    public static async Task<CaseDesk> OpenAsync(FlowBuilder flow, string now, JsonObject? application = null, bool with2027 = false, IWorkflowEngine? engine = null, Func<CaseRules, CaseRules>? rules = null,
        WorkflowLibrary? library = null, IReadOnlyList<StaffMember>? staff = null, string office = "420704")
    {
        var desk = new CaseDesk(At(now), engine, rules, library, staff);
        if (with2027) desk.RestartWith2027();
        await desk._definitions.PublishAsync("test", "flow", 1, flow.Document().ToJsonString(), At(now), default);
        var opened = await desk.SendAsync(new OpenCase("test", office, application ?? []), Chief with { Office = new("/420700/") });
        desk.Id = Assert.IsType<CommandResult.Accepted>(opened).CaseId;
        return desk;
    }

    /// <summary>A step that a person does.</summary>
    public static JsonObject Task(string id, string[] outcomes, params (string Name, string Value)[] inputs) => FlowBuilder.Activity(id, "CaseWorkflows.HumanTask",
        [("title", FlowBuilder.Literal(id)), ("role", FlowBuilder.Literal(Role.Reviewer)), ("form", FlowBuilder.Literal("free")), ("outcomes", FlowBuilder.List(outcomes)),
            .. inputs.Select(x => (x.Name, (JsonNode?)FlowBuilder.Literal(x.Value)))]);

    public static JsonObject Step(string id, string type, params (string Name, string Value)[] inputs) =>
        FlowBuilder.Activity(id, "CaseWorkflows." + type, [.. inputs.Select(x => (x.Name, (JsonNode?)FlowBuilder.Literal(x.Value)))]);

    /// <summary>The program starts again, with the calendar of 2027 beside the others, and a rule <c>test.custody</c> that custody concerns.</summary>
    public void RestartWith2027() => _commands = Start(Later.Value);

    /// <summary>The program starts again with other policies or calendars.</summary>
    public void RestartWith(WorkflowLibrary library) => _commands = Start(library);

    /// <summary>The program starts again with other rules: somebody repaired something.</summary>
    public void Repair(Func<CaseRules, CaseRules>? rules = null)
    {
        _change = rules ?? (x => x);
        _commands = Start(Shipped.Value);
    }

    public CaseDesk On(string now)
    {
        _time.Now = At(now);
        return this;
    }

    public Task<CommandResult> DoAsync(ICaseCommand command, string? occurredAt = null) => SendAsync(command, Chief, occurredAt);

    public Task<CommandResult> DoAsAsync(Actor actor, ICaseCommand command) => SendAsync(command, actor);

    public async Task CompleteAsync(string step, string outcome, string? occurredAt = null) =>
        Accepted(await DoAsync(new CompleteTask(LiveTask(step).Id, outcome, []), occurredAt));

    public Task<CommandResult> FireAsync(string key) => SystemAsync(new FireClock(Clock(key).Id.Value, Clock(key).Generation));

    public Task<CommandResult> SystemAsync(ICaseCommand command) => SendAsync(command, Actor.ClockKeeper);

    /// <summary>Lets every clock fire at its instant until then, as the job server would.</summary>
    public async Task PassAsync(string until)
    {
        while (Case.Clocks.Where(x => x.NextFireAt <= At(until)).MinBy(x => x.NextFireAt) is { } next)
        {
            if (next.NextFireAt > _time.Now) _time.Now = next.NextFireAt.Value;
            Accepted(await SystemAsync(new FireClock(next.Id.Value, next.Generation)));
        }
        _time.Now = At(until);
    }

    public Clock Clock(string key) => Case.Clock(key)!;

    public CaseTask LiveTask(string step) => Case.Tasks.Single(x => x.StepId == step && x.IsLive);

    /// <summary>What happened to the clocks, or to one of them.</summary>
    public IEnumerable<string> ClockHistory(string? clock = null) =>
        Rows().Where(x => x["facts"]!["clock"] is { } key && (clock is null || key.ToString() == clock)).Select(x => (string)x["kind"]!).Where(x => !x.StartsWith("Task", StringComparison.Ordinal));

    public IEnumerable<JsonNode> Rows() => _store.History(Id).Select(x => JsonNode.Parse(x.Body)!);

    public static void Accepted(CommandResult result) => Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Refusal.ToString());

    public static Refusal Refused(string code, CommandResult result)
    {
        var refusal = Assert.IsType<CommandResult.Refused>(result).Refusal;
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    private async Task<CommandResult> SendAsync(ICaseCommand command, Actor actor, string? occurredAt = null) => await _commands.ExecuteAsync(
        new CommandEnvelope(CommandId.New(_time.Now), actor, Id, command) { OccurredAt = occurredAt is null ? null : At(occurredAt) });

    private CaseCommands Start(WorkflowLibrary library) =>
        new(_store, _change(new CaseRules(_engine, library, _definitions, new InMemoryStaff(_staff))), _time);

    private static WorkflowLibrary LoadWith2027()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFrom(Path.GetDirectoryName(WorkflowsFolder.Policies)!);
        folder.Write("calendars/cn-2027.json", """
            {
              "year": 2027, "version": "2026-11-20", "source": { "zh": "通知", "en": "notice" },
              "restDays": [{ "name": { "zh": "元旦", "en": "New Year's Day" }, "from": "2027-01-01", "to": "2027-01-03" }],
              "makeUpWorkingDays": []
            }
            """);
        folder.Write("policies/default/clocks-test.json", """
            {
              "serviceType": "test",
              "rules": [{
                "key": "test.custody", "name": { "zh": "羁押", "en": "Custody" }, "startsOn": { "zh": "事件", "en": "event" },
                "length": 5, "unit": "calendar-days", "custodyStaysOnRestDays": true, "force": "soft", "certainty": "configuration",
                "basis": { "citation": { "zh": "刑诉法第105条", "en": "Criminal Procedure Law art. 105" }, "article": "105", "source": "test" },
                "ladder": [{ "at": "due", "level": "breach", "to": "assignee" }],
                "effectiveFrom": "2022-01-01"
              }]
            }
            """);
        return WorkflowLibrary.Load(folder.Path);
    }

    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
