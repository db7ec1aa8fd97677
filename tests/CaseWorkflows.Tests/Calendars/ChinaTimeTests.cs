using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Tests.Calendars;

public sealed class ChinaTimeTests
{
    [Theory]
    [InlineData("2026-02-09T15:59:59Z", 9)]
    [InlineData("2026-02-09T16:00:00Z", 10)]
    [InlineData("2026-02-09T23:30:00-05:00", 10)]
    [InlineData("2026-02-10T00:00:00+08:00", 10)]
    public void A_legal_day_begins_at_16_00_UTC(string instant, int dayOfMonth) =>
        Assert.Equal(new DateOnly(2026, 2, dayOfMonth), ChinaTime.DayOf(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_day_ends_when_the_next_begins()
    {
        var day = new DateOnly(2026, 12, 31);
        Assert.Equal(ChinaTime.StartOf(new DateOnly(2027, 1, 1)), ChinaTime.EndOf(day));
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.Zero), ChinaTime.EndOf(day));
        Assert.Equal(TimeSpan.FromHours(8), ChinaTime.EndOf(day).Offset);
    }

    [Fact]
    public void The_fixed_offset_agrees_with_the_zone_for_every_hour_of_the_loaded_years()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        for (var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero); at.Year < 2027; at = at.AddHours(1))
            Assert.Equal(zone.GetUtcOffset(at), ChinaTime.ToChina(at).Offset);
    }
}
