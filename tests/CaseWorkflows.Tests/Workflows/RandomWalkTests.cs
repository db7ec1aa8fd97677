using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>People choose anything the pages offer them, in any order; clocks run out; events come. The case must always have a next step or an end.</summary>
public sealed class RandomWalkTests
{
    private const int Walks = 60;

    private const int Steps = 60;

    private const string EndOfLinked = "linked-case-closed:";
    private static readonly string[] EndsOfObjection = ["objection-corrected", "objection-maintained", "objection-late", "objection-not-entitled", "objection-withdrawn", "link-given-up"];
    private static readonly string[] Categories = ["maintenance", "loan", "notified-defence", "traffic-accident", "traffic-accident"];

    // Ways that chance does not find in so few walks: two cases of one person, and a case for which no lawyer of the city is good enough.
    private static readonly string[] Rare = ["conflict-review:proceed", "conflict-review:duplicate", "find-lawyer:try-again", "find-lawyer-on-notice:try-again"];

    [Fact]
    public async Task Whatever_people_choose_the_case_has_a_next_step_or_an_end()
    {
        HashSet<string> taken = [];
        for (var seed = 1; seed <= Walks; seed++) taken.UnionWith(await WalkAsync(new Random(seed), $"seed {seed}", taken));

        var offered = WorkflowDefinition.Parse(Shipped.LegalAid).Activities.Where(x => x.Type == "CaseWorkflows.HumanTask")
            .SelectMany(x => Outcomes.Of(x, Shipped.Catalog).Select(outcome => $"{x.Id}:{outcome}"));
        var never = offered.Except(taken).Except(Rare).ToList();
        Assert.True(never.Count == 0, string.Join(", ", never));
    }

