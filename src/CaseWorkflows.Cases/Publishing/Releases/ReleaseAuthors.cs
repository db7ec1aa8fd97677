using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>Who made a draft: none of them may approve it, whatever way their work went into it.</summary>
internal static class ReleaseAuthors
{
    /// <summary>The accounts of all who saved what led to a save: since the draft was begun, and through saves that were taken back, also out of drafts that were given up.</summary>
    /// <param name="history">All saves of the definition, the newest first.</param>
    /// <param name="revision">The save.</param>
    public static IEnumerable<string> Of(IReadOnlyList<DraftSave> history, long revision)
    {
        HashSet<string> authors = [];
        HashSet<long> seen = [];
        Stack<long> open = new([revision]);
        while (open.TryPop(out var next))
        {
            // What was published was approved: whoever takes it back adds nobody's work to it but their own.
            if (!seen.Add(next) || history.FirstOrDefault(x => x.Revision == next) is null or { Kind: SaveKind.Published }) continue;
            foreach (var save in history.Where(x => x.Revision <= next && (x.Kind != SaveKind.SetAside || x.Revision == next)).TakeWhile(x => x.Revision == next || x.Kind is not (SaveKind.Published or SaveKind.Discarded)))
            {
                authors.Add(save.By);
                if (save.RestoredFrom is { } taken) open.Push(taken);
            }
        }
        return authors;
    }
}
