using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Drafts;

/// <summary>
/// Where administrators draw. A published version never changes: whoever saves over one begins a draft of the next. Every save is kept with its author, also one that
/// came too late.
/// </summary>
public sealed partial class DraftDesk(IDraftStore drafts, IDefinitionStore published, TimeProvider time)
{
    internal const int LongestId = 100;

    private const int MostBytesOfId = 200;

    // What stands in the place of an id in the addresses of the designer's server.
    private static readonly HashSet<string> OfAddresses = new(StringComparer.OrdinalIgnoreCase) { "by-id", "by-definition-id", "by-name", "many-by-id", "import", "import-files", "query", "subgraph", "validation" };
    private const int HighestVersion = 1_000_000;
    private const int LongestName = 200;

    private readonly ConcurrentDictionary<VersionId, Headline> _headlines = [];

    /// <summary>All versions of all definitions, the newest of each first.</summary>
    public async ValueTask<IReadOnlyList<DesignedVersion>> ListAsync(CancellationToken cancellationToken = default)
    {
        var versions = await published.ListAsync(cancellationToken);
        var newest = versions.GroupBy(x => x.DefinitionId).ToDictionary(x => x.Key, x => x.Max(y => y.Version));
        List<DesignedVersion> listed = [];
        HashSet<string> drawn = [];
        foreach (var draft in await drafts.ListAsync(cancellationToken))
        {
            var id = IdOf(draft, newest.GetValueOrDefault(draft.DefinitionId));
            var headline = await HeadlineAsync(id, () => drafts.DocumentAsync(draft.DefinitionId, draft.Revision, cancellationToken));
            listed.Add(Of(draft, id, headline));
            drawn.Add(draft.DefinitionId);
        }
        foreach (var version in versions)
        {
            var id = new VersionId(version.DefinitionId, version.Version);
            var headline = await HeadlineAsync(id, () => published.FindAsync(version.DefinitionId, version.Version, cancellationToken));
            listed.Add(new DesignedVersion(id, !drawn.Contains(version.DefinitionId) && newest[version.DefinitionId] == version.Version, version.IsInForce, version.PublishedAt, headline));
        }
        return [.. listed.OrderBy(x => x.Id.DefinitionId, StringComparer.Ordinal).ThenByDescending(x => x.Id.Version)];
    }

    /// <summary>A version with its document, or null if it is gone. A draft's name is good for what the draft was at that save.</summary>
    public async ValueTask<OpenedVersion?> OpenAsync(VersionId id, CancellationToken cancellationToken = default)
    {
        var all = (await ListAsync(cancellationToken)).Where(x => x.Id.DefinitionId == id.DefinitionId).ToList();
        // An instance or a page may still name a save that others came after; it then sees the draft as it is, and a published version by its number.
        var version = all.FirstOrDefault(x => x.Id == id) ?? (id.Revision is null ? null : all.FirstOrDefault(x => x.Id.Version == id.Version));
        return version is null ? null : await OpenAsync(version, cancellationToken);
    }

    /// <summary>The newest version of a definition with its document, or null.</summary>
    public async ValueTask<OpenedVersion?> OpenLatestAsync(string definitionId, CancellationToken cancellationToken = default) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(x => x.Id.DefinitionId == definitionId && x.IsLatest) is { } latest ? await OpenAsync(latest, cancellationToken) : null;

    /// <summary>A version with its document; null if it went in the meantime.</summary>
    public async ValueTask<OpenedVersion?> OpenAsync(DesignedVersion version, CancellationToken cancellationToken = default) =>
        await TextAsync(version, cancellationToken) is { } text && JsonNode.Parse(text) is JsonObject document ? new OpenedVersion(version, document) : null;

    /// <summary>The text of a version exactly as it is kept; null if it went in the meantime.</summary>
    public ValueTask<string?> TextAsync(DesignedVersion version, CancellationToken cancellationToken = default) => version.Id.Revision is { } revision
        ? drafts.DocumentAsync(version.Id.DefinitionId, revision, cancellationToken)
        : published.FindAsync(version.Id.DefinitionId, version.Id.Version, cancellationToken);

    /// <summary>Saves what a designer hands in, as the draft of its definition.</summary>
    /// <param name="model">The document; its <c>id</c> names the version it was made from.</param>
    /// <param name="actor">Who saves.</param>
    /// <param name="editor">Which window, if known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<SaveResult> SaveAsync(JsonObject model, Actor actor, string? editor, CancellationToken cancellationToken = default) =>
        KeepAsync(model, SaveKind.Saved, actor, editor, cancellationToken);

    /// <summary>Reads a file in as the draft of its definition. What the draft was before stays in its history.</summary>
    public ValueTask<SaveResult> ImportAsync(JsonObject model, Actor actor, string? editor, CancellationToken cancellationToken = default) =>
        KeepAsync(model, SaveKind.Imported, actor, editor, cancellationToken);

