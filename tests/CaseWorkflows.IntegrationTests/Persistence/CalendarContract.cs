using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Published calendars, the clocks they touch, notices, and what is purged.</summary>
public abstract class CalendarContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly DateTimeOffset Now = SampleCases.Noon;
    private static readonly LocalizedText Text = new("提醒", "notice");

    private ICalendarStore Calendars => Storage.Get<ICalendarStore>();

    private ISystemNotices Notices => Storage.Get<ISystemNotices>();

    [Fact]
    public async Task A_published_year_comes_back_as_it_was_and_a_revision_is_taken_once()
    {
        await Storage.ExecuteAsync("delete from calendar_years");
        var year = new CalendarYear(2027, new(2026, 11, 10), new("通知", "notice"), [new(new("元旦", "New Year"), new(2027, 1, 1), new(2027, 1, 3))], [new(new("春节", "Spring"), new(2027, 2, 20))]) { Revision = 2 };
        PublishedCalendar one = new(year, Now, "admin");

        Assert.True(await Calendars.PublishAsync([one], default));
        Assert.False(await Calendars.PublishAsync([one with { PublishedBy = "other" }], default));
        // All or none: the other year of a refused publication is not there either.
        Assert.False(await Calendars.PublishAsync([new(year with { Year = 2028, RestDays = [], MakeUpWorkingDays = [] }, Now, "other"), one], default));

        Assert.Equal(1, await Calendars.CountAsync(default));
        var kept = Assert.Single(await Calendars.ListAsync(default));
        Assert.Equivalent(one, kept, strict: true);
    }

    [Fact]
    public async Task Only_clocks_that_run_over_the_changed_days_or_wait_for_the_year_are_read()
    {
        var @case = SampleCases.New();
        var over = SampleCases.Clock(@case, ChinaTime.At(new(2026, 3, 10), new(10, 0)), "legal-aid.review");
        SampleCases.Clock(@case, ChinaTime.At(new(2026, 3, 2), new(10, 0)), "legal-aid.appointment");
        var waits = SampleCases.Clock(@case, ChinaTime.At(new(2026, 12, 25), new(10, 0)), "legal-aid.closing-file");
        var timer = Clock.Timer("delay", ChinaTime.At(new(2026, 3, 10), new(10, 0)), ChinaTime.At(new(2026, 3, 20), new(10, 0)));
        var stopped = SampleCases.Clock(@case, ChinaTime.At(new(2026, 3, 10), new(10, 0)), "legal-aid.engagement");
        stopped.Stop(ChinaTime.At(new(2026, 3, 11), new(10, 0)));
        @case.Add(timer);
        await Storage.KeepAsync(@case);

        var touched = await IdsAsync(new(2026, 3, 16), [2027]);

        Assert.Equal(new[] { over.Id, waits.Id }.Order(Comparer<ClockId>.Create((x, y) => x.Value.CompareTo(y.Value))), touched.Order(Comparer<ClockId>.Create((x, y) => x.Value.CompareTo(y.Value))));
        Assert.Equal([over.Id], await IdsAsync(new(2026, 3, 16), []));
        Assert.Empty(await IdsAsync(new(2026, 3, 25), []));
        Assert.Equal(1, (await Calendars.AwaitingAsync(2027, default))["legal-aid.closing-file"]);

        async Task<List<ClockId>> IdsAsync(DateOnly day, IReadOnlyList<int> years)
        {
            List<ClockId> ids = [];
            await foreach (var one in Calendars.ClocksTouchedAsync(ChinaTime.StartOf(day), ChinaTime.EndOf(day), years, default))
                if (one.CaseId == @case.Id && one.CaseCode == @case.Code)
                    ids.Add(one.Clock.Id);
            return ids;
        }
    }

    [Fact]
    public async Task A_notice_is_told_once_until_it_ends_and_is_open_until_somebody_takes_note()
    {
        await Storage.ExecuteAsync("delete from system_notices");
        SystemNotice first = new("calendar:2027:60", "calendar", Text, Now), second = new("calendar:2027:30", "calendar", Text, Now), other = new("clock:x", "clock", Text, Now);
        Assert.True(await Notices.RaiseAsync(first, default));
        Assert.False(await Notices.RaiseAsync(first with { RaisedAt = Now.AddDays(1) }, default));
        Assert.True(await Notices.RaiseAsync(other, default));
        await Notices.EndOthersAsync("calendar", [second.Key], Now, default);
        Assert.True(await Notices.RaiseAsync(second, default));
        Assert.Equal(["calendar:2027:30", "clock:x"], (await Notices.OpenAsync(default)).Select(x => x.Key));

        Assert.True(await Notices.AcknowledgeAsync(second.Key, "admin", Now, default));
        Assert.True(await Notices.AcknowledgeAsync(second.Key, "other", Now, default));
        Assert.False(await Notices.AcknowledgeAsync("nothing", "admin", Now, default));
        Assert.False(await Notices.RaiseAsync(second, default));
        Assert.Equal(["clock:x"], (await Notices.OpenAsync(default)).Select(x => x.Key));

        await Notices.EndOthersAsync("clock", [], Now, default);
        Assert.True(await Notices.RaiseAsync(other, default));
        Assert.Equal(2, await Storage.CountAsync("system_notices where acknowledged_by is null"));
    }

    [Fact]
    public async Task A_clock_whose_firing_keeps_failing_is_named_with_since_when_and_why()
    {
        var @case = SampleCases.New();
        var clock = SampleCases.Clock(@case, ChinaTime.At(new(2026, 2, 2), new(10, 0)), "legal-aid.review");
        await Storage.KeepAsync(@case);
        var queue = Storage.Get<IClockQueue>();
        var fireAt = clock.NextFireAt!.Value;
        for (var i = 0; i < 2; i++)
        {
            var at = fireAt.AddMinutes(10 * (i + 1));
            foreach (var due in await queue.ClaimAsync(at, 100, "a", TimeSpan.FromMinutes(1), default))
                await queue.PostponeAsync(due, at.AddMinutes(1), "broken: 坏了 / broken", default);
        }

        var overdue = await Storage.Get<IClockWatch>().OverdueAsync(fireAt.AddHours(1), 1000, default);

        var named = Assert.Single(overdue.First, x => x.ClockId == clock.Id.Value);
        Assert.Equal((@case.Code, "legal-aid.review", fireAt, 2, "broken: 坏了 / broken"), (named.CaseCode, named.Key, named.Since, named.Attempts, named.LastError));
        var notice = named.Notice(Now);
        Assert.All(new[] { notice.Text.Zh, notice.Text.En }, x => Assert.True(x.Contains(@case.Code, StringComparison.Ordinal) && x.Contains("broken", StringComparison.Ordinal)));
        Assert.DoesNotContain((await Storage.Get<IClockWatch>().OverdueAsync(fireAt, 1000, default)).First, x => x.ClockId == clock.Id.Value);
    }

    [Fact]
    public async Task Old_working_records_go_in_batches_and_nothing_else_does()
    {
        foreach (var table in new[] { "outbox", "receipts", "system_notices" }) await Storage.ExecuteAsync($"delete from {table}");
        var @case = SampleCases.New();
        var messages = Enumerable.Range(0, 5).Select(x => CaseStoreContract.Message(@case, $"old-{x}")).ToArray();
        await Storage.KeepAsync(@case, messages);
        var queue = Storage.Get<IOutboxQueue>();
        foreach (var message in (await queue.ClaimAsync(OutboxLane.Pages, Now.AddDays(1), 10, "a", TimeSpan.FromMinutes(1), default)).Take(4))
        {
            message.State = OutboxState.Sent;
            await queue.SettleAsync(message, [], default);
        }
        await Notices.RaiseAsync(new("a", "x", Text, Now), default);
        await Notices.RaiseAsync(new("b", "y", Text, Now), default);
        await Notices.EndOthersAsync("y", [], Now, default);
        var (history, cases) = (await Storage.CountAsync("history"), await Storage.CountAsync("cases"));
        var receipts = await Storage.CountAsync("receipts");
        var records = Storage.Get<IWorkingRecords>();

        Assert.Equal(0, await records.PurgeAsync(WorkingRecord.DeliveredMessages, Now.AddYears(-10), 100, default));
        foreach (var gone in new[] { 3, 1, 0 }) Assert.Equal(gone, await Purge(WorkingRecord.DeliveredMessages, 3));
        // What was not sent stays: a message of the case, and those that tell administrators of the two notices.
        Assert.Equal(3, await Storage.CountAsync("outbox"));
        Assert.Equal(1, await Purge(WorkingRecord.Notices, 10));
        Assert.Equal((1, receipts), (await Storage.CountAsync("system_notices"), await Purge(WorkingRecord.Receipts, 10)));
        Assert.True(receipts > 0);
        await Purge(WorkingRecord.AccessLog, 10);
        Assert.Equal((history, cases), (await Storage.CountAsync("history"), await Storage.CountAsync("cases")));

        ValueTask<int> Purge(WorkingRecord kind, int limit) => records.PurgeAsync(kind, Now.AddYears(50), limit, default);
    }
}

public sealed class CalendarsOnSqlite(SqliteTestDatabase database) : CalendarContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class CalendarsOnPostgreSql(PostgreSqlTestDatabase database) : CalendarContract(database), IClassFixture<PostgreSqlTestDatabase>;
