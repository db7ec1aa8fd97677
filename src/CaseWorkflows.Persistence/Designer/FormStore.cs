using System.Data.Common;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

internal sealed class FormStore(CaseDatabase database) : IFormStore
{
    public async ValueTask<IReadOnlyList<FormRecord>> NewestAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = db.Set<FormRecordRow>().AsNoTracking().Where(x => x.Kind != FormRecordKind.SetAside);
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
        while (true)
        {
            await using var db = await database.OpenAsync(cancellationToken);
            await using var write = await database.BeginWriteAsync(db, cancellationToken);
            var rows = db.Set<FormRecordRow>().Where(x => x.FormId == record.FormId);
            var (newest, last) = await NumbersAsync(rows, cancellationToken);
            if (newest != expected) return null;
            // Between reading and writing another node may have taken the number. Whether that was for what counts is read again.
            if (await AddedAsync(db, last + 1, record, packed, digest, cancellationToken) is not { } row) continue;
            await write.CommitAsync(cancellationToken);
            return Record(row);
        }
    }

    public async ValueTask<FormRecord> SetAsideAsync(NewFormRecord record, CancellationToken cancellationToken)
    {
        var (packed, digest) = PackedText.Pack(record.Json);
        while (true)
        {
            await using var db = await database.OpenAsync(cancellationToken);
            await using var write = await database.BeginWriteAsync(db, cancellationToken);
            var rows = db.Set<FormRecordRow>().Where(x => x.FormId == record.FormId);
            var same = await Records(rows.Where(x => x.Kind == FormRecordKind.SetAside && x.Digest == digest && x.DoneBy == record.By).OrderByDescending(x => x.Revision)).FirstOrDefaultAsync(cancellationToken);
            if (same is not null) return same;
            var (_, last) = await NumbersAsync(rows, cancellationToken);
            if (await AddedAsync(db, last + 1, record with { Kind = FormRecordKind.SetAside }, packed, digest, cancellationToken) is not { } row) continue;
            await write.CommitAsync(cancellationToken);
            return Record(row);
        }
    }

    /// <summary>The newest number of what counts and the newest of all, as they were at one moment: read one after the other, a row written in between would be counted in one of them alone.</summary>
    private static async Task<(long Newest, long Last)> NumbersAsync(IQueryable<FormRecordRow> rows, CancellationToken cancellationToken)
    {
        var numbers = await rows.GroupBy(x => x.FormId).Select(x => new { Newest = x.Max(y => y.Kind != FormRecordKind.SetAside ? y.Revision : 0), Last = x.Max(y => y.Revision) }).SingleOrDefaultAsync(cancellationToken);
        return numbers is null ? (0, 0) : (numbers.Newest, numbers.Last);
    }

    /// <summary>Adds a row with a number; null if that was taken meanwhile, and then the transaction is of no use any more.</summary>
    private static async Task<FormRecordRow?> AddedAsync(CaseDbContext db, long revision, NewFormRecord record, byte[] packed, string digest, CancellationToken cancellationToken)
    {
        var row = new FormRecordRow
        {
            FormId = record.FormId,
            Revision = revision,
            Kind = record.Kind,
            Packed = packed,
            Digest = digest,
            DoneBy = record.By,
            DoneByName = record.ByName,
            DoneAt = record.At,
            Note = record.Note,
            RestoredFrom = record.RestoredFrom,
        };
        db.Add(row);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return row;
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException error && UniqueViolation.IsOn(error, "pk_form_records", "form_records.form_id, form_records.revision"))
        {
            return null;
        }
    }

    private static FormRecord Record(FormRecordRow x) => new(x.FormId, x.Revision, x.Kind, x.Digest, x.DoneBy, x.DoneByName, x.DoneAt, x.Note) { RestoredFrom = x.RestoredFrom };

    private static IQueryable<FormRecord> Records(IQueryable<FormRecordRow> rows) =>
        rows.Select(x => new FormRecord(x.FormId, x.Revision, x.Kind, x.Digest, x.DoneBy, x.DoneByName, x.DoneAt, x.Note) { RestoredFrom = x.RestoredFrom });
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

    /// <summary>The row that was taken back into it; null for all others.</summary>
    public long? RestoredFrom { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<FormRecordRow>(row =>
    {
        row.ToTable("form_records");
        row.HasKey(x => new { x.FormId, x.Revision });
        row.Property(x => x.Revision).ValueGeneratedNever();
        row.Property(x => x.Kind).HasConversion<string>();
    });
}
