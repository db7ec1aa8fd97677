using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Model;

/// <summary>What is written beside the case: history, messages, receipts, definitions, the log of readings.</summary>
internal static class RecordMapping
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<HistoryRow>(row =>
        {
            row.ToTable("history");
            row.HasKey(x => new { x.CaseId, x.Seq });
            row.Property(x => x.Seq).ValueGeneratedNever();
            row.HasOne<LegalCase>().WithMany().HasForeignKey(x => x.CaseId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<HistoryPayload>(payload =>
        {
            payload.ToTable("history_payloads");
            payload.HasKey(x => new { x.CaseId, x.Seq });
            payload.Property(x => x.Seq).ValueGeneratedNever();
            payload.HasOne<HistoryRow>().WithOne().HasForeignKey<HistoryPayload>(x => new { x.CaseId, x.Seq }).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<OutboxMessage>(message =>
        {
            message.ToTable("outbox");
            message.HasKey(x => x.Id);
            message.Property(x => x.Id).ValueGeneratedNever();
            // Who is delivering it until when; null while nobody is.
            message.Property<string?>(CaseMapping.ClaimedBy);
            message.Property<DateTimeOffset?>(CaseMapping.ClaimedUntil);
            message.HasIndex(x => x.DedupKey).IsUnique();
            message.HasIndex(x => new { x.State, x.NextAttemptAt });
            message.HasIndex(x => x.CaseId);
            // What somebody was told on pages is looked for by whom it was for.
            message.HasIndex(x => new { x.Recipient, x.CreatedAt });
            message.HasOne<LegalCase>().WithMany().HasForeignKey(x => x.CaseId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<CommandReceipt>(receipt =>
        {
            // No foreign key: the receipt is written before the case, so that a repeated command is stopped before anything else.
            receipt.ToTable("receipts");
            receipt.HasKey(x => x.Command);
            receipt.Property(x => x.Command).HasColumnName("command_id").ValueGeneratedNever();
        });
        model.Entity<DefinitionRow>(definition =>
        {
            definition.ToTable("definitions");
            definition.HasKey(x => new { x.DefinitionId, x.Version });
            definition.Property(x => x.Version).ValueGeneratedNever();
        });
        model.Entity<DefinitionInForceRow>(inForce =>
        {
            inForce.ToTable("definitions_in_force");
            inForce.HasKey(x => x.ServiceType);
            inForce.HasOne<DefinitionRow>().WithMany().HasForeignKey(x => new { x.DefinitionId, x.Version }).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<MigrationRunRow>(run =>
        {
            run.ToTable("migration_runs");
            run.HasKey(x => x.Id);
            run.Property(x => x.Id).ValueGeneratedNever();
            run.HasIndex(x => x.StartedAt);
        });
        model.Entity<MigrationLineRow>(line =>
        {
            line.ToTable("migration_lines");
            line.HasKey(x => new { x.RunId, x.CaseId });
            line.HasIndex(x => x.CaseId);
            line.HasOne<MigrationRunRow>().WithMany().HasForeignKey(x => x.RunId).OnDelete(DeleteBehavior.Restrict);
            line.HasOne<LegalCase>().WithMany().HasForeignKey(x => x.CaseId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<AccessLogRow>(reading =>
        {
            reading.ToTable("access_log");
            reading.HasKey(x => x.Id);
            reading.HasIndex(x => new { x.CaseId, x.At });
            reading.HasOne<LegalCase>().WithMany().HasForeignKey(x => x.CaseId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<SchemaVersionRow>(version =>
        {
            version.ToTable("schema_versions");
            version.HasKey(x => x.Version);
            version.Property(x => x.Version).ValueGeneratedNever();
        });
    }
}
