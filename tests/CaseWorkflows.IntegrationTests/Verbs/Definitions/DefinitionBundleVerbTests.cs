using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Publishing.Bundles;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Library;

namespace CaseWorkflows.IntegrationTests.Verbs.Definitions;

/// <summary>Definitions carried from a test server to a production server, and what may happen to them on the way.</summary>
public sealed class DefinitionBundleVerbTests : IAsyncLifetime
{
    private Installation _test = null!;
    private Installation _production = null!;

    public async Task InitializeAsync()
    {
        (_test, _production) = (await Installation.CreateAsync(), await Installation.CreateAsync());
        await _test.PublishAsync(Installation.Drawn());
        Good(await _test.RunAsync("key", "signing.pem"));
        _production.Settings["CaseWorkflows:Bundles:TrustedKeys:0"] = _test.Read("signing.pem.pub");
        Good(await _test.RunAsync("bundle", "asking", "--key", "signing.pem", "--to", "asking.bundle", "--by", "测试组", "--note", "第一次上线"));
        File.Copy(Path.Combine(_test.Folder, "asking.bundle"), Path.Combine(_production.Folder, "asking.bundle"));
    }

    public async Task DisposeAsync()
    {
        await _test.DisposeAsync();
        await _production.DisposeAsync();
    }

    [Fact]
    public async Task A_bundle_is_handed_in_and_a_second_administrator_approves_it()
    {
        var verified = await _production.RunAsync("verify", "asking.bundle");
        Good(verified);
        Assert.Contains("asking version 1 “试用流程 asking”: 1 story,", verified.Out, StringComparison.Ordinal);
        var manifest = JsonNode.Parse((await _production.RunAsync("verify", "asking.bundle", "--json")).Out)!;
        var paths = manifest["files"]!.AsArray().Select(x => (string)x!["path"]!).ToList();
        foreach (var path in new[] { "definitions/asking.json", "forms/note.json", "policies/clocks.json", "scenarios/asking/reply.json" }) Assert.Contains(path, paths);
        Good(await _production.RunAsync("import", "--bundle", "asking.bundle", "--dry-run"));
        // The story comes along: this server has none.
        File.Delete(Path.Combine(_production.Workflows, "scenarios", "asking", "reply.json"));

        var handedIn = await _production.RunAsync("import", "--bundle", "asking.bundle", "--by", "an.na", "--json");
        Good(handedIn);
        var outcome = JsonNode.Parse(handedIn.Out)!["definitions"]![0]!;
        Assert.Equal(("asking", "proposed"), ((string?)outcome["id"], (string?)outcome["state"]));
        var again = JsonNode.Parse((await _production.RunAsync("import", "--bundle", "asking.bundle", "--by", "an.na", "--json")).Out)!["definitions"]![0]!;
        Assert.Equal((string?)outcome["release"], (string?)again["release"]);

        await using var storage = await _production.StorageAsync();
        Assert.Null(await storage.Get<IDefinitionStore>().InForceAsync("asking", default));
        var desk = Desk(storage.Get<IDraftStore>(), storage.Get<IReleaseStore>(), storage.Get<IDefinitionStore>(), storage.Get<ISystemNotices>());
        var release = Guid.Parse((string)outcome["release"]!);
        Assert.Equal("release.author", (await desk.ApproveAsync(release, Person("an.na"))).Why?.Code);
        var kept = await storage.Get<IReleaseStore>().FindAsync(release, default);
        Assert.Contains("第一次上线", kept!.Note, StringComparison.Ordinal);
        Assert.NotNull((await storage.Get<IReleaseStore>().ContentAsync(release, default))!.Stories);
        Assert.Equal(ReleaseState.Published, (await desk.ApproveAsync(release, Person("bo.wen"))).Release?.State);
        Assert.Equal(("asking", 1), await storage.Get<IDefinitionStore>().InForceAsync("asking", default));
        Assert.Equal((await _test.RunAsync("export", "asking")).Out, (await _production.RunAsync("export", "asking")).Out);
        var after = await _production.RunAsync("import", "--bundle", "asking.bundle", "--by", "bo.wen", "--json");
        Assert.Equal("already-published", (string?)JsonNode.Parse(after.Out)!["definitions"]![0]!["state"]);
    }

