using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using Xunit.Abstractions;

namespace CaseWorkflows.Tests.Deadlines;

/// <summary>What must hold for any limit, compared with a count that is slow and plain. The seed is printed and can be set to repeat a run.</summary>
public sealed class DueDatePropertyTests(ITestOutputHelper output)
{
    private static readonly Counting[] ElapsedCountings =
    [
        Counting.Default,
        new() { FromNextFullHour = true },
        new() { Shifts = [new(new(9, 0), new(12, 0)), new(new(14, 0), new(17, 30))] },
    ];

    private static BusinessCalendar Calendar => WorkflowsFolder.Calendar;

    [Fact]
    public void Days_agree_with_a_plain_count() => Repeat(600, random =>
    {
        var (from, pauses) = (RandomInstant(random), RandomPauses(random));
        var unit = random.Next(2) == 0 ? TimeUnit.CalendarDays : TimeUnit.WorkingDays;
        var length = random.Next(1, 45);
        var excluded = pauses.SelectMany(DaysOf).ToHashSet();

        var day = ChinaTime.DayOf(from);
        for (var left = length; left > 0;)
        {
            day = day.AddDays(1);
            if (!excluded.Contains(day) && (unit == TimeUnit.CalendarDays || Calendar.IsWorkingDay(day)))
                left--;
        }
        while (Calendar.IsRestDay(day) || (excluded.Contains(day) && unit == TimeUnit.CalendarDays))
            day = day.AddDays(1);

        var result = (DueDateResult)DueDates.Compute(from, new TimeLimit(length, unit), Calendar, pauses);
        Assert.Equal(day, result.Due);
        Assert.Equal(length, result.Path.Count(x => x.Counts));
        Assert.Equal(Enumerable.Range(1, length), result.Path.Where(x => x.Counts).Select(x => x.Number!.Value));
        Assert.Equal(Enumerable.Range(0, result.Path.Count).Select(ChinaTime.DayOf(from).AddDays), result.Path.Select(x => x.Date));
    });

    [Fact]
    public void Minutes_agree_with_a_plain_count() => Repeat(150, random =>
    {
        var (from, pauses) = (RandomInstant(random), RandomPauses(random));
        var counting = ElapsedCountings[random.Next(ElapsedCountings.Length)];
        var length = random.Next(1, 1_500);

        var at = ChinaTime.ToChina(from);
        if (counting.FromNextFullHour)
            at = at.AddMinutes(60 - at.Minute);
        for (var left = length; left > 0; at = at.AddMinutes(1))
            if (!pauses.Any(x => x.From <= at && at < x.To) && InShift(counting, at))
                left--;

        var result = (DueDateResult)DueDates.Compute(from, new TimeLimit(length, TimeUnit.Minutes) { Counting = counting }, Calendar, pauses);
        Assert.Equal(at, result.DueAt);
        Assert.Equal(length, result.Path.Where(x => x.Counts).Sum(x => (x.To!.Value - x.From).TotalMinutes));
        Assert.Equal(length, result.Path.Last(x => x.Counts).Number);
    });

    [Fact]
    public void The_order_of_pauses_does_not_matter_and_splitting_one_changes_nothing() => Repeat(300, random =>
    {
        var (from, limit, pauses) = (RandomInstant(random), RandomLimit(random), RandomPauses(random));
        var shuffled = pauses.SelectMany(x => Split(random, x)).ToArray();
        random.Shuffle(shuffled);

        Assert.Equal(Due(from, limit, pauses), Due(from, limit, shuffled));
    });

    [Fact]
    public void A_later_event_or_a_longer_limit_never_ends_earlier() => Repeat(400, random =>
    {
        var (from, limit) = (RandomInstant(random), RandomLimit(random));
        var pauses = limit.Unit == TimeUnit.Months ? [] : RandomPauses(random);
        var due = Due(from, limit, pauses);

        Assert.True(Due(from.AddMinutes(random.Next(1, 10_000)), limit, pauses) >= due);
        Assert.True(Due(from, limit with { Length = limit.Length + random.Next(1, 4) }, pauses) >= due);
        Assert.True(Due(from, limit, [.. pauses, .. RandomPauses(random)]) >= due);
    });

    [Fact]
    public void Months_end_on_the_corresponding_day_or_the_month_end_before_moving_on() => Repeat(400, random =>
    {
        var from = RandomInstant(random);
        var length = random.Next(1, 7);
        var start = ChinaTime.DayOf(from);
        var month = new DateOnly(start.Year, start.Month, 1).AddMonths(length);
        var raw = month.AddDays(Math.Min(start.Day, DateTime.DaysInMonth(month.Year, month.Month)) - 1);

        var result = (DueDateResult)DueDates.Compute(from, new TimeLimit(length, TimeUnit.Months), Calendar);

        Assert.Equal(Calendar.FirstWorkingDayFrom(raw), result.Due);
        Assert.Equal(raw, result.Path.Last(x => x.Counts).Date);
        Assert.Equal(raw.DayNumber - start.DayNumber, result.Path.Count(x => x.Counts));
    });

    internal static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var set) ? set : Random.Shared.Next();

    private void Repeat(int times, Action<Random> property)
    {
        output.WriteLine($"TEST_SEED={Seed}");
        var random = new Random(Seed);
        for (var i = 0; i < times; i++)
            property(random);
    }

    private static DateTimeOffset Due(DateTimeOffset from, TimeLimit limit, IReadOnlyList<PauseInterval> pauses) =>
        ((DueDateResult)DueDates.Compute(from, limit, Calendar, pauses)).DueAt;

    private static bool InShift(Counting counting, DateTimeOffset at) => counting.Shifts.Count == 0
        || (Calendar.IsWorkingDay(ChinaTime.DayOf(at))
            && counting.Shifts.Any(x => x.From <= TimeOnly.FromDateTime(at.DateTime) && TimeOnly.FromDateTime(at.DateTime) < x.To));

    private static IEnumerable<DateOnly> DaysOf(PauseInterval pause)
    {
        for (var day = ChinaTime.DayOf(pause.From); day <= ChinaTime.DayOf(pause.To!.Value); day = day.AddDays(1))
            yield return day;
    }

    private static IEnumerable<PauseInterval> Split(Random random, PauseInterval pause)
    {
        var middle = pause.From + TimeSpan.FromMinutes((int)((pause.To!.Value - pause.From).TotalMinutes * random.NextDouble()));
        return [new(pause.From, middle), new(middle, pause.To)];
    }

    private static DateTimeOffset RandomInstant(Random random) =>
        new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(60 * 24 * 780));

    private static PauseInterval[] RandomPauses(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => RandomInstant(random)).Select(x => new PauseInterval(x, x.AddMinutes(random.Next(0, 30_000))))];

    private static TimeLimit RandomLimit(Random random) => random.Next(6) switch
    {
        0 => new(random.Next(1, 2_000), TimeUnit.Minutes) { Counting = ElapsedCountings[random.Next(ElapsedCountings.Length)] },
        1 => new(random.Next(1, 60), TimeUnit.Hours) { Counting = ElapsedCountings[random.Next(ElapsedCountings.Length)] },
        2 => new(random.Next(1, 4), TimeUnit.Months),
        3 => new(random.Next(1, 31), TimeUnit.WorkingDays),
        4 => new(random.Next(1, 31), TimeUnit.CalendarDays) { Counting = new() { ClosesAt = new(17, 30) } },
        _ => new(random.Next(1, 31), TimeUnit.CalendarDays),
    };
}
