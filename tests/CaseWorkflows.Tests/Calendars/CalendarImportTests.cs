using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Tests.Calendars;

public sealed class CalendarImportTests
{
    private static readonly ClockPolicyBook Clocks = ClockPolicyBook.Load(WorkflowsFolder.Policies);
    private static readonly CalendarFileTerms Terms = new(new(2026, 11, 10), new("通知", "notice"));

    private readonly CalendarsInForce _calendars = new(CalendarBook.Load(WorkflowsFolder.Calendars));
    private readonly PublishedInMemory _store = new();

    private CalendarImport Import => new(_calendars, _store, TimeProvider.System);

    [Fact]
    public async Task A_new_year_is_looked_at_published_and_in_force_and_publishing_it_again_changes_nothing()
    {
        var reading = Read(CalendarFileTests.Csv2027);
        var preview = await Import.PreviewAsync(reading, default);
        Assert.Equal((2027, 2), (Assert.Single(preview.NewYears), Assert.Single(preview.Years).Revision));
        Assert.False(_calendars.Book.Calendar.Covers(2027));

        Assert.Equal(CalendarPublication.Published, await Import.PublishAsync(reading, preview.Review, "admin", default));

        Assert.True(_calendars.Book.Calendar.Covers(2027));
        Assert.EndsWith(" 2027@2026-11-10#2", _calendars.Book.Version, StringComparison.Ordinal);
        Assert.Equal(CalendarPublication.AlreadyInForce, await Import.PublishAsync(reading, preview.Review, "admin", default));
        Assert.Empty((await Import.PreviewAsync(reading, default)).Changes);
        Assert.Single(_store.Published);
    }

    [Fact]
    public async Task What_was_looked_at_is_published_or_nothing()
    {
        var reading = Read(CalendarFileTests.Csv2027);
        var review = (await Import.PreviewAsync(reading, default)).Review;
        var other = Read(CalendarFileTests.Csv2027.Replace("2027-02-20,work", "2027-02-27,work", StringComparison.Ordinal));
        Assert.Equal(CalendarPublication.ReviewIsStale, await Import.PublishAsync(other, review, "admin", default));
        Assert.Equal(CalendarPublication.Published, await Import.PublishAsync(other, null, "other", default));
        Assert.Equal(CalendarPublication.ReviewIsStale, await Import.PublishAsync(reading, review, "admin", default));
        Assert.Equal(CalendarPublication.Published, await Import.PublishAsync(reading, (await Import.PreviewAsync(reading, default)).Review, "admin", default));
        Assert.Equal(3, _calendars.Book.Find(2027)!.Revision);
        Assert.Equal([2, 3], _store.Published.Select(x => x.Year.Revision));
    }

    [Fact]
    public async Task Another_process_follows_and_a_restart_finds_it()
    {
        var elsewhere = new CalendarsInForce(_calendars.Shipped);
        await Import.PublishAsync(Read(CalendarFileTests.Csv2027), null, "admin", default);
        Assert.True(await elsewhere.RefreshAsync(_store, default));
        Assert.Equal(_calendars.Book.Version, elsewhere.Book.Version);
        Assert.False(await elsewhere.RefreshAsync(_store, default));
    }

