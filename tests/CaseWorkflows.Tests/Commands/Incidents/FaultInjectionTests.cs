using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Commands.Incidents;

/// <summary>
/// Each step of each shipped definition is made to fail, when it begins and when what it waited for has come, in the shortest story that comes by.
/// Nothing a person did may be lost by it, and after the repair the case must come to where it would have come without the fault.
/// </summary>
public sealed class FaultInjectionTests
{
    private static readonly Actor Supervisor = new(new("test.supervisor"), "测试主管", [Role.Supervisor], OfficePath.Root);

    private static readonly string[] Complete = ["criminal-defence", "fee-relief", "village-counsel", "objection"];

    // Ways that only chance finds, not the stories.
    private static readonly Lazy<Task<Dictionary<(string Definition, string Step, StepPhase Phase), Scenario>>> Reached = new(ReachAsync);

    [Fact]
    public async Task The_stories_come_by_most_steps()
    {
        var reached = (await Reached.Value).Keys.Where(x => x.Phase == StepPhase.Begin).Select(x => (x.Definition, x.Step)).ToHashSet();
        foreach (var (definition, service, _) in Shipped.Definitions)
        {
            var never = definition.Activities.Select(x => x.Id).Where(x => !reached.Contains((definition.DefinitionId, x))).ToList();
            // Of a hundred steps thirteen may lie where the stories do not come; where a mistake costs somebody a defence, none.
            Assert.True(never.Count <= (Complete.Contains(service) ? 0 : 2 + (definition.Activities.Count * 13 / 100)), $"{service}: {never.Count} of {definition.Activities.Count}: {string.Join(", ", never)}");
        }
    }

    [Theory]
    [InlineData(StepPhase.Begin)]
    [InlineData(StepPhase.Resume)]
    [InlineData(StepPhase.TakeBack)]
    public async Task A_step_that_failed_and_was_tried_again_leaves_no_trace_in_the_end(StepPhase phase)
    {
        Dictionary<string, string> unfaulted = [];
        var tried = 0;
        foreach (var ((definition, step, _), story) in (await Reached.Value).Where(x => x.Key.Phase == phase).OrderBy(x => x.Key.Step, StringComparer.Ordinal))
        {
            if (!unfaulted.TryGetValue(IdOf(story), out var expected)) unfaulted[IdOf(story)] = expected = EndState.Of(await PlayAsync(story, x => x, (_, _, _) => ValueTask.FromResult(true)));
            var (opened, left) = (0, phase == StepPhase.TakeBack);
            var end = await PlayAsync(story, x => x.Break(step, phase, definition), async (desk, engine, id) =>
            {
                foreach (var incident in desk.Store.Case(id).Incidents.Where(x => x.ResolvedAt is null).ToList())
                {
                    opened++;
                    left |= desk.Store.Case(id).Tasks.Any(x => x.State == TaskState.Cancelled && x.EndedAt == incident.OpenedAt);
                    MustSay(incident, step, desk.Store.Case(id));
                    engine.Repair();
                    Accepted(step, await SendAsync(desk, id, new RetryIncident(incident.Key)));
                }
                Assert.DoesNotContain(desk.Store.Case(id).Incidents, x => x.ResolvedAt is null);
                return true;
            });
            // What comes after the step that closes the case is given up with it: nobody has to try again what nobody needs.
            Assert.True(opened > 0 || IsOvertaken(end, step), $"{step}: no incident in {story.Id}");
            // A task that the flow leaves and comes back to lives on only if both happen in one command; between them stood a person's repair.
            var (wanted, found) = left ? (EndState.WithoutTasks(expected), EndState.WithoutTasks(EndState.Of(end))) : (expected, EndState.Of(end));
            Assert.True(wanted == found, $"{step} ({phase}) in {story.Id}:\n{Difference(wanted, found)}");
            Assert.All(end.Incidents.Where(x => x.Resolution != IncidentResolution.Overtaken), x => Assert.Equal((IncidentResolution.Retried, Supervisor.Id.Value), (x.Resolution, x.ResolvedBy)));
            tried++;
        }
        Assert.True(tried >= (phase == StepPhase.TakeBack ? 4 : 30), $"{tried} {phase}");
    }

