using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Releases;

namespace CaseWorkflows.Cases.Publishing.Drafts;

/// <summary>Hands drafts in for publication and takes definitions out of force.</summary>
public sealed class DraftPublication(DraftDesk desk, IPublishedDefinitions versions, ReleaseDesk releases, PublishDefinition publishing, ShippedFlows shipped, TimeProvider time)
{
    /// <summary>
    /// Hands the draft of a definition in for publication: it must pass the gate, and its stories must hold; a second administrator brings it into force. A version that was
    /// taken out of force goes back as it is, if it passes the gate of today. Null if there is no such definition.
    /// </summary>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<PublicationResult?> PublishAsync(string definitionId, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await desk.OpenLatestAsync(definitionId, cancellationToken) is not { } latest) return null;
        if (latest.Version.IsDraft)
        {
            var handedIn = await releases.ProposeAsync(definitionId, actor, ReleaseWish.None, cancellationToken);
            return new PublicationResult(latest, false, handedIn.Problems) { Release = handedIn.Release, Why = handedIn.Why };
        }
        if (!latest.Version.IsInForce)
        {
            var (name, version) = (latest.Version.Headline.Name, latest.Version.Id.Version);
            var found = await publishing.CheckAsync(new DefinitionSubmission(name, await desk.TextAsync(latest.Version, cancellationToken) ?? ""), cancellationToken);
            if (!found.IsGood) return new PublicationResult(latest, false, found.Problems);
            if (!await versions.PutInForceAsync(definitionId, version, time.GetUtcNow(), cancellationToken))
                return new PublicationResult(latest, false, []) { Why = DraftTexts.Refusal("service-taken", ("name", name), ("version", version)) };
            await releases.TellPutBackAsync(definitionId, name, version, actor, cancellationToken);
        }
        return new PublicationResult((await desk.OpenLatestAsync(definitionId, cancellationToken))!, latest.Version.IsInForce, []);
    }

    /// <summary>Takes a definition out of force; null if there is no such definition.</summary>
    public async ValueTask<OpenedVersion?> RetractAsync(string definitionId, Actor actor, CancellationToken cancellationToken = default)
    {
        var retracted = await versions.RetractAsync(definitionId, cancellationToken);
        var latest = await desk.OpenLatestAsync(definitionId, cancellationToken);
        if (retracted) await releases.TellRetractedAsync(definitionId, latest?.Version.Headline.Name ?? definitionId, actor, cancellationToken);
        return latest;
    }

    /// <summary>Whether new cases of some service start on the definition.</summary>
    public async ValueTask<bool> IsInForceAsync(string definitionId, CancellationToken cancellationToken = default) =>
        (await desk.ListAsync(cancellationToken)).Any(x => x.Id.DefinitionId == definitionId && x.IsInForce);

    /// <summary>Deletes a definition with its draft. Its saves stay in the history.</summary>
    public async ValueTask<DeletionResult> DeleteAsync(string definitionId, Actor actor, CancellationToken cancellationToken = default)
    {
        var all = (await desk.ListAsync(cancellationToken)).Where(x => x.Id.DefinitionId == definitionId).ToList();
        if (all.Count == 0) return new DeletionResult(false, null);
        var result = await DeleteAsync(definitionId, [.. all.Where(x => !x.IsDraft)], all.Exists(x => x.IsDraft), actor, cancellationToken);
        if (result.IsDeleted && all.Find(x => x.IsInForce) is { } held) await releases.TellRetractedAsync(definitionId, held.Headline.Name, actor, cancellationToken);
        return result;
    }

    /// <summary>Deletes one version: the draft, or one that was published and is not in force.</summary>
    public async ValueTask<DeletionResult> DeleteAsync(VersionId id, Actor actor, CancellationToken cancellationToken = default)
    {
        var all = (await desk.ListAsync(cancellationToken)).Where(x => x.Id.DefinitionId == id.DefinitionId).ToList();
        if (all.Find(x => id.Revision is null ? x.Id == id : x.IsDraft) is not { } version) return new DeletionResult(false, null);
        if (version.IsInForce) return new DeletionResult(false, DraftTexts.Refusal("in-force", ("name", version.Headline.Name), ("version", id.Version)));
        if (!version.IsDraft) return await DeleteAsync(id.DefinitionId, [version], false, actor, cancellationToken);
        // Whoever gives up what they saw must not take away what somebody saved since.
        return version.Id == id && await desk.DiscardAsync(id.DefinitionId, id.Revision, actor, cancellationToken)
            ? new DeletionResult(true, null)
            : new DeletionResult(false, DraftTexts.Refusal("delete-stale", ("name", version.Headline.Name), ("person", version.SavedByName), ("at", version.SavedAt)) with { Code = "draft.stale" });
    }

    private async ValueTask<DeletionResult> DeleteAsync(string definitionId, IReadOnlyList<DesignedVersion> gone, bool draft, Actor actor, CancellationToken cancellationToken)
    {
        var numbers = gone.Select(x => x.Id.Version).ToList();
        var name = gone is [var first, ..] ? first.Headline.Name : definitionId;
        var cases = (await versions.CasesAsync(definitionId, cancellationToken)).Where(x => numbers.Contains(x.Version)).ToList();
        if (cases.Sum(x => x.Running) is > 0 and var running) return new DeletionResult(false, DraftTexts.Refusal("cases-run", ("name", name), ("count", running)));
        if (cases.Sum(x => x.Ended) is > 0 and var ended) return new DeletionResult(false, DraftTexts.Refusal("cases-ended", ("name", name), ("count", ended)));
        if (numbers.Count > 0 && shipped.Has(definitionId) && !(await desk.ListAsync(cancellationToken)).Any(x => x.Id.DefinitionId == definitionId && !x.IsDraft && !numbers.Contains(x.Id.Version)))
            return new DeletionResult(false, DraftTexts.Refusal("shipped", ("name", name)));
        if (numbers.Count > 0 && !await versions.DeleteAsync(definitionId, numbers, cancellationToken)) return new DeletionResult(false, DraftTexts.Refusal("cases-run", ("name", name), ("count", 1)));
        if (draft) await desk.DiscardAsync(definitionId, null, actor, cancellationToken);
        return new DeletionResult(true, null);
    }
}

/// <summary>How a publication ended.</summary>
/// <param name="Version">The version that is in force, or the draft that was handed in or refused.</param>
/// <param name="WasPublished">Whether it was in force before, with nothing to publish.</param>
/// <param name="Problems">What the gate and the stories found.</param>
public sealed record PublicationResult(OpenedVersion Version, bool WasPublished, IReadOnlyList<PublishProblem> Problems)
{
    /// <summary>What waits for the second administrator; null if the version is in force or was refused.</summary>
    public Release? Release { get; init; }

    /// <summary>Why it was not handed in; null if it was, or if <see cref="Problems"/> says so.</summary>
    public Refusal? Why { get; init; }

    /// <summary>Whether it is in force or handed in.</summary>
    public bool IsGood => Why is null && Problems.All(x => x.Severity != Engine.Checking.Severity.Error);
}

/// <summary>How a deletion ended.</summary>
/// <param name="IsDeleted">Whether anything was deleted.</param>
/// <param name="Why">Why nothing was; null if it was, or if there was nothing.</param>
public sealed record DeletionResult(bool IsDeleted, Refusal? Why);
