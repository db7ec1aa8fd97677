using System.Data.Common;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

internal sealed class FormStore(CaseDatabase database) : IFormStore
{
    public async ValueTask<IReadOnlyList<FormRecord>> NewestAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = db.Set<FormRecordRow>().AsNoTracking();
        return await Records(rows.Where(x => x.Revision == rows.Where(y => y.FormId == x.FormId).Max(y => y.Revision)).OrderBy(x => x.FormId)).ToListAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<FormRecord>> HistoryAsync(string formId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Records(db.Set<FormRecordRow>().AsNoTracking().Where(x => x.FormId == formId).OrderByDescending(x => x.Revision)).ToListAsync(cancellationToken);
    }

    public async ValueTask<string?> DocumentAsync(string formId, long revision, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var packed = await db.Set<FormRecordRow>().Where(x => x.FormId == formId && x.Revision == revision).Select(x => x.Packed).SingleOrDefaultAsync(cancellationToken);
        return packed is null ? null : PackedText.Unpack(packed);
    }

    public async ValueTask<IReadOnlyList<FormRecord>> ApprovedAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = db.Set<FormRecordRow>().AsNoTracking().Where(x => x.Kind == FormRecordKind.Approved);
        return await Records(rows.Where(x => x.Revision == rows.Where(y => y.FormId == x.FormId).Max(y => y.Revision)).OrderBy(x => x.FormId)).ToListAsync(cancellationToken);
    }

    public async ValueTask<FormRecord?> AddAsync(NewFormRecord record, long expected, CancellationToken cancellationToken)
    {
        var (packed, digest) = PackedText.Pack(record.Json);
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var newest = await db.Set<FormRecordRow>().Where(x => x.FormId == record.FormId).MaxAsync(x => (long?)x.Revision, cancellationToken) ?? 0;
        if (newest != expected) return null;
        db.Add(new FormRecordRow
        {
            FormId = record.FormId,
            Revision = expected + 1,
            Kind = record.Kind,
            Packed = packed,
            Digest = digest,
            DoneBy = record.By,
            DoneByName = record.ByName,
            DoneAt = record.At,
            Note = record.Note,
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        // Between reading and writing another node may have taken the number.
        catch (DbUpdateException taken) when (taken.InnerException is DbException error && UniqueViolation.IsOn(error, "pk_form_records", "form_records.form_id, form_records.revision"))
        {
            return null;
        }
        await write.CommitAsync(cancellationToken);
        return new FormRecord(record.FormId, expected + 1, record.Kind, digest, record.By, record.ByName, record.At, record.Note);
    }

    private static IQueryable<FormRecord> Records(IQueryable<FormRecordRow> rows) =>
        rows.Select(x => new FormRecord(x.FormId, x.Revision, x.Kind, x.Digest, x.DoneBy, x.DoneByName, x.DoneAt, x.Note));
}

/// <summary>Something that was done with a form. It never changes and never goes.</summary>
internal sealed class FormRecordRow
{
    public required string FormId { get; init; }

    public required long Revision { get; init; }

    public required FormRecordKind Kind { get; init; }

    public required byte[] Packed { get; init; }

    public required string Digest { get; init; }

    public required string DoneBy { get; init; }

    public required string DoneByName { get; init; }

    public required DateTimeOffset DoneAt { get; init; }

    public required string Note { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<FormRecordRow>(row =>
    {
        row.ToTable("form_records");
        row.HasKey(x => new { x.FormId, x.Revision });
        row.Property(x => x.Revision).ValueGeneratedNever();
        row.Property(x => x.Kind).HasConversion<string>();
    });
}
