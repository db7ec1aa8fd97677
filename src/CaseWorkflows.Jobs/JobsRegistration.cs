using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Jobs.Calendars;
using CaseWorkflows.Jobs.Clocks;
using CaseWorkflows.Jobs.Outbox;
using CaseWorkflows.Jobs.Publishing;
using CaseWorkflows.Jobs.Retention;
using CaseWorkflows.Jobs.Sampling;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CaseWorkflows.Jobs;

/// <summary>Puts this room's services together.</summary>
public static class JobsRegistration
{
    // A dead node is noticed after these two together; its jobs go on elsewhere then.
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckInGrace = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The jobs and their server. Asks for <see cref="IClockQueue"/>, <see cref="IOutboxQueue"/>, <see cref="IMailDirectory"/>, <see cref="IDigestBook"/>, the releases of definitions, the library, the calendars, the case commands and a <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="postgres">The connection string of the PostgreSQL database whose nodes share the jobs; null to keep schedules in memory (SQLite, one node).</param>
    /// <param name="settings">How they work; null for the defaults.</param>
    /// <param name="channels">What is told beside open pages; null for nothing.</param>
    /// <param name="retention">For how long working records are kept; null for the defaults.</param>
    public static IServiceCollection AddCaseJobs(
        this IServiceCollection services, string? postgres, JobSettings? settings = null, ChannelSettings? channels = null, RetentionSettings? retention = null)
    {
        services.AddSingleton(settings ?? new JobSettings { Parallelism = postgres is null ? 1 : 4, ClockWorkers = postgres is null ? 1 : 2 });
        services.AddSingleton<JobLedger>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<ClockTurn>();
        services.AddScoped<IRecurringJob, DueClocks>();
        if (postgres is not null) services.AddHostedService<ClockHand>();
        services.AddSingleton(channels ?? new ChannelSettings());
        services.AddSingleton<NotificationTimes>();
        services.AddSingleton<FanOut>();
        services.AddSingleton<IChannel, MailChannel>();
        services.AddSingleton<IChannel, WebhookChannel>();
        services.AddSingleton<CaseErrands>();
        services.AddSingleton<QualitySampling>();
        services.AddSingleton<IChannel, CaseChannel>();
        foreach (var lane in Enum.GetValues<OutboxLane>())
            services.AddScoped<IRecurringJob>(x => ActivatorUtilities.CreateInstance<OutboxDelivery>(x, lane));
        services.AddScoped<IRecurringJob, Digests>();
        services.AddScoped<IRecurringJob, AwaitedCalendars>();
        services.AddSingleton(retention ?? new RetentionSettings());
        services.AddScoped<IRecurringJob, CalendarCheck>();
        services.AddScoped<IRecurringJob, ClockWatchdog>();
        services.AddScoped<IRecurringJob, Purge>();
        services.AddScoped<IRecurringJob, MonthlySamples>();
        services.AddScoped<IRecurringJob, DueReleases>();
        services.AddHealthChecks().AddCheck<JobsHealth>("jobs").AddCheck<CalendarHealth>("calendar").AddCheck<ClockWatchHealth>("clocks");
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(x =>
            {
                x.InstanceName = "CaseWorkflows";
                x.GenerateInstanceId = true;
            });
            quartz.AddJobType<QuartzRun>();
            if (postgres is null)
                quartz.UseInMemoryStore();
            else
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(postgres);
                    store.UseSystemTextJsonSerializer();
                    store.ProvisionSchema();
                    store.UseClustering(x =>
                    {
                        x.CheckinInterval = CheckIn;
                        x.CheckinMisfireThreshold = CheckInGrace;
                    });
                });
        });
        services.AddSingleton<IJobServer, QuartzJobServer>();
        services.AddHostedService<JobHost>();
        return services;
    }
}
