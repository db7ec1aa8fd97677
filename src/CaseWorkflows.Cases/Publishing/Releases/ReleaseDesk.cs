using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>
/// The way from a draft into force (发布审批): it passes the gate, its stories hold, a second administrator who did not make it approves, and on its day the
/// gate looks once more. What is published is, byte by byte but for its number, what was approved.
/// </summary>
public sealed partial class ReleaseDesk(
    DraftDesk desk, IDraftStore drafts, IReleaseStore releases, IDefinitionStore published, PublishDefinition publishing, ISystemNotices notices, TimeProvider time)
{
    private const int LongestReason = 1000;
    private const int AtOnce = 20;
    private const int MostTries = 5;
    private const string Notice = "release";
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(366);

    /// <summary>Hands the draft of a definition in. What the gate finds keeps it out.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="actor">Who hands it in.</param>
    /// <param name="wish">When it is to be in force, and what for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ReleaseResult> ProposeAsync(string definitionId, Actor actor, ReleaseWish wish, CancellationToken cancellationToken = default)
    {
        if (WhyNot(wish.Note, wish.From) is { } wrong) return ReleaseResult.Of(wrong);
        if (await desk.OpenLatestAsync(definitionId, cancellationToken) is not { } latest) return ReleaseResult.Of(ReleaseTexts.Refusal("unknown-flow", ("definition", definitionId)));
        if (latest.Version.Id.Revision is not { } revision) return ReleaseResult.Of(ReleaseTexts.Refusal("nothing", ("definition", latest.Version.Headline.Name)));
        var text = Numbered(latest.Document, definitionId, latest.Version.Id.Version);
        var found = await publishing.CheckAsync(new DefinitionSubmission(latest.Version.Headline.Name, text), cancellationToken);
        if (found.Definition is not { } definition || !found.IsGood) return new ReleaseResult(null, found.Problems, null);
        var held = await HeldAsync(definition, cancellationToken);
        if (WhyNotTake(definition, held, wish.TakesOver) is { } taken) return ReleaseResult.Of(taken);
        var open = (await releases.ListAsync(definitionId, 1, cancellationToken)).FirstOrDefault(x => x.IsUnderWay);
        var authors = await IsOfProductAsync(definitionId, latest.Document, cancellationToken) ? [actor.Id.Value]
            : await AuthorsAsync(definition, [.. ReleaseAuthors.Of(await drafts.HistoryAsync(definitionId, cancellationToken), revision), actor.Id.Value], cancellationToken);
        // Handed in again as it is: nothing has to be looked at twice.
        if (open is not null && open.Revision == revision && open.EffectiveFrom == StartOf(wish.From) && open.Base == held) return new ReleaseResult(open, [], null);
        return await KeepAsync(ReleaseKind.Draft, definition, revision, authors, actor, wish, new ReleaseContent(text, null), held, found, cancellationToken);
    }

    /// <summary>Hands in a document as it is, with the version it names.</summary>
    /// <param name="submission">The document; it was found good or not by <paramref name="found"/>.</param>
    /// <param name="stories">The stories of the submission, as they were written; null for none.</param>
    /// <param name="found">What the gate found.</param>
    /// <param name="actor">Who hands it in.</param>
    /// <param name="wish">When it is to be in force, and what for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ReleaseResult> SubmitAsync(
        DefinitionSubmission submission, JsonArray? stories, CheckedDefinition found, Actor actor, ReleaseWish wish, CancellationToken cancellationToken = default)
    {
        if (WhyNot(wish.Note, wish.From) is { } wrong) return ReleaseResult.Of(wrong);
        if (found.Definition is not { } definition || !found.IsGood) return new ReleaseResult(null, found.Problems, null);
        // An older number would come into force before one that is newer.
        if (await NewestAsync(definition.DefinitionId, cancellationToken) is var newest && definition.Version <= newest)
            return ReleaseResult.Of(ReleaseTexts.Refusal("version-behind", ("definition", NameOf(definition)), ("version", definition.Version), ("next", newest + 1)));
        var held = await HeldAsync(definition, cancellationToken);
        if (WhyNotTake(definition, held, wish.TakesOver) is { } taken) return ReleaseResult.Of(taken);
        var content = new ReleaseContent(submission.Json, stories is { Count: > 0 } ? stories.ToJsonString() : null);
        var open = (await releases.ListAsync(definition.DefinitionId, 1, cancellationToken)).FirstOrDefault(x => x.IsUnderWay);
        var authors = await IsOfProductAsync(definition.DefinitionId, JsonNode.Parse(submission.Json), cancellationToken) ? [actor.Id.Value]
            : await AuthorsAsync(definition, [.. submission.Authors, actor.Id.Value], cancellationToken);
        // Handed in again as it is; but whoever made it must stand in the release.
        if (open is not null && open.EffectiveFrom == StartOf(wish.From) && open.Base == held && authors.All(x => x == actor.Id.Value || open.Authors.Contains(x))
            && await releases.ContentAsync(open.Id, cancellationToken) == content)
            return new ReleaseResult(open, found.Problems, null);
        return await KeepAsync(ReleaseKind.Submission, definition, null, authors, actor, wish, content, held, found, cancellationToken);
    }

    /// <summary>Approves a release; whoever made it can't. Without a day, or if its day has come, it is published at once.</summary>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ReleaseResult> ApproveAsync(Guid id, Actor actor, string note = "", CancellationToken cancellationToken = default)
    {
        if (WhyNot(note, null) is { } wrong) return ReleaseResult.Of(wrong);
        if (await releases.FindAsync(id, cancellationToken) is not { } release) return ReleaseResult.Of(ReleaseTexts.Refusal("unknown"));
        if (release.Authors.Contains(actor.Id.Value, StringComparer.OrdinalIgnoreCase)) return ReleaseResult.Of(ReleaseTexts.Refusal("author", ("people", Joining.Names(release.Authors))));
        if (release.State != ReleaseState.Proposed) return ReleaseResult.Of(Ended(release));
        if (await WhyOutdatedAsync(release, cancellationToken) is { } outdated) return ReleaseResult.Of(await EndedMeanwhileAsync(id, cancellationToken) ?? outdated);
        // What would fail is not approved: the second person is told the problems and can send it back.
        var (submission, _) = await SubmissionAsync(release, cancellationToken);
        var found = await publishing.CheckAsync(submission, cancellationToken);
        if (!found.IsGood) return await EndedMeanwhileAsync(id, cancellationToken) is { } ended ? ReleaseResult.Of(ended) : new ReleaseResult(release, found.Problems, null);
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

    /// <summary>Publishes what was approved and whose day has come, also a day that was missed; how many were published. One that can't be looked at does not keep the others waiting.</summary>
    /// <exception cref="AggregateException">Some could not be looked at; they are tried again the next time.</exception>
    public async ValueTask<int> PublishDueAsync(CancellationToken cancellationToken = default)
    {
        var done = 0;
        List<Exception> failed = [];
        foreach (var release in await releases.DueAsync(time.GetUtcNow(), AtOnce, cancellationToken))
        {
            try
            {
                if ((await PublishAsync(release, cancellationToken)).Release?.State == ReleaseState.Published) done++;
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                failed.Add(problem);
            }
        }
        return failed.Count == 0 ? done : throw new AggregateException(failed);
    }

    /// <summary>
    /// Brings an earlier version back as a new one, at once: it was approved when it was published, the gate looks at it again, and all administrators are told. A draft that
    /// somebody is drawing stays a draft.
    /// </summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="version">The version that comes back.</param>
    /// <param name="actor">Who brings it back.</param>
    /// <param name="reason">Why.</param>
    /// <param name="takesOver">Whether it may take its service from another definition that has it now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ReleaseResult> ReturnAsync(string definitionId, int version, Actor actor, string reason, bool takesOver = false, CancellationToken cancellationToken = default)
    {
        if (Trimmed(reason) is null) return ReleaseResult.Of(ReleaseTexts.Refusal("reason-missing"));
        if (WhyNot(reason, null) is { } wrong) return ReleaseResult.Of(wrong);
        if (await published.FindAsync(definitionId, version, cancellationToken) is not { } text || JsonNode.Parse(text) is not JsonObject document)
            return ReleaseResult.Of(ReleaseTexts.Refusal("unknown-version", ("definition", definitionId), ("version", version)));
        var next = await NewestAsync(definitionId, cancellationToken) + 1;
        var content = new ReleaseContent(Numbered(document, definitionId, next), null);
        var found = await publishing.CheckAsync(new DefinitionSubmission(document["name"]?.ToString() ?? definitionId, content.Json), cancellationToken);
        if (found.Definition is not { } definition || !found.IsGood) return new ReleaseResult(null, found.Problems, null);
        var held = await HeldAsync(definition, cancellationToken);
        if (held?.DefinitionId == definitionId && await published.FindAsync(definitionId, held.Version, cancellationToken) is { } now
            && (held.Version == version || JsonNode.Parse(now) is JsonObject inForce && DraftDocument.SaysTheSame(inForce, document)))
            return ReleaseResult.Of(ReleaseTexts.Refusal("in-force-already", ("definition", NameOf(definition)), ("version", version)));
        if (WhyNotTake(definition, held, takesOver) is { } taken) return ReleaseResult.Of(taken);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var release = new NewRelease(id, definitionId, ReleaseKind.Return, next, null, [actor.Id.Value], actor.Id.Value, actor.Name, time.GetUtcNow(), null, Kept(reason.Trim()), content) { Base = held };
        if (!await releases.AddAsync(release, cancellationToken)) return ReleaseResult.Of(ReleaseTexts.Refusal("busy", ("definition", NameOf(definition))));
        var done = await PublishAsync((await releases.FindAsync(id, cancellationToken))!, cancellationToken);
        if (done.Release is { State: ReleaseState.Published } back)
            await TellAsync($"{Notice}-return:{id}", $"{Notice}-return", ReleaseTexts.Get("notice.returned", ("person", actor.Name), ("definition", NameOf(definition)), ("from", version), ("version", back.Version), ("reason", reason.Trim())), cancellationToken);
        return done;
    }

    /// <summary>Tells all administrators that somebody took a definition out of force: no new case of its service can be opened any more.</summary>
    public ValueTask TellRetractedAsync(string definitionId, string name, Actor actor, CancellationToken cancellationToken = default) =>
        TellAsync($"{Notice}-retracted:{definitionId}:{time.GetUtcNow():O}", $"{Notice}-retracted", ReleaseTexts.Get("notice.retracted", ("person", actor.Name), ("definition", name)), cancellationToken);

    /// <summary>Tells all administrators that somebody put a definition back in force as it was.</summary>
    public ValueTask TellPutBackAsync(string definitionId, string name, int version, Actor actor, CancellationToken cancellationToken = default) =>
        TellAsync($"{Notice}-put-back:{definitionId}:{time.GetUtcNow():O}", $"{Notice}-put-back", ReleaseTexts.Get("notice.put-back", ("person", actor.Name), ("definition", name), ("version", version)), cancellationToken);

    /// <summary>What keeps a release from being approved as it was handed in: its draft was changed, or another version came into force since; null if nothing does.</summary>
    public async ValueTask<Refusal?> WhyOutdatedAsync(Release release, CancellationToken cancellationToken = default)
    {
        if (release.Kind == ReleaseKind.Draft && release.State == ReleaseState.Proposed && (await drafts.FindAsync(release.DefinitionId, cancellationToken))?.Revision != release.Revision)
            return ReleaseTexts.Refusal("draft-changed");
        if (await releases.ContentAsync(release.Id, cancellationToken) is not { } content) return ReleaseTexts.Refusal("unknown");
        return await HeldAsync(WorkflowDefinition.Parse(content.Json), cancellationToken) == release.Base ? null : ReleaseTexts.Refusal("base-moved");
    }

    private async ValueTask<ReleaseResult> KeepAsync(
        ReleaseKind kind, WorkflowDefinition definition, long? revision, IReadOnlyList<string> authors, Actor actor, ReleaseWish wish, ReleaseContent content, VersionInForce? held, CheckedDefinition found,
        CancellationToken cancellationToken)
    {
        if (await WhyWaitAsync(definition, cancellationToken) is { } waits) return ReleaseResult.Of(waits);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var release = new NewRelease(id, definition.DefinitionId, kind, definition.Version, revision, authors, actor.Id.Value, actor.Name, time.GetUtcNow(), StartOf(wish.From), Kept(wish.Note.Trim()), content) { Base = held };
        if (!await releases.AddAsync(release, cancellationToken))
            return ReleaseResult.Of(await WhyWaitAsync(definition, cancellationToken) ?? ReleaseTexts.Refusal("busy", ("definition", NameOf(definition))));
        await EndNoticesAsync(cancellationToken);
        await TellAsync($"{Notice}:{id}", Notice, ReleaseTexts.Get("notice.proposed", ("person", actor.Name), ("definition", NameOf(definition)), ("version", definition.Version)), cancellationToken);
        return new ReleaseResult(await releases.FindAsync(id, cancellationToken), found.Problems, null);
    }

    // What two administrators agreed on for a day is not dropped because somebody hands the next version in.
    private async ValueTask<Refusal?> WhyWaitAsync(WorkflowDefinition definition, CancellationToken cancellationToken) =>
        (await releases.ListAsync(definition.DefinitionId, int.MaxValue, cancellationToken)).FirstOrDefault(x => x.State == ReleaseState.Approved && x.Kind != ReleaseKind.Return) is { } approved
            ? ReleaseTexts.Refusal("approved-waits", ("definition", NameOf(definition)), ("version", approved.Version), ("day", CalendarTexts.Iso(ChinaTime.DayOf(approved.EffectiveFrom ?? time.GetUtcNow()))))
            : null;

    private async ValueTask<ReleaseResult> PublishAsync(Release release, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (submission, version) = await SubmissionAsync(release, cancellationToken);
            var found = await publishing.CheckAsync(submission, cancellationToken);
            if (found.Definition is not { } definition || !found.IsGood)
                return await FailAsync(release, submission.File, version, found.Problems.First(x => x.Severity == Severity.Error).Message, found.Problems, null, cancellationToken);
            var now = time.GetUtcNow();
            var outcome = await releases.PublishAsync(
                release.Id,
                new ReleasedVersion(release.DefinitionId, version, ServiceTypes.Of(definition), submission.Json, release.Base, publishing.FormsOf(definition), now)
                {
                    Draft = release.Revision is { } revision ? (new NewSave(release.DefinitionId, version, SaveKind.Published, submission.Json, release.ProposedBy, release.ProposedByName, now), revision) : null,
                },
                cancellationToken);
            switch (outcome)
            {
                case ReleaseOutcome.Published:
                    return new ReleaseResult(await releases.FindAsync(release.Id, cancellationToken), found.Problems, null);
                case ReleaseOutcome.NotApproved:
                    // Another node published it, or somebody took it back, at the same moment.
                    var other = (await releases.FindAsync(release.Id, cancellationToken))!;
                    return new ReleaseResult(other, found.Problems, other.State == ReleaseState.Published ? null : Ended(other));
                case ReleaseOutcome.VersionTaken when attempt < MostTries && release.Kind != ReleaseKind.Submission:
                    continue;
                case ReleaseOutcome.VersionTaken:
                    var behind = ReleaseTexts.Refusal("version-behind", ("definition", submission.File), ("version", version), ("next", await NewestAsync(release.DefinitionId, cancellationToken) + 1));
                    return await FailAsync(release, submission.File, version, behind.Message, [], behind, cancellationToken);
                case ReleaseOutcome.BaseMoved:
                    var moved = ReleaseTexts.Refusal("base-moved");
                    return await FailAsync(release, submission.File, version, moved.Message, [], moved, cancellationToken);
                default:
                    throw new InvalidOperationException($"Publishing has no other outcomes than those named, and this is {outcome}.");
            }
        }
    }

    private async ValueTask<ReleaseResult> FailAsync(Release release, string name, int version, LocalizedText why, IReadOnlyList<PublishProblem> problems, Refusal? refusal, CancellationToken cancellationToken)
    {
        var failed = new ReleaseChange(ReleaseState.Failed) { Reason = Kept(why.Zh == why.En ? why.Zh : $"{why.Zh} / {why.En}") };
        if (await releases.ChangeAsync(release.Id, ReleaseState.Approved, failed, cancellationToken))
            await TellAsync($"{Notice}-failed:{release.Id}", $"{Notice}-failed", ReleaseTexts.Get("notice.failed", ("definition", name), ("version", version), ("problem", why)), cancellationToken);
        return new ReleaseResult(await releases.FindAsync(release.Id, cancellationToken), problems, refusal);
    }

    private async ValueTask<(DefinitionSubmission Submission, int Version)> SubmissionAsync(Release release, CancellationToken cancellationToken)
    {
        var content = (await releases.ContentAsync(release.Id, cancellationToken))!;
        var document = JsonNode.Parse(content.Json)!.AsObject();
        List<(string, ScenarioReading)> stories = [];
        foreach (var story in JsonNode.Parse(content.Stories ?? "[]")!.AsArray()) stories.Add(($"scenarios[{stories.Count}]", ScenarioReader.Read($"scenarios[{stories.Count}]", story?.DeepClone())));
        var (text, version) = (content.Json, release.Version);
        // The number of a draft may have been given to another version since.
        if (release.Kind != ReleaseKind.Submission && await NewestAsync(release.DefinitionId, cancellationToken) is var newest && newest >= version)
        {
            version = newest + 1;
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

    private async ValueTask<IReadOnlyList<string>> AuthorsAsync(WorkflowDefinition definition, IReadOnlyList<string> known, CancellationToken cancellationToken) =>
        [.. known.Concat(await new DrawnWork(drafts, published).AuthorsAsync(definition, cancellationToken)).Select(x => Kept(x).ReplaceLineEndings(" ").Trim()).Where(x => x.Length > 0).Distinct()];

    private async ValueTask TellAsync(string key, string kind, LocalizedText text, CancellationToken cancellationToken) =>
        await notices.RaiseAsync(new SystemNotice(key, kind, new LocalizedText(Kept(text.Zh), Kept(text.En)), time.GetUtcNow()), cancellationToken);

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

    // A service is never taken from another definition unless whoever hands in says so.
    private Refusal? WhyNotTake(WorkflowDefinition definition, VersionInForce? held, bool takesOver) => held is null || takesOver || held.DefinitionId == definition.DefinitionId ? null
        : ReleaseTexts.Refusal("takes-over", ("definition", NameOf(definition)), ("service", publishing.ServiceName(ServiceTypes.Of(definition))), ("other", held.DefinitionId), ("version", held.Version));

    private async ValueTask<VersionInForce?> HeldAsync(WorkflowDefinition definition, CancellationToken cancellationToken) =>
        await published.InForceAsync(ServiceTypes.Of(definition), cancellationToken) is { } held ? new VersionInForce(held.DefinitionId, held.Version) : null;

    // A number that was published once stands for what it then said, also after it was deleted: processes keep what they have read.
    private async ValueTask<int> NewestAsync(string definitionId, CancellationToken cancellationToken) => Math.Max(
        (await published.ListAsync(cancellationToken)).Where(x => x.DefinitionId == definitionId).Max(x => (int?)x.Version) ?? 0,
        (await releases.ListAsync(definitionId, int.MaxValue, cancellationToken)).Where(x => x.State == ReleaseState.Published).Max(x => (int?)x.Version) ?? 0);

    private static string NameOf(WorkflowDefinition definition) => definition.Name.Length > 0 ? definition.Name : definition.DefinitionId;

    // Whoever approves at the same moment as somebody else is told just that, not that their own release stands in its way.
    private async ValueTask<Refusal?> EndedMeanwhileAsync(Guid id, CancellationToken cancellationToken) =>
        await releases.FindAsync(id, cancellationToken) is { } now && now.State != ReleaseState.Proposed ? Ended(now) : null;

    private static Refusal Ended(Release release) => ReleaseTexts.Refusal("not-under-way", ("state", ReleaseTexts.Get($"state.{release.State}")));

    private static DateTimeOffset? StartOf(DateOnly? day) => day is { } given ? ChinaTime.StartOf(given).ToUniversalTime() : null;

    private static string? Trimmed(string text) => Kept(text).Trim() is { Length: > 0 } trimmed ? trimmed : null;

    // No database keeps the character 0 or half a character, and names of flows and steps may hold either.
    private static string Kept(string text) => string.Concat(text.EnumerateRunes().Where(x => x.Value is '\n' || !System.Text.Rune.IsControl(x)));

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

/// <summary>What somebody who hands a version in wishes.</summary>
/// <param name="From">The day from which it is to be in force, in China; null: as soon as it is approved.</param>
/// <param name="Note">What it is for.</param>
/// <param name="TakesOver">Whether it may take its service from another definition that has it now.</param>
public sealed record ReleaseWish(DateOnly? From = null, string Note = "", bool TakesOver = false)
{
    /// <summary>As soon as it is approved, without a word.</summary>
    public static ReleaseWish None { get; } = new();
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
