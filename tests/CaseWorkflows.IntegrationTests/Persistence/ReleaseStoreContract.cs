using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class ReleaseStoreContract(ITestDatabase database) : StorageContract(database)
{
    private readonly string _id = $"released-{Guid.NewGuid():N}";

    private IReleaseStore Releases => Storage.Get<IReleaseStore>();

    private IDefinitionStore Definitions => Storage.Get<IDefinitionStore>();

    private IDraftStore Drafts => Storage.Get<IDraftStore>();

    [Fact]
    public async Task What_was_handed_in_is_found_as_it_was()
    {
        var release = New() with { EffectiveFrom = SampleCases.Noon.AddDays(3), Note = "试行", Revision = 7, Authors = ["one", "two"], Base = new("old", 4), Content = new("""{"名":"甲"}""", """[{"a":1}]""") };
        Assert.True(await Releases.AddAsync(release, default));
        var kept = (await Releases.FindAsync(release.Id, default))!;
        Assert.Equal(
            (_id, ReleaseKind.Draft, 2, 7L, ReleaseState.Proposed, "one", "甲乙", SampleCases.Noon, release.EffectiveFrom, "试行", new VersionInForce("old", 4), "old"),
            (kept.DefinitionId, kept.Kind, kept.Version, kept.Revision, kept.State, kept.ProposedBy, kept.ProposedByName, kept.ProposedAt, kept.EffectiveFrom, kept.Note, kept.Base, kept.TakesOver));
        Assert.Equal(["one", "two"], kept.Authors);
        Assert.Equal(64, kept.Digest.Length);
        Assert.Equal(release.Content, await Releases.ContentAsync(release.Id, default));
        Assert.Null(await Releases.FindAsync(Guid.NewGuid(), default));
        Assert.Null(await Releases.ContentAsync(Guid.NewGuid(), default));
    }

    [Fact]
    public async Task A_newer_one_replaces_the_one_under_way_and_says_who_did_but_a_return_leaves_it_alone()
    {
        var (first, second, back) = (New(), New() with { By = "two", ByName = "乙", At = SampleCases.Noon.AddSeconds(1) }, New() with { Kind = ReleaseKind.Return, At = SampleCases.Noon.AddSeconds(2) });
        Assert.True(await Releases.AddAsync(first, default));
        Assert.True(await Releases.AddAsync(second, default));
        Assert.True(await Releases.AddAsync(back, default));
        var replaced = (await Releases.FindAsync(first.Id, default))!;
        Assert.Equal((ReleaseState.Replaced, "two", false), (replaced.State, replaced.DecidedBy, replaced.IsUnderWay));
        Assert.Equal(ReleaseState.Proposed, (await Releases.FindAsync(second.Id, default))!.State);
        // Its content was approved before.
        Assert.Equal(ReleaseState.Approved, (await Releases.FindAsync(back.Id, default))!.State);
        Assert.Equal([back.Id, second.Id, first.Id], (await Releases.ListAsync(_id, 10, default)).Select(x => x.Id));
        Assert.Single(await Releases.ListAsync(_id, 1, default));
    }

    [Fact]
    public async Task What_is_approved_and_waits_for_its_day_is_not_replaced()
    {
        var waiting = await ApprovedAsync(New() with { EffectiveFrom = SampleCases.Noon.AddDays(2) });
        Assert.False(await Releases.AddAsync(New() with { By = "three", ByName = "丙" }, default));
        Assert.Equal((ReleaseState.Approved, "two"), ((await Releases.FindAsync(waiting.Id, default))!.State, (await Releases.FindAsync(waiting.Id, default))!.DecidedBy));
        Assert.True(await Releases.AddAsync(New() with { Kind = ReleaseKind.Return }, default));
        Assert.True(await Releases.ChangeAsync(waiting.Id, ReleaseState.Approved, new(ReleaseState.Withdrawn) { By = "one", ByName = "甲", DecidedAt = SampleCases.Noon, Reason = "改期" }, default));
        Assert.True(await Releases.AddAsync(New(), default));
    }

    [Fact]
    public async Task Of_those_who_hand_in_at_once_one_release_is_under_way()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () => await Releases.AddAsync(New(), default))));
        Assert.Single(await Releases.ListAsync(_id, 10, default), x => x.IsUnderWay);
    }

    [Fact]
    public async Task Of_those_who_decide_at_once_one_decides()
    {
        var release = New();
        await Releases.AddAsync(release, default);
        var decided = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
            await Releases.ChangeAsync(release.Id, ReleaseState.Proposed, new(i % 2 == 0 ? ReleaseState.Approved : ReleaseState.Rejected) { By = $"p{i}", ByName = $"p{i}", DecidedAt = SampleCases.Noon, Reason = $"r{i}" }, default))));
        var winner = Assert.Single(Enumerable.Range(0, 6), x => decided[x]);
        Assert.Equal(($"p{winner}", $"r{winner}"), ((await Releases.FindAsync(release.Id, default))!.DecidedBy, (await Releases.FindAsync(release.Id, default))!.Reason));
        Assert.False(await Releases.ChangeAsync(release.Id, ReleaseState.Proposed, new(ReleaseState.Withdrawn), default));
    }

    [Fact]
    public async Task What_is_approved_is_due_on_its_day_and_without_one_at_once()
    {
        var waiting = New() with { EffectiveFrom = SampleCases.Noon.AddDays(2) };
        await Releases.AddAsync(waiting, default);
        Assert.DoesNotContain(await DueAsync(SampleCases.Noon.AddDays(3)), x => x.Id == waiting.Id);
        await Releases.ChangeAsync(waiting.Id, ReleaseState.Proposed, new(ReleaseState.Approved), default);
        Assert.DoesNotContain(await DueAsync(waiting.EffectiveFrom.Value.AddSeconds(-1)), x => x.Id == waiting.Id);
        Assert.Contains(await DueAsync(waiting.EffectiveFrom.Value), x => x.Id == waiting.Id);
        // A day that was missed is not forgotten.
        Assert.Contains(await DueAsync(waiting.EffectiveFrom.Value.AddYears(1)), x => x.Id == waiting.Id);
        var back = New() with { Kind = ReleaseKind.Return };
        await Releases.AddAsync(back, default);
        Assert.Contains(await DueAsync(SampleCases.Noon), x => x.Id == back.Id);
    }

    [Fact]
    public async Task A_release_is_published_once_with_its_forms_and_its_draft_has_ended()
    {
        var draft = (await Drafts.SaveAsync(new(_id, 1, SaveKind.Saved, "{}", "one", "one", SampleCases.Noon), null, default))!;
        var release = await ApprovedAsync(New() with { Version = 1, Revision = draft.Revision });
        var version = Released(1, null) with { Draft = (new NewSave(_id, 1, SaveKind.Published, "{}", "one", "one", SampleCases.Noon), draft.Revision) };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await Releases.PublishAsync(release.Id, version, default))));
        Assert.Single(outcomes, ReleaseOutcome.Published);
        Assert.Equal(3, outcomes.Count(x => x == ReleaseOutcome.NotApproved));
        Assert.Equal((_id, 1), await Definitions.InForceAsync(_id, default));
        Assert.Equal([new PinnedForm("note", """{"id":"note"}""")], await Definitions.FormsAsync(_id, 1, default));
        Assert.Null(await Drafts.FindAsync(_id, default));
        Assert.Equal([SaveKind.Published, SaveKind.Saved], (await Drafts.HistoryAsync(_id, default)).Select(x => x.Kind));
        Assert.Equal((ReleaseState.Published, SampleCases.Noon), ((await Releases.FindAsync(release.Id, default))!.State, (await Releases.FindAsync(release.Id, default))!.PublishedAt));
    }

    [Fact]
    public async Task A_draft_that_was_saved_meanwhile_goes_on()
    {
        var first = (await Drafts.SaveAsync(new(_id, 1, SaveKind.Saved, "{}", "one", "one", SampleCases.Noon), null, default))!;
        await Drafts.SaveAsync(new(_id, 1, SaveKind.Saved, """{"b":1}""", "two", "two", SampleCases.Noon), first.Revision, default);
        var release = await ApprovedAsync(New() with { Revision = first.Revision });
        Assert.Equal(ReleaseOutcome.Published, await Releases.PublishAsync(release.Id, Released(1, null) with { Draft = (new NewSave(_id, 1, SaveKind.Published, "{}", "one", "one", SampleCases.Noon), first.Revision) }, default));
        Assert.Equal(2, (await Drafts.FindAsync(_id, default))!.Revision);
    }

    [Fact]
    public async Task Nothing_is_published_over_a_version_that_came_into_force_meanwhile_nor_under_a_number_that_was_given()
    {
        await Definitions.PublishAsync(_id, _id, 1, "{}", SampleCases.Noon, default);
        var release = await ApprovedAsync(New());
        Assert.Equal(ReleaseOutcome.BaseMoved, await Releases.PublishAsync(release.Id, Released(2, null), default));
        Assert.Equal(ReleaseOutcome.BaseMoved, await Releases.PublishAsync(release.Id, Released(2, new("another", 1)), default));
        Assert.Equal(ReleaseOutcome.VersionTaken, await Releases.PublishAsync(release.Id, Released(1, new(_id, 1)), default));
        // Each time nothing at all was written.
        Assert.Equal(ReleaseState.Approved, (await Releases.FindAsync(release.Id, default))!.State);
        Assert.Null(await Definitions.FindAsync(_id, 2, default));
        Assert.Empty(await Definitions.FormsAsync(_id, 2, default));
        Assert.Equal(ReleaseOutcome.Published, await Releases.PublishAsync(release.Id, Released(2, new(_id, 1)), default));
        Assert.Equal((_id, 2), await Definitions.InForceAsync(_id, default));
        Assert.Equal(ReleaseOutcome.NotApproved, await Releases.PublishAsync(release.Id, Released(3, new(_id, 2)), default));
        Assert.Equal(ReleaseOutcome.NotApproved, await Releases.PublishAsync(Guid.NewGuid(), Released(3, new(_id, 2)), default));
    }

    [Fact]
    public async Task Of_two_definitions_that_take_a_free_service_at_once_one_has_it()
    {
        var releases = await Task.WhenAll(Enumerable.Range(0, 4).Select(x => ApprovedAsync(New() with { DefinitionId = $"{_id}-{x}" })));
        var outcomes = await Task.WhenAll(releases.Select((x, i) => Task.Run(async () => await Releases.PublishAsync(x.Id, Released(1, null) with { DefinitionId = $"{_id}-{i}" }, default))));
        var winner = Assert.Single(Enumerable.Range(0, 4), x => outcomes[x] == ReleaseOutcome.Published);
        Assert.Equal(3, outcomes.Count(x => x == ReleaseOutcome.BaseMoved));
        Assert.Equal(($"{_id}-{winner}", 1), await Definitions.InForceAsync(_id, default));
    }

    [Fact]
    public async Task A_definition_is_not_put_back_in_force_over_another_that_has_its_service()
    {
        await Definitions.PublishAsync(_id, $"{_id}-a", 1, "{}", SampleCases.Noon, default);
        await Definitions.PublishAsync(_id, $"{_id}-b", 1, "{}", SampleCases.Noon, default);
        var versions = Storage.Get<IPublishedDefinitions>();
        Assert.False(await versions.PutInForceAsync($"{_id}-a", 1, SampleCases.Noon, default));
        Assert.Equal(($"{_id}-b", 1), await Definitions.InForceAsync(_id, default));
        await versions.RetractAsync($"{_id}-b", default);
        Assert.True(await versions.PutInForceAsync($"{_id}-a", 1, SampleCases.Noon, default));
    }

    [Fact]
    public async Task Forms_of_a_version_are_kept_once_and_go_with_it()
    {
        await Definitions.PublishAsync(_id, _id, 1, "{}", SampleCases.Noon, default);
        await Definitions.PinFormsAsync(_id, 1, [new("a", "1"), new("b", "2")], default);
        await Definitions.PinFormsAsync(_id, 1, [new("a", "changed"), new("c", "3")], default);
        Assert.Equal([new PinnedForm("a", "1"), new PinnedForm("b", "2")], await Definitions.FormsAsync(_id, 1, default));
        await Storage.Get<IPublishedDefinitions>().DeleteAsync(_id, [1], default);
        Assert.Empty(await Definitions.FormsAsync(_id, 1, default));
    }

    [Fact]
    public async Task A_save_remembers_which_save_was_taken_back_by_it()
    {
        var first = (await Drafts.SaveAsync(new(_id, 1, SaveKind.Saved, "{}", "one", "one", SampleCases.Noon), null, default))!;
        await Drafts.SaveAsync(new NewSave(_id, 1, SaveKind.Restored, """{"b":1}""", "two", "two", SampleCases.Noon) { RestoredFrom = first.Revision }, first.Revision, default);
        Assert.Equal([first.Revision, null], (await Drafts.HistoryAsync(_id, default)).Select(x => x.RestoredFrom));
    }

    private ValueTask<IReadOnlyList<Release>> DueAsync(DateTimeOffset now) => Releases.DueAsync(now, 10_000, default);

    private async Task<Release> ApprovedAsync(NewRelease release)
    {
        Assert.True(await Releases.AddAsync(release, default));
        Assert.True(await Releases.ChangeAsync(release.Id, ReleaseState.Proposed, new(ReleaseState.Approved) { By = "two", ByName = "乙", DecidedAt = SampleCases.Noon }, default));
        return (await Releases.FindAsync(release.Id, default))!;
    }

    private ReleasedVersion Released(int version, VersionInForce? before) => new(_id, version, _id, $$"""{"version":{{version}}}""", before, [new("note", """{"id":"note"}""")], SampleCases.Noon);

    private NewRelease New() => new(Guid.CreateVersion7(), _id, ReleaseKind.Draft, 2, null, ["one"], "one", "甲乙", SampleCases.Noon, null, "", new("{}", null));
}

public sealed class ReleaseStoreOnSqlite(SqliteTestDatabase database) : ReleaseStoreContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class ReleaseStoreOnPostgreSql(PostgreSqlTestDatabase database) : ReleaseStoreContract(database), IClassFixture<PostgreSqlTestDatabase>;
