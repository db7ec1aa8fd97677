namespace CaseWorkflows.Cases.Ports;

/// <summary>
/// What administrators did with forms: one row for each save, proposal and decision, numbered for each form, never changed and never deleted. The newest row
/// of a form that was not set aside says where it stands.
/// </summary>
public interface IFormStore
{
    /// <summary>The newest row of each form that was ever edited, without those that were set aside.</summary>
    ValueTask<IReadOnlyList<FormRecord>> NewestAsync(CancellationToken cancellationToken);

    /// <summary>All rows of a form, the newest first, also those that were set aside.</summary>
    ValueTask<IReadOnlyList<FormRecord>> HistoryAsync(string formId, CancellationToken cancellationToken);

    /// <summary>The form as it was at a row, or null.</summary>
    ValueTask<string?> DocumentAsync(string formId, long revision, CancellationToken cancellationToken);

    /// <summary>The newest approved row of each form.</summary>
    ValueTask<IReadOnlyList<FormRecord>> ApprovedAsync(CancellationToken cancellationToken);

    /// <summary>Adds a row if the newest one of the form still is the one named; what was set aside does not count.</summary>
    /// <param name="record">What was done.</param>
    /// <param name="expected">The newest row that is known; 0 for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The row; null if somebody else added one meanwhile, then nothing is written.</returns>
    ValueTask<FormRecord?> AddAsync(NewFormRecord record, long expected, CancellationToken cancellationToken);

    /// <summary>Keeps what came too late beside the form, which stays as it is. Repeated with the same content by the same person it keeps nothing new.</summary>
    /// <returns>The row in which it is kept.</returns>
    ValueTask<FormRecord> SetAsideAsync(NewFormRecord record, CancellationToken cancellationToken);
}

/// <summary>
/// What was done with a form. It begins Saved; Proposed waits for a second administrator; Approved is in use from the next publication on. After Approved and
/// Discarded a save begins anew from the form in use; after all others it goes on from what was saved.
/// </summary>
public enum FormRecordKind
{
    /// <summary>Somebody saved it.</summary>
    Saved,

    /// <summary>It was handed in for approval.</summary>
    Proposed,

    /// <summary>A second administrator approved it.</summary>
    Approved,

    /// <summary>A second administrator said no.</summary>
    Rejected,

    /// <summary>It was taken back.</summary>
    Withdrawn,

    /// <summary>What was saved was given up.</summary>
    Discarded,

    /// <summary>It came too late: somebody else had done something with the form. It is kept, and the form stands where it stood.</summary>
    SetAside,
}

/// <summary>Something that is done with a form.</summary>
/// <param name="FormId">The form.</param>
/// <param name="Kind">What.</param>
/// <param name="Json">The form as it is then.</param>
/// <param name="By">Who.</param>
/// <param name="ByName">That person's name.</param>
/// <param name="At">When.</param>
/// <param name="Note">What they say of it; empty for nothing.</param>
public sealed record NewFormRecord(string FormId, FormRecordKind Kind, string Json, string By, string ByName, DateTimeOffset At, string Note)
{
    /// <summary>The row that was taken back into it: whoever made that one made this one too. Null for all others.</summary>
    public long? RestoredFrom { get; init; }
}

/// <summary>Something that was done with a form, without the form itself.</summary>
/// <param name="FormId">The form.</param>
/// <param name="Revision">Its number among all rows of the form, from 1.</param>
/// <param name="Kind">What.</param>
/// <param name="Digest">SHA-256 of the form, hexadecimal.</param>
/// <param name="By">Who.</param>
/// <param name="ByName">That person's name.</param>
/// <param name="At">When.</param>
/// <param name="Note">What they said of it; empty for nothing.</param>
public sealed record FormRecord(string FormId, long Revision, FormRecordKind Kind, string Digest, string By, string ByName, DateTimeOffset At, string Note)
{
    /// <summary>The row that was taken back into it; null for all others.</summary>
    public long? RestoredFrom { get; init; }
}
