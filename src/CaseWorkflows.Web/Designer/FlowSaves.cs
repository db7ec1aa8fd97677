using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>The saves of flows for our own pages: what each of them changed, and what taking one back would change.</summary>
internal sealed class FlowSaves(DraftDesk desk, FlowVersions versions)
{
    /// <summary>Our page that shows a save with its difference.</summary>
    public static string Page(string definitionId, long revision, SaveAgainst against = SaveAgainst.Before) =>
        FormattableString.Invariant($"/flows/{Uri.EscapeDataString(definitionId)}?save={revision}{(against == SaveAgainst.Before ? "" : $"&against={against}")}");

    /// <summary>Says what is compared with what, and how much differs.</summary>
    public static string Title(ComparedSave compared) => compared.Versions is not { Difference.Steps: var steps } ? FlowTexts.Here("saves.gone") : FlowTexts.Here(
        "saves.difference", ("save", compared.Save.Revision), ("other", compared.Basis switch
        {
            null => FlowTexts.Here("saves.nothing"),
            { Revision: { } revision } => FlowTexts.Here("saves.of", ("save", revision)),
            { Version: var version } => FlowTexts.Here("flow.version", ("version", version)),
        }), ("added", steps.Count(x => x.Kind == DifferenceKind.Added)), ("changed", steps.Count(x => x.Kind == DifferenceKind.Changed)), ("removed", steps.Count(x => x.Kind == DifferenceKind.Removed)));

    /// <summary>Compares a save with what it was made over, with the draft, or with the version in force; null if there is no such save.</summary>
    public async Task<ComparedSave?> CompareAsync(string definitionId, long revision, SaveAgainst against, CancellationToken cancelled) =>
        await desk.FindSaveAsync(definitionId, revision, cancelled) is { } save ? await CompareAsync(save, against, [], cancelled) : null;

    /// <summary>What each of some saves changed. Each document is read once.</summary>
    public async Task<IReadOnlyList<ComparedSave>> ChangesAsync(IEnumerable<DraftSave> saves, CancellationToken cancelled)
    {
        Dictionary<SaveBasis, WorkflowDefinition?> read = [];
        List<ComparedSave> changes = [];
        foreach (var save in saves) changes.Add(await CompareAsync(save, SaveAgainst.Before, read, cancelled));
        return changes;
    }

    private async Task<ComparedSave> CompareAsync(DraftSave save, SaveAgainst against, Dictionary<SaveBasis, WorkflowDefinition?> read, CancellationToken cancelled)
    {
        var basis = against == SaveAgainst.Before ? await desk.BasisOfAsync(save, cancelled)
            : (await versions.OfAsync(save.DefinitionId, cancelled)).FirstOrDefault(x => against == SaveAgainst.Draft ? x.IsLatest : x.IsInForce) is { } version
                ? version.Id.Revision is { } newest ? new SaveBasis(newest, null) : new SaveBasis(null, version.Id.Version)
                : null;
        var after = await ReadAsync(save.DefinitionId, new SaveBasis(save.Revision, null), read, cancelled);
        var before = basis is null ? null : await ReadAsync(save.DefinitionId, basis, read, cancelled);
        return new ComparedSave(save, basis, after is null || basis is not null && before is null ? null : FlowVersions.Compare(before, after));
    }

    private async Task<WorkflowDefinition?> ReadAsync(string definitionId, SaveBasis at, Dictionary<SaveBasis, WorkflowDefinition?> read, CancellationToken cancelled)
    {
        if (!read.TryGetValue(at, out var known)) read[at] = known = await desk.TextAsync(definitionId, at, cancelled) is { } text ? FlowVersions.Parse(text) : null;
        return known;
    }
}

/// <summary>What a save is compared with.</summary>
public enum SaveAgainst
{
    /// <summary>What it was made over.</summary>
    Before,

    /// <summary>The draft as it stands, or the newest version: what taking the save back would change.</summary>
    Draft,

    /// <summary>The version in force.</summary>
    InForce,
}

/// <summary>A save and what differs.</summary>
/// <param name="Save">The save.</param>
/// <param name="Basis">What it was compared with; null if there was nothing.</param>
/// <param name="Versions">Both, and what differs; null if one of them can't be read any more.</param>
internal sealed record ComparedSave(DraftSave Save, SaveBasis? Basis, ComparedVersions? Versions);
