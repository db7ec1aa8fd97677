using System.Linq.Expressions;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Persistence.Calendars;
using CaseWorkflows.Persistence.Definitions;
using CaseWorkflows.Persistence.Designer;
using CaseWorkflows.Persistence.Indicators;
using CaseWorkflows.Persistence.Notices;
using CaseWorkflows.Persistence.Queues;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace CaseWorkflows.Persistence.Model;

/// <summary>The domain's classes as tables, the same for both databases.</summary>
internal sealed class CaseDbContext(DbContextOptions<CaseDbContext> options) : DbContext(options)
{
    public DbSet<LegalCase> Cases => Set<LegalCase>();

    public DbSet<CaseDossier> Dossiers => Set<CaseDossier>();

    public DbSet<Party> Parties => Set<Party>();

    public DbSet<CaseTask> Tasks => Set<CaseTask>();

    public DbSet<Clock> Clocks => Set<Clock>();

    public DbSet<CaseLink> Links => Set<CaseLink>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<HistoryRow> History => Set<HistoryRow>();

    public DbSet<HistoryPayload> HistoryPayloads => Set<HistoryPayload>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<CommandReceipt> Receipts => Set<CommandReceipt>();

    public DbSet<DefinitionRow> Definitions => Set<DefinitionRow>();

    public DbSet<DefinitionInForceRow> DefinitionsInForce => Set<DefinitionInForceRow>();

    public DbSet<MigrationRunRow> MigrationRuns => Set<MigrationRunRow>();

    public DbSet<MigrationLineRow> MigrationLines => Set<MigrationLineRow>();

    public DbSet<AccessLogRow> AccessLog => Set<AccessLogRow>();

    /// <summary>Whether an office lies in a range of paths; only within a query. See <see cref="OfficeRange"/>.</summary>
    public static bool IsWithin(OfficePath office, string from, string until) =>
        throw new NotSupportedException("Stands for a condition of a query and can't be called.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        StorageConventions.Apply(configurationBuilder, Database.IsSqlite());

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        CaseMapping.Map(modelBuilder);
        RecordMapping.Map(modelBuilder);
        CalendarYearRow.Map(modelBuilder);
        CalendarFileRow.Map(modelBuilder);
        SystemNoticeRow.Map(modelBuilder);
        DigestItemRow.Map(modelBuilder);
        NoticeReadingRow.Map(modelBuilder);
        DraftSaveRow.Map(modelBuilder);
        ReportedFigures.Map(modelBuilder);
        SampleBook.Map(modelBuilder);
        ReleaseRow.Map(modelBuilder);
        DocumentNumberRow.Map(modelBuilder);
        PinnedFormRow.Map(modelBuilder);
        FormRecordRow.Map(modelBuilder);
        if (!Database.IsSqlite())
        {
            // A language's sorting would put paths of other offices into an office's range, and no prefix could use the index.
            modelBuilder.Entity<LegalCase>().Property(x => x.Office).UseCollation("C");
            modelBuilder.Entity<CaseTask>().Property(x => x.Office).UseCollation("C");
            modelBuilder.Entity<SampledCase>().Property(x => x.Office).UseCollation("C");
        }
        StorageConventions.NameInSnakeCase(modelBuilder);

        modelBuilder.HasDbFunction(() => IsWithin(default, "", "")).HasTranslation(arguments => new SqlBinaryExpression(
            ExpressionType.AndAlso,
            new SqlBinaryExpression(ExpressionType.GreaterThanOrEqual, arguments[0], arguments[1], typeof(bool), null),
            new SqlBinaryExpression(ExpressionType.LessThan, arguments[0], arguments[2], typeof(bool), null),
            typeof(bool),
            null));
    }
}

/// <summary>
/// The paths of an office and all below it as a range of texts in byte order: they begin with the office's path, which ends in '/', and the
/// character after '/' is '0'.
/// </summary>
internal sealed record OfficeRange(string From, string Until)
{
    public static OfficeRange Of(OfficePath office) => new(office.Value, office.Value[..^1] + '0');
}
