using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Notifications;

/// <summary>When messages reach people, by the shipped policy and the holidays of 2026. All times are local; 24:00 of a day is 00:00 of the next.</summary>
public sealed class NotificationPolicyTests
{
    private static readonly NotificationPolicy Policy = NotificationPolicyBook.Usual;

    private static BusinessCalendar Calendar => Shipped.Library.Calendar.Calendar;

    [Theory]
    // A working day: at once by day, in the morning by night; the edges belong to the day that begins and the night that begins.
    [InlineData("2026-03-10 08:00", "2026-03-10 08:00")]
    [InlineData("2026-03-10 19:59", "2026-03-10 19:59")]
    [InlineData("2026-03-10 20:00", "2026-03-11 08:00")]
    [InlineData("2026-03-10 23:59", "2026-03-11 08:00")]
    [InlineData("2026-03-11 00:00", "2026-03-11 08:00")]
    [InlineData("2026-03-11 07:59", "2026-03-11 08:00")]
    // Friday evening and the weekend wait for Monday.
    [InlineData("2026-03-13 20:00", "2026-03-16 08:00")]
    [InlineData("2026-03-14 12:00", "2026-03-16 08:00")]
    // Labour Day is 1 to 5 May; Saturday the 9th is a working day instead.
    [InlineData("2026-04-30 21:00", "2026-05-06 08:00")]
    [InlineData("2026-05-09 12:00", "2026-05-09 12:00")]
    [InlineData("2026-05-09 22:00", "2026-05-11 08:00")]
    public void A_warning_waits_for_the_end_of_the_quiet_hours(string now, string reaches) => Assert.Equal(At(reaches), Policy.ReachesAt(At(now), Warning("2026-12-01 00:00"), Calendar));

    [Theory]
    // On the last day nothing waits, by night or on a rest day.
    [InlineData("2026-03-12 00:00", "2026-03-11 21:00", "2026-03-11 21:00")]
    [InlineData("2026-03-12 00:00", "2026-03-11 03:00", "2026-03-11 03:00")]
    [InlineData("2026-03-15 00:00", "2026-03-14 02:00", "2026-03-14 02:00")]
    // The evening before it waits for the morning.
    [InlineData("2026-03-12 00:00", "2026-03-10 21:00", "2026-03-11 08:00")]
    // A last day that is itself quiet: its morning, before Monday would be too late.
    [InlineData("2026-03-15 00:00", "2026-03-13 21:00", "2026-03-14 08:00")]
    // A limit of hours that ends before any morning goes at once.
    [InlineData("2026-03-11 02:30", "2026-03-10 22:30", "2026-03-10 22:30")]
    [InlineData("2026-03-11 08:00", "2026-03-10 22:30", "2026-03-10 22:30")]
    [InlineData("2026-03-11 08:01", "2026-03-10 22:30", "2026-03-11 08:00")]
    public void The_last_day_of_a_limit_is_never_slept_through(string due, string now, string reaches) => Assert.Equal(At(reaches), Policy.ReachesAt(At(now), Warning(due), Calendar));

    [Theory]
    [InlineData(AlertLevel.Breach)]
    [InlineData(AlertLevel.Escalation)]
    public void A_missed_limit_wakes_people(AlertLevel level) =>
        Assert.Equal(At("2026-03-14 03:00"), Policy.ReachesAt(At("2026-03-14 03:00"), Warning("2026-03-01 00:00") with { Level = level }, Calendar));

    [Fact]
    public void What_has_no_limit_waits_unless_it_says_that_it_cannot()
    {
        var plain = new AlertFacts(null, null, null, false);
        Assert.Equal(At("2026-03-16 08:00"), Policy.ReachesAt(At("2026-03-14 03:00"), plain, Calendar));
        Assert.Equal(At("2026-03-14 03:00"), Policy.ReachesAt(At("2026-03-14 03:00"), plain with { IsUrgent = true }, Calendar));
    }

    [Theory]
    [InlineData("2026-03-10 08:29", "2026-03-10 08:30")]
    [InlineData("2026-03-10 08:30", "2026-03-11 08:30")]
    [InlineData("2026-03-13 09:00", "2026-03-16 08:30")]
    [InlineData("2026-04-30 09:00", "2026-05-06 08:30")]
    [InlineData("2026-05-08 09:00", "2026-05-09 08:30")]
    public void Digests_go_on_working_days(string now, string next) => Assert.Equal(At(next), Policy.NextDigest(At(now), Calendar));

    [Fact]
    public void In_a_year_without_holidays_only_nights_are_quiet()
    {
        var far = Calendar.Years[^1] + 2;
        var saturday = Enumerable.Range(1, 7).Select(x => new DateOnly(far, 6, x)).Single(x => x.DayOfWeek == DayOfWeek.Saturday);
        var noon = ChinaTime.At(saturday, new TimeOnly(12, 0));
        Assert.Equal(noon, Policy.ReachesAt(noon, new(null, null, null, false), Calendar));
        Assert.Equal(ChinaTime.At(saturday.AddDays(1), new TimeOnly(8, 0)), Policy.ReachesAt(noon.AddHours(9), new(null, null, null, false), Calendar));
    }

    [Fact]
    public void Equal_times_mean_no_night_and_a_night_may_lie_within_a_day()
    {
        var never = Policy with { QuietFrom = new(0, 0), QuietUntil = new(0, 0), RestsOnRestDays = false };
        Assert.Equal(At("2026-03-14 03:00"), never.QuietEnd(At("2026-03-14 03:00"), Calendar));
        var noon = Policy with { QuietFrom = new(12, 0), QuietUntil = new(14, 0), RestsOnRestDays = false };
        Assert.Equal(At("2026-03-14 14:00"), noon.QuietEnd(At("2026-03-14 13:00"), Calendar));
        Assert.Equal(At("2026-03-14 22:00"), noon.QuietEnd(At("2026-03-14 22:00"), Calendar));
    }

    private static AlertFacts Warning(string due) => new(AlertLevel.Warning, Role.Reviewer, At(due), false);

    private static DateTimeOffset At(string local) => new(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), ChinaTime.Offset);
}
