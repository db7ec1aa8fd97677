using System.Globalization;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Commands.TestLibrary;

namespace CaseWorkflows.Tests.Commands.Clocks;

/// <summary>Five thousand cases climb the whole ladder through the real commands; the alerts are exactly those that a plain reckoning expects.</summary>
public sealed class FullLadderTests
{
    private const int Cases = 5_000;
    private const int Seed = 20260302;
    private const string Key = "test.review";

    private static readonly string[] Steps = ["50%:assignee", "80%:assignee", "80%:supervisor", "due:assignee", "due:supervisor", "+1 working-days:head", "+3 working-days:head"];

    // The notices of 2026 for the days of this test, written out again: the product's own calendar is what is tried.
    private static readonly HashSet<DateOnly> Off =
        [.. Days("01-01", "01-03"), .. Days("02-15", "02-23"), .. Days("04-04", "04-06"), .. Days("05-01", "05-05"), .. Days("06-19", "06-21")];

    private static readonly HashSet<DateOnly> Worked = [Day("01-04"), Day("02-14"), Day("02-28"), Day("05-09")];

    private static readonly StaffMember Clerk = new(new("he.jing"), "何静", [Role.Reviewer], new("/420700/420704/"));
    private static readonly StaffMember Chief = new(new("cheng.wei"), "程伟", [Role.Supervisor], new("/420700/420704/"));
    private static readonly StaffMember Head = new(new("head"), "主任", [Role.Head], new("/420700/"));
    private static readonly Actor Leader = new(new("leader"), "leader", [Role.Supervisor, Role.IntakeClerk, Role.Reviewer], new("/420700/"));

    [Fact]
    public async Task Five_thousand_cases_raise_exactly_the_expected_alerts()
    {
        var library = With(Rule(Key, 7, "calendar-days", "50%:warning:assignee 80%:warning:assignee 80%:warning:supervisor due:breach:assignee due:breach:supervisor +1_working-days:escalation:head +3_working-days:escalation:head"));
        var time = new StandingTime { Now = Noon(new(2026, 1, 5)) };
        var (store, definitions) = (new InMemoryCaseStore(), new InMemoryDefinitions());
        var commands = new CaseCommands(store, new CaseRules(new BuiltInEngine(CaseActivities.All), library, definitions, new InMemoryStaff([Clerk, Chief, Head])), time);
        var flow = new FlowBuilder().With(CaseDesk.Task("review", ["done"], ("clock", Key))).To();
        await definitions.PublishAsync("test", "flow", 1, flow.Document().ToJsonString(), time.Now, default);

        var random = new Random(Seed);
        var plans = Enumerable.Range(0, Cases).Select(n => Plan(random, n)).ToArray();
        var openedAt = plans.ToLookup(x => x.Opened);
        var doneAt = plans.Where(x => x.Done is not null).ToLookup(x => x.Done!.Value);
        var reopenedAt = plans.Where(x => x.Reopened is not null).ToLookup(x => x.Reopened!.Value);
        for (var day = new DateOnly(2026, 1, 5); day <= new DateOnly(2026, 6, 10); day = day.AddDays(1))
        {
            time.Now = Noon(day);
            while (await store.ClaimAsync(time.Now, 10_000, "one", TimeSpan.FromSeconds(6), default) is { Count: > 0 } due)
                foreach (var clock in due)
                    Accepted(await SendAsync(clock.CaseId, Actor.ClockKeeper, new FireClock(clock.ClockId, clock.Generation)));
            foreach (var plan in openedAt[day])
            {
                plan.Id = Accepted(await SendAsync(default, Leader, new OpenCase("test", "420704", []))).CaseId;
                if (plan.IsAssigned) Accepted(await SendAsync(plan.Id, Leader, new AssignTask(store.Case(plan.Id).Tasks[0].Id, Clerk.Id)));
            }
            foreach (var plan in doneAt[day]) Accepted(await SendAsync(plan.Id, plan.IsAssigned ? Clerk.AsActor() : Leader, new CompleteTask(store.Case(plan.Id).Tasks.Single(x => x.IsLive).Id, "done", [])));
            foreach (var plan in reopenedAt[day]) Accepted(await SendAsync(plan.Id, Leader, new ReopenCase("again")));
        }

        var expected = plans.SelectMany(Expected).ToHashSet(StringComparer.Ordinal);
        var found = store.Ask(cases => cases.SelectMany(x => x.Alerts.Select(y => $"{x.Id.Value} {y.Generation} {y.Step} {y.Round} {y.Level} {y.ToRole} {y.ToUser} {y.ToOffice}")));

        Assert.True(expected.Count > Cases * 3);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Equal([], expected.Except(found).Take(5));
        Assert.Equal([], found.Except(expected).Take(5));
        Assert.Equal(found.Count, store.Outbox.Count(x => x.Kind == "alert"));

        async Task<CommandResult> SendAsync(CaseId id, Actor actor, ICaseCommand command) => await commands.ExecuteAsync(new CommandEnvelope(CommandId.New(time.Now), actor, id, command));
    }

