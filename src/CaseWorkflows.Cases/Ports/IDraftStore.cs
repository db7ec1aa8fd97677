using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>
/// What administrators are drawing: at most one draft of a definition, and every save of it for ever. A draft is no version that cases run on before it
/// is published.
/// </summary>
public interface IDraftStore
{
    /// <summary>All drafts, by definition.</summary>
    ValueTask<IReadOnlyList<Draft>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The draft of a definition, or null.</summary>
    ValueTask<Draft?> FindAsync(string definitionId, CancellationToken cancellationToken);

    /// <summary>The document of a save, or null.</summary>
    ValueTask<string?> DocumentAsync(string definitionId, long revision, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a save as the new state of the draft, if the draft still is at the revision named.
    /// </summary>
    /// <param name="save">What is saved; its revision is given by the store.</param>
    /// <param name="expected">The draft's revision that the save replaces; null if there must be no draft.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The draft as it is now, or null if somebody else saved in the meantime; then nothing is written.</returns>
    ValueTask<Draft?> SaveAsync(NewSave save, long? expected, CancellationToken cancellationToken);

    /// <summary>Keeps several saves, each as <see cref="SaveAsync"/> would and each of another definition: all of them, or none.</summary>
    /// <returns>The drafts as they are now, in the order of the saves, or null if somebody else saved one of them in the meantime; then nothing is written.</returns>
    ValueTask<IReadOnlyList<Draft>?> SaveAllAsync(IReadOnlyList<(NewSave Save, long? Expected)> saves, CancellationToken cancellationToken);

    /// <summary>Keeps a save beside the draft, which stays as it is: what came too late is not lost. Repeated with the same content by the same editor it keeps nothing new.</summary>
    /// <returns>Its revision.</returns>
    ValueTask<long> SetAsideAsync(NewSave save, CancellationToken cancellationToken);

    /// <summary>Ends the draft, with a last row in its history that says how and by whom.</summary>
    /// <returns>Whether the draft was at the revision named; if not nothing is written.</returns>
    ValueTask<bool> EndAsync(NewSave last, long revision, CancellationToken cancellationToken);

    /// <summary>All saves of a definition without their documents, the newest first.</summary>
    ValueTask<IReadOnlyList<DraftSave>> HistoryAsync(string definitionId, CancellationToken cancellationToken);

    /// <summary>Some of the saves of a definition without their documents, the newest first: a flow that is drawn for years has thousands.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="skip">How many of the newest to leave out.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DraftSavePage> SavesAsync(string definitionId, int skip, int take, CancellationToken cancellationToken);

    /// <summary>A save without its document, or null.</summary>
    ValueTask<DraftSave?> FindSaveAsync(string definitionId, long revision, CancellationToken cancellationToken);

    /// <summary>The save that was the newest one when a save was made; what was set aside does not count. Null for the first.</summary>
    ValueTask<DraftSave?> BeforeAsync(string definitionId, long revision, CancellationToken cancellationToken);
}

/// <summary>What is done with the versions that were published.</summary>
public interface IPublishedDefinitions
{
    /// <summary>Takes a definition out of force: no new case starts on it; running cases go on.</summary>
    /// <returns>Whether it was in force.</returns>
    ValueTask<bool> RetractAsync(string definitionId, CancellationToken cancellationToken);

    /// <summary>Puts a published version in force for new cases of its service, unless another definition has the service.</summary>
    /// <returns>Whether it is in force; false if there is no such version, or another definition has the service.</returns>
    ValueTask<bool> PutInForceAsync(string definitionId, int version, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>How many cases run and ended on each version of a definition.</summary>
    ValueTask<IReadOnlyList<CasesOnVersion>> CasesAsync(string definitionId, CancellationToken cancellationToken);

    /// <summary>How many cases of an office and those below it run and ended on each version of a definition.</summary>
    ValueTask<IReadOnlyList<CasesOnVersion>> CasesAsync(string definitionId, OfficePath office, CancellationToken cancellationToken);

    /// <summary>Deletes published versions that no case, running or ended, was ever opened on; together, or none of them.</summary>
    /// <returns>Whether they were deleted; false if a case is on one of them.</returns>
    ValueTask<bool> DeleteAsync(string definitionId, IReadOnlyList<int> versions, CancellationToken cancellationToken);
}

/// <summary>How a save came about.</summary>
public enum SaveKind
{
    /// <summary>Somebody saved, or the designer did by itself after a change.</summary>
    Saved,

    /// <summary>A file was read in.</summary>
    Imported,

    /// <summary>An earlier state was taken back.</summary>
    Restored,

    /// <summary>It came too late: somebody else had saved. It is kept and is not the draft.</summary>
    SetAside,

    /// <summary>The draft became a published version.</summary>
    Published,

    /// <summary>The draft was given up.</summary>
    Discarded,
}

/// <summary>A draft as it stands.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">The version it will be when it is published.</param>
/// <param name="Revision">The save that it is.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="SavedAt">When it was last saved.</param>
/// <param name="SavedBy">Who saved it last.</param>
/// <param name="SavedByName">That person's name.</param>
public sealed record Draft(string DefinitionId, int Version, long Revision, DateTimeOffset CreatedAt, DateTimeOffset SavedAt, string SavedBy, string SavedByName);

/// <summary>A save to be kept.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">The version the draft will be.</param>
/// <param name="Kind">How it came about.</param>
/// <param name="Json">The document.</param>
/// <param name="By">Who.</param>
/// <param name="ByName">That person's name.</param>
/// <param name="At">When.</param>
public sealed record NewSave(string DefinitionId, int Version, SaveKind Kind, string Json, string By, string ByName, DateTimeOffset At)
{
    /// <summary>Which window of a browser it came from, if that is known: two windows of one person are two editors.</summary>
    public string? Editor { get; init; }

    /// <summary>The save that is taken back by it: whoever made that one made this one too. Null for all others.</summary>
    public long? RestoredFrom { get; init; }
}

/// <summary>A save without its document.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Revision">Its number, counted over all drafts of the definition.</param>
/// <param name="Version">The version the draft was to be.</param>
/// <param name="Kind">How it came about.</param>
/// <param name="Digest">SHA-256 of the document, hexadecimal.</param>
/// <param name="By">Who.</param>
/// <param name="ByName">That person's name.</param>
/// <param name="At">When.</param>
/// <param name="Editor">Which window it came from; null if that is not known.</param>
public sealed record DraftSave(string DefinitionId, long Revision, int Version, SaveKind Kind, string Digest, string By, string ByName, DateTimeOffset At, string? Editor)
{
    /// <summary>The save that was taken back by it; null for all others.</summary>
    public long? RestoredFrom { get; init; }
}

/// <summary>Some of the saves of a definition.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Saves">Some of them, the newest first.</param>
public sealed record DraftSavePage(int Total, IReadOnlyList<DraftSave> Saves);

/// <summary>How many cases are on a version.</summary>
public sealed record CasesOnVersion(int Version, int Running, int Ended);