    /// <summary>Takes an earlier version, or an earlier save, back as the draft. Null if there is no such thing.</summary>
    public async ValueTask<SaveResult?> RestoreAsync(string definitionId, int? version, long? revision, Actor actor, CancellationToken cancellationToken = default)
    {
        var text = revision is { } save ? await drafts.DocumentAsync(definitionId, save, cancellationToken)
            : version is { } number ? await published.FindAsync(definitionId, number, cancellationToken) : null;
        return text is not null && JsonNode.Parse(text) is JsonObject document ? await KeepAsync(document, SaveKind.Restored, actor, null, cancellationToken, revision) : null;
    }

    /// <summary>All saves of a definition, the newest first.</summary>
    public ValueTask<IReadOnlyList<DraftSave>> HistoryAsync(string definitionId, CancellationToken cancellationToken = default) => drafts.HistoryAsync(definitionId, cancellationToken);

    /// <summary>Gives the draft up; its saves stay.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="revision">The save as which the draft was seen; null to give it up whatever was saved last.</param>
    /// <param name="actor">Who gives it up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there was one, at that save.</returns>
    public async ValueTask<bool> DiscardAsync(string definitionId, long? revision, Actor actor, CancellationToken cancellationToken = default)
    {
        while (await drafts.FindAsync(definitionId, cancellationToken) is { } draft && (revision ?? draft.Revision) == draft.Revision)
        {
            var text = await drafts.DocumentAsync(definitionId, draft.Revision, cancellationToken) ?? "{}";
            var last = new NewSave(definitionId, draft.Version, SaveKind.Discarded, text, actor.Id.Value, actor.Name, time.GetUtcNow());
            if (await drafts.EndAsync(last, draft.Revision, cancellationToken)) return true;
        }
        return false;
    }

    private async ValueTask<SaveResult> KeepAsync(JsonObject model, SaveKind kind, Actor actor, string? editor, CancellationToken cancellationToken, long? restoredFrom = null)
    {
        var definitionId = model["definitionId"]?.ToString() is { Length: > 0 } named ? named : NewId();
        if (WhyNot(definitionId, model) is { } wrong) return new SaveResult.Refused(wrong);
        var latest = await OpenLatestAsync(definitionId, cancellationToken);
        var document = DraftDocument.Prepare(model, latest?.Document);
        document["definitionId"] = definitionId;
        if (WhyUnreadable(document) is { } unreadable) return new SaveResult.Refused(unreadable);
        if (latest is not null && DraftDocument.SaysTheSame(latest.Document, document)) return new SaveResult.Saved(latest, false);
        if (latest is not null && DraftDocument.Emptied(latest.Document, document) is { } emptied)
            return new SaveResult.Refused(DraftTexts.Refusal("would-empty", ("flow", emptied), ("steps", Steps(latest.Document))));

        var draft = latest is { Version.IsDraft: true } ? latest.Version : null;
        var next = draft?.Id.Version ?? Math.Max((latest?.Version.Id.Version ?? 0) + 1, kind == SaveKind.Imported ? Number(model) : 1);
        Number(document, definitionId, next, latest);
        document = DraftDocument.Ordered(document);
        var save = new NewSave(definitionId, next, kind, DraftDocument.Text(document), actor.Id.Value, actor.Name, time.GetUtcNow()) { Editor = editor, RestoredFrom = restoredFrom };
        if (kind == SaveKind.Saved && latest is not null && !await MayReplaceAsync(VersionId.TryParse(model["id"]?.ToString()), latest.Version, actor, editor, cancellationToken))
            return await TooLateAsync(save, cancellationToken);
        if (await drafts.SaveAsync(save, draft?.Id.Revision, cancellationToken) is not { } kept) return await TooLateAsync(save, cancellationToken);
        return new SaveResult.Saved(new OpenedVersion(Of(kept, new VersionId(definitionId, next, kept.Revision), Headline.Of(document)), document), true);
    }

    // The save of a window may overtake the answer to the one before it; that is no conflict with anybody.
    private async ValueTask<bool> MayReplaceAsync(VersionId? basis, DesignedVersion latest, Actor actor, string? editor, CancellationToken cancellationToken)
    {
        if (basis == latest.Id) return true;
        // A program that names no version: it can only overwrite what is its own.
        if (basis is null || basis.DefinitionId != latest.Id.DefinitionId) return !latest.IsDraft || (await drafts.FindAsync(latest.Id.DefinitionId, cancellationToken))?.SavedBy == actor.Id.Value;
        if (!latest.IsDraft || editor is null) return false;
        var saves = (await drafts.HistoryAsync(latest.Id.DefinitionId, cancellationToken)).Where(x => x.Kind != SaveKind.SetAside)
            .TakeWhile(x => x.Kind is not (SaveKind.Published or SaveKind.Discarded)).Where(x => x.Revision <= latest.Id.Revision).ToList();
        // What was kept aside never was the draft, nor was a save that is not there.
        if (basis.Revision is { } from && !saves.Exists(x => x.Revision == from)) return false;
        var since = saves.Where(x => x.Revision > (basis.Revision ?? 0)).ToList();
        var reaches = basis.Revision is not null ? basis.Version == latest.Id.Version : basis.Version == latest.Id.Version - 1;
        return reaches && since.TrueForAll(x => x.Editor == editor && x.By == actor.Id.Value);
    }

