using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>
/// The way from a draft into force (发布审批): it passes the gate, its stories hold, a second administrator who did not make it approves, and on its day the
/// gate looks once more. What is published is, byte by byte but for its number, what was approved.
/// </summary>
public sealed class ReleaseDesk(
    DraftDesk desk, IDraftStore drafts, IReleaseStore releases, IDefinitionStore published, PublishDefinition publishing, ISystemNotices notices, TimeProvider time)
{
    private const int LongestReason = 1000;
    private const int AtOnce = 20;
    private const string Notice = "release";
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(366);

    /// <summary>Hands the draft of a definition in. What the gate finds keeps it out.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="actor">Who hands it in.</param>
    /// <param name="from">The day from which it is to be in force, in China; null: as soon as it is approved.</param>
    /// <param name="note">What it is for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ReleaseResult> ProposeAsync(string definitionId, Actor actor, DateOnly? from = null, string note = "", CancellationToken cancellationToken = default)
    {
        if (WhyNot(note, from) is { } wrong) return ReleaseResult.Of(wrong);
        if (await desk.OpenLatestAsync(definitionId, cancellationToken) is not { } latest) return ReleaseResult.Of(ReleaseTexts.Refusal("unknown"));
        if (latest.Version.Id.Revision is not { } revision) return ReleaseResult.Of(ReleaseTexts.Refusal("nothing", ("definition", latest.Version.Headline.Name)));
        var text = Numbered(latest.Document, definitionId, latest.Version.Id.Version);
        var open = (await releases.ListAsync(definitionId, 1, cancellationToken)).FirstOrDefault(x => x.IsUnderWay);
        // Handed in again as it is: nothing has to be looked at twice.
        if (open is not null && open.Revision == revision && open.EffectiveFrom == StartOf(from)) return new ReleaseResult(open, [], null);
        var found = await publishing.CheckAsync(new DefinitionSubmission(latest.Version.Headline.Name, text), cancellationToken);
        if (!found.IsGood) return new ReleaseResult(null, found.Problems, null);
        var authors = (await drafts.HistoryAsync(definitionId, cancellationToken)).Where(x => x.Revision <= revision && x.Kind != SaveKind.SetAside)
            .TakeWhile(x => x.Kind is not (SaveKind.Published or SaveKind.Discarded)).Select(x => x.By).Append(actor.Id.Value).Distinct().ToList();
        return await KeepAsync(ReleaseKind.Draft, definitionId, latest.Version.Headline.Name, latest.Version.Id.Version, revision, authors, actor, from, note, new ReleaseContent(text, null), found, cancellationToken);
    }

    /// <summary>Hands in a document as it is, with the version it names.</summary>
    /// <param name="submission">The document; it was found good or not by <paramref name="found"/>.</param>
    /// <param name="stories">The stories of the submission, as they were written; null for none.</param>
    /// <param name="found">What the gate found.</param>
    /// <param name="actor">Who hands it in.</param>
    /// <param name="from">The day from which it is to be in force; null: as soon as it is approved.</param>
    /// <param name="note">What it is for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ReleaseResult> SubmitAsync(
        DefinitionSubmission submission, JsonArray? stories, CheckedDefinition found, Actor actor, DateOnly? from = null, string note = "", CancellationToken cancellationToken = default)
    {
        if (WhyNot(note, from) is { } wrong) return ReleaseResult.Of(wrong);
        if (found.Definition is not { } definition || !found.IsGood) return new ReleaseResult(null, found.Problems, null);
        var content = new ReleaseContent(submission.Json, stories is { Count: > 0 } ? stories.ToJsonString() : null);
        var open = (await releases.ListAsync(definition.DefinitionId, 1, cancellationToken)).FirstOrDefault(x => x.IsUnderWay);
        if (open is not null && open.EffectiveFrom == StartOf(from) && await releases.ContentAsync(open.Id, cancellationToken) == content) return new ReleaseResult(open, found.Problems, null);
        var name = definition.Name.Length > 0 ? definition.Name : definition.DefinitionId;
        return await KeepAsync(ReleaseKind.Submission, definition.DefinitionId, name, definition.Version, null, [.. submission.Authors.Append(actor.Id.Value).Distinct()], actor, from, note, content, found, cancellationToken);
    }

    /// <summary>Approves a release; whoever made it can't. Without a day, or if its day has come, it is published at once.</summary>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ReleaseResult> ApproveAsync(Guid id, Actor actor, string note = "", CancellationToken cancellationToken = default)
    {
        if (WhyNot(note, null) is { } wrong) return ReleaseResult.Of(wrong);
        if (await releases.FindAsync(id, cancellationToken) is not { } release) return ReleaseResult.Of(ReleaseTexts.Refusal("unknown"));
        if (release.Authors.Contains(actor.Id.Value)) return ReleaseResult.Of(ReleaseTexts.Refusal("author", ("people", string.Join("、", release.Authors))));
        if (release.State != ReleaseState.Proposed) return ReleaseResult.Of(Ended(release));
        // What would fail is not approved: the second person is told the problems and can send it back.
        var (submission, _) = await SubmissionAsync(release, cancellationToken);
        var found = await publishing.CheckAsync(submission, cancellationToken);
        if (!found.IsGood) return new ReleaseResult(release, found.Problems, null);
        var change = new ReleaseChange(ReleaseState.Approved) { By = actor.Id.Value, ByName = actor.Name, DecidedAt = time.GetUtcNow(), Reason = Trimmed(note) };
        if (!await releases.ChangeAsync(id, ReleaseState.Proposed, change, cancellationToken)) return ReleaseResult.Of(Ended((await releases.FindAsync(id, cancellationToken))!));
        await EndNoticesAsync(cancellationToken);
        var approved = (await releases.FindAsync(id, cancellationToken))!;
        return approved.EffectiveFrom is { } at && at > time.GetUtcNow() ? new ReleaseResult(approved, found.Problems, null) : await PublishAsync(approved, cancellationToken);
    }

    /// <summary>Sends a release back with a reason.</summary>
    public ValueTask<ReleaseResult> RejectAsync(Guid id, Actor actor, string reason, CancellationToken cancellationToken = default) =>
        EndAsync(id, actor, ReleaseState.Rejected, reason, cancellationToken);

    /// <summary>Takes a release back with a reason, also one that waits for its day.</summary>
    public ValueTask<ReleaseResult> WithdrawAsync(Guid id, Actor actor, string reason, CancellationToken cancellationToken = default) =>
        EndAsync(id, actor, ReleaseState.Withdrawn, reason, cancellationToken);

    /// <summary>Publishes what was approved and whose day has come; how many were published.</summary>
    public async ValueTask<int> PublishDueAsync(CancellationToken cancellationToken = default)
    {
        var done = 0;
        foreach (var release in await releases.DueAsync(time.GetUtcNow(), AtOnce, cancellationToken))
            if ((await PublishAsync(release, cancellationToken)).Release?.State == ReleaseState.Published) done++;
        return done;
    }

    /// <summary>
    /// Brings an earlier version back as a new one, at once: it was approved when it was published, the gate looks at it again, and all administrators are told. A draft that
    /// somebody is drawing stays a draft.
    /// </summary>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ReleaseResult> ReturnAsync(string definitionId, int version, Actor actor, string reason, CancellationToken cancellationToken = default)
    {
        if (Trimmed(reason) is null) return ReleaseResult.Of(ReleaseTexts.Refusal("reason-missing"));
        if (WhyNot(reason, null) is { } wrong) return ReleaseResult.Of(wrong);
        var versions = (await published.ListAsync(cancellationToken)).Where(x => x.DefinitionId == definitionId).ToList();
        if (await published.FindAsync(definitionId, version, cancellationToken) is not { } text || JsonNode.Parse(text) is not JsonObject document)
            return ReleaseResult.Of(ReleaseTexts.Refusal("unknown-version", ("definition", definitionId), ("version", version)));
        var name = document["name"]?.ToString() ?? definitionId;
        if (versions.Find(x => x.IsInForce) is { } current && await published.FindAsync(definitionId, current.Version, cancellationToken) is { } now
            && (current.Version == version || JsonNode.Parse(now) is JsonObject inForce && DraftDocument.SaysTheSame(inForce, document)))
            return ReleaseResult.Of(ReleaseTexts.Refusal("in-force-already", ("definition", name), ("version", version)));
        var next = versions.Max(x => x.Version) + 1;
        var content = new ReleaseContent(Numbered(document, definitionId, next), null);
        var found = await publishing.CheckAsync(new DefinitionSubmission(name, content.Json), cancellationToken);
        if (!found.IsGood) return new ReleaseResult(null, found.Problems, null);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var release = new NewRelease(id, definitionId, ReleaseKind.Return, next, null, [actor.Id.Value], actor.Id.Value, actor.Name, time.GetUtcNow(), null, reason.Trim(), content);
        if (!await releases.AddAsync(release, cancellationToken)) return ReleaseResult.Of(ReleaseTexts.Refusal("busy", ("definition", name)));
        await releases.ChangeAsync(id, ReleaseState.Proposed, new ReleaseChange(ReleaseState.Approved), cancellationToken);
        var done = await PublishAsync((await releases.FindAsync(id, cancellationToken))!, cancellationToken);
        if (done.Release?.State == ReleaseState.Published)
            await TellAsync($"{Notice}-return:{id}", $"{Notice}-return", ReleaseTexts.Get("notice.returned", ("person", actor.Name), ("definition", name), ("from", version), ("version", next), ("reason", reason.Trim())), cancellationToken);
        return done;
    }

    private async ValueTask<ReleaseResult> KeepAsync(
        ReleaseKind kind, string definitionId, string name, int version, long? revision, IReadOnlyList<string> authors, Actor actor, DateOnly? from, string note, ReleaseContent content, CheckedDefinition found,
        CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var release = new NewRelease(id, definitionId, kind, version, revision, authors, actor.Id.Value, actor.Name, time.GetUtcNow(), StartOf(from), note.Trim(), content);
        if (!await releases.AddAsync(release, cancellationToken)) return ReleaseResult.Of(ReleaseTexts.Refusal("busy", ("definition", name)));
        await EndNoticesAsync(cancellationToken);
        await TellAsync($"{Notice}:{id}", Notice, ReleaseTexts.Get("notice.proposed", ("person", actor.Name), ("definition", name), ("version", version)), cancellationToken);
        return new ReleaseResult(await releases.FindAsync(id, cancellationToken), found.Problems, null);
    }

    private async ValueTask<ReleaseResult> PublishAsync(Release release, CancellationToken cancellationToken)
    {
        var (submission, version) = await SubmissionAsync(release, cancellationToken);
        var found = await publishing.CheckAsync(submission, cancellationToken);
        if (found.IsGood) found = await publishing.KeepAsync(found, cancellationToken);
        if (!found.IsGood)
        {
            var why = found.Problems.First(x => x.Severity == Severity.Error).Message;
            await releases.ChangeAsync(release.Id, ReleaseState.Approved, new ReleaseChange(ReleaseState.Failed) { Reason = why.Zh == why.En ? why.Zh : $"{why.Zh} / {why.En}" }, cancellationToken);
            await TellAsync($"{Notice}-failed:{release.Id}", $"{Notice}-failed", ReleaseTexts.Get("notice.failed", ("definition", submission.File), ("version", version), ("problem", why)), cancellationToken);
            return new ReleaseResult(await releases.FindAsync(release.Id, cancellationToken), found.Problems, null);
        }
        // After the version is kept: cut off in between, the next run finds it kept and writes this.
        await releases.ChangeAsync(release.Id, ReleaseState.Approved, new ReleaseChange(ReleaseState.Published) { PublishedAt = time.GetUtcNow(), Version = version }, cancellationToken);
        if (release.Revision is { } revision)
            // If somebody saved in the meantime their save stays the draft, of the version after this one.
            await drafts.EndAsync(new NewSave(release.DefinitionId, version, SaveKind.Published, submission.Json, release.ProposedBy, release.ProposedByName, time.GetUtcNow()), revision, cancellationToken);
        return new ReleaseResult(await releases.FindAsync(release.Id, cancellationToken), found.Problems, null);
    }

    private async ValueTask<(DefinitionSubmission Submission, int Version)> SubmissionAsync(Release release, CancellationToken cancellationToken)
    {
        var content = (await releases.ContentAsync(release.Id, cancellationToken))!;
        var document = JsonNode.Parse(content.Json)!.AsObject();
        List<(string, ScenarioReading)> stories = [];
        foreach (var story in JsonNode.Parse(content.Stories ?? "[]")!.AsArray()) stories.Add(($"scenarios[{stories.Count}]", ScenarioReader.Read($"scenarios[{stories.Count}]", story?.DeepClone())));
        var (text, version) = (content.Json, release.Version);
        // The number of a draft may have been given to another version since. The same text under the same number is this release, half done.
        if (release.Kind != ReleaseKind.Submission && await published.FindAsync(release.DefinitionId, version, cancellationToken) is { } other && other != text)
        {
            version = (await published.ListAsync(cancellationToken)).Where(x => x.DefinitionId == release.DefinitionId).Max(x => x.Version) + 1;
            text = Numbered(document, release.DefinitionId, version);
        }
        return (new DefinitionSubmission(document["name"]?.ToString() is { Length: > 0 } name ? name : release.DefinitionId, text) { Scenarios = stories }, version);
    }

    private async ValueTask<ReleaseResult> EndAsync(Guid id, Actor actor, ReleaseState state, string reason, CancellationToken cancellationToken)
    {
        if (Trimmed(reason) is null) return ReleaseResult.Of(ReleaseTexts.Refusal("reason-missing"));
        if (WhyNot(reason, null) is { } wrong) return ReleaseResult.Of(wrong);
        if (await releases.FindAsync(id, cancellationToken) is not { } release) return ReleaseResult.Of(ReleaseTexts.Refusal("unknown"));
        var may = release.State == ReleaseState.Proposed || release.State == ReleaseState.Approved && state == ReleaseState.Withdrawn;
        var change = new ReleaseChange(state) { By = actor.Id.Value, ByName = actor.Name, DecidedAt = time.GetUtcNow(), Reason = Trimmed(reason) };
        if (!may || !await releases.ChangeAsync(id, release.State, change, cancellationToken)) return ReleaseResult.Of(Ended((await releases.FindAsync(id, cancellationToken))!));
        await EndNoticesAsync(cancellationToken);
        return new ReleaseResult(await releases.FindAsync(id, cancellationToken), [], null);
    }

    private async ValueTask TellAsync(string key, string kind, LocalizedText text, CancellationToken cancellationToken) =>
        await notices.RaiseAsync(new SystemNotice(key, kind, text, time.GetUtcNow()), cancellationToken);

    private async ValueTask EndNoticesAsync(CancellationToken cancellationToken)
    {
        var open = (await releases.ListAsync(null, ISystemNotices.MostOpen, cancellationToken)).Where(x => x.State == ReleaseState.Proposed).Select(x => $"{Notice}:{x.Id}").ToList();
        await notices.EndOthersAsync(Notice, open, time.GetUtcNow(), cancellationToken);
    }

    private Refusal? WhyNot(string text, DateOnly? from)
    {
        if (text.Trim().Length > LongestReason) return ReleaseTexts.Refusal("reason-too-long", ("longest", LongestReason));
        return from is { } day && (day < ChinaTime.DayOf(time.GetUtcNow()) || StartOf(day) > time.GetUtcNow() + Farthest) ? ReleaseTexts.Refusal("too-late") : null;
    }

    private static Refusal Ended(Release release) => ReleaseTexts.Refusal("not-under-way", ("state", ReleaseTexts.Get($"state.{release.State}")));

    private static DateTimeOffset? StartOf(DateOnly? day) => day is { } given ? ChinaTime.StartOf(given).ToUniversalTime() : null;

    private static string? Trimmed(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static string Numbered(JsonObject given, string definitionId, int version)
    {
        var document = (JsonObject)given.DeepClone();
        document["version"] = version;
        document["id"] = string.Create(CultureInfo.InvariantCulture, $"{definitionId}-v{version}");
        document["isPublished"] = true;
        document["isLatest"] = true;
        return DraftDocument.Text(document);
    }
}

/// <summary>What came of handing in, approving or publishing.</summary>
/// <param name="Release">The release as it stands; null if there is none.</param>
/// <param name="Problems">What the gate and the stories found.</param>
/// <param name="Why">Why nothing was done; null if it was, or if <paramref name="Problems"/> says so.</param>
public sealed record ReleaseResult(Release? Release, IReadOnlyList<PublishProblem> Problems, Refusal? Why)
{
    /// <summary>Whether what was asked for was done.</summary>
    public bool IsDone => Why is null && Problems.All(x => x.Severity != Severity.Error);

    internal static ReleaseResult Of(Refusal why) => new(null, [], why);
}