    [Fact]
    public async Task A_step_that_failed_and_was_skipped_goes_on_by_the_way_that_was_named()
    {
        foreach (var ((definition, step, _), story) in (await Reached.Value).Where(x => x.Key.Phase == StepPhase.Begin).OrderBy(x => x.Key.Step, StringComparer.Ordinal))
        {
            var skipped = 0;
            var end = await PlayAsync(story, x => x.Break(step, StepPhase.Begin, definition), async (desk, engine, id) =>
            {
                if (desk.Store.Case(id).Incidents.FirstOrDefault(x => x.ResolvedAt is null) is not { } incident) return true;
                var status = desk.Store.Case(id).Status;
                engine.Repair();
                CaseDesk.Refused("command.reason-missing", await SendAsync(desk, id, new SkipStep(incident.Key, "Done", " ")));
                if (incident.Outcomes.Count > 0) CaseDesk.Refused("engine.unknown-outcome", await SendAsync(desk, id, new SkipStep(incident.Key, "no-such-way", "测试")));
                var outcome = incident.Outcomes.Count > 0 ? incident.Outcomes[0] : "Done";
                Accepted(step, await SendAsync(desk, id, new SkipStep(incident.Key, outcome, "系统故障，人工确认后跳过")));
                var after = desk.Store.Case(id);
                Assert.Equal(IncidentResolution.Skipped, after.Incidents.Single(x => x.Key == incident.Key).Resolution);
                // The case goes on or has come to its end: it does not stand still without anybody having to do something.
                Assert.True(after.Status != CaseStatus.Open || EndState.Waits(after).Any(), $"{step}: nothing follows {outcome}");
                if (after.Status != status) Assert.Contains(after.Status, new[] { CaseStatus.Closed, CaseStatus.Withdrawn });
                skipped++;
                return false;
            });
            Assert.True(skipped == 1 || IsOvertaken(end, step), step);
        }
    }

