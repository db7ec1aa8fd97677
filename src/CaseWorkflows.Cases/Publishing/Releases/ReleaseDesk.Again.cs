using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;

namespace CaseWorkflows.Cases.Publishing.Releases;

// What another version has overtaken, and what came with the product.
public sealed partial class ReleaseDesk
{
    /// <summary>
    /// Takes back a release that was overtaken and hands the same in again: it is compared with the version that is in force now, and a second administrator looks at that. What
    /// would be refused is not taken back.
    /// </summary>
    /// <param name="id">The release.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ReleaseResult> HandInAgainAsync(Guid id, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await releases.FindAsync(id, cancellationToken) is not { } release) return ReleaseResult.Of(ReleaseTexts.Refusal("unknown"));
        if (!release.IsUnderWay || release.Kind == ReleaseKind.Return) return ReleaseResult.Of(Ended(release));
        if (await WhyOutdatedAsync(release, cancellationToken) is null) return ReleaseResult.Of(ReleaseTexts.Refusal("not-outdated"));
        var day = release.EffectiveFrom is { } at && at > time.GetUtcNow() ? ChinaTime.DayOf(at) : (DateOnly?)null;
        var wish = new ReleaseWish(day, release.Note, release.TakesOver is not null);
        var isDraft = release.Revision is { } revision && (await drafts.FindAsync(release.DefinitionId, cancellationToken))?.Revision == revision;
        var content = (await releases.ContentAsync(id, cancellationToken))!;
        var (submission, _) = await SubmissionAsync(release, cancellationToken);
        var next = Math.Max(release.Version, await NewestAsync(release.DefinitionId, cancellationToken) + 1);
        submission = submission with { Json = Numbered(JsonNode.Parse(submission.Json)!.AsObject(), release.DefinitionId, next), Authors = release.Authors };
        var found = await publishing.CheckAsync(submission, cancellationToken);
        if (found.Definition is not { } definition || !found.IsGood) return new ReleaseResult(null, found.Problems, null);
        if (WhyNotTake(definition, await HeldAsync(definition, cancellationToken), wish.TakesOver) is { } taken) return ReleaseResult.Of(taken);
        if (await WithdrawAsync(id, actor, ReleaseTexts.Get("again.reason").Zh, cancellationToken) is { IsDone: false } kept) return kept;
        return isDraft
            ? await ProposeAsync(release.DefinitionId, actor, wish, cancellationToken)
            : await SubmitAsync(submission, content.Stories is { } stories ? JsonNode.Parse(stories) as JsonArray : null, found, actor, wish, cancellationToken);
    }

    // Whoever took the product's own version over early, from a file, made nothing of it: with two administrators nobody would be left to approve it.
    private async ValueTask<bool> IsOfProductAsync(string definitionId, JsonNode? document, CancellationToken cancellationToken)
    {
        if (document is not JsonObject given) return false;
        var prepared = DraftDocument.Prepare(given, null);
        foreach (var save in (await drafts.HistoryAsync(definitionId, cancellationToken)).Where(x => x.By == ShippedFlows.Maker))
            if (await drafts.DocumentAsync(definitionId, save.Revision, cancellationToken) is { } text && JsonNode.Parse(text) is JsonObject shipped
                && DraftDocument.SaysTheSame(DraftDocument.Prepare(shipped, null), prepared))
                return true;
        return false;
    }
}
