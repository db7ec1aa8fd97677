using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Tests.Calendars;

public sealed class CalendarFileTests
{
    internal const string Csv2027 = """
        date,kind,name
        2027-01-01,off,元旦
        2027-01-02,off,元旦
        2027-01-03,off,元旦
        2027-02-05,off,春节
        2027-02-06,off,春节
        2027-02-07,off,春节
        2027-02-08,off,春节
        2027-02-09,off,春节
        2027-02-10,off,春节
        2027-02-11,off,春节
        2027-02-20,work,春节
        2027-04-03,off,清明节
        2027-04-04,off,清明节
        2027-04-05,off,清明节
        2027-05-01,off,劳动节
        2027-05-02,off,劳动节
        2027-05-03,off,劳动节
        2027-05-08,work,劳动节
        2027-06-09,off,端午节
        2027-09-15,off,中秋节
        2027-10-01,off,国庆节
        2027-10-02,off,国庆节
        2027-10-03,off,国庆节
        2027-10-04,off,国庆节
        2027-10-05,off,国庆节
        2027-10-06,off,国庆节
        2027-10-07,off,国庆节
        """;

    private static readonly CalendarBook Shipped = CalendarBook.Load(WorkflowsFolder.Calendars);
    private static readonly CalendarFileTerms Terms = new(new(2026, 11, 10), new("国务院办公厅关于2027年部分节假日安排的通知", "Notice on public holidays in 2027"));

    [Fact]
    public void A_table_becomes_a_year_with_periods_and_the_names_known_in_the_other_language()
    {
        var reading = Read(Csv2027);

        var year = Assert.Single(reading.Years);
        Assert.Equal((2027, new DateOnly(2026, 11, 10)), (year.Year, year.Version));
        Assert.Equal(new RestPeriod(new("春节", "Spring Festival"), new(2027, 2, 5), new(2027, 2, 11)), year.RestDays[1]);
        Assert.Equal([new DateOnly(2027, 2, 20), new DateOnly(2027, 5, 8)], year.MakeUpWorkingDays.Select(x => x.Date));
        Assert.Empty(reading.Notes);
    }

    [Theory]
    [InlineData(2024)]
    [InlineData(2025)]
    [InlineData(2026)]
    public void The_shipped_years_come_back_from_each_of_the_three_shapes(int number)
    {
        var year = Shipped.Find(number)!;
        var terms = new CalendarFileTerms(year.Version, year.Source);
        var entries = CalendarEntry.Of(year);
        var list = new JsonObject
        {
            ["$schema"] = "https://example.org/schema.json",
            ["year"] = number,
            ["papers"] = new JsonArray("https://example.org/notice"),
            ["days"] = new JsonArray([.. entries.Select(x => (JsonNode)new JsonObject { ["name"] = x.Name.Zh, ["date"] = $"{x.Date:yyyy-MM-dd}", ["isOffDay"] = x.Kind == CalendarEntryKind.Off })]),
        };
        var table = "\uFEFFkind,name,date\r\n# 备注\r\n" + string.Join("\r\n", entries.Select(x => $"{x.Kind.ToString().ToUpperInvariant()},\"{x.Name.Zh}\",{x.Date:yyyy/M/d}"));

        foreach (var text in new[] { CalendarYearFile.Write(year), list.ToJsonString(), table })
        {
            var reading = CalendarFile.Read("a file", text, terms, Shipped);
            Assert.Empty(reading.Problems);
            Assert.Equal(CalendarYearFile.Write(year), CalendarYearFile.Write(Assert.Single(reading.Years)));
        }
    }

