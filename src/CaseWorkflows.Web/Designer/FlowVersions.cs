using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Designer;

/// <summary>Versions of flows for our own pages: read, and compared with each other.</summary>
internal sealed class FlowVersions(DraftDesk desk, IReleaseStore releases)
{
    /// <summary>All versions of a definition, the draft first; empty if there is none.</summary>
    public async Task<IReadOnlyList<DesignedVersion>> OfAsync(string definitionId, CancellationToken cancelled) =>
        [.. (await desk.ListAsync(cancelled)).Where(x => x.Id.DefinitionId == definitionId)];

    /// <summary>A version; null if it is gone or can't be read.</summary>
    public async Task<WorkflowDefinition?> ReadAsync(DesignedVersion version, CancellationToken cancelled) =>
        await desk.TextAsync(version, cancelled) is { } text ? Parse(text) : null;

    /// <summary>Compares two versions: without numbers the newest, or the draft, with the one in force.</summary>
    public async Task<ComparedVersions?> CompareAsync(string definitionId, int? from, int? to, CancellationToken cancelled)
    {
        var all = await OfAsync(definitionId, cancelled);
        var after = to is null ? all is [var newest, ..] ? newest : null : all.FirstOrDefault(x => x.Id.Version == to);
        var before = from is null ? all.FirstOrDefault(x => x.IsInForce && x != after) : all.FirstOrDefault(x => x.Id.Version == from);
        if (after is null || from is not null && before is null) return null;
        return await ReadAsync(after, cancelled) is { } now ? Compare(before is null ? null : await ReadAsync(before, cancelled), now) : null;
    }

    /// <summary>Compares what was handed in with the version in force; null if it is gone.</summary>
    public async Task<ComparedVersions?> CompareAsync(Release release, CancellationToken cancelled)
    {
        if (await releases.ContentAsync(release.Id, cancelled) is not { } content || Parse(content.Json) is not { } now) return null;
        // Of a definition that takes its service over from another one, that one is what changes for the cases.
        var before = release.Base is { } held
            ? (await OfAsync(held.DefinitionId, cancelled)).FirstOrDefault(x => !x.IsDraft && x.Id.Version == held.Version)
            : (await OfAsync(release.DefinitionId, cancelled)).FirstOrDefault(x => x.IsInForce);
        return Compare(before is null ? null : await ReadAsync(before, cancelled), now);
    }

    internal static ComparedVersions Compare(WorkflowDefinition? before, WorkflowDefinition after) => new(before, after, FlowDifference.Between(before, after));

    internal static WorkflowDefinition? Parse(string text)
    {
        try
        {
            return WorkflowDefinition.Parse(text);
        }
        catch (DefinitionException)
        {
            // Drafts were read before they were kept; what an older program kept may not be readable any more and is shown as gone.
            return null;
        }
    }
}

/// <summary>Two versions and what differs.</summary>
internal sealed record ComparedVersions(WorkflowDefinition? Before, WorkflowDefinition After, FlowDifference Difference);
