using System.Data.Common;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Calendars;
using CaseWorkflows.Persistence.Definitions;
using CaseWorkflows.Persistence.Designer;
using CaseWorkflows.Persistence.Indicators;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Notices;
using CaseWorkflows.Persistence.Queries;
using CaseWorkflows.Persistence.Queues;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Persistence.Staff;
using CaseWorkflows.Persistence.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace CaseWorkflows.Persistence;

/// <summary>What the composition root needs of this room.</summary>
public static class PersistenceRegistration
{
    // PostgreSQL allows 100 connections unless told otherwise: two nodes with Npgsql's own limit of 100 each would lock each other out.
    private const int DefaultPoolSize = 40;

    private const int PreparedStatements = 200;

    // A case with all that belongs to it is some ten thousand bytes: in one piece instead of several.
    private const int BufferBytes = 32 * 1024;

    /// <summary>
    /// Registers the ports of Cases over one database, and <see cref="SchemaUpdater"/>, which has to run before anything else reads or writes.
    /// A <see cref="TimeProvider"/> has to be registered.
    /// </summary>
    public static IServiceCollection AddCasePersistence(this IServiceCollection services, PersistenceOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton<SqliteSession>();
        services.AddPooledDbContextFactory<CaseDbContext>((provider, context) => Connect(context, options, provider));
        services.AddPooledDbContextFactory<StaffDbContext>((provider, context) => Connect(context, options, provider));
        services.AddSingleton<CaseDatabase>();
        services.AddSingleton(x => new SchemaUpdater(x.GetRequiredService<CaseDatabase>(), x.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CaseStore>();
        services.AddSingleton<ICaseStore>(x => x.GetRequiredService<CaseStore>());
        services.AddSingleton<ICaseQueries, CaseQueries>();
        services.AddSingleton<IClockQueries, ClockQueries>();
        services.AddSingleton<IPeopleErasure, PeopleErasure>();
        services.AddSingleton<IClockQueue, ClockQueue>();
        services.AddSingleton<IOutboxQueue, OutboxQueue>();
        services.AddSingleton<IMessageBook, MessageBook>();
        services.AddSingleton<IMailDirectory, MailDirectory>();
        services.AddSingleton<IDigestBook, DigestBook>();
        services.AddSingleton<INoticeBook, NoticeBook>();
        if (options.Provider == DatabaseProvider.Sqlite) services.AddSingleton<INewsFeed, InProcessNewsFeed>();
        else services.AddSingleton<INewsFeed, PostgreSqlNewsFeed>();
        services.AddSingleton<IDefinitionStore, DefinitionStore>();
        services.AddSingleton<IMigrationStore, MigrationStore>();
        services.AddSingleton<IDraftStore, DraftStore>();
        services.AddSingleton<IReleaseStore, ReleaseStore>();
        services.AddSingleton<IFormStore, FormStore>();
        services.AddSingleton<IPublishedDefinitions, PublishedDefinitions>();
        services.AddSingleton<IFlowInstances, FlowInstances>();
        services.AddSingleton<ICalendarStore, CalendarStore>();
        services.AddSingleton<ISystemNotices, SystemNotices>();
        services.AddSingleton<IClockWatch, ClockWatch>();
        services.AddSingleton<IStandingClocks, StandingClocks>();
        services.AddSingleton<IPractitionerRegister, PractitionerRegister>();
        services.AddSingleton<IStoredDecisions, StoredDecisions>();
        services.AddSingleton<IWorkingRecords, WorkingRecords>();
        services.AddSingleton<IStaffDirectory, StaffDirectory>();
        services.AddSingleton<IIndicatorRows, IndicatorRows>();
        services.AddSingleton<IReportedFigures, ReportedFigures>();
        services.AddSingleton<ISampleBook, SampleBook>();
        return services;
    }

    /// <summary>Keeps the accounts of ASP.NET Core Identity in the database of the cases.</summary>
    public static IdentityBuilder AddStaffStores(this IdentityBuilder identity) => identity.AddEntityFrameworkStores<StaffDbContext>();

    private static void Connect(DbContextOptionsBuilder context, PersistenceOptions options, IServiceProvider provider)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
            context.UseSqlite(options.ConnectionString).AddInterceptors(provider.GetRequiredService<SqliteSession>());
        else
            context.UseNpgsql(Tuned(options.ConnectionString));
    }

    /// <summary>The connection with what suits this program; what the installation itself says about it stays.</summary>
    private static string Tuned(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys.Cast<string>().Select(x => x.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()).ToHashSet();
        var tuned = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.Overlaps(["MAXIMUMPOOLSIZE", "MAXPOOLSIZE"])) tuned.MaxPoolSize = DefaultPoolSize;
        // The same statements come with every command: the server reads and plans each of them once for a connection.
        if (!given.Contains("MAXAUTOPREPARE")) (tuned.MaxAutoPrepare, tuned.AutoPrepareMinUsages) = (PreparedStatements, 2);
        // Nothing here leaves a setting behind on a connection, so there is none to put back.
        if (!given.Contains("NORESETONCLOSE")) tuned.NoResetOnClose = true;
        if (!given.Contains("READBUFFERSIZE")) tuned.ReadBufferSize = BufferBytes;
        if (!given.Contains("WRITEBUFFERSIZE")) tuned.WriteBufferSize = BufferBytes;
        // Which statement of a commit found its row gone tells a case that was changed from a number that was given away; the installation has no say in it.
        tuned.IncludeFailedBatchedCommand = true;
        return tuned.ConnectionString;
    }
}
