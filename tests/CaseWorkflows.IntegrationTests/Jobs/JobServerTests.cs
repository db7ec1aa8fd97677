using System.Diagnostics;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CaseWorkflows.IntegrationTests.Jobs;

/// <summary>What every job server has to do, whatever stands behind the port and wherever it keeps its schedules.</summary>
public abstract class JobServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly RecordedLog _log = new();

    private protected abstract string? Postgres { get; }

    [Fact]
    public async Task A_job_runs_again_and_again_and_never_beside_itself()
    {
        var job = new CountingJob("slow", TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250));
        using var node = await StartAsync(job);
        await UntilAsync(() => job.Runs >= 5);
        Assert.Equal(1, job.MostAtOnce);
        await node.StopAsync();
    }

    [Fact]
    public async Task A_job_that_fails_is_seen_and_runs_again()
    {
        var failing = new CountingJob("failing", TimeSpan.FromMilliseconds(100), TimeSpan.Zero) { Failure = new IOException("no luck") };
        var healthy = new CountingJob("healthy", TimeSpan.FromMilliseconds(100), TimeSpan.Zero);
        using var node = await StartAsync(failing, healthy);
        await UntilAsync(() => failing.Runs >= 3 && healthy.Runs >= 3);
        var ledger = node.Services.GetRequiredService<JobLedger>();
        await UntilAsync(() => ledger.Runs.Any(x => x is { Job: "failing", FailuresInARow: >= 2, LastError: "no luck", SucceededAt: null }));
        Assert.Contains(ledger.Runs, x => x is { Job: "healthy", FailuresInARow: 0, LastError: null });
        await node.StopAsync();
    }

    [Fact]
    public async Task Stopping_lets_a_running_job_come_to_its_end()
    {
        var job = new CountingJob("long", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        using var node = await StartAsync(job);
        await UntilAsync(() => job.Begun >= 1);
        await node.StopAsync();
        Assert.Equal(job.Begun, job.Runs);
    }

    [Fact]
    public async Task A_daily_job_runs_at_its_minute_in_China_and_not_before()
    {
        // A minute that is some hours away, whatever the time is.
        var later = TimeOnly.FromDateTime(Cases.Calendars.ChinaTime.ToChina(TimeProvider.System.GetUtcNow()).DateTime).AddHours(5);
        var at = new TimeOnly(later.Hour, later.Minute);
        var daily = new CountingJob("daily", TimeSpan.FromDays(1), TimeSpan.Zero) { DailyAt = at };
        var other = new CountingJob("other", TimeSpan.FromMilliseconds(100), TimeSpan.Zero);
        using var node = await StartAsync(daily, other);
        await UntilAsync(() => other.Runs >= 10);
        Assert.Equal(0, daily.Begun);
        var scheduler = await node.Services.GetRequiredService<Quartz.ISchedulerFactory>().GetScheduler();
        var next = (await scheduler.GetTrigger(new Quartz.TriggerKey("daily", "case-workflows")))!.NextFireTimeUtc!.Value;
        Assert.Equal(at, TimeOnly.FromDateTime(Cases.Calendars.ChinaTime.ToChina(next).DateTime));
        Assert.InRange(next - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(4), TimeSpan.FromHours(6));
        // It is as it should be: nothing has to be put right.
        Assert.Empty(await node.Services.GetRequiredService<IJobServer>().RepairAsync([new ScheduledJob("daily", daily.Schedule)], default));
        Assert.Equal(["daily"], await node.Services.GetRequiredService<IJobServer>().RepairAsync([new ScheduledJob("daily", JobSchedule.Daily(at.AddHours(1)))], default));
        await node.StopAsync();
    }

    public void Dispose()
    {
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<IHost> StartAsync(params IRecurringJob[] jobs)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(_log);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ICaseStore>(new BrokenCaseStore(default));
        builder.Services.AddSingleton<IClockQueue>(new FakeClockQueue());
        builder.Services.AddSingleton<IOutboxQueue>(new FakeOutboxQueue());
        builder.Services.AddSingleton<IMailDirectory>(new FakeMailDirectory());
        builder.Services.AddSingleton<IDigestBook>(new NoDigests());
        builder.Services.AddSingleton(x => new Cases.Commands.CaseCommands(new BrokenCaseStore(default), new Cases.Commands.CaseRules(null!, null!, null!, null!), x.GetRequiredService<TimeProvider>()));
        var library = Cases.Library.WorkflowLibrary.Load(Path.Combine(Verbs.VerbRun.Root, "workflows"));
        builder.Services.AddSingleton(library);
        builder.Services.AddSingleton(library.Calendars);
        builder.Services.AddSingleton<ICalendarStore>(new FakeCalendarStore());
        builder.Services.AddSingleton<ISystemNotices>(new WatchAndPurgeTests.FakeNotices());
        builder.Services.AddSingleton<IClockWatch>(new WatchAndPurgeTests.FakeWatch());
        builder.Services.AddSingleton<IWorkingRecords>(new WatchAndPurgeTests.FakeRecords());
        builder.Services.AddSingleton(x => new Cases.Calendars.CalendarWarnings(library, x.GetRequiredService<ICalendarStore>(), x.GetRequiredService<ISystemNotices>()));
        builder.Services.AddSingleton(x => new Cases.Publishing.Releases.ReleaseDesk(null!, null!, new NoReleases(), null!, null!, null!, x.GetRequiredService<TimeProvider>()));
        builder.Services.AddCaseJobs(Postgres, new JobSettings { RepairEvery = TimeSpan.FromSeconds(1) });
        // Samples are drawn at night: here nobody looks at cases.
        builder.Services.AddSingleton(x => new Cases.Sampling.QualitySampling(library, null!, null!, x.GetRequiredService<TimeProvider>()));
        foreach (var job in jobs) builder.Services.AddSingleton(job);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private protected async Task UntilAsync(Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Patience, $"It did not happen within {Patience}.\n{_log}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private protected sealed class CountingJob(string name, TimeSpan every, TimeSpan takes) : IRecurringJob
    {
        private int _begun;
        private int _runs;
        private int _now;
        private int _mostAtOnce;

        public string Name => name;

        public JobSchedule Schedule => DailyAt is { } at ? JobSchedule.Daily(at) : JobSchedule.Every(every);

        public TimeOnly? DailyAt { get; init; }

        public Exception? Failure { get; init; }

        public int Begun => Volatile.Read(ref _begun);

        public int Runs => Volatile.Read(ref _runs);

        public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

        public async ValueTask RunAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _begun);
            var now = Interlocked.Increment(ref _now);
            if (now > MostAtOnce) Volatile.Write(ref _mostAtOnce, now);
            await Task.Delay(takes, CancellationToken.None);
            Interlocked.Decrement(ref _now);
            Interlocked.Increment(ref _runs);
            if (Failure is not null) throw Failure;
        }
    }
}