    [Fact]
    public async Task A_service_that_throws_is_an_incident_of_its_step_and_what_it_had_half_done_is_gone()
    {
        var tried = 0;
        foreach (var step in CaseActivities.All.OfType<ServiceStep>())
        {
            var (name, found) = (step.Service, 0);
            // What no shipped flow calls can't fail in a story of one.
            var calling = Shipped.Definitions.Where(x => x.Definition.Activities.Any(y => y.Type == step.Description.TypeName)).Select(x => x.Service).ToList();
            if (calling.Count == 0) continue;
            foreach (var story in calling.SelectMany(Shipped.StoriesOf))
            {
                FaultyService service = null!;
                var desk = await Desk.OpenAsync(rules: x =>
                {
                    var services = x.Services.ToDictionary();
                    services[name] = service = new FaultyService(services[name]) { IsBroken = true };
                    return x with { Services = services };
                });
                var expected = EndState.Of(await PlayAsync(story, x => x, (_, _, _) => ValueTask.FromResult(true)));
                var left = false;
                var result = await PlayerOf(desk, async id =>
                {
                    while (desk.Store.Case(id).Incidents.FirstOrDefault(x => x.ResolvedAt is null) is { } incident)
                    {
                        Assert.Contains(name, incident.MessageEn, StringComparison.Ordinal);
                        Assert.Contains("No connection to the register", incident.Detail!, StringComparison.Ordinal);
                        Assert.DoesNotContain("No connection", incident.MessageEn, StringComparison.Ordinal);
                        left |= desk.Store.Case(id).Tasks.Any(x => x.State == TaskState.Cancelled && x.EndedAt == incident.OpenedAt);
                        service.IsBroken = false;
                        Accepted(name, await SendAsync(desk, id, new RetryIncident(incident.Key)));
                        service.IsBroken = true;
                        found++;
                    }
                }).PlayAsync(story);
                Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => $"{name} {story.Id} row {x.Row}: {x.Text.En}")));
                var state = EndState.Of(desk.Store.Case(result.CaseId!.Value));
                // As above: a task can't live on over a person's repair.
                Assert.Equal(left ? EndState.WithoutTasks(expected) : expected, left ? EndState.WithoutTasks(state) : state);
                if (found > 2) break;
            }
            Assert.True(found > 0, name);
            tried++;
        }
        Assert.True(tried >= 9, $"{tried}");
    }

    private static string IdOf(Scenario story) => $"{story.Open.ServiceType}/{story.Id}";

    private static bool IsOvertaken(LegalCase @case, string step) =>
        @case.Status is CaseStatus.Closed or CaseStatus.Withdrawn && @case.Incidents.Any(x => x.StepId == step && x.Resolution == IncidentResolution.Overtaken);

    private static void MustSay(Incident incident, string step, LegalCase @case)
    {
        Assert.Equal((step, @case.DefinitionId, @case.DefinitionVersion), (incident.StepId, incident.DefinitionId, incident.DefinitionVersion));
        Assert.Contains(FaultyEngine.Why.Zh, incident.MessageZh, StringComparison.Ordinal);
        Assert.Contains(FaultyEngine.Why.En, incident.MessageEn, StringComparison.Ordinal);
        Assert.NotEqual("", incident.StepZh);
        Assert.NotEqual("", incident.CausedBy);
        Assert.Contains(incident.Cause, new[] { nameof(OpenCase), nameof(CompleteTask), nameof(SendBack), nameof(FireClock), nameof(RecordEvent), nameof(ResumeCase), nameof(ReopenCase), nameof(WithdrawCase), nameof(CloseCaseByHand), nameof(SettleLink), nameof(TieCase), nameof(TellLinkedEnd) });
        Assert.DoesNotContain(FaultyEngine.Why.Zh, @case.Dossier.ApplicationJson, StringComparison.Ordinal);
    }

    /// <summary>In which story each step begins, is answered and is taken back; the one with the fewest rows.</summary>
    private static async Task<Dictionary<(string Definition, string Step, StepPhase Phase), Scenario>> ReachAsync()
    {
        Dictionary<(string Definition, string Step, StepPhase Phase), Scenario> reached = [];
        foreach (var story in Shipped.Definitions.SelectMany(x => Shipped.StoriesOf(x.Service)).OrderBy(x => x.Rows.Count))
        {
            FaultyEngine engine = null!;
            await PlayAsync(story, x => engine = x, (_, _, _) => ValueTask.FromResult(true));
            // The steps of a linked case are those of its own stories.
            var own = Shipped.Definitions.Single(x => x.Service == story.Open.ServiceType).Definition.DefinitionId;
            foreach (var at in engine.Ran.Where(x => x.Definition == own)) reached.TryAdd(at, story);
        }
        foreach (var container in reached.Keys.Where(x => x.Step == "Workflow1").ToList()) reached.Remove(container);
        return reached;
    }

    /// <summary>Plays a story; after each command <paramref name="after"/> says whether it goes on.</summary>
    private static async Task<LegalCase> PlayAsync(Scenario story, Func<FaultyEngine, FaultyEngine> prepare, Func<Desk, FaultyEngine, CaseId, ValueTask<bool>> after)
    {
        FaultyEngine engine = null!;
        var desk = await Desk.OpenAsync(engine: x => engine = prepare(new FaultyEngine(x)));
        var known = default(CaseId);
        try
        {
            var result = await PlayerOf(desk, async id =>
            {
                known = id;
                if (!await after(desk, engine, id)) throw new StoryEnded();
            }).PlayAsync(story);
            Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => $"{story.Id} row {x.Row}: {x.Text.En}")));
        }
        catch (StoryEnded)
        {
            // The rest of the story is another one.
        }
        return desk.Store.Case(known);
    }

    private static ScenarioPlayer PlayerOf(Desk desk, Func<CaseId, ValueTask> after) => new(desk.Commands, desk.Store, desk.Store, desk.Rules, desk.Time) { AfterEach = after };

    /// <summary>What a repaired step had ordered of another case is carried there, as the job does.</summary>
    private static async Task<CommandResult> SendAsync(Desk desk, CaseId id, ICaseCommand command)
    {
        var result = await desk.Commands.ExecuteAsync(new CommandEnvelope(CommandId.New(desk.Time.GetUtcNow()), Supervisor, id, command));
        if (result is CommandResult.Accepted) await new CaseErrands(desk.Commands, desk.Store).RunAsync(id);
        return result;
    }

    private static void Accepted(string step, CommandResult result) => Assert.True(result is CommandResult.Accepted, $"{step}: {(result as CommandResult.Refused)?.Refusal}");

    private static string Difference(string expected, string found)
    {
        var at = Enumerable.Range(0, Math.Min(expected.Length, found.Length)).FirstOrDefault(i => expected[i] != found[i], Math.Min(expected.Length, found.Length));
        return $"expected …{expected[Math.Max(0, at - 200)..Math.Min(expected.Length, at + 200)]}…\nfound    …{found[Math.Max(0, at - 200)..Math.Min(found.Length, at + 200)]}…";
    }

    private sealed class StoryEnded : Exception;
}
