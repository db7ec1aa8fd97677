using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.IntegrationTests.Desk;

public sealed class ClockTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_running_clock_shows_what_counted_what_rested_and_what_is_left()
    {
        var clock = Review();
        clock.Pause(Start.AddDays(1), "supplement");
        clock.Resume(Start.AddDays(3), SampleCases.Calendar);
        var line = ClockTimeline.Of(clock, Start.AddDays(5));
        Assert.Equal([StretchKind.Run, StretchKind.Hold, StretchKind.Run, StretchKind.Rest], line.Stretches.Select(x => x.Kind));
        Assert.Equal("supplement", line.Stretches[1].Cause);
        Assert.Equal((Start.AddDays(1), Start.AddDays(3)), (line.Stretches[1].From, line.Stretches[1].To));
        Assert.Equal(clock.DueAt, line.Stretches[^1].To);
        MustJoin(line);
        Assert.Equal((Start.AddDays(5) - Start) / (line.To - Start), line.Now!.Value, 6);
        Assert.Equal(clock.Steps.Select(x => x.FireAt).Distinct().Count(), line.Marks.Select(x => x.FireAt).Distinct().Count());
        Assert.All(line.Marks, x => Assert.InRange(x.At, 0, 1));
    }

    [Fact]
    public void What_is_past_the_due_instant_is_late_and_not_counted()
    {
        var clock = Review();
        var now = clock.DueAt!.Value.AddDays(30);
        clock.Fire(now, 1);
        var line = ClockTimeline.Of(clock, now);
        Assert.Equal([StretchKind.Run, StretchKind.Late], line.Stretches.Select(x => x.Kind));
        Assert.Equal((clock.DueAt.Value, now, now), (line.Stretches[1].From, line.Stretches[1].To, line.To));
        Assert.All(line.Marks, x => Assert.NotNull(x.FiredAt));
        MustJoin(line);
    }

    [Fact]
    public void A_clock_at_rest_has_no_due_instant_and_shows_the_rest_up_to_now()
    {
        var clock = Review();
        clock.Pause(Start.AddDays(1), "supplement");
        var line = ClockTimeline.Of(clock, Start.AddDays(4));
        Assert.Equal([StretchKind.Run, StretchKind.Hold], line.Stretches.Select(x => x.Kind));
        Assert.Equal((null, 1.0), (line.Due, line.Now));
        Assert.Empty(line.Marks);
    }

    [Fact]
    public void An_ended_clock_has_no_present_and_keeps_only_the_steps_that_fired()
    {
        var clock = Review();
        clock.Fire(clock.Steps[0].FireAt, 1);
        clock.Stop(clock.Steps[0].FireAt.AddHours(1));
        var line = ClockTimeline.Of(clock, Start.AddDays(300));
        Assert.Null(line.Now);
        Assert.Single(line.Marks);
        Assert.Equal([StretchKind.Run], line.Stretches.Select(x => x.Kind));
        Assert.Equal(clock.StoppedAt, line.Stretches[0].To);
    }

    [Fact]
    public void A_provisional_due_instant_that_has_passed_makes_nothing_late()
    {
        var clock = SampleCases.Clock(SampleCases.New(), new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero));
        var line = ClockTimeline.Of(clock, clock.ProvisionalDueAt!.Value.AddDays(2));
        Assert.Equal([StretchKind.Run], line.Stretches.Select(x => x.Kind));
        Assert.NotNull(line.Due);
    }

    [Fact]
    public void A_clock_seen_before_its_beginning_or_at_it_has_a_bar_all_the_same()
    {
        foreach (var now in new[] { Start.AddHours(-5), Start })
        {
            var line = ClockTimeline.Of(Review(), now);
            Assert.True(line.To > line.From);
            Assert.All(line.Stretches, x => Assert.InRange(x.At + x.Width, 0, 1.000001));
        }
        var timer = Clock.Timer("timer:x", Start, Start);
        Assert.True(ClockTimeline.Of(timer, Start).To > Start);
    }

    private static Clock Review() => SampleCases.Clock(SampleCases.New(), Start);

    private static void MustJoin(ClockTimeline line)
    {
        Assert.Equal(line.From, line.Stretches[0].From);
        foreach (var (one, next) in line.Stretches.Zip(line.Stretches.Skip(1))) Assert.Equal(one.To, next.From);
    }
}
