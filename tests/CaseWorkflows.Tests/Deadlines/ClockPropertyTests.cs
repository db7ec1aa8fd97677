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
    public void Any_order_of_pauses_resumes_and_changes_of_rule_and_calendar_gives_the_elapsed_time_of_the_list_of_stretches()
    {
        output.WriteLine($"TEST_SEED={DueDatePropertyTests.Seed}");
        var random = new Random(DueDatePropertyTests.Seed);
        BusinessCalendar[] calendars = [Calendar, WithFurtherDaysOff(random), WithFurtherDaysOff(random)];
        for (var run = 0; run < 250; run++)
        {
            var calendar = calendars[0];
            var at = new DateTimeOffset(2024, 1, 3, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(60 * 24 * 700));
            var clock = Clock.Start(AnyRule(random), at, calendar);
            var told = new HashSet<(string, int)>();

            for (var step = 0; step < random.Next(0, 14); step++)
            {
                at = at.AddMinutes(random.Next(0, 2_000));
                var happened = random.Next(3) == 0 ? at.AddMinutes(-random.Next(0, 6_000)) : at;
                var cause = Causes[random.Next(Causes.Length)];
                switch (random.Next(6))
                {
                    case 0 or 1: clock.Pause(happened, cause); break;
                    case 2 or 3: clock.Resume(happened, calendar, random.Next(3) == 0 ? null : cause); break;
                    case 4: clock.Change(AnyRule(random), calendar, at); break;
                    default:
                        calendar = calendars[random.Next(calendars.Length)];
                        clock.Change(calendar, at);
                        break;
                }
                if (clock.Fire(at, 1) is ClockResult.Fired fired) Assert.All(fired.Steps, x => Assert.True(told.Add((x.Key, x.Round)), $"{x.Key} {x.Round} came twice."));
            }

            var now = at.AddMinutes(random.Next(0, 3_000));
            Assert.Equal(PlainElapsed(clock, now, clock.Unit.IsElapsed(), calendar), clock.Elapsed(now, calendar));
            var shuffled = clock.Pauses.Select(x => new PauseInterval(x.From, x.To)).ToArray();
            random.Shuffle(shuffled);
            var answer = DueDates.Compute(clock.StartedAt, clock.Limit, calendar, shuffled);
            Assert.Equal((answer as DueDateResult)?.DueAt, clock.DueAt);
            Assert.Equal(clock.State == ClockState.Paused, answer is DueUndetermined);
            if (clock.BreachedAt is { } breached) Assert.Equal((clock.DueAt, true), ((DateTimeOffset?)breached, breached <= at));
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

    private static ClockRule AnyRule(Random random)
    {
        string[] moments = ["50%", "80%", "+1 working-days", "-1 hours"];
        var moment = moments[random.Next(moments.Length)];
        return random.Next(3) switch
        {
            0 => ClockTests.Rule(random.Next(1, 400), TimeUnit.Hours, moment),
            1 => ClockTests.Rule(random.Next(1, 30), TimeUnit.CalendarDays, moment),
            _ => ClockTests.Rule(random.Next(1, 20), TimeUnit.WorkingDays, moment),
        };
    }

    private static BusinessCalendar WithFurtherDaysOff(Random random)
    {
        var book = CalendarBook.Load(WorkflowsFolder.Calendars);
        return new BusinessCalendar(book.Years.Select(year =>
        {
            var taken = year.RestDays.SelectMany(x => Enumerable.Range(x.From.DayNumber, x.To.DayNumber - x.From.DayNumber + 1)).Concat(year.MakeUpWorkingDays.Select(x => x.Date.DayNumber)).ToHashSet();
            var more = Enumerable.Range(0, 12).Select(_ => new DateOnly(year.Year, 1, 1).AddDays(random.Next(365))).Distinct().Where(x => !taken.Contains(x.DayNumber));
            return year with { Revision = 2, RestDays = [.. year.RestDays, .. more.Select(x => new RestPeriod(new("放假", "off"), x, x))] };
        }));
    }

    private static TimeSpan PlainElapsed(Clock clock, DateTimeOffset now, bool elapsedUnit, BusinessCalendar? calendar = null)
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
            if (!clock.Pauses.Any(x => ChinaTime.DayOf(x.From) <= day && (x.To is null || day <= ChinaTime.DayOf(x.To.Value)))
                && (clock.Unit != TimeUnit.WorkingDays || calendar!.IsWorkingDay(day)))
                counted++;
        return TimeSpan.FromDays(counted);
    }
}
