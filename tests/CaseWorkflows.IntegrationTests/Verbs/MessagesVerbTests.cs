using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class MessagesVerbTests(SqliteTestDatabase database) : StorageContract(database), IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Stuck_messages_are_listed_and_retried_by_id_or_all_at_once()
    {
        var ids = await StickAsync("mail", "webhook", "webhook");
        var list = await JsonAsync("list");
        Assert.Equal(3, (int)list["total"]!);
        Assert.Equal(ids.Order(), list["messages"]!.AsArray().Select(x => (Guid)x!["id"]!).Order());
        Assert.All(list["messages"]!.AsArray(), x => Assert.Equal(("stuck", 16, "no luck"), ((string?)x!["state"], (int)x["attempts"]!, (string?)x["lastError"])));
        Assert.Equal(1, (int)(await JsonAsync("list", "--channel", "mail"))["total"]!);
        Assert.Equal(0, (int)(await JsonAsync("list", "--state", "pending"))["total"]!);

        Assert.Equal(1, (int)(await JsonAsync("retry", ids[0].ToString()))["retried"]!);
        var again = await RunAsync("retry", ids[0].ToString());
        Assert.Equal((1, ""), (again.ExitCode, again.Out));
        Assert.Equal(2, (int)(await JsonAsync("retry", "--all"))["retried"]!);
        Assert.Equal(0, (int)(await JsonAsync("retry", "--all"))["retried"]!);
        Assert.Equal(3, (int)(await JsonAsync("list", "--state", "pending"))["total"]!);
        Assert.Equal(3, await Storage.CountAsync("outbox where state = 'Pending' and attempts = 0 and retried_by = 'system:command-line'"));
    }

    [Fact]
    public async Task People_read_a_line_for_each_message_in_their_language()
    {
        await StickAsync("mail");
        Assert.Contains("no luck", (await RunAsync("list", "--lang", "en")).Out, StringComparison.Ordinal);
        Assert.Contains("1 in all", (await RunAsync("list", "--lang", "en")).Out, StringComparison.Ordinal);
        Assert.Contains("共 1 条", (await RunAsync("list", "--lang", "zh")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lost", "list", "--state", "lost")]
    [InlineData("7", "list", "--state", "7")]
    [InlineData("pigeon", "list", "--channel", "pigeon")]
    [InlineData("--all", "retry")]
    [InlineData("--all", "retry", "0198f1f0-5a3e-7c6b-9b1e-2f6f5a4c3d21", "--all")]
    [InlineData("0198f1f0-5a3e-7c6b-9b1e-2f6f5a4c3d21", "retry", "0198f1f0-5a3e-7c6b-9b1e-2f6f5a4c3d21")]
    public async Task Unusable_arguments_end_with_two_and_name_what_is_wrong(string named, params string[] args)
    {
        var run = await RunAsync([.. args, "--lang", "en"]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    private async Task<Guid[]> StickAsync(params string[] channels)
    {
        await Storage.ExecuteAsync("delete from outbox");
        var @case = SampleCases.New();
        var messages = channels.Select((x, i) => new OutboxMessage(Guid.NewGuid(), @case.Id, x, "alert", "somebody", "{}", $"key-{i}", SampleCases.Noon)).ToArray();
        await Storage.KeepAsync(@case, messages);
        await Storage.ExecuteAsync("update outbox set state = 'Stuck', attempts = 16, last_error = 'no luck'");
        return [.. messages.Select(x => x.Id)];
    }

    private Task<VerbRun> RunAsync(params string[] args) =>
        VerbRun.In(VerbRun.Root, "", new() { ["CaseWorkflows:Database:ConnectionString"] = Database.Options.ConnectionString }, ["messages", .. args]);

    private async Task<JsonNode> JsonAsync(params string[] args)
    {
        var run = await RunAsync([.. args, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Out)!;
    }
}