    [Fact]
    public async Task Clocks_that_would_move_are_named_with_old_and_new_due_and_are_not_moved()
    {
        // Received on Tuesday 2026-10-20: seven days end on the 27th, which the changed year makes a day off.
        var moves = Start("legal-aid.review", new(2026, 10, 20));
        var stays = Start("legal-aid.review", new(2026, 11, 10));
        _store.Clocks = [Of(moves), Of(stays)];
        var year = _calendars.Book.Find(2026)!;
        var changed = year with { Version = new(2026, 10, 1), RestDays = [.. year.RestDays, new(new("临时放假", "extra holiday"), new(2026, 10, 27), new(2026, 10, 27))] };

        var preview = await Import.PreviewAsync(new([changed], [], []), default);

        Assert.Equal(1, preview.Moved.Total);
        var moved = preview.Moved.First[0];
        Assert.Equal((moves.Id.Value, ChinaTime.EndOf(new(2026, 10, 27)), ChinaTime.EndOf(new(2026, 10, 28))), (moved.ClockId, moved.OldDueAt, moved.NewDueAt!.Value));
        await Import.PublishAsync(new([changed], [], []), preview.Review, "admin", default);
        Assert.Equal(new DateOnly(2026, 10, 27), moves.DueOn);
        Assert.Contains("2026@2026-10-01#2", _calendars.Book.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clocks_that_wait_for_the_year_are_counted_apart_with_the_date_they_will_get()
    {
        var waits = Start("legal-aid.review", new(2026, 12, 25));
        Assert.Equal(2027, waits.AwaitsCalendarYear);
        _store.Clocks = [Of(waits)];
        var preview = await Import.PreviewAsync(Read(CalendarFileTests.Csv2027), default);
        Assert.Equal((0, 1), (preview.Moved.Total, preview.Counted.Total));
        // The seventh day is New Year's Day; Monday the 4th is the first working day.
        Assert.Equal(ChinaTime.EndOf(new(2027, 1, 4)), preview.Counted.First[0].NewDueAt);
    }

    [Fact]
    public async Task A_finished_clock_is_the_same_to_the_byte_after_the_calendar_was_changed()
    {
        var met = Start("legal-aid.review", new(2026, 10, 20));
        met.Stop(ChinaTime.EndOf(new(2026, 10, 27)));
        var missed = Start("legal-aid.review", new(2026, 10, 20));
        missed.Stop(ChinaTime.EndOf(new(2026, 10, 27)).AddHours(1));
        Assert.Equal((ClockVerdict.Met, ClockVerdict.Missed), (met.Verdict, missed.Verdict));
        var before = JsonSerializer.SerializeToUtf8Bytes(new[] { met, missed }, CaseJson.Readable);
        var year = _calendars.Book.Find(2026)!;

        await Import.PublishAsync(new([year with { RestDays = [.. year.RestDays, new(new("临时放假", "extra holiday"), new(2026, 10, 26), new(2026, 10, 28))] }], [], []), null, "admin", default);
        foreach (var clock in new[] { met, missed })
        {
            Assert.IsType<ClockResult.Unchanged>(clock.Recount(_calendars.Book.Calendar));
            Assert.IsType<ClockResult.Unchanged>(clock.Resume(ChinaTime.StartOf(new(2026, 10, 29)), _calendars.Book.Calendar));
            Assert.IsType<ClockResult.Unchanged>(clock.Fire(ChinaTime.StartOf(new(2027, 1, 1)), clock.Generation));
        }

        Assert.Equal(before, JsonSerializer.SerializeToUtf8Bytes(new[] { met, missed }, CaseJson.Readable));
        Assert.Equal(new DateOnly(2026, 10, 27), met.DueOn);
    }

    [Theory]
    [InlineData("2026-11-01", 61, null)]
    [InlineData("2026-11-02", 60, 60)]
    [InlineData("2026-12-02", 30, 30)]
    [InlineData("2026-12-24", 8, 14)]
    [InlineData("2026-12-31", 1, 7)]
    [InlineData("2027-01-01", 0, 0)]
    [InlineData("2027-03-01", -59, 0)]
    public void The_warning_begins_sixty_days_before_the_year_and_has_stages(string today, int left, int? stage)
    {
        var outlook = CalendarOutlook.Of(_calendars.Book, DateOnly.ParseExact(today, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((2027, left, stage), (outlook.MissingYear, outlook.DaysLeft, outlook.Stage));
        var notice = outlook.Notice([(new("审查期限", "review"), 3)], DateTimeOffset.UnixEpoch);
        Assert.Equal(stage is null ? null : $"calendar:2027:{stage}", notice?.Key);
        if (notice is not null) Assert.All(new[] { notice.Text.Zh, notice.Text.En }, x => Assert.True(x.Contains("2027", StringComparison.Ordinal) && x.Contains('3')));
    }

    private CalendarReading Read(string text)
    {
        var reading = CalendarFile.Read("a file", text, Terms, _calendars.Book);
        Assert.Empty(reading.Problems);
        return reading;
    }

    private Clock Start(string key, DateOnly day) => Clock.Start(Clocks.Find("default", key, day)!, ChinaTime.At(day, new(10, 0)), _calendars.Book.Calendar);

    private static CountedClock Of(Clock clock) => new(new CaseId(Guid.NewGuid()), "A", clock);

    private sealed class PublishedInMemory : ICalendarStore
    {
        public List<PublishedCalendar> Published { get; } = [];

        public IReadOnlyList<CountedClock> Clocks { get; set; } = [];

        public ValueTask<int> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Published.Count);

        public ValueTask<IReadOnlyList<PublishedCalendar>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<PublishedCalendar>>([.. Published]);

        public ValueTask<IReadOnlyList<CalendarYear>> KeepAsync(IReadOnlyList<CalendarYear> years, DateTimeOffset at, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CalendarYear>>([]);

        public ValueTask<IReadOnlyList<CalendarYear>> KeptAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CalendarYear>>([]);

        public ValueTask<bool> PublishAsync(IReadOnlyList<PublishedCalendar> years, CancellationToken cancellationToken)
        {
            Published.AddRange(years);
            return ValueTask.FromResult(true);
        }

        public IAsyncEnumerable<CountedClock> ClocksTouchedAsync(DateTimeOffset from, DateTimeOffset until, IReadOnlyList<int> years, CancellationToken cancellationToken) => Clocks.ToAsyncEnumerable();

        public ValueTask<IReadOnlyDictionary<string, int>> AwaitingAsync(int year, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, int>>(new Dictionary<string, int>());
    }
}
