using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using Xunit.Abstractions;

namespace CaseWorkflows.Tests.Deadlines;

/// <summary>A clock that is paused and resumed at random must say what a plain count over its stretches says. The seed is printed.</summary>
public sealed class ClockPropertyTests(ITestOutputHelper output)
{
    private static readonly string[] Causes = ["supplement", "explanation"];

    private static BusinessCalendar Calendar => WorkflowsFolder.Calendar;

    [Fact]
    public void Any_order_of_pauses_and_resumes_gives_the_elapsed_time_of_the_list_of_stretches()
    {
        output.WriteLine($"TEST_SEED={DueDatePropertyTests.Seed}");
        var random = new Random(DueDatePropertyTests.Seed);
        for (var run = 0; run < 250; run++)
        {
            var elapsedUnit = random.Next(2) == 0;
            var rule = elapsedUnit
                ? ClockTests.Rule(random.Next(1, 400), TimeUnit.Hours, "50%")
                : ClockTests.Rule(random.Next(1, 30), TimeUnit.CalendarDays, "50%");
            var at = new DateTimeOffset(2024, 1, 3, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(60 * 24 * 700));
            var clock = Clock.Start(rule, at, Calendar);

            for (var step = 0; step < random.Next(0, 12); step++)
            {
                at = at.AddMinutes(random.Next(0, 2_000));
                // Every third event is recorded late: it happened up to four days before.
                var happened = random.Next(3) == 0 ? at.AddMinutes(-random.Next(0, 6_000)) : at;
                var cause = Causes[random.Next(Causes.Length)];
                if (random.Next(2) == 0)
                    clock.Pause(happened, cause);
                else
                    clock.Resume(happened, Calendar, random.Next(3) == 0 ? null : cause);
                clock.Fire(at, 1);
            }

            var now = at.AddMinutes(random.Next(0, 3_000));
            Assert.Equal(PlainElapsed(clock, now, elapsedUnit), clock.Elapsed(now, Calendar));
            var shuffled = clock.Pauses.Select(x => new PauseInterval(x.From, x.To)).ToArray();
            random.Shuffle(shuffled);
            var answer = DueDates.Compute(clock.StartedAt, clock.Limit, Calendar, shuffled);
            Assert.Equal((answer as DueDateResult)?.DueAt, clock.DueAt);
            Assert.Equal(clock.State == ClockState.Paused, answer is DueUndetermined);
            Assert.Equal(clock.State == ClockState.Paused ? null : clock.Steps.Where(x => x.FiredAt is null).Min(x => (DateTimeOffset?)x.FireAt), clock.NextFireAt);
        }
    }

    [Fact]
    public void However_often_a_clock_is_fired_each_step_fires_once_and_not_before_its_instant()
    {
        output.WriteLine($"TEST_SEED={DueDatePropertyTests.Seed}");
        var random = new Random(DueDatePropertyTests.Seed);
        for (var run = 0; run < 200; run++)
        {
            var start = new DateTimeOffset(2024, 1, 3, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(60 * 24 * 900));
            var clock = Clock.Start(ClockTests.Book.Get("chenzhou", random.Next(2) == 0 ? "consultation.reply" : "legal-aid.review", new(2026, 1, 1)), start, Calendar);
            var fired = new List<FiredStep>();
            for (var now = start; fired.Count < clock.Steps.Count; now = now.AddMinutes(random.Next(0, 600)))
                for (var twice = 0; twice < 2; twice++)
                    if (clock.Fire(now, 1) is ClockResult.Fired some)
                        fired.AddRange(some.Steps);

            Assert.Equal(clock.Steps.Select(x => x.Key).Order(), fired.Select(x => x.Key).Order());
            Assert.All(fired, x => Assert.True(x.FiredAt >= x.FireAt));
            Assert.Equal(fired.Select(x => x.FireAt).Order(), fired.Select(x => x.FireAt));
            Assert.Null(clock.NextFireAt);
        }
    }

    private static TimeSpan PlainElapsed(Clock clock, DateTimeOffset now, bool elapsedUnit)
    {
        var counted = 0;
        if (elapsedUnit)
        {
            for (var at = clock.StartedAt; at < now && counted < clock.Length * 60; at = at.AddMinutes(1))
                if (!clock.Pauses.Any(x => x.From <= at && (x.To is null || at < x.To)))
                    counted++;
            return TimeSpan.FromMinutes(counted);
        }
        for (var day = ChinaTime.DayOf(clock.StartedAt).AddDays(1); ChinaTime.EndOf(day) <= now && counted < clock.Length; day = day.AddDays(1))
            if (!clock.Pauses.Any(x => ChinaTime.DayOf(x.From) <= day && (x.To is null || day <= ChinaTime.DayOf(x.To.Value))))
                counted++;
        return TimeSpan.FromDays(counted);
    }
}
