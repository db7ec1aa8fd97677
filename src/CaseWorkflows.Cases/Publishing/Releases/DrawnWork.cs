using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>
/// Finds whose work is in a document, whatever way it came: drawn by one administrator, carried out as a file, in a bundle or as a copy, and handed in by another. It is held against the
/// version that it replaces: what was added or changed, and what was taken out. What was published before is nobody's work any more: it was approved.
/// </summary>
internal sealed class DrawnWork(IDraftStore drafts, IDefinitionStore published)
{
    private const int MostSaves = 2000;

    // Of another flow only who drew most of the same made it: two flows may well have some alike, and with two administrators nobody would be left to approve.
    private const double PartOfOther = 2.0 / 3;

    // Small flows of different services are easily as good as alike; of them only a copy that was hardly touched says whose work it is.
    private const double PartOfOtherService = 0.95;

    private readonly Dictionary<(string DefinitionId, int Version), FlowPieces> _versions = [];

    /// <summary>The accounts of all who made, in a save of the definition, a change that the document brings; and of who made two thirds of its changes in saves of another one of its service, or nearly all in one of another service.</summary>
    /// <param name="submitted">What is handed in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyCollection<string>> AuthorsAsync(WorkflowDefinition submitted, CancellationToken cancellationToken)
    {
        var all = await published.ListAsync(cancellationToken);
        var numbers = all.ToLookup(x => x.DefinitionId, x => x.Version);
        var replaced = await published.InForceAsync(ServiceTypes.Of(submitted), cancellationToken)
            ?? (numbers.Contains(submitted.DefinitionId) ? (submitted.DefinitionId, numbers[submitted.DefinitionId].Max()) : null);
        var before = replaced is { } held ? await VersionAsync(held.DefinitionId, held.Version, cancellationToken) : FlowPieces.None;
        var work = FlowPieces.Of(submitted).Since(before);
        if (replaced is null)
            foreach (var version in all)
            {
                var known = await VersionAsync(version.DefinitionId, version.Version, cancellationToken);
                work.RemoveWhere(known.Holds);
            }
        HashSet<string> authors = [];
        if (work.Count == 0) return authors;
        var others = all.Select(x => x.DefinitionId).Concat((await drafts.ListAsync(cancellationToken)).Select(x => x.DefinitionId)).ToHashSet();
        others.Remove(submitted.DefinitionId);
        authors.UnionWith(await AuthorsAsync(submitted.DefinitionId, work, before, [.. numbers[submitted.DefinitionId]], 1, cancellationToken));
        foreach (var other in others)
        {
            var part = await ServiceAsync(other, [.. numbers[other]], cancellationToken) == ServiceTypes.Of(submitted) ? PartOfOther : PartOfOtherService;
            authors.UnionWith(await AuthorsAsync(other, work, before, [.. numbers[other]], (int)Math.Ceiling(work.Count * part), cancellationToken));
        }
        return authors;
    }

    private async ValueTask<string?> ServiceAsync(string definitionId, List<int> numbers, CancellationToken cancellationToken)
    {
        var text = (await drafts.HistoryAsync(definitionId, cancellationToken)).FirstOrDefault(x => x.Kind != SaveKind.SetAside) is { } latest
            ? await drafts.DocumentAsync(definitionId, latest.Revision, cancellationToken)
            : await published.FindAsync(definitionId, numbers.DefaultIfEmpty().Max(), cancellationToken);
        return text is null ? null : ServiceTypes.Of(WorkflowDefinition.Parse(text));
    }

    // Whoever saves keeps what others drew before: only what a save changed is its author's.
    private async ValueTask<IEnumerable<string>> AuthorsAsync(string definitionId, HashSet<string> work, FlowPieces replaced, List<int> numbers, int least, CancellationToken cancellationToken)
    {
        Dictionary<string, HashSet<string>> made = [];
        HashSet<string> known = [];
        FlowPieces? standing = null;
        var digest = "";
        foreach (var save in (await drafts.HistoryAsync(definitionId, cancellationToken)).Take(MostSaves).Reverse())
        {
            // A published or a given up row names who ended the draft, not who drew it; the next draft begins anew.
            if (save.Kind is SaveKind.Published or SaveKind.Discarded) (standing, digest) = (null, "");
            if (save.Kind is SaveKind.Published or SaveKind.Discarded || save.Digest == digest || await drafts.DocumentAsync(definitionId, save.Revision, cancellationToken) is not { } text) continue;
            var pieces = FlowPieces.Of(text);
            var basis = standing ?? await BeginningAsync(definitionId, save.Version, numbers, pieces, replaced, cancellationToken);
            var changed = pieces.Since(basis);
            changed.IntersectWith(work);
            // What came too late was made over something older: of that only what nobody had made before is new.
            if (save.Kind == SaveKind.SetAside) changed.ExceptWith(known);
            else (standing, digest) = (pieces, save.Digest);
            foreach (var number in numbers.Where(x => changed.Count > 0 && x >= save.Version)) changed.RemoveWhere((await VersionAsync(definitionId, number, cancellationToken)).Holds);
            known.UnionWith(changed);
            if (changed.Count == 0) continue;
            if (!made.TryGetValue(save.By, out var mine)) made[save.By] = mine = [];
            mine.UnionWith(changed);
        }
        return made.Where(x => x.Value.Count >= least).Select(x => x.Key);
    }

    // A draft begins from the newest version before it. One without any may be a copy of what is replaced; of what is quite another flow nothing was taken out.
    private async ValueTask<FlowPieces> BeginningAsync(string definitionId, int version, List<int> numbers, FlowPieces first, FlowPieces replaced, CancellationToken cancellationToken)
    {
        var newest = numbers.Where(x => x < version).DefaultIfEmpty().Max();
        return newest > 0 ? await VersionAsync(definitionId, newest, cancellationToken) : first.PartOf(replaced) >= PartOfOther ? replaced : FlowPieces.None;
    }

    private async ValueTask<FlowPieces> VersionAsync(string definitionId, int version, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue((definitionId, version), out var known)) return known;
        return _versions[(definitionId, version)] = await published.FindAsync(definitionId, version, cancellationToken) is { } text ? FlowPieces.Of(text) : FlowPieces.None;
    }
}
