using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Several commands that are loaded and kept together, on PostgreSQL.</summary>
public sealed class CaseBatchTests(PostgreSqlTestDatabase database) : StorageContract(database), IClassFixture<PostgreSqlTestDatabase>
{
    [Fact]
    public async Task Each_case_comes_whole_and_one_that_is_unknown_is_none()
    {
        var cases = await KeepAsync(3);
        await using var batch = await BeginAsync([.. cases.Select(x => x.Id), new CaseId(Guid.NewGuid())]);
        for (var i = 0; i < cases.Count; i++)
        {
            var loaded = (await batch.Transactions[i].LoadAsync(cases[i].Id, default))!;
            var alone = await Storage.LoadAsync(cases[i].Id);
            Assert.Equal((alone.Id, alone.Code, alone.Version, Convert.ToHexString(alone.HistoryHash)), (loaded.Id, loaded.Code, loaded.Version, Convert.ToHexString(loaded.HistoryHash)));
            Assert.Equal(alone.Tasks.Select(x => x.Id), loaded.Tasks.Select(x => x.Id));
            Assert.Equal(alone.Clocks.Select(x => (x.Id, x.NextFireAt)), loaded.Clocks.Select(x => (x.Id, x.NextFireAt)));
            Assert.Equal(alone.Dossier.Parties.Select(x => x.Name), loaded.Dossier.Parties.Select(x => x.Name));
        }
        Assert.Null(await batch.Transactions[3].LoadAsync(new CaseId(Guid.NewGuid()), default));
    }

    [Fact]
    public async Task A_case_that_somebody_else_changed_is_left_as_it_is_and_the_others_are_kept()
    {
        var cases = await KeepAsync(70);
        await using var batch = await BeginAsync([.. cases.Select(x => x.Id)]);
        List<CommitSet?> changes = [];
        for (var i = 0; i < cases.Count; i++)
        {
            var loaded = (await batch.Transactions[i].LoadAsync(cases[i].Id, default))!;
            loaded.Clocks[0].Fire(loaded.Clocks[0].NextFireAt!.Value, 1);
            changes.Add(i == 5 ? null : SampleCases.Change(loaded));
        }
        Assert.Equal(CommitOutcome.Committed, await Storage.ChangeAsync(cases[3].Id, x => x.Clocks[0].Stop(SampleCases.Noon.AddHours(1))));

        var outcomes = await batch.CommitAsync(changes, default);
        Assert.Equal(CommitOutcome.VersionIsStale, outcomes[3]);
        Assert.Null(outcomes[5]);
        Assert.All(outcomes.Where((_, i) => i is not (3 or 5)), x => Assert.Equal(CommitOutcome.Committed, x));
        for (var i = 0; i < cases.Count; i++)
        {
            var kept = await Storage.LoadAsync(cases[i].Id);
            Assert.Equal(i == 5 ? 1 : 2, kept.Version);
            Assert.Equal(i is 3 or 5, kept.Clocks[0].Steps.All(x => x.FiredAt is null));
            Assert.Equal(kept.HistorySeq, await Storage.CountAsync($"history where case_id = '{cases[i].Id}'"));
            Assert.Equal(kept.HistorySeq, await Storage.CountAsync($"receipts where case_id = '{cases[i].Id}'"));
        }
    }

    [Fact]
    public async Task A_command_that_was_carried_out_before_is_found_by_its_receipt()
    {
        var @case = (await KeepAsync(1))[0];
        var command = new CommandId(Guid.NewGuid());
        Assert.Equal(CommitOutcome.Committed, await Storage.ChangeAsync(@case.Id, _ => { }, command));
        await using var batch = (await Storage.Store.BeginTogetherAsync([(command, @case.Id), (new CommandId(Guid.NewGuid()), (await KeepAsync(1))[0].Id)], default))!;
        Assert.Equal(2, (await batch.Transactions[0].FindReceiptAsync(command, default))!.Version);
        Assert.Null(await batch.Transactions[1].FindReceiptAsync(new CommandId(Guid.NewGuid()), default));
    }

    [Fact]
    public async Task What_can_not_be_kept_leaves_nothing_behind()
    {
        var cases = await KeepAsync(2);
        await using var batch = await BeginAsync([.. cases.Select(x => x.Id)]);
        var command = new CommandId(Guid.NewGuid());
        List<CommitSet?> changes = [];
        for (var i = 0; i < 2; i++)
        {
            var loaded = (await batch.Transactions[i].LoadAsync(cases[i].Id, default))!;
            loaded.Clocks[0].Fire(loaded.Clocks[0].NextFireAt!.Value, 1);
            // One id for both: the second receipt is refused by the database.
            changes.Add(SampleCases.Change(loaded, command));
        }
        await Assert.ThrowsAsync<Microsoft.EntityFrameworkCore.DbUpdateException>(async () => await batch.CommitAsync(changes, default));
        foreach (var @case in cases) Assert.Equal(1, (await Storage.LoadAsync(@case.Id)).Version);
    }

    private async Task<IReadOnlyList<LegalCase>> KeepAsync(int count)
    {
        List<LegalCase> cases = [];
        for (var i = 0; i < count; i++)
        {
            var @case = SampleCases.New();
            SampleCases.Task(@case);
            SampleCases.Clock(@case, SampleCases.Noon);
            cases.Add(await Storage.KeepAsync(@case));
        }
        return cases;
    }

    private async Task<ICaseBatch> BeginAsync(IReadOnlyList<CaseId> cases) =>
        (await Storage.Store.BeginTogetherAsync([.. cases.Select(x => (new CommandId(Guid.NewGuid()), x))], default))!;
}
