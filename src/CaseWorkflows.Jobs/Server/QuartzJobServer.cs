using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using Quartz;

namespace CaseWorkflows.Jobs.Server;

/// <summary>The jobs on Quartz.NET: one durable job and one trigger for each, by name; daily ones by a cron expression.</summary>
internal sealed class QuartzJobServer(ISchedulerFactory factory, TimeProvider time) : IJobServer
{
    private const string Group = "case-workflows";

    private IScheduler? _scheduler;

    public async ValueTask StartAsync(IReadOnlyList<ScheduledJob> jobs, CancellationToken cancellationToken)
    {
        _scheduler = await factory.GetScheduler(cancellationToken);
        await RepairAsync(jobs, cancellationToken);
        await _scheduler.Start(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> RepairAsync(IReadOnlyList<ScheduledJob> jobs, CancellationToken cancellationToken)
    {
        if (_scheduler is not { } scheduler) return [];
        List<string> repaired = [];
        foreach (var job in jobs)
        {
            var key = new TriggerKey(job.Name, Group);
            var trigger = await scheduler.GetTrigger(key, cancellationToken);
            if (!IsSame(trigger, job.Schedule) || !await scheduler.Exists(new JobKey(job.Name, Group), cancellationToken))
            {
                await scheduler.ScheduleJob(Detail(job), Trigger(job, key), ScheduleJobOptions.Replacing, cancellationToken);
                repaired.Add(job.Name);
            }
            else if (await scheduler.GetTriggerState(key, cancellationToken) == TriggerState.Error)
            {
                await scheduler.ResetTriggerFromErrorState(key, cancellationToken);
                repaired.Add(job.Name);
            }
        }
        return repaired;
    }

    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (_scheduler is { } scheduler) await scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
    }

    // Recovery: when a node dies in the middle of a run, another one runs the job again as soon as it notices.
    private static IJobDetail Detail(ScheduledJob job) => JobBuilder.Create()
        .OfType<QuartzRun>()
        .WithIdentity(job.Name, Group)
        .RequestRecovery()
        .StoreDurably()
        .Build();

    private static bool IsSame(ITrigger? trigger, JobSchedule schedule) => schedule.DailyAt is { } at
        ? trigger is ICronTrigger cron && cron.CronExpressionString == Cron(at)
        : trigger is ISimpleTrigger simple && simple.RepeatInterval == schedule.Interval;

    // China keeps one offset all year. In UTC, whose name every machine knows: an image without zone files does not know Shanghai's.
    private static string Cron(TimeOnly inChina)
    {
        var utc = inChina.Add(-ChinaTime.Offset);
        return string.Create(CultureInfo.InvariantCulture, $"0 {utc.Minute} {utc.Hour} * * ?");
    }

    // Runs missed while nothing was running are not made up for one by one: a single run takes all that is due.
    private ITrigger Trigger(ScheduledJob job, TriggerKey key) => TriggerBuilder.Create(time)
        .WithIdentity(key)
        .ForJob(job.Name, Group)
        .StartNow()
        .WithSchedule(job.Schedule.DailyAt is { } at
            ? (IScheduleBuilder)CronScheduleBuilder.Create(Cron(at)).InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
            : SimpleScheduleBuilder.Create()
                .WithInterval(job.Schedule.Interval)
                .RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithExistingCount))
        .Build();
}

/// <summary>What Quartz calls. Its name in the database is this type's: rename it only with a type alias.</summary>
[DisallowConcurrentExecution]
internal sealed class QuartzRun(JobRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await runner.RunAsync(context.JobDetail.Key.Name, cancellationToken);
}