    private static async Task<IReadOnlyList<string>> WalkAsync(Random random, string name, HashSet<string> taken)
    {
        var desk = await Desk.OpenAsync();
        desk.Time.MoveTo(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
        var id = CaseId.New(desk.Time.GetUtcNow());
        var clerk = Person("zhou.min");
        Accepted(name, "open", await desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), clerk, id, new OpenCase("legal-aid", "420704", Application(random)))));
        List<string> path = [];
        for (var step = 0; step < Steps; step++)
        {
            var @case = desk.Store.Case(id);
            var where = $"{name}: {string.Join(" > ", path)}";
            Assert.True(@case.Incidents.Count == 0, $"{where}: {string.Join("; ", @case.Incidents.Select(x => x.MessageEn))}");
            if (@case.Status is CaseStatus.Closed or CaseStatus.Withdrawn)
            {
                Assert.True(@case.Result != "finished", $"{where}: the flow ended without closing the case");
                Assert.DoesNotContain(@case.Tasks, x => x.IsLive);
                if (random.Next(3) == 0) break;
                Accepted(where, "reopen", await desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), Person("cheng.wei"), id, new ReopenCase("走查"))));
                path.Add("reopen");
                continue;
            }
            var waits = System.Text.Json.JsonSerializer.Deserialize<List<OpenWait>>(@case.WaitsJson, CaseJson.Readable)!;
            Assert.True(waits.Count > 0, $"{where}: nothing is waited for");
            path.Add(await StepAsync(desk, id, @case, waits, random, where, x => !taken.Contains(x) && !path.Contains(x)));
        }
        var end = desk.Store.Case(id);
        Assert.Null(HistoryCheck.FirstBad(desk.Store.History(id), desk.Store.Payloads(id), end.Dossier.DigestKey, end.HistorySeq, end.HistoryHash));
        Assert.DoesNotContain(end.File, x => x.Text is { } text && (text.Contains("{{", StringComparison.Ordinal) || text.Trim().Length == 0));
        return path;
    }

    private static async Task<string> StepAsync(Desk desk, CaseId id, LegalCase @case, List<OpenWait> waits, Random random, string where, Func<string, bool> isNew)
    {
        desk.Time.MoveTo(desk.Time.GetUtcNow() + TimeSpan.FromHours(random.Next(1, 30)));
        var now = desk.Time.GetUtcNow();
        var live = @case.Tasks.Where(x => x.IsLive).ToList();
        var events = waits.Where(x => x.Kind == WaitKind.Event && !x.Name!.StartsWith(FlowRun.LinkedCaseTied, StringComparison.Ordinal)).ToList();
        var due = await desk.Store.ClaimAsync(now, 10, "walk", TimeSpan.FromMinutes(1), default);
        if (due.Count > 0 && random.Next(4) == 0)
        {
            await desk.Commands.ExecuteAsync(new(CommandId.New(now), Actor.ClockKeeper, id, new FireClock(due[0].ClockId, due[0].Generation)));
            return "clock";
        }
        if (events.Count > 0 && (live.Count == 0 || random.Next(6) == 0))
        {
            var name = events[random.Next(events.Count)].Name!;
            if (name.StartsWith(EndOfLinked, StringComparison.Ordinal))
            {
                // The linked case runs for itself, in another office; here it ends somehow.
                var link = @case.Links.Last(x => x.Relation == name[EndOfLinked.Length..]);
                var result = EndsOfObjection[random.Next(EndsOfObjection.Length)];
                Accepted(where, name, await desk.Commands.ExecuteAsync(new(CommandId.New(now), Actor.Linker, id, new TellLinkedEnd(link.Id, "420704-2026-objection", link.EndedCycle + 1, result, false, now))));
                return $"{name}:{result}";
            }
            var details = Filler(random, now).Fill(FormBounds.Of(Shipped.Library.Forms.Find(Shipped.Library.Event(name)!.Form!)!, () => CaseFacts.Of(@case, Shipped.Library)));
            Accepted(where, name, await desk.Commands.ExecuteAsync(new(CommandId.New(now), Person("zhou.min"), id, new RecordEvent(name, details))));
            return name;
        }
        if (live.Count == 0) return "-";
        var task = live[random.Next(live.Count)];
        // Mostly what nobody has chosen yet: pure chance takes far more walks to come everywhere.
        var fresh = task.Outcomes.Where(x => isNew($"{task.StepId}:{x}")).ToList();
        var outcomes = fresh.Count > 0 && random.Next(4) > 0 ? fresh : task.Outcomes;
        var outcome = outcomes[random.Next(outcomes.Count)];
        // Somebody who could really do it: the role, the office, not excluded by what they did before.
        var actor = task.Assignee is { } assignee ? Person(assignee.Value) : Shipped.Staff.Select(x => x.AsActor()).FirstOrDefault(x => CaseAccess.WhyNotTake(x, task, @case) is null);
        Assert.True(actor is not null, $"{where}: nobody of the staff can do {task.StepId}");
        var form = Filler(random, now).Fill(FormBounds.Of(Shipped.Library.Forms.Find(task.FormKey)!, () => CaseFacts.Of(@case, Shipped.Library)), outcome);
        var completed = await desk.Commands.ExecuteAsync(new(CommandId.New(now), actor, id, new CompleteTask(task.Id, outcome, form)));
        if (completed is CommandResult.Refused { Refusal.Code: "lawyer.unfit" }) return "-";
        Accepted(where, $"{task.StepId}:{outcome}", completed);
        return $"{task.StepId}:{outcome}";
    }

    private static FormFiller Filler(Random random, DateTimeOffset now) =>
        new(random, ChinaTime.DayOf(now), [.. Shipped.Staff.Where(x => x.Roles.Contains(Role.Lawyer)).Select(x => x.Id.Value)]);

    private static Actor Person(string id) => Shipped.Staff.Single(x => x.Id.Value == id).AsActor();

    private static void Accepted(string where, string what, CommandResult result) =>
        Assert.True(result is CommandResult.Accepted, $"{where}: {what}: {(result as CommandResult.Refused)?.Refusal.Code} {(result as CommandResult.Refused)?.Refusal.Message.En} {string.Join("; ", (result as CommandResult.Refused)?.Refusal.Fields.Select(x => $"{x.Field} {x.Message.En}") ?? [])}");

    private static JsonObject Application(Random random) => new()
    {
        ["applicant"] = new JsonObject { ["name"] = "某甲", ["groups"] = random.Next(2) == 0 ? new JsonArray("severely-disabled") : [] },
        ["matter"] = new JsonObject { ["category"] = Categories[random.Next(Categories.Length)], ["opponents"] = new JsonArray("某乙") },
    };
}
