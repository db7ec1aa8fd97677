using System.IO.Compression;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Library.Printing;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>Documents to take away: for those who may see the case, and each reading is logged.</summary>
public sealed class DocumentEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    [Fact]
    public async Task A_document_is_downloaded_as_a_word_file_and_a_volume_as_a_page_and_each_reading_is_logged()
    {
        var (id, code, document, number) = await WithReceiptAsync("文书甲");
        var clerk = await server.AsAsync("zhou.min");
        var before = await ReadingsAsync(id);

        using var word = await clerk.Http.GetAsync($"/api/cases/{code}/documents/{document}.docx");
        Assert.Equal((200, WordDocument.MediaType), ((int)word.StatusCode, word.Content.Headers.ContentType?.MediaType));
        Assert.Equal($"{code}-申请材料接收凭证.docx", word.Content.Headers.ContentDisposition?.FileNameStar);
        using var archive = new ZipArchive(await word.Content.ReadAsStreamAsync());
        using var reader = new StreamReader(archive.GetEntry("word/document.xml")!.Open());
        Assert.Contains(number, await reader.ReadToEndAsync(), StringComparison.Ordinal);

        using var volume = await clerk.Http.GetAsync($"/api/cases/{code}/volumes/approval");
        Assert.Equal((200, "text/html"), ((int)volume.StatusCode, volume.Content.Headers.ContentType?.MediaType));
        var page = System.Net.WebUtility.HtmlDecode(await volume.Content.ReadAsStringAsync());
        Assert.Contains(number, page, StringComparison.Ordinal);
        Assert.Contains("卷内目录", page, StringComparison.Ordinal);
        Assert.Contains("备考表", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before + 2, await ReadingsAsync(id));
    }

    [Fact]
    public async Task Another_office_gets_nothing_and_what_is_not_there_is_named()
    {
        var (_, code, document, _) = await WithReceiptAsync("文书乙");
        var stranger = await server.AsAsync("pan.jie");
        (await stranger.GetAsync($"/api/cases/{code}/documents/{document}.docx")).MustBeProblem(404, "case.unknown");
        (await stranger.GetAsync($"/api/cases/{code}/volumes/approval")).MustBeProblem(404, "case.unknown");
        var clerk = await server.AsAsync("zhou.min");
        (await clerk.GetAsync($"/api/cases/{code}/documents/{Guid.NewGuid()}.docx")).MustBeProblem(404, "document.unknown");
        (await clerk.GetAsync($"/api/cases/{code}/volumes/third")).MustBeProblem(404, "document.unknown-volume");
    }

    private async Task<(string Id, string Code, string Document, string Number)> WithReceiptAsync(string applicant)
    {
        var clerk = await server.AsAsync("zhou.min");
        var opened = (await clerk.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application(applicant) })).Json;
        var (id, code) = ((string)opened["caseId"]!, (string)opened["code"]!);
        var task = (await clerk.GetAsync($"/api/cases/{id}")).Json["tasks"]!.AsArray().Last()!;
        var (_, _, outcome, form) = LegalAidStory.Steps(new DateOnly(2026, 3, 2)).First(x => x.Step == "registration");
        Assert.Equal(200, (await clerk.PostAsync($"/api/cases/{id}/tasks/{task["id"]}/complete", new JsonObject { ["outcome"] = outcome, ["form"] = form })).Status);
        var receipt = (await clerk.GetAsync($"/api/cases/{id}")).Json["file"]!.AsArray().Single(x => (string?)x!["kind"] == "receipt-voucher")!;
        return (id, code, (string)receipt["id"]!, (string)receipt["number"]!);
    }

    private async Task<int> ReadingsAsync(string id)
    {
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        await using var db = await storage.ContextAsync();
        var @case = new Cases.CaseId(Guid.Parse(id));
        return await db.AccessLog.CountAsync(x => x.CaseId == @case);
    }
}