    private static Story Plan(Random random, int number)
    {
        var opened = new DateOnly(2026, 1, 5).AddDays(random.Next(80));
        DateOnly? done = random.Next(3) > 0 ? opened.AddDays(random.Next(0, 24)) : null;
        return new(opened, done, done is not null && random.Next(4) == 0 ? done.Value.AddDays(random.Next(1, 20)) : null, number % 2 == 0);
    }

    private static IEnumerable<string> Expected(Story plan)
    {
        foreach (var (generation, start, end) in new[] { (1, (DateOnly?)plan.Opened, plan.Done), (2, plan.Reopened, null) })
        {
            if (start is not { } from) continue;
            var last = from.AddDays(7);
            while (Rests(last)) last = last.AddDays(1);
            // The counted days alone make the shares: the 4th of 7 is half, the 6th is 80 %.
            DateTimeOffset[] moments = [Nine(from.AddDays(4)), Nine(from.AddDays(6)), Nine(from.AddDays(6)), Midnight(last), Midnight(last), Nine(Working(last, 1)), Nine(Working(last, 3))];
            for (var i = 0; i < Steps.Length; i++)
            {
                if (end is { } done && moments[i] > Noon(done)) continue;
                var isAssigned = plan.IsAssigned && generation == 1;
                var (level, to) = i switch
                {
                    0 or 1 => ("Warning", Assignee(isAssigned)),
                    2 => ("Warning", "supervisor  /420700/420704/"),
                    3 => ("Breach", Assignee(isAssigned)),
                    4 => ("Breach", "supervisor  /420700/420704/"),
                    _ => ("Escalation", "head  /420700/"),
                };
                yield return $"{plan.Id.Value} {generation} {Steps[i]} 1 {level} {to}";
            }
        }
    }

    private static string Assignee(bool isAssigned) => isAssigned ? "reviewer he.jing /420700/420704/" : "supervisor  /420700/420704/";

    private static DateOnly Working(DateOnly day, int count)
    {
        while (count > 0)
        {
            day = day.AddDays(1);
            if (!Rests(day)) count--;
        }
        return day;
    }

    private static bool Rests(DateOnly day) => Off.Contains(day) || (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && !Worked.Contains(day));

    private static DateTimeOffset Noon(DateOnly day) => new(day.ToDateTime(new(12, 0)), TimeSpan.FromHours(8));

    private static DateTimeOffset Nine(DateOnly day) => new(day.ToDateTime(new(9, 0)), TimeSpan.FromHours(8));

    private static DateTimeOffset Midnight(DateOnly day) => new(day.AddDays(1).ToDateTime(default), TimeSpan.FromHours(8));

    private static DateOnly Day(string day) => DateOnly.ParseExact("2026-" + day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<DateOnly> Days(string from, string to)
    {
        for (var day = Day(from); day <= Day(to); day = day.AddDays(1)) yield return day;
    }

    private static CommandResult.Accepted Accepted(CommandResult result) => result as CommandResult.Accepted ?? throw new InvalidOperationException((result as CommandResult.Refused)?.Refusal.ToString());

    private sealed record Story(DateOnly Opened, DateOnly? Done, DateOnly? Reopened, bool IsAssigned)
    {
        public CaseId Id { get; set; }
    }

    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
    }
}
