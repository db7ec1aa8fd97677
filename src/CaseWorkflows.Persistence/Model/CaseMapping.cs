using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseWorkflows.Persistence.Model;

/// <summary>The case and what belongs to it: loaded and written as a whole.</summary>
internal static class CaseMapping
{
    public const string CaseId = "CaseId";

    /// <summary>The place of a part in its list. Ids made in the same instant don't sort in the order in which they were made.</summary>
    public const string Position = "Position";

    public const string ClaimedBy = "ClaimedBy";
    public const string ClaimedUntil = "ClaimedUntil";
    public const string Attempts = "Attempts";
    public const string LastError = "LastError";

    public static void Map(ModelBuilder model)
    {
        model.Entity<LegalCase>(MapCase);
        model.Entity<CaseDossier>(MapDossier);
        model.Entity<Party>(party =>
        {
            party.ToTable("case_parties");
            party.Property<long>("Id");
            party.HasKey("Id");
            party.HasIndex(x => x.IdNumber);
            party.HasIndex(x => x.Name);
        });
        model.Entity<CaseTask>(task =>
        {
            task.ToTable("case_tasks");
            task.HasKey(x => x.Id);
            task.Property(x => x.Id).ValueGeneratedNever();
            task.PrimitiveCollection(x => x.Outcomes);
            task.PrimitiveCollection(x => x.NotBySteps);
            task.Property<int>(Position);
            task.HasIndex(x => new { x.State, x.Role, x.Office });
            task.HasIndex(x => new { x.Assignee, x.State });
            task.HasIndex(x => x.Assignee).HasFilter("state in ('Open', 'Claimed') and assignee is not null");
        });
        model.Entity<Clock>(MapClock);
        model.Entity<Incident>(incident =>
        {
            incident.ToTable("incidents");
            incident.Property<CaseId>(CaseId);
            incident.HasKey(CaseId, nameof(Incident.Key));
            incident.Property(x => x.Key).ValueGeneratedNever();
            incident.PrimitiveCollection(x => x.Outcomes);
            incident.Property<int>(Position);
            incident.HasIndex(x => new { x.ResolvedAt, x.OpenedAt });
        });
        model.Entity<FileItem>(item =>
        {
            item.ToTable("file_items");
            item.HasKey(x => x.Id);
            item.Property(x => x.Id).ValueGeneratedNever();
            item.Property<int>(Position);
        });
        model.Entity<CaseLink>(MapLink);
        model.Entity<Alert>(alert =>
        {
            alert.ToTable("alerts");
            alert.HasKey(x => x.Id);
            alert.Property(x => x.Id).ValueGeneratedNever();
            alert.Property<int>(Position);
            alert.HasIndex(x => new { x.ClockId, x.Generation, x.Step, x.Round }).IsUnique();
            alert.HasIndex(x => new { x.ToRole, x.AcknowledgedAt });
            alert.HasIndex(x => new { x.ToUser, x.AcknowledgedAt });
        });
    }

    private static void MapLink(EntityTypeBuilder<CaseLink> link)
    {
        link.ToTable("case_links");
        link.HasKey(x => x.Id);
        link.Property(x => x.Id).ValueGeneratedNever();
        link.Property<int>(Position);
        // No foreign key: the link is kept before the case that it opens.
        link.HasIndex(x => x.OtherCase);
    }

    private static void MapCase(EntityTypeBuilder<LegalCase> @case)
    {
        @case.ToTable("cases");
        @case.HasKey(x => x.Id);
        @case.Property(x => x.Id).ValueGeneratedNever();
        @case.Property(x => x.Version).IsConcurrencyToken();
        @case.HasIndex(x => x.Code).IsUnique();
        @case.HasIndex(x => x.Office);
        @case.HasIndex(x => x.ReceivedAt);
        @case.HasIndex(x => new { x.Region, x.ServiceType });
        @case.HasOne(x => x.Dossier).WithOne().HasForeignKey<CaseDossier>(x => x.CaseId).OnDelete(DeleteBehavior.Restrict);
        Part(@case.HasMany(x => x.Tasks).WithOne());
        Part(@case.HasMany(x => x.Clocks).WithOne());
        Part(@case.HasMany(x => x.Incidents).WithOne());
        Part(@case.HasMany(x => x.File).WithOne());
        Part(@case.HasMany(x => x.Alerts).WithOne());
        Part(@case.HasMany(x => x.Links).WithOne());
        @case.HasIndex(x => new { x.ServiceType, x.ReceivedAt });
    }

    private static void Part<T>(ReferenceCollectionBuilder<LegalCase, T> part)
        where T : class =>
        part.HasForeignKey(CaseId).IsRequired().OnDelete(DeleteBehavior.Restrict);

    private static void MapDossier(EntityTypeBuilder<CaseDossier> dossier)
    {
        dossier.ToTable("case_dossiers");
        dossier.HasKey(x => x.CaseId);
        dossier.Property(x => x.CaseId).ValueGeneratedNever();
        // The parties are made anew from each application: the old ones go with it.
        dossier.HasMany(x => x.Parties).WithOne().HasForeignKey(CaseId).IsRequired().OnDelete(DeleteBehavior.Cascade);
    }

    private static void MapClock(EntityTypeBuilder<Clock> clock)
    {
        clock.ToTable("clocks");
        clock.HasKey(x => x.Id);
        clock.Property(x => x.Id).ValueGeneratedNever();
        clock.Ignore(x => x.Limit);
        clock.PrimitiveCollection(x => x.PausedBy);
        clock.Property<int>(Position);
        // Who is firing it; null while nobody is.
        clock.Property<string?>(ClaimedBy);
        // Until when nobody else takes it: the end of a claim, or the next try after a failure; null if neither.
        clock.Property<DateTimeOffset?>(ClaimedUntil);
        // Failed firings since it last fired or changed.
        clock.Property<int>(Attempts);
        // Why the last of these failed; null without one.
        clock.Property<string?>(LastError);
        clock.HasIndex(x => x.NextFireAt);
        clock.HasIndex(x => new { x.State, x.DueAt, x.Key });
        clock.HasIndex(x => x.ProvisionalDueAt).HasFilter("awaits_calendar_year is not null");
        clock.HasIndex(x => x.AwaitsCalendarYear).HasFilter("awaits_calendar_year is not null");
    }
}