    private async ValueTask<SaveResult> TooLateAsync(NewSave save, CancellationToken cancellationToken)
    {
        var aside = await drafts.SetAsideAsync(save, cancellationToken);
        var now = await drafts.FindAsync(save.DefinitionId, cancellationToken);
        return new SaveResult.Refused(now is null
            ? DraftTexts.Refusal("published-meanwhile", ("revision", aside))
            : DraftTexts.Refusal("stale", ("person", now.SavedByName), ("at", now.SavedAt), ("revision", aside))) { SetAside = aside, DefinitionId = save.DefinitionId };
    }

    private void Number(JsonObject document, string definitionId, int version, OpenedVersion? latest)
    {
        document["id"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{definitionId}-v{version}");
        document["version"] = version;
        document["isLatest"] = true;
        document["isPublished"] = false;
        var known = latest?.Document["createdAt"] ?? document["createdAt"];
        document["createdAt"] = known?.ToString() is { Length: > 0 } at && !at.StartsWith("0001-", StringComparison.Ordinal) ? known.DeepClone() : time.GetUtcNow();
    }

    /// <summary>Whether a definition can have this id: it stands in addresses, in names of files and of columns.</summary>
    internal static bool IsUsable(string definitionId) =>
        definitionId.Length is > 0 and <= LongestId && FitsAFile(definitionId) && !OfAddresses.Contains(definitionId)
        && char.IsLetterOrDigit(definitionId[0]) && definitionId.All(x => char.IsLetterOrDigit(x) || x is '-' or '_' or '.');

    /// <summary>Whether it can be a part of a file's name: file systems count bytes, and most signs of Chinese take three.</summary>
    internal static bool FitsAFile(string definitionId) => System.Text.Encoding.UTF8.GetByteCount(definitionId) <= MostBytesOfId;

    private static Refusal? WhyNot(string definitionId, JsonObject model)
    {
        if (!IsUsable(definitionId)) return DraftTexts.Refusal("id-unusable", ("id", definitionId), ("longest", LongestId));
        var name = model["name"]?.ToString().Trim() ?? "";
        if (name.Length is 0 or > LongestName) return DraftTexts.Refusal("name-missing", ("longest", LongestName));
        return model["root"] is JsonObject ? null : DraftTexts.Refusal("no-root");
    }

    private static Refusal? WhyUnreadable(JsonObject document)
    {
        try
        {
            WorkflowDefinition.Parse((JsonObject)document.DeepClone());
            return null;
        }
        catch (DefinitionException wrong)
        {
            return new Refusal("draft.unreadable", wrong.Text) { Fields = [new FieldProblem(wrong.ActivityId ?? wrong.Field ?? "root", wrong.Text)] };
        }
    }

    private async ValueTask<Headline> HeadlineAsync(VersionId id, Func<ValueTask<string?>> read)
    {
        if (_headlines.TryGetValue(id, out var known)) return known;
        var headline = await read() is { } text && JsonNode.Parse(text) is JsonObject document ? Headline.Of(document) : new Headline(id.DefinitionId, "", "", false, false);
        // A published version never changes; of a draft only the newest save is ever asked for again.
        foreach (var old in _headlines.Keys.Where(x => x.Revision is not null && x.DefinitionId == id.DefinitionId && id.Revision is not null).ToList()) _headlines.TryRemove(old, out _);
        return _headlines[id] = headline;
    }

    // Another process may have published the number that the draft was to get.
    private static VersionId IdOf(Draft draft, int newest) => new(draft.DefinitionId, Math.Max(draft.Version, newest + 1), draft.Revision);

    private static DesignedVersion Of(Draft draft, VersionId id, Headline headline) => new(id, true, false, draft.CreatedAt, headline) { SavedByName = draft.SavedByName, SavedAt = draft.SavedAt };

    private static int Number(JsonObject model) => int.TryParse(model["version"]?.ToString(), out var version) && version is > 0 and <= HighestVersion ? version : 1;

    private static int Steps(JsonObject document) => WorkflowDefinition.Parse((JsonObject)document.DeepClone()).Activities.Count - 1;

    private static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}

/// <summary>How a save ended.</summary>
public abstract record SaveResult
{
    private SaveResult() { }

    /// <summary>It is the draft now, or says what the newest version said already.</summary>
    /// <param name="Version">The draft, or the version that says the same.</param>
    /// <param name="IsNew">Whether a save was added to the history.</param>
    public sealed record Saved(OpenedVersion Version, bool IsNew) : SaveResult;

    /// <summary>It is not the draft.</summary>
    public sealed record Refused(Refusal Why) : SaveResult
    {
        /// <summary>Where in the history it was kept because it came too late; null if it was not kept.</summary>
        public long? SetAside { get; init; }

        /// <summary>The definition in whose history it was kept; null if it was not kept.</summary>
        public string? DefinitionId { get; init; }
    }
}
