using System.Text.Json.Nodes;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Publishing.Drafts;

// Whole documents: unlike a designer, a file knows everything that is to stay, so nothing is taken over from the document before.
public sealed partial class DraftDesk
{
    private const int Attempts = 3;

    /// <summary>What would be kept of a file, with the number it would get.</summary>
    /// <param name="document">The file's document.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SaveResult> TryReadInAsync(JsonObject document, CancellationToken cancellationToken = default) => (await PlanAsync(document, cancellationToken)).Result;

    /// <summary>
    /// Reads whole documents in as the drafts of their definitions: all of them, or none. A document that says what the newest version says already changes nothing; what a
    /// draft was before stays in its history.
    /// </summary>
    /// <param name="documents">The documents, each of another definition.</param>
    /// <param name="actor">Who reads them in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How each ended; if one was refused, nothing was kept.</returns>
    public async ValueTask<IReadOnlyList<SaveResult>> ReadInAsync(IReadOnlyList<JsonObject> documents, Actor actor, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            List<Plan> plans = [];
            HashSet<string> named = [];
            foreach (var document in documents)
                plans.Add(named.Add(document["definitionId"]?.ToString() ?? "") ? await PlanAsync(document, cancellationToken)
                    : new Plan(new SaveResult.Refused(DraftTexts.Refusal("twice", ("definition", document["definitionId"]))), null, null, null));
            if (plans.Exists(x => x.Result is SaveResult.Refused)) return [.. plans.Select(x => x.Result)];
            var changes = plans.Where(x => x.Next is not null).ToList();
            var saves = changes.Select(x => (new NewSave(x.Next!.DefinitionId, x.Next.Version, SaveKind.Imported, DraftDocument.Text(x.Document!), actor.Id.Value, actor.Name, time.GetUtcNow()), x.Expected)).ToList();
            if (await drafts.SaveAllAsync(saves, cancellationToken) is { } kept)
            {
                var saved = changes.Zip(kept).ToDictionary(x => x.First, x => (SaveResult)new SaveResult.Saved(
                    new OpenedVersion(Of(x.Second, new VersionId(x.First.Next!.DefinitionId, x.First.Next.Version, x.Second.Revision), Headline.Of(x.First.Document!)), x.First.Document!), true));
                return [.. plans.Select(x => saved.GetValueOrDefault(x, x.Result))];
            }
            // Somebody saved one of them in between: what is to be read in is compared with that, once more.
            if (attempt == Attempts) return [.. plans.Select(x => new SaveResult.Refused(DraftTexts.Refusal("busy", ("name", x.Document?["name"]))))];
        }
    }

    private async ValueTask<Plan> PlanAsync(JsonObject given, CancellationToken cancellationToken)
    {
        var definitionId = given["definitionId"]?.ToString() ?? "";
        if (WhyNot(definitionId, given) is { } wrong) return new Plan(new SaveResult.Refused(wrong), null, null, null);
        var latest = await OpenLatestAsync(definitionId, cancellationToken);
        var document = DraftDocument.Prepare(given, null);
        if (WhyUnreadable(document) is { } unreadable) return new Plan(new SaveResult.Refused(unreadable), null, null, null);
        // What a program published need not have every field that a file has.
        if (latest is not null && DraftDocument.SaysTheSame(DraftDocument.Prepare(latest.Document, null), document)) return new Plan(new SaveResult.Saved(latest, false), null, latest.Document, null);
        if (latest is not null && DraftDocument.Emptied(latest.Document, document) is { } emptied)
            return new Plan(new SaveResult.Refused(DraftTexts.Refusal("would-empty", ("flow", emptied), ("steps", Steps(latest.Document)))), null, null, null);
        var draft = latest is { Version.IsDraft: true } ? latest.Version : null;
        // A file from another server brings its number along; it never goes back behind what is published here.
        var version = Math.Max(draft?.Id.Version ?? (latest?.Version.Id.Version ?? 0) + 1, Number(given));
        var next = new VersionId(definitionId, version);
        document["id"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{definitionId}-v{version}");
        document["version"] = version;
        document["isLatest"] = true;
        document["isPublished"] = false;
        document = DraftDocument.Prepare(document, null);
        return new Plan(new SaveResult.Saved(new OpenedVersion(new DesignedVersion(next, true, false, time.GetUtcNow(), Headline.Of(document)), document), true), next, document, draft?.Id.Revision);
    }

    /// <summary>What reading one document in comes to; without a next version it changes nothing.</summary>
    private sealed record Plan(SaveResult Result, VersionId? Next, JsonObject? Document, long? Expected);
}
