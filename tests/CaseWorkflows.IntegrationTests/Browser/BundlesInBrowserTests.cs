using System.IO.Compression;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Bundles;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.IntegrationTests.Designer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>A signed bundle is handed in on the page of flows as with the verb.</summary>
public sealed class BundlesInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task A_bundle_is_checked_compared_and_handed_in_for_the_second_administrator()
    {
        using var key = BundleKey.Create();
        var (id, name, bytes) = await MakeAsync(key);
        await using var visitor = await server.VisitAsAsync("sun.yi");
        var page = visitor.Page;
        await visitor.GoAsync("/flows");
        var file = page.GetByLabel("签名包文件");
        // No person is as fast as the page with its field for files.
        await page.WaitForFunctionAsync("() => document.getElementById('bundle-file')?._blazorInputFileNextFileId !== undefined");
        var wrong = page.Locator("#bundle-wrong");

        // Nobody's key, no bundle, and one that was changed on its way: each says what to do, and nothing is handed in.
        await file.SetInputFilesAsync(Payload(bytes));
        await Assertions.Expect(wrong).ToContainTextAsync("TrustedKeys");
        await Assertions.Expect(wrong).ToBeFocusedAsync();
        server.App.Configuration["CaseWorkflows:Bundles:TrustedKeys:0"] = key.PublicPem();
        await file.SetInputFilesAsync(Payload("nothing"u8.ToArray()));
        await Assertions.Expect(wrong).ToContainTextAsync("不是流程签名包");
        await file.SetInputFilesAsync(Payload(Changed(bytes)));
        await Assertions.Expect(wrong).ToContainTextAsync("改动过");
        var large = Path.GetTempFileName();
        await using (var stream = File.OpenWrite(large)) stream.SetLength(33 * 1024 * 1024);
        await file.SetInputFilesAsync(large);
        await Assertions.Expect(wrong).ToContainTextAsync("最大 32 MB");
        File.Delete(large);
        var releases = server.App.Services.GetRequiredService<IReleaseStore>();
        Assert.Empty(await releases.ListAsync(id, 10, default));

        await file.SetInputFilesAsync(Payload(bytes));
        await Assertions.Expect(page.Locator("#bundle-read")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby=bundle-title]")).ToContainTextAsync(key.Fingerprint);
        var line = page.GetByRole(AriaRole.Group, new() { Name = name });
        await Assertions.Expect(line).ToContainTextAsync("可以提交");
        await line.Locator("summary").ClickAsync();
        await Assertions.Expect(line.Locator("table.difference")).ToContainTextAsync("confirm");
        Assert.True(await line.Locator(".flow-picture img").EvaluateAsync<bool>("async x => { await x.decode(); return x.naturalWidth > 0 }"));
        await page.GetByRole(AriaRole.Button, new() { Name = "提交审批" }).ClickAsync();
        await page.GetByText("已提交 1 个流程").WaitForAsync();
        await line.GetByRole(AriaRole.Link, new() { Name = "查看提交的内容" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "提交审批的版本 1" }).WaitForAsync();
        var release = Assert.Single(await releases.ListAsync(id, 10, default));
        // Neither who drew it nor who carried it approves it.
        Assert.Equal(ReleaseState.Proposed, release.State);
        Assert.Empty(new[] { "admin", "sun.yi" }.Except(release.Authors));
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "批准" })).ToHaveCountAsync(0);
        visitor.MustNotHaveComplained();
    }

    [Fact]
    public async Task A_supervisor_finds_no_way_to_hand_a_bundle_in()
    {
        await using var visitor = await server.VisitAsAsync("cheng.wei");
        await visitor.Page.GotoAsync("/flows");
        await visitor.Page.GetByRole(AriaRole.Table).WaitForAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("签名包文件")).ToHaveCountAsync(0);
    }

    private async Task<(string Id, string Name, byte[] Bytes)> MakeAsync(BundleKey key)
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync($"签名包 {Guid.NewGuid():N}")));
        var (id, name) = ((string)flow["definitionId"]!, (string)flow["name"]!);
        var services = server.App.Services;
        var draft = (await services.GetRequiredService<DraftDesk>().OpenLatestAsync(id))!;
        var (bytes, found) = await ActivatorUtilities.CreateInstance<BundleMaking>(services).MakeAsync([draft], key, "测试组", "上线");
        Assert.True(bytes is not null, string.Join('\n', found.SelectMany(x => x.Problems).Select(x => x.Message.Zh)));
        return (id, name, bytes);
    }

    private static byte[] Changed(byte[] bundle)
    {
        var changed = new MemoryStream();
        changed.Write(bundle);
        using (var zip = new ZipArchive(changed, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries.First(x => x.FullName.StartsWith("definitions/", StringComparison.Ordinal));
            using var reader = new StreamReader(entry.Open());
            var text = reader.ReadToEnd().Replace("核对", "不核对", StringComparison.Ordinal);
            var path = entry.FullName;
            reader.Dispose();
            entry.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(path).Open());
            writer.Write(text);
        }
        return changed.ToArray();
    }

    private static FilePayload Payload(byte[] bytes) => new() { Name = "flows.bundle", MimeType = "application/octet-stream", Buffer = bytes };
}
