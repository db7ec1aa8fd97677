using System.Data.Common;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Indicators;

/// <summary>The quality samples. Each change is one conditional write: whoever comes second changes nothing.</summary>
internal sealed class SampleBook(CaseDatabase database) : ISampleBook
{
    public async ValueTask<QualitySample?> FindAsync(string service, DateOnly month, OfficePath city, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Set<QualitySample>().AsNoTracking().SingleOrDefaultAsync(x => x.Service == service && x.Month == month && x.City == city, cancellationToken);
    }

    public async ValueTask<QualitySample?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Set<QualitySample>().AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<QualitySample>> ListAsync(OfficePath office, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var all = await db.Set<QualitySample>().AsNoTracking().OrderByDescending(x => x.Month).ThenBy(x => x.City).ToListAsync(cancellationToken);
        return [.. all.Where(x => office.Covers(x.City) || x.City.Covers(office))];
    }

    public async ValueTask<QualitySample> AnnounceAsync(QualitySample sample, CancellationToken cancellationToken)
    {
        await using (var db = await database.OpenAsync(cancellationToken))
        await using (var write = await database.BeginWriteAsync(db, cancellationToken))
        {
            db.Add(sample);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                await write.CommitAsync(cancellationToken);
            }
            catch (DbUpdateException twice) when (twice.InnerException is DbException key
                && UniqueViolation.IsOn(key, "ix_quality_samples_service_month_city", "quality_samples.service, quality_samples.month, quality_samples.city"))
            {
                // Another node announced the month: its seed counts.
            }
        }
        return (await FindAsync(sample.Service, sample.Month, sample.City, cancellationToken))!;
    }

    public async ValueTask<SampleOutcome> DrawAsync(Guid sample, IReadOnlyList<SampledCase> drawn, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        DateTimeOffset? drawnAt = at;
        var marked = await db.Set<QualitySample>().Where(x => x.Id == sample && x.DrawnAt == null).ExecuteUpdateAsync(x => x.SetProperty(y => y.DrawnAt, drawnAt), cancellationToken);
        if (marked == 0) return SampleOutcome.WasThere;
        db.AddRange(drawn);
        await db.SaveChangesAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return SampleOutcome.Kept;
    }

    public async ValueTask<IReadOnlyList<SampledCase>> CasesAsync(Guid sample, OfficePath office, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var cases = await db.Set<SampledCase>().AsNoTracking().Where(x => x.SampleId == sample).ToListAsync(cancellationToken);
        return [.. cases.Where(x => office.Covers(x.Office)).OrderBy(x => x.Channel, StringComparer.Ordinal).ThenBy(x => x.Author, StringComparer.Ordinal).ThenBy(x => x.Rank)];
    }

    public async ValueTask<SampledCase?> CaseAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Set<SampledCase>().AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
    }

    public async ValueTask<SampleOutcome> ScoreAsync(SampleScore score, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        DateTimeOffset? at = score.At;
        decimal? number = score.Score;
        bool? passed = score.Passed;
        var kept = await db.Set<SampledCase>().Where(x => x.Id == score.Case && x.ScoredAt == null).ExecuteUpdateAsync(
            x => x.SetProperty(y => y.Reviewer, score.Reviewer.Value).SetProperty(y => y.ReviewerName, score.ReviewerName).SetProperty(y => y.ScoredAt, at)
                .SetProperty(y => y.ScoresJson, score.ScoresJson).SetProperty(y => y.Score, number).SetProperty(y => y.Passed, passed),
            cancellationToken);
        await write.CommitAsync(cancellationToken);
        return kept == 1 ? SampleOutcome.Kept : SampleOutcome.WasThere;
    }

    public async ValueTask<IReadOnlyList<CountedSample>> ScoredAsync(OfficePath office, Period period, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var (from, until) = (period.From, period.Until);
        var range = OfficeRange.Of(office);
        var scored = await db.Set<SampledCase>().AsNoTracking()
            .Where(x => x.ScoredAt != null && x.DoneAt >= from && x.DoneAt < until && CaseDbContext.IsWithin(x.Office, range.From, range.Until)).ToListAsync(cancellationToken);
        return [.. scored.Select(x => new CountedSample(x.CaseId, x.Code, x.Service, x.Office.Value, x.DoneAt, x.Score!.Value, x.Passed!.Value))];
    }

    public async ValueTask<IReadOnlyDictionary<CaseId, bool>> DrawnAsync(OfficePath office, Period period, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var (from, until) = (period.From, period.Until);
        var range = OfficeRange.Of(office);
        var drawn = await db.Set<SampledCase>().AsNoTracking().Where(x => x.DoneAt >= from && x.DoneAt < until && CaseDbContext.IsWithin(x.Office, range.From, range.Until))
            .Select(x => new { x.CaseId, IsScored = x.ScoredAt != null }).ToListAsync(cancellationToken);
        return drawn.GroupBy(x => x.CaseId).ToDictionary(x => x.Key, x => x.Any(y => y.IsScored));
    }

    public async ValueTask<IReadOnlyList<SampledCase>> OfPersonAsync(UserId person, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var author = person.Value;
        return await db.Set<SampledCase>().AsNoTracking().Where(x => x.Author == author && x.ScoredAt != null).OrderByDescending(x => x.ScoredAt).ThenBy(x => x.Id).ToListAsync(cancellationToken);
    }

    public static void Map(ModelBuilder model)
    {
        model.Entity<QualitySample>(sample =>
        {
            sample.ToTable("quality_samples");
            sample.HasKey(x => x.Id);
            sample.Property(x => x.Id).ValueGeneratedNever();
            sample.HasIndex(x => new { x.Service, x.Month, x.City }).IsUnique();
        });
        model.Entity<SampledCase>(drawn =>
        {
            drawn.ToTable("sampled_cases");
            drawn.HasKey(x => x.Id);
            drawn.Property(x => x.Id).ValueGeneratedNever();
            drawn.HasOne<QualitySample>().WithMany().HasForeignKey(x => x.SampleId).IsRequired().OnDelete(DeleteBehavior.Restrict);
            drawn.HasOne<Cases.Model.LegalCase>().WithMany().HasForeignKey(x => x.CaseId).IsRequired().OnDelete(DeleteBehavior.Restrict);
            drawn.HasIndex(x => new { x.SampleId, x.CaseId }).IsUnique();
            drawn.HasIndex(x => x.CaseId);
            drawn.HasIndex(x => new { x.Author, x.ScoredAt });
            drawn.HasIndex(x => x.DoneAt);
        });
    }
}
