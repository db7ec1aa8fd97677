using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Tests.Calendars;

public sealed class CalendarBookTests
{
    private const string Good = """
        { "year": 2027, "version": "2026-11-20", "source": { "zh": "通知", "en": "notice" },
          "restDays": [ { "name": { "zh": "元旦", "en": "New Year's Day" }, "from": "2027-01-01", "to": "2027-01-03" } ],
          "makeUpWorkingDays": [ { "name": { "zh": "元旦", "en": "New Year's Day" }, "date": "2027-01-09" } ] }
        """;

    [Fact]
    public void The_shipped_folder_holds_2024_to_2026_and_asks_for_2027()
    {
        var book = CalendarBook.Load(WorkflowsFolder.Calendars);

        Assert.Equal([2024, 2025, 2026], book.LoadedYears);
        Assert.Equal(2027, book.NextMissingYear);
        Assert.Equal("2024@2023-10-25 2025@2024-11-12 2026@2025-11-04", book.Version);
        Assert.All(book.Years, x => Assert.Contains("国务院办公厅", x.Source.Zh, StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_year_is_one_more_file()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFrom(WorkflowsFolder.Calendars);
        folder.Write("cn-2027.json", Good);

        var book = CalendarBook.Load(folder.Path);

        Assert.Equal(2028, book.NextMissingYear);
        Assert.True(book.Calendar.IsRestDay(new DateOnly(2027, 1, 1)));
        Assert.True(book.Calendar.IsWorkingDay(new DateOnly(2027, 1, 9)));
        Assert.EndsWith("2027@2026-11-20", book.Version, StringComparison.Ordinal);
    }

    [Fact]
    public void A_year_left_out_in_the_middle_is_the_next_missing_one()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFrom(WorkflowsFolder.Calendars);
        File.Delete(Path.Combine(folder.Path, "cn-2025.json"));

        Assert.Equal(2025, CalendarBook.Load(folder.Path).NextMissingYear);
    }

    [Theory]
    [InlineData("\"year\": 2027", "\"year\": 2028", "year")]
    [InlineData("\"year\": 2027", "\"year\": \"2027\"", "year")]
    [InlineData("\"year\": 2027, ", "", "year")]
    [InlineData("\"version\": \"2026-11-20\"", "\"version\": \"20.11.2026\"", "version")]
    [InlineData("\"restDays\"", "\"restdays\"", "restdays")]
    [InlineData("\"zh\": \"通知\"", "\"zh\": \" \"", "source.zh")]
    [InlineData("\"to\": \"2027-01-03\"", "\"to\": \"2028-01-01\"", "restDays[0].to")]
    [InlineData("\"to\": \"2027-01-03\"", "\"to\": \"2027-02-30\"", "restDays[0].to")]
    [InlineData("\"from\": \"2027-01-01\"", "\"from\": \"2027-01-04\"", "restDays[0].to")]
    [InlineData("\"from\": \"2027-01-01\"", "\"from\": \"2026-12-31\"", "restDays[0].from")]
    [InlineData("\"date\": \"2027-01-09\"", "\"date\": \"2027-01-08\"", "makeUpWorkingDays[0].date")]
    [InlineData("\"date\": \"2027-01-09\"", "\"date\": \"2027-01-02\"", "makeUpWorkingDays[0].date")]
    [InlineData("\"date\": \"2027-01-09\"", "\"date\": \"2027-01-09\", \"hours\": 4", "makeUpWorkingDays[0].hours")]
    [InlineData("[ { \"name\": { \"zh\": \"元旦\", \"en\": \"New Year's Day\" }, \"date\": \"2027-01-09\" } ]", "{}", "makeUpWorkingDays")]
    [InlineData("[ { \"name\": { \"zh\": \"元旦\", \"en\": \"New Year's Day\" }, \"date\": \"2027-01-09\" } ]", "[ 1 ]", "makeUpWorkingDays[0]")]
    [InlineData("\"year\": 2027", "\"year\": 2027, \"year\": 2027", "")]
    [InlineData("} ] }", "} ]", "")]
    public void A_wrong_file_is_refused_by_file_and_field(string good, string bad, string field)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        folder.CopyFrom(WorkflowsFolder.Calendars);
        folder.Write("cn-2027.json", Good.Replace(good, bad, StringComparison.Ordinal));

        var refusal = Assert.Throws<PolicyFileException>(() => CalendarBook.Load(folder.Path));

        Assert.Equal(("cn-2027.json", field), (refusal.File, refusal.Field));
        Assert.All(new[] { refusal.Text.Zh, refusal.Text.En }, x => Assert.Contains("cn-2027.json", x, StringComparison.Ordinal));
        Assert.All(new[] { refusal.Text.Zh, refusal.Text.En }, x => Assert.Contains(field, x, StringComparison.Ordinal));
        Assert.DoesNotContain("{", refusal.Problem.En.Replace("{ … }", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cn-27.json")]
    [InlineData("holidays.json")]
    public void A_file_of_another_name_is_refused(string name) =>
        Assert.Equal(name, Assert.Throws<PolicyFileException>(() => CalendarBook.Read(name, Good)).File);

    [Fact]
    public void An_empty_or_missing_folder_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<PolicyFileException>(() => CalendarBook.Load(folder.Path));
        Assert.Throws<PolicyFileException>(() => CalendarBook.Load(Path.Combine(folder.Path, "none")));
    }
}