public sealed class JobServerInMemoryTests : JobServerTests
{
    private protected override string? Postgres => null;
}

public sealed class JobServerOnPostgreSqlTests : JobServerTests, IAsyncLifetime
{
    private readonly PostgreSqlTestDatabase _database = new();

    private protected override string? Postgres => _database.Options.ConnectionString;

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Two_nodes_share_a_job_and_when_one_goes_the_other_goes_on()
    {
        var (here, there) = (new CountingJob("shared", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(50)), new CountingJob("shared", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(50)));
        using var one = await StartAsync(here);
        using var other = await StartAsync(there);
        await UntilAsync(() => here.Runs + there.Runs >= 5);
        await one.StopAsync();
        var before = there.Runs;
        await UntilAsync(() => there.Runs >= before + 5);
        await other.StopAsync();
    }

    [Fact]
    public async Task Jobs_go_on_after_somebody_emptied_the_servers_tables()
    {
        var job = new CountingJob("robust", TimeSpan.FromMilliseconds(200), TimeSpan.Zero);
        using var node = await StartAsync(job);
        await UntilAsync(() => job.Runs >= 3);
        await ExecuteAsync("truncate qrtz_triggers, qrtz_job_details, qrtz_fired_triggers, qrtz_scheduler_state, qrtz_locks cascade");
        var before = job.Runs;
        await UntilAsync(() => job.Runs >= before + 3);
        await node.StopAsync();
    }

    [Fact]
    public async Task A_job_that_the_server_gave_up_is_taken_up_again()
    {
        var job = new CountingJob("given-up", TimeSpan.FromMilliseconds(200), TimeSpan.Zero);
        using var node = await StartAsync(job);
        await UntilAsync(() => job.Runs >= 3);
        await ExecuteAsync("update qrtz_triggers set trigger_state = 'ERROR'");
        var before = job.Runs;
        await UntilAsync(() => job.Runs >= before + 3);
        await node.StopAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Options.ConnectionString);
        await connection.OpenAsync();
        for (var attempt = 1; ; attempt++)
            try
            {
                await using var command = new NpgsqlCommand(sql, connection);
                await command.ExecuteNonQueryAsync();
                return;
            }
            // The server works on the same tables; whoever of the two the database gives up tries again.
            catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < 20)
            {
            }
    }
}
