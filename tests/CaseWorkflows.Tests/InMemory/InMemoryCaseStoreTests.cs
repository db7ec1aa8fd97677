using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.InMemory;

/// <summary>What the tests' store owes to the tests: the behaviour of the real one.</summary>
public sealed class InMemoryCaseStoreTests
{
    [Fact]
    public async Task What_is_not_committed_is_not_seen()
    {
        var (desk, id) = await OpenedAsync();
        await using var work = await desk.Store.BeginAsync(default);
        var copy = (await work.LoadAsync(id, default))!;
        copy.Stage = "changed";
        copy.Dossier.SetFact("secret", "x");
        Assert.NotEqual("changed", desk.Store.Case(id).Stage);
        Assert.DoesNotContain("secret", desk.Store.Case(id).Dossier.FactsJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_commits_on_one_version_loses_and_leaves_nothing()
    {
        var (desk, id) = await OpenedAsync();
        await using var first = await desk.Store.BeginAsync(default);
        await using var second = await desk.Store.BeginAsync(default);
        var one = (await first.LoadAsync(id, default))!;
        var other = (await second.LoadAsync(id, default))!;
        one.Version++;
        other.Version++;
        other.Stage = "lost";
        Assert.Equal(CommitOutcome.Committed, await first.CommitAsync(new([], [], [], Receipt(desk, one.Id, one.Version)), default));
        Assert.Equal(CommitOutcome.VersionIsStale, await second.CommitAsync(new([], [], [], Receipt(desk, other.Id, other.Version)), default));
        Assert.NotEqual("lost", desk.Store.Case(id).Stage);
    }

    [Fact]
    public async Task A_command_sent_twice_is_carried_out_once()
    {
        var (desk, id) = await OpenedAsync();
        var task = desk.Store.Case(id).Tasks.Single(x => x.IsLive);
        var clerk = Shipped.Staff.Single(x => x.Id.Value == "zhou.min").AsActor();
        var envelope = new CommandEnvelope(CommandId.New(desk.Time.GetUtcNow()), clerk, id, new ClaimTask(task.Id));
        var first = Assert.IsType<CommandResult.Accepted>(await desk.Commands.ExecuteAsync(envelope));
        var second = Assert.IsType<CommandResult.Accepted>(await desk.Commands.ExecuteAsync(envelope));
        Assert.True(second.Repeated);
        Assert.Equal(first.Version, second.Version);
        Assert.Single(desk.Store.History(id), x => x.Kind == "TaskClaimed");
    }

    [Fact]
    public async Task A_claimed_clock_is_not_claimed_again_before_its_lease_ends()
    {
        var (desk, _) = await OpenedAsync();
        var late = desk.Time.GetUtcNow() + TimeSpan.FromDays(30);
        Assert.NotEmpty(await desk.Store.ClaimAsync(late, 10, "a", TimeSpan.FromMinutes(1), default));
        Assert.Empty(await desk.Store.ClaimAsync(late, 10, "b", TimeSpan.FromMinutes(1), default));
        Assert.NotEmpty(await desk.Store.ClaimAsync(late + TimeSpan.FromMinutes(2), 10, "b", TimeSpan.FromMinutes(1), default));
    }

    private static CommandReceipt Receipt(Desk desk, CaseId id, long version) => new(CommandId.New(desk.Time.GetUtcNow()), id, version, "", desk.Time.GetUtcNow());

    private static async Task<(Desk, CaseId)> OpenedAsync()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories[0];
        var result = await desk.Player.PlayAsync(story with { Rows = [], Expect = null });
        return (desk, result.CaseId!.Value);
    }
}
