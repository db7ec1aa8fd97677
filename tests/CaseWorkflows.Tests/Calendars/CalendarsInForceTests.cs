using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Tests.Calendars;

public sealed class CalendarsInForceTests
{
    [Fact]
    public void A_date_can_be_explained_by_the_revision_it_was_counted_by()
    {
        var calendars = new CalendarsInForce(CalendarBook.Load(WorkflowsFolder.Calendars));
        var before = calendars.Book.Version;
        var year = calendars.Book.Find(2026)!;
        var workday = new DateOnly(2026, 3, 4);
        Assert.False(calendars.Book.Calendar.IsRestDay(workday));
        calendars.Use([new PublishedCalendar(year with { Revision = 2, RestDays = [.. year.RestDays, new RestPeriod(new("停电", "Power cut"), workday, workday)] }, DateTimeOffset.UnixEpoch, "admin")]);

        Assert.True(calendars.Book.Calendar.IsRestDay(workday));
        Assert.NotEqual(before, calendars.Book.Version);
        Assert.False(calendars.AsOf(before)!.IsRestDay(workday));
        Assert.Equal(before, calendars.AsOf(before)!.Version);
        Assert.True(calendars.AsOf(calendars.Book.Version)!.IsRestDay(workday));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026@1999-01-01")]
    [InlineData("nonsense")]
    public void A_version_that_nobody_knows_here_has_no_calendar(string version) =>
        Assert.Null(new CalendarsInForce(CalendarBook.Load(WorkflowsFolder.Calendars)).AsOf(version));
}
