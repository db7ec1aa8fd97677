using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Publishing.Drafts;

// What was saved, to be looked at and compared.
public sealed partial class DraftDesk
{
    /// <summary>Some of the saves of a definition, the newest first.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="skip">How many of the newest to leave out.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<DraftSavePage> SavesAsync(string definitionId, int skip, int take, CancellationToken cancellationToken = default) => drafts.SavesAsync(definitionId, skip, take, cancellationToken);

    /// <summary>A save, or null.</summary>
    public ValueTask<DraftSave?> FindSaveAsync(string definitionId, long revision, CancellationToken cancellationToken = default) => drafts.FindSaveAsync(definitionId, revision, cancellationToken);

    /// <summary>The document of a save exactly as it is kept, or null.</summary>
    public ValueTask<string?> SaveTextAsync(string definitionId, long revision, CancellationToken cancellationToken = default) => drafts.DocumentAsync(definitionId, revision, cancellationToken);

    /// <summary>
    /// What a save was made over: the save before it; of the first save of a draft the published version that the draft began from. What came too late is held against
    /// what it came too late for. Null if it began from nothing, or that version was deleted since.
    /// </summary>
    public async ValueTask<SaveBasis?> BasisOfAsync(DraftSave save, CancellationToken cancellationToken = default)
    {
        var before = await drafts.BeforeAsync(save.DefinitionId, save.Revision, cancellationToken);
        if (before is not null and not { Kind: SaveKind.Published or SaveKind.Discarded }) return new SaveBasis(before.Revision, null);
        // A draft begins anew from the newest version; what was given up is no part of it. A version may also have been published without a draft.
        var version = (await published.ListAsync(cancellationToken)).Where(x => x.DefinitionId == save.DefinitionId && x.Version < save.Version).Max(x => (int?)x.Version);
        return version is null ? null : new SaveBasis(null, version);
    }

    /// <summary>The document of what a save was made over; null if it went in the meantime.</summary>
    public ValueTask<string?> TextAsync(string definitionId, SaveBasis basis, CancellationToken cancellationToken = default) => basis.Revision is { } revision
        ? drafts.DocumentAsync(definitionId, revision, cancellationToken)
        : published.FindAsync(definitionId, basis.Version!.Value, cancellationToken);
}

/// <summary>What a save was made over.</summary>
/// <param name="Revision">The save before it; null if it was the first of a draft.</param>
/// <param name="Version">The published version that the draft began from; null if there was a save before it.</param>
public sealed record SaveBasis(long? Revision, int? Version);
