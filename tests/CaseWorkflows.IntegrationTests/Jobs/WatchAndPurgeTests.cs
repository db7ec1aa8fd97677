using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Clocks;
using CaseWorkflows.Jobs.Retention;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseWorkflows.IntegrationTests.Jobs;

public sealed class WatchAndPurgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 4, 0, 0, TimeSpan.Zero);
    private static readonly OverdueClock Stuck = new(new CaseId(Guid.NewGuid()), "420000-2026-1", Guid.NewGuid(), "legal-aid.review", new("审查期限", "Review"), 1, Now.AddMinutes(-5), 7, "secret.host refused");

    [Fact]
    public async Task An_overdue_clock_is_told_once_and_its_notice_ends_when_it_gets_on()
    {
        var watch = new FakeWatch { Overdue = new(1, [Stuck]) };
        var notices = new FakeNotices();
        var job = new ClockWatchdog(watch, notices, new JobSettings(), new StandingTime(Now), NullLogger<ClockWatchdog>.Instance);

        await job.RunAsync(default);
        await job.RunAsync(default);

        Assert.Equal(Stuck.NoticeKey, Assert.Single(notices.Raised).Key);
        Assert.Equal(Now - new JobSettings().LateAfter, watch.AskedBefore);
        watch.Overdue = new(0, []);
        await job.RunAsync(default);
        Assert.Empty(notices.Open);
    }

    [Fact]
    public async Task More_than_can_be_named_are_said_by_their_number()
    {
        var notices = new FakeNotices();
        await new ClockWatchdog(new FakeWatch { Overdue = new(4321, [Stuck]) }, notices, new JobSettings(), new StandingTime(Now), NullLogger<ClockWatchdog>.Instance).RunAsync(default);
        Assert.Contains(notices.Raised, x => x.Text.Zh.Contains("4321", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_names_the_clock_but_not_the_error()
    {
        var health = await new ClockWatchHealth(new FakeWatch { Overdue = new(1, [Stuck]) }, new JobSettings(), new StandingTime(Now)).CheckHealthAsync(new HealthCheckContext());
        var json = System.Text.Json.JsonSerializer.Serialize(health.Data);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("420000-2026-1", json, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", json, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await new ClockWatchHealth(new FakeWatch(), new JobSettings(), new StandingTime(Now)).CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [Fact]
    public async Task Each_kind_goes_in_batches_from_its_own_day_on_and_zero_days_keep_it()
    {
        var records = new FakeRecords { [WorkingRecord.Receipts] = (2 * Purge.Batch) + 1, [WorkingRecord.AccessLog] = 3, [WorkingRecord.DeliveredMessages] = 5 };
        await new Purge(records, new RetentionSettings { ReceiptDays = 30, AccessLogDays = 0, DeliveredMessageDays = 1 }, new JobSettings(), new StandingTime(Now), NullLogger<Purge>.Instance).RunAsync(default);
        Assert.Equal([Purge.Batch, Purge.Batch, 1], records.Calls.Where(x => x.Kind == WorkingRecord.Receipts).Select(x => x.Gone));
        Assert.All(records.Calls.Where(x => x.Kind == WorkingRecord.Receipts), x => Assert.Equal(Now.AddDays(-30), x.Before));
        Assert.Equal(Now.AddDays(-7), records.Calls.Single(x => x.Kind == WorkingRecord.DeliveredMessages).Before);
        Assert.Equal(3, records[WorkingRecord.AccessLog]);
    }

    internal sealed class FakeWatch : IClockWatch
    {
        public OverdueClocks Overdue { get; set; } = new(0, []);

        public DateTimeOffset AskedBefore { get; private set; }

        public ValueTask<OverdueClocks> OverdueAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
        {
            AskedBefore = before;
            return ValueTask.FromResult(Overdue);
        }
    }

    internal sealed class FakeNotices : ISystemNotices
    {
        public List<SystemNotice> Raised { get; } = [];

        public List<SystemNotice> Open { get; } = [];

        public ValueTask<bool> RaiseAsync(SystemNotice notice, CancellationToken cancellationToken)
        {
            if (Open.Any(x => x.Key == notice.Key)) return ValueTask.FromResult(false);
            Raised.Add(notice);
            Open.Add(notice);
            return ValueTask.FromResult(true);
        }

        public ValueTask EndOthersAsync(string kind, IReadOnlyCollection<string> stillTrue, DateTimeOffset at, CancellationToken cancellationToken)
        {
            Open.RemoveAll(x => x.Kind == kind && !stillTrue.Contains(x.Key));
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<SystemNotice>> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<SystemNotice>>([.. Open]);

        public ValueTask<bool> AcknowledgeAsync(string key, string by, DateTimeOffset at, CancellationToken cancellationToken) => ValueTask.FromResult(Open.Any(x => x.Key == key));
    }

    internal sealed class FakeRecords : Dictionary<WorkingRecord, int>, IWorkingRecords
    {
        public List<(WorkingRecord Kind, DateTimeOffset Before, int Gone)> Calls { get; } = [];

        public ValueTask<int> PurgeAsync(WorkingRecord kind, DateTimeOffset before, int limit, CancellationToken cancellationToken)
        {
            var gone = Math.Min(this.GetValueOrDefault(kind), limit);
            this[kind] = this.GetValueOrDefault(kind) - gone;
            Calls.Add((kind, before, gone));
            return ValueTask.FromResult(gone);
        }
    }
}