    [Fact]
    public async Task Whoever_drew_it_on_the_test_server_can_not_approve_it_on_the_other()
    {
        var next = Installation.Drawn(version: 2);
        next["description"] = "第二版";
        _test.Write("next.json", next.ToJsonString());
        Good(await _test.RunAsync("import", "next.json", "--by", "bo.wen"));
        Good(await _test.RunAsync("bundle", "asking@draft", "--key", "signing.pem", "--to", "next.bundle", "--by", "测试组"));
        File.Copy(Path.Combine(_test.Folder, "next.bundle"), Path.Combine(_production.Folder, "next.bundle"));
        var handedIn = await _production.RunAsync("import", "--bundle", "next.bundle", "--by", "an.na", "--json");
        Good(handedIn);
        await using var storage = await _production.StorageAsync();
        var release = await storage.Get<IReleaseStore>().FindAsync(Guid.Parse((string)JsonNode.Parse(handedIn.Out)!["definitions"]![0]!["release"]!), default);
        Assert.Equal(["an.na", "bo.wen", "测试组"], release!.Authors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_exported_it_can_not_approve_it_whichever_way_their_account_is_written()
    {
        Good(await _test.RunAsync("bundle", "asking", "--key", "signing.pem", "--to", "own.bundle", "--by", "Bo.Wen"));
        File.Copy(Path.Combine(_test.Folder, "own.bundle"), Path.Combine(_production.Folder, "own.bundle"));
        var handedIn = await _production.RunAsync("import", "--bundle", "own.bundle", "--by", "an.na", "--json");
        Good(handedIn);
        var release = Guid.Parse((string)JsonNode.Parse(handedIn.Out)!["definitions"]![0]!["release"]!);
        await using var storage = await _production.StorageAsync();
        var desk = Desk(storage.Get<IDraftStore>(), storage.Get<IReleaseStore>(), storage.Get<IDefinitionStore>(), storage.Get<ISystemNotices>());
        foreach (var person in new[] { "an.na", "bo.wen" }) Assert.Equal("release.author", (await desk.ApproveAsync(release, Person(person))).Why?.Code);
    }

    [Fact]
    public async Task A_changed_missing_or_added_file_and_a_changed_manifest_are_refused()
    {
        await RefusedAsync(Repacked(x => x["definitions/asking.json"] = Encoding.UTF8.GetBytes(Text(x["definitions/asking.json"]).Replace("\"reviewer\"", "\"approver\"", StringComparison.Ordinal))), "definitions/asking.json", "changed after it was made");
        await RefusedAsync(Repacked(x => x["forms/note.json"] = [.. x["forms/note.json"], (byte)' ']), "forms/note.json", "changed after it was made");
        await RefusedAsync(Repacked(x => x.Remove("scenarios/asking/reply.json")), "scenarios/asking/reply.json", "missing");
        await RefusedAsync(Repacked(x => x["forms/extra.json"] = "{}"u8.ToArray()), "forms/extra.json", "added");
        await RefusedAsync(Repacked(x => x["manifest.json"] = Encoding.UTF8.GetBytes(Text(x["manifest.json"]).Replace("测试组", "别人", StringComparison.Ordinal))), "manifest.json", "signature");
        await RefusedAsync(Repacked(x => x["manifest.sig"][^1] ^= 1), "manifest.json", "signature");
        await RefusedAsync(Repacked(x => x["manifest.sig"] = []), "manifest.json", "signature");
        await RefusedAsync(Repacked(x => x.Remove("manifest.sig")), "manifest.sig", "has no");
        await RefusedAsync(Repacked(x => x["../evil.json"] = "{}"u8.ToArray()), "../evil.json", "can’t be used");
        await RefusedAsync("no zip at all"u8.ToArray(), "x.bundle", "no bundle");
        await RefusedAsync([], "x.bundle", "no bundle");
        var bytes = File.ReadAllBytes(Path.Combine(_test.Folder, "asking.bundle"));
        await RefusedAsync(bytes[..(bytes.Length / 2)], "x.bundle", "no bundle");
        await using var storage = await _production.StorageAsync();
        Assert.Empty(await storage.Get<IReleaseStore>().ListAsync(null, 10, default));
    }

    [Fact]
    public async Task An_unknown_key_no_key_and_another_format_are_refused_in_both_languages()
    {
        Good(await _test.RunAsync("key", "other.pem"));
        Good(await _test.RunAsync("bundle", "asking", "--key", "other.pem", "--to", "other.bundle", "--by", "x"));
        await RefusedAsync(File.ReadAllBytes(Path.Combine(_test.Folder, "other.bundle")), "not trusted", "TrustedKeys");
        // Somebody who puts a trusted key's name over his own signature is not believed.
        await RefusedAsync(Resigned("other.pem", x => x), "manifest.json", "signature");
        await RefusedAsync(Resigned("signing.pem", x => x.Replace("\"format\": 1", "\"format\": 0", StringComparison.Ordinal)), "format 0", "newer program");
        await RefusedAsync(Resigned("signing.pem", x => x.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal)), "format 2", "up to date");
        await RefusedAsync(Resigned("signing.pem", x => x.Replace("caseworkflows.definitions", "something.else", StringComparison.Ordinal)), "x.bundle", "no bundle");
        await RefusedAsync(Resigned("signing.pem", x => x.Replace("\"note\":", "\"remark\":", StringComparison.Ordinal)), "x.bundle", "no bundle");
        _production.Settings.Remove("CaseWorkflows:Bundles:TrustedKeys:0");
        await RefusedAsync(File.ReadAllBytes(Path.Combine(_test.Folder, "asking.bundle")), "trusts no key", "TrustedKeys");
        _production.Settings["CaseWorkflows:Bundles:TrustedKeys:0"] = "no key";
        await RefusedAsync(File.ReadAllBytes(Path.Combine(_test.Folder, "asking.bundle")), "TrustedKeys:0", "is no key");
        // By its file, and in one line, it is the same key.
        _production.Write("trusted.pem", _test.Read("signing.pem.pub"));
        foreach (var form in new[] { "trusted.pem", string.Concat(_test.Read("signing.pem.pub").Split('\n').Where(x => !x.StartsWith("--", StringComparison.Ordinal))) })
        {
            _production.Settings["CaseWorkflows:Bundles:TrustedKeys:0"] = form;
            Good(await _production.RunAsync("verify", "asking.bundle"));
        }
    }

    [Fact]
    public async Task Forms_that_are_missing_or_others_here_and_an_older_version_keep_all_of_it_out()
    {
        var form = Path.Combine("workflows", "forms", "note.json");
        var text = _production.Read(form);
        _production.Write(form, text.Replace("\"version\": 1", "\"version\": 9", StringComparison.Ordinal));
        Assert.NotEqual(text, _production.Read(form));
        var differs = await _production.RunAsync("import", "--bundle", "asking.bundle", "--by", "an.na");
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains("forms/note.json", differs.Out, StringComparison.Ordinal);
        Assert.Contains("[bundle.differs]", differs.Out, StringComparison.Ordinal);
        // Laid out otherwise it is the same form.
        _production.Write(form, JsonNode.Parse(text)!.ToJsonString());
        Good(await _production.RunAsync("import", "--bundle", "asking.bundle", "--dry-run"));

        var clocks = Path.Combine("workflows", "policies", "default", "clocks-asking.json");
        _production.Write(clocks, _production.Read(clocks).Replace("\"length\": 3", "\"length\": 5", StringComparison.Ordinal));
        var warned = await _production.RunAsync("import", "--bundle", "asking.bundle", "--dry-run");
        Good(warned);
        Assert.Contains("default/asking.limit", warned.Out, StringComparison.Ordinal);

        var other = Installation.Drawn(version: 2);
        other["description"] = "这里的";
        await _production.PublishAsync(other);
        var older = await _production.RunAsync("import", "--bundle", "asking.bundle", "--by", "an.na");
        Assert.Contains("[bundle.older-version]", older.Out, StringComparison.Ordinal);
        await using var storage = await _production.StorageAsync();
        Assert.Empty(await storage.Get<IReleaseStore>().ListAsync(null, 10, default));

        Good(await _production.RunAsync("verify", "asking.bundle", "--extract", "out"));
        Assert.Equal(text, _production.Read(Path.Combine("out", "forms", "note.json")));
        Good(await _production.RunAsync("verify", "asking.bundle", "--extract", "out"));
        _production.Write(Path.Combine("out", "forms", "note.json"), "{}");
        Assert.Equal(2, (await _production.RunAsync("verify", "asking.bundle", "--extract", "out")).ExitCode);
    }

    [Fact]
    public async Task Keys_and_bundles_are_never_overwritten_and_a_public_key_signs_nothing()
    {
        Assert.Equal(2, (await _test.RunAsync("key", "signing.pem")).ExitCode);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_test.Folder, "signing.pem")));
        foreach (var args in new string[][]
        {
            ["bundle", "asking", "--key", "signing.pem.pub", "--to", "y.bundle", "--by", "x"], ["bundle", "asking", "--key", "signing.pem", "--to", "asking.bundle", "--by", "x"],
            ["bundle", "asking", "asking@1", "--key", "gone.pem", "--to", "y.bundle", "--by", "x"], ["bundle", "nothing", "--key", "signing.pem", "--to", "y.bundle", "--by", "x"],
            ["bundle", "asking", "--key", "asking.bundle", "--to", "y.bundle", "--by", "x"], ["bundle", "asking", "--key", "signing.pem", "--to", "y.bundle", "--by", " "], ["verify", "gone.bundle"],
        })
        {
            var refused = await _test.RunAsync(args);
            Assert.True((2, "") == (refused.ExitCode, refused.Out) && refused.Error.Length > 0, string.Join(' ', args) + refused.Out + refused.Error);
        }
        var broken = Installation.Drawn("asking-broken");
        broken["root"]!["activities"]![1]!["form"]!["expression"]!["value"] = "no-form";
        await _test.PublishAsync(broken);
        var unsigned = await _test.RunAsync("bundle", "asking-broken@1", "--key", "signing.pem", "--to", "y.bundle", "--by", "x");
        Assert.Equal(1, unsigned.ExitCode);
        Assert.Contains("no-form", unsigned.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_test.Folder, "y.bundle")));
    }

    private async Task RefusedAsync(byte[] bytes, params string[] said)
    {
        await File.WriteAllBytesAsync(Path.Combine(_production.Folder, "x.bundle"), bytes);
        foreach (var args in new string[][] { ["verify", "x.bundle"], ["import", "--bundle", "x.bundle", "--by", "an.na"] })
        {
            var refused = await _production.RunAsync(args);
            Assert.True((1, "") == (refused.ExitCode, refused.Out), refused.Out + refused.Error);
            foreach (var words in said) Assert.Contains(words, refused.Error, StringComparison.Ordinal);
            var chinese = await _production.InChineseAsync(args);
            Assert.True(chinese.ExitCode == 1 && chinese.Error != refused.Error && chinese.Error.Any(x => x is >= '一' and <= '龥'), chinese.Error);
        }
    }

    private byte[] Repacked(Action<Dictionary<string, byte[]>> change)
    {
        var files = Unpacked("asking.bundle");
        change(files);
        return Bundle.Pack(files.Select(x => (x.Key, x.Value)));
    }

    private byte[] Resigned(string key, Func<string, string> change)
    {
        var files = Unpacked("asking.bundle");
        files["manifest.json"] = Encoding.UTF8.GetBytes(change(Text(files["manifest.json"])));
        using var signing = BundleKey.Read(_test.Read(key), key);
        files["manifest.sig"] = signing.Sign(files["manifest.json"]);
        return Bundle.Pack(files.Select(x => (x.Key, x.Value)));
    }

    private Dictionary<string, byte[]> Unpacked(string bundle)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(_test.Folder, bundle));
        return zip.Entries.ToDictionary(x => x.FullName, x =>
        {
            using var stream = x.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    private ReleaseDesk Desk(IDraftStore drafts, IReleaseStore releases, IDefinitionStore definitions, ISystemNotices notices)
    {
        var simulator = new Simulator(WorkflowLibrary.Load(_production.Workflows), StaffFile.Load(Path.Combine(_production.Workflows, "staff-demo.json")));
        return new ReleaseDesk(new DraftDesk(drafts, definitions, TimeProvider.System), drafts, releases, definitions, new PublishDefinition(definitions, simulator, _production.Workflows, TimeProvider.System), notices, TimeProvider.System);
    }

    private static Actor Person(string id) => new(new UserId(id), id, [Role.Administrator], OfficePath.Root);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static void Good(VerbRun run) => Assert.True((run.ExitCode, run.Error) == (0, ""), run.Out + run.Error);
}
