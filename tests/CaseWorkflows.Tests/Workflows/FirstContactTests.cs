using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>
/// First-contact responsibility (首问负责制): whatever people choose and whatever runs out, a work order always has the person who took it first, and comes
/// back to them. The same walks show that consultations and complaints always have a next step or an end.
/// </summary>
public sealed class FirstContactTests
{
    private const int Walks = 25;
    private const int Steps = 60;

    // What sends an order back to whoever took it first; a hand-over that nobody takes in time ends the same way by itself.
    private static readonly string[] ComesBack = ["receive-hotline:refuse", "receive-counter:refuse", "receive-web:refuse", "dispatch:back", "handle:return", "feedback:not-solved"];

    [Fact]
    public async Task A_work_order_never_loses_its_owner()
    {
        HashSet<string> taken = [];
        for (var seed = 1; seed <= Walks; seed++)
            taken.UnionWith(await WalkAsync("work-order", new Random(seed), $"seed {seed}", OwnerIsThere));
        Assert.Empty(ComesBack.Except(taken));
        Assert.Contains(taken, x => x.StartsWith("expired:receive-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("consultation")]
    [InlineData("complaint")]
    public async Task Whatever_people_choose_there_is_a_next_step_or_an_end(string service)
    {
        HashSet<string> taken = [];
        for (var seed = 1; seed <= Walks; seed++) taken.UnionWith(await WalkAsync(service, new Random(seed), $"{service}, seed {seed}", (_, _, _) => { }));
        Assert.True(taken.Count > 15, string.Join(", ", taken));
    }

    private static void OwnerIsThere(LegalCase @case, string did, string where)
    {
        if (@case.Tasks.All(x => x.StepId != "accept" || x.State != TaskState.Completed || x.Outcome == "not-ours")) return;
        var owner = @case.Dossier.Facts()["owner"]?.ToString();
        Assert.True(!string.IsNullOrEmpty(owner), where);
        if (@case.Status != CaseStatus.Open) return;
        Assert.True(@case.Tasks.Any(x => x.IsLive), where);
        var able = Shipped.Staff.Any(x => x.Id.Value == owner && x.Roles.Contains("service-desk"));
        foreach (var task in @case.Tasks.Where(x => x.IsLive && x.StepId is "arrange" or "feedback" && x.IsLive))
            Assert.True(task.Assignee?.Value == (able ? owner : null) || did.StartsWith("owner-changed", StringComparison.Ordinal), $"{where}: {task.StepId} lies with {task.Assignee?.Value}, owner {owner}");
        if (ComesBack.Contains(did) || did.StartsWith("expired:receive-", StringComparison.Ordinal)) Assert.Contains(@case.Tasks, x => x is { IsLive: true, StepId: "arrange" });
    }

    private static async Task<IReadOnlyList<string>> WalkAsync(string service, Random random, string name, Action<LegalCase, string, string> check)
    {
        var desk = await Desk.OpenAsync();
        desk.Time.MoveTo(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
        var id = CaseId.New(desk.Time.GetUtcNow());
        Accepted(name, await desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), Person("hu.min"), id, new OpenCase(service, "420704", Intake(random)))));
        List<string> path = [];
        for (var step = 0; step < Steps; step++)
        {
            var @case = desk.Store.Case(id);
            var where = $"{name}: {string.Join(" > ", path)}";
            Assert.True(@case.Incidents.All(x => x.ResolvedAt is not null), $"{where}: {string.Join("; ", @case.Incidents.Select(x => x.MessageEn))}");
            if (@case.Status is CaseStatus.Closed or CaseStatus.Withdrawn)
            {
                Assert.True(@case.Result != "finished", where);
                Assert.DoesNotContain(@case.Tasks, x => x.IsLive);
                if (random.Next(3) == 0) break;
                // Cases that ended before anybody answered for them have nobody to go back to.
                if (@case.Result is "order-not-ours" or "complaint-not-ours" or "complaint-rejected" or "complaint-merged" or "consultation-not-legal") break;
                Accepted(where, await desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), Person("cheng.wei"), id, new ReopenCase("走查"))));
                path.Add("reopen");
                continue;
            }
            path.Add(await StepAsync(desk, id, @case, random, where));
            check(desk.Store.Case(id), path[^1], $"{name}: {string.Join(" > ", path)}");
        }
        Assert.DoesNotContain(desk.Store.Case(id).File, x => x.Text is { } text && text.Contains("{{", StringComparison.Ordinal));
        return path;
    }

    private static async Task<string> StepAsync(Desk desk, CaseId id, LegalCase @case, Random random, string where)
    {
        desk.Time.MoveTo(desk.Time.GetUtcNow() + TimeSpan.FromMinutes(random.Next(5, 400)));
        var now = desk.Time.GetUtcNow();
        if (random.Next(3) == 0 && await desk.Store.ClaimAsync(now, 10, "walk", TimeSpan.FromMinutes(1), default) is [var due, ..])
        {
            await desk.Commands.ExecuteAsync(new(CommandId.New(now), Actor.ClockKeeper, id, new FireClock(due.ClockId, due.Generation)));
            var ended = desk.Store.Case(id).Tasks.Where(x => x is { State: TaskState.Completed, CompletedBy: null } && @case.Tasks.First(y => y.Id == x.Id).IsLive).ToList();
            return ended.Count > 0 ? $"expired:{ended[0].StepId}" : "clock";
        }
        var waits = System.Text.Json.JsonSerializer.Deserialize<List<OpenWait>>(@case.WaitsJson, CaseJson.Readable)!;
        Assert.True(waits.Count > 0, $"{where}: nothing is waited for");
        if (waits.Where(x => x.Kind == WaitKind.Event).ToList() is { Count: > 0 } events && random.Next(6) == 0)
        {
            var name = events[random.Next(events.Count)].Name!;
            var details = Filler(random, now).Fill(FormBounds.Of(Shipped.Library.Forms.Find(Shipped.Library.Event(name)!.Form!)!, () => CaseFacts.Of(@case, Shipped.Library)));
            Accepted(where, await desk.Commands.ExecuteAsync(new(CommandId.New(now), Person("cheng.wei"), id, new RecordEvent(name, details))));
            return name;
        }
        var live = @case.Tasks.Where(x => x.IsLive).ToList();
        if (live.Count == 0) return "-";
        var task = live[random.Next(live.Count)];
        var outcome = task.Outcomes[random.Next(task.Outcomes.Count)];
        var actor = task.Assignee is { } assignee ? Person(assignee.Value) : Shipped.Staff.Select(x => x.AsActor()).Where(x => CaseAccess.WhyNotTake(x, task, @case) is null).OrderBy(_ => random.Next()).FirstOrDefault();
        Assert.True(actor is not null, $"{where}: nobody of the staff can do {task.StepId}");
        var form = Filler(random, now).Fill(FormBounds.Of(Shipped.Library.Forms.Find(task.FormKey)!, () => CaseFacts.Of(@case, Shipped.Library)), outcome);
        if (form["application"]?["complaint"] is JsonObject about)
        {
            (about["respondentKind"], about["respondents"]) = ("person", new JsonArray("lawyer.wang"));
            about.Remove("respondentOffice");
        }
        Accepted($"{where} > {task.StepId}:{outcome}", await desk.Commands.ExecuteAsync(new(CommandId.New(now), actor, id, new CompleteTask(task.Id, outcome, form))));
        return $"{task.StepId}:{outcome}";
    }

    private static FormFiller Filler(Random random, DateTimeOffset now) =>
        new(random, ChinaTime.DayOf(now), [.. Shipped.Staff.Where(x => x.Roles.Contains(Role.Lawyer)).Select(x => x.Id.Value)]);

    private static Actor Person(string id) => Shipped.Staff.Single(x => x.Id.Value == id).AsActor();

    private static void Accepted(string where, CommandResult result) =>
        Assert.True(result is CommandResult.Accepted, $"{where}: {(result as CommandResult.Refused)?.Refusal} {string.Join("; ", (result as CommandResult.Refused)?.Refusal.Fields.Select(x => $"{x.Field} {x.Message.En}") ?? [])}");

    private static JsonObject Intake(Random random) => new()
    {
        ["channel"] = new[] { "web", "hotline", "counter" }[random.Next(3)],
        ["applicant"] = new JsonObject { ["name"] = "某甲" },
        ["callCategory"] = "service",
        ["matter"] = new JsonObject { ["category"] = "maintenance", ["claim"] = "请求" },
        ["complaint"] = new JsonObject { ["situation"] = "quality" },
    };
}
