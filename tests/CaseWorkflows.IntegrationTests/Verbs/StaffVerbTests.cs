using System.Text.Json.Nodes;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>The way in where there are no demo users, on a database of its own that does not exist before.</summary>
public sealed class StaffVerbTests : IDisposable
{
    private static readonly string[] First = ["add", "wang.fang", "--name", "王芳", "--roles", "administrator,supervisor", "--office", "420704"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows-staff-");

    private string Connection => $"Data Source={Path.Combine(_folder.FullName, "own", "cases.db")}";

    [Fact]
    public async Task The_first_person_is_added_to_a_database_that_did_not_exist_and_signs_in_with_the_printed_password()
    {
        var added = await JsonAsync(First);
        Assert.Equal(("added", "/420700/420704/"), ((string?)added["result"], (string?)added["account"]!["office"]));
        await using var app = await StartAsync();
        Assert.Equal(200, await SignInAsync(app, "wang.fang", (string)added["password"]!));
        Assert.Equal(401, await SignInAsync(app, "wang.fang", "another-password-7"));
        var person = (await app.Services.GetRequiredService<IStaffDirectory>().FindAsync(new("wang.fang"), default))!;
        Assert.Equal(("王芳", "/420700/420704/"), (person.Name, person.Office.Value));
        Assert.Equal([Role.Administrator, Role.Supervisor], person.Roles);
    }

    [Fact]
    public async Task Added_again_with_the_same_values_nothing_changes_and_with_others_it_is_refused()
    {
        var password = (string)(await JsonAsync(First))["password"]!;
        var again = await JsonAsync(["add", "wang.fang", "--name", "王芳", "--roles", "supervisor, administrator", "--office", "/420700/420704/"]);
        Assert.Equal("unchanged", (string?)again["result"]);
        Assert.Null(again["password"]);
        foreach (var (option, value) in new[] { ("--name", "王芬"), ("--roles", "administrator"), ("--office", "420700") })
        {
            var other = (string[])First.Clone();
            other[Array.IndexOf(other, option) + 1] = value;
            var refused = await RunAsync([.. other, "--lang", "en"]);
            Assert.Equal((1, ""), (refused.ExitCode, refused.Out));
            Assert.Contains("wang.fang", refused.Error, StringComparison.Ordinal);
        }
        await using var app = await StartAsync();
        Assert.Equal(200, await SignInAsync(app, "wang.fang", password));
    }

    [Fact]
    public async Task A_password_of_ones_own_comes_from_standard_input_and_is_not_printed()
    {
        var added = await RunAsync([.. First, "--password-stdin"], "an-own-password-5\nsecond line");
        Assert.Equal(0, added.ExitCode);
        Assert.DoesNotContain("an-own-password-5", added.Out + added.Error, StringComparison.Ordinal);
        await using var app = await StartAsync();
        Assert.Equal(200, await SignInAsync(app, "wang.fang", "an-own-password-5"));
    }

    [Fact]
    public async Task A_new_password_opens_the_door_and_the_old_one_no_longer()
    {
        var old = (string)(await JsonAsync(First))["password"]!;
        var set = (string)(await JsonAsync(["password", "wang.fang"]))["password"]!;
        Assert.NotEqual(old, set);
        await using var app = await StartAsync();
        Assert.Equal(401, await SignInAsync(app, "wang.fang", old));
        Assert.Equal(200, await SignInAsync(app, "wang.fang", set));
        Assert.Equal(0, (await RunAsync(["password", "wang.fang", "--password-stdin"], "an-own-password-6")).ExitCode);
        Assert.Equal(200, await SignInAsync(app, "wang.fang", "an-own-password-6"));
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_once_holds_no_role_and_comes_back_with_both()
    {
        var password = (string)(await JsonAsync(First))["password"]!;
        await using var app = await StartAsync();
        var client = new ApiClient(new HttpClient { BaseAddress = new Uri(app.Urls.First()) });
        await client.SignInAsync("wang.fang", password);
        Assert.Equal(200, (await client.GetAsync("/api/me")).Status);
        var staff = app.Services.GetRequiredService<IStaffDirectory>();

        await JsonAsync(["disable", "wang.fang"]);
        Assert.Equal(401, (await client.GetAsync("/api/me")).Status);
        Assert.NotEqual(200, await SignInAsync(app, "wang.fang", password));
        Assert.Empty(await staff.WithRoleAsync(Role.Supervisor, null, default));
        Assert.Equal(("王芳", true, 0), (await staff.FindAsync(new("wang.fang"), default))! is var person ? (person.Name, person.IsDisabled, person.Roles.Count) : default);
        Assert.True((bool)(await JsonAsync(["list"]))["staff"]![0]!["disabled"]!);
        // A new password does not open a closed account by the back door.
        await RunAsync(["password", "wang.fang", "--password-stdin"], "an-own-password-7");
        Assert.NotEqual(200, await SignInAsync(app, "wang.fang", "an-own-password-7"));

        await JsonAsync(["enable", "wang.fang"]);
        Assert.Equal(200, await SignInAsync(app, "wang.fang", "an-own-password-7"));
        Assert.Single(await staff.WithRoleAsync(Role.Supervisor, null, default));
    }

    [Fact]
    public async Task Roles_are_replaced_and_the_list_shows_them()
    {
        await JsonAsync(First);
        await JsonAsync(["add", "li.gang", "--name", "李刚", "--roles", "lawyer", "--office", "420700"]);
        await JsonAsync(["roles", "wang.fang", "--roles", "supervisor,head"]);
        var staff = (await JsonAsync(["list"]))["staff"]!.AsArray();
        Assert.Equal(["li.gang", "wang.fang"], staff.Select(x => (string)x!["id"]!));
        Assert.Equal(["head", "supervisor"], staff[1]!["roles"]!.AsArray().Select(x => (string)x!));
        var shown = await RunAsync(["list", "--lang", "en"]);
        Assert.Contains("Head of centre, Supervisor", shown.Out, StringComparison.Ordinal);
        Assert.EndsWith("2 accounts.", shown.Out.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_for_alerts_is_given_with_the_account_or_later()
    {
        var added = await JsonAsync([.. First, "--mail", "wang@example.org"]);
        Assert.Equal("wang@example.org", (string?)added["account"]!["mail"]);
        Assert.Equal("unchanged", (string?)(await JsonAsync([.. First, "--mail", "wang@example.org"]))["result"]);
        Assert.Equal("unchanged", (string?)(await JsonAsync(First))["result"]);
        Assert.Equal(1, (await RunAsync([.. First, "--mail", "other@example.org"])).ExitCode);
        Assert.Equal("fang@example.org", (string?)(await JsonAsync(["mail", "wang.fang", "fang@example.org"]))["account"]!["mail"]);
        Assert.Null((string?)(await JsonAsync(["mail", "wang.fang", "none"]))["account"]!["mail"]);
        Assert.Null((string?)(await JsonAsync(["list"]))["staff"]![0]!["mail"]);
    }

    [Theory]
    [InlineData("not-an-address", "add", "a.b", "--name", "甲", "--roles", "reviewer", "--office", "420704", "--mail", "not-an-address")]
    [InlineData("甲 <a@b.c>", "add", "a.b", "--name", "甲", "--roles", "reviewer", "--office", "420704", "--mail", "甲 <a@b.c>")]
    [InlineData("no-such-role", "add", "a.b", "--name", "甲", "--roles", "reviewer,no-such-role", "--office", "420704")]
    [InlineData("--roles", "add", "a.b", "--name", "甲", "--roles", ",", "--office", "420704")]
    [InlineData("999999", "add", "a.b", "--name", "甲", "--roles", "reviewer", "--office", "999999")]
    [InlineData("甲乙", "add", "甲乙", "--name", "甲", "--roles", "reviewer", "--office", "420704")]
    [InlineData("--name", "add", "a.b", "--name", " ", "--roles", "reviewer", "--office", "420704")]
    [InlineData("--office", "add", "a.b", "--name", "甲", "--roles", "reviewer")]
    [InlineData("10", "add", "a.b", "--name", "甲", "--roles", "reviewer", "--office", "420704", "--password-stdin")]
    [InlineData("id", "disable")]
    [InlineData("cases.db", "list")]
    [InlineData("add, list, password", "")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task Unusable_arguments_end_with_two_name_what_is_wrong_and_make_no_database(string named, params string[] args)
    {
        foreach (var language in new[] { "zh", "en" })
        {
            var run = await RunAsync([.. args.Where(x => x.Length > 0), "--lang", language], "weak");
            Assert.Equal((2, ""), (run.ExitCode, run.Out));
            Assert.Contains(named, run.Error, StringComparison.Ordinal);
        }
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Theory]
    [InlineData("password")]
    [InlineData("disable")]
    [InlineData("enable")]
    public async Task An_unknown_person_is_named(string part)
    {
        await JsonAsync(First);
        var run = await RunAsync([part, "nobody.here"]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("nobody.here", run.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection(Connection)) SqliteConnection.ClearPool(connection);
        _folder.Delete(true);
    }

    private Task<VerbRun> RunAsync(string[] args, string input = "") => VerbRun.In(
        VerbRun.Root, input, new() { ["CaseWorkflows:Database:ConnectionString"] = Connection }, ["staff", .. args]);

    private async Task<JsonNode> JsonAsync(string[] args)
    {
        var run = await RunAsync([.. args, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Out)!;
    }

    private async Task<WebApplication> StartAsync()
    {
        var app = await ProductHost.BuildAsync(["--urls=http://127.0.0.1:0", $"--CaseWorkflows:DataFolder={Path.Combine(_folder.FullName, "data")}", $"--CaseWorkflows:Database:ConnectionString={Connection}", "--CaseWorkflows:Jobs=false"]);
        await app.StartAsync();
        return app;
    }

    private static async Task<int> SignInAsync(WebApplication app, string user, string password)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        return (await new ApiClient(http).PostAsync("/api/sign-in", new JsonObject { ["userName"] = user, ["password"] = password, ["bearer"] = true })).Status;
    }
}