    [Theory]
    [InlineData("2027-02-20,work,春节", "2027-02-19,work,春节", "line 12", "2027-02-19")]
    [InlineData("2027-02-20,work,春节", "2027-02-07,work,春节", "line 12", "2027-02-07")]
    [InlineData("2027-02-11,off,春节", "2027-02-10,off,春节", "line 11", "2027-02-10")]
    [InlineData("2027-02-11,off,春节", "2027-02-11,off,", "line 11, name", "2027-02-11")]
    [InlineData("2027-02-11,off,春节", "2027-02-30,off,春节", "line 11, date", "2027-02-30")]
    [InlineData("2027-02-11,off,春节", "2027-02-11,holiday,春节", "line 11, kind", "holiday")]
    [InlineData("2027-02-11,off,春节", "2028-02-11,off,春节", "line 11", "2028-02-11")]
    [InlineData("2027-10-01,off,国庆节", "2027-10-08,off,国庆节", "2027-10-01", "2027-10-01")]
    [InlineData("date,kind,name", "day,what,why", "line 1", "date,kind,name")]
    public void What_is_wrong_is_named_with_its_place_in_both_languages(string good, string bad, string place, string said)
    {
        var reading = Read(Csv2027.Replace(good, bad, StringComparison.Ordinal));

        Assert.Empty(reading.Years);
        var problem = reading.Problems[0];
        Assert.Equal(place, problem.Field);
        Assert.All(new[] { problem.Message.Zh, problem.Message.En }, x => Assert.Contains(said, x, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2027-06-09,off,端午节\n", "端午节")]
    [InlineData("2027-09-15,off,中秋节\n", "中秋节")]
    public void A_year_without_one_of_the_holidays_is_not_complete(string left, string holiday)
    {
        var reading = Read(Csv2027.ReplaceLineEndings("\n").Replace(left, "", StringComparison.Ordinal));
        Assert.Contains(holiday, Assert.Single(reading.Problems).Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_holiday_by_the_moon_that_lies_a_day_beside_is_only_to_be_looked_at()
    {
        var reading = Read(Csv2027.Replace("2027-06-09", "2027-06-10", StringComparison.Ordinal));
        Assert.Single(reading.Years);
        Assert.Contains("2027-06-09", Assert.Single(reading.Notes).En, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_of_the_year_before_change_that_year_too_and_those_of_a_year_not_loaded_are_said()
    {
        var reading = Read(Csv2027 + "\n2026-12-31,off,元旦\n2026-12-26,work,元旦\n2028-01-03,off,元旦");

        Assert.Equal([2027, 2026], reading.Years.Select(x => x.Year));
        var before = new BusinessCalendar([reading.Years[1]]);
        Assert.True(before.IsRestDay(new(2026, 12, 31)));
        Assert.True(before.IsWorkingDay(new(2026, 12, 26)));
        Assert.Equal(Shipped.Calendar.WorkingDaysIn(2026), before.WorkingDaysIn(2026));
        Assert.Contains(reading.Notes, x => x.En.Contains("2028", StringComparison.Ordinal));
    }

    [Fact]
    public void A_weekend_of_the_year_before_that_is_also_called_a_holiday_changes_nothing_there() =>
        Assert.Single(Read(Csv2027 + "\n2026-12-27,off,元旦").Years);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"year\":2027}")]
    [InlineData("{\"year\":2027,\"days\":[{\"name\":\"元旦\",\"date\":\"2027-01-01\"}]}")]
    [InlineData("date,kind,name")]
    public void What_is_no_calendar_is_refused(string text) => Assert.NotEmpty(Read(text).Problems);

    [Fact]
    public void Differences_say_day_by_day_what_becomes_of_what()
    {
        var old = Assert.Single(Read(Csv2027).Years);
        var next = Assert.Single(Read(Csv2027.Replace("2027-02-20,work", "2027-02-27,work", StringComparison.Ordinal).Replace("2027-02-11,off", "2027-02-12,off", StringComparison.Ordinal)
            .Replace("2027-10-03,off,国庆节", "2027-10-03,off,国庆", StringComparison.Ordinal)).Years);

        var changes = CalendarDayChange.Between(old, next);

        Assert.Equal(["2027-02-11 Off- True", "2027-02-12 -Off True", "2027-02-20 Work- True", "2027-02-27 -Work True", "2027-10-03 Off-Off False"],
            changes.Select(x => $"{x.Date:yyyy-MM-dd} {x.Before?.Kind}-{x.After?.Kind} {x.MovesTheDay}"));
        Assert.Empty(CalendarDayChange.Between(old, old));
        Assert.Equal(CalendarEntry.Of(old).Count, CalendarDayChange.Between(null, old).Count);
    }

    private static CalendarReading Read(string text) => CalendarFile.Read("a file", text, Terms, Shipped);
}
