using System.Text;
using System.Text.Encodings.Web;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Library.Printing;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Pages;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>Documents of a case to take away: each as a word processor's file, a whole volume as one page to print. Reading them is reading the case: limited and logged as that is.</summary>
internal static class DocumentEndpoints
{
    private const string Tag = "Documents";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/cases/{case}/documents/{document:guid}.docx", WordAsync).WithTags(Tag).WithName("DownloadDocument").WithSummary("A document of the case as a word processor's file");
        api.MapGet("/cases/{case}/volumes/{volume}", VolumeAsync).WithTags(Tag).WithName("PrintVolume").WithSummary("A volume of the file as one page to print, with its catalogue");
    }

    private static Task<IResult> WordAsync(string @case, Guid document, CallContext call) => ForViewAsync(@case, call, view =>
        view.Case.File.FirstOrDefault(x => x.Id == document) is { Text: { } text } item
            ? TypedResults.File(WordDocument.Of(text), WordDocument.MediaType, $"{view.Case.Code}-{item.Title}.docx")
            : Problems.Of(Refusal.Of("document.unknown", ("document", document))));

    private static Task<IResult> VolumeAsync(string @case, string volume, CallContext call, WorkflowLibrary library) => ForViewAsync(@case, call, view =>
        library.CatalogueKeys.Where(x => x.StartsWith(view.Case.ServiceType, StringComparison.Ordinal)).SelectMany(x => FileVolume.Of(view.Case, library.Catalogue(x)!)).FirstOrDefault(x => x.Key == volume) is { } found
            ? TypedResults.Text(Page(view.Case, found), "text/html", Encoding.UTF8)
            : Problems.Of(Refusal.Of("document.unknown-volume", ("volume", volume))));

    private static Task<IResult> ForViewAsync(string @case, CallContext call, Func<CaseView, IResult> answer) => call.ForCaseAsync(@case, async (actor, id) =>
        await call.Desk.AskAsync(x => x.CaseAsync(actor, id, call.Now, call.Cancelled)) is { } view ? answer(view) : Problems.Of(Refusal.Of("case.unknown", ("case", @case))));

    private static string Page(LegalCase @case, FileVolume volume)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>").Append(Text(@case.Code)).Append("</title><link rel=\"stylesheet\" href=\"/volume.css\"></head><body>");
        page.Append("<section class=\"cover\"><h1>").Append(Text(volume.Title.Here())).Append("</h1><p class=\"volume\">").Append(Text(Ui.TOr("volume." + volume.Key, volume.Key))).Append("</p><p>").Append(Text(@case.Code)).Append("</p></section>");
        page.Append("<section class=\"contents\"><h2>").Append(Text(Ui.T("volume.contents"))).Append("</h2><ol>");
        foreach (var paper in volume.Papers)
            page.Append("<li><span>").Append(Text(paper.Title.Here())).Append("</span> <span>").Append(Text(paper.Item is { } item ? item.Number ?? Moments.Day(ChinaTime.DayOf(item.At)) : Ui.T("volume.not-there"))).Append("</span></li>");
        page.Append("</ol></section>");
        foreach (var paper in volume.Papers.Where(x => x.Item is not null))
        {
            page.Append("<article><p class=\"order\">").Append(paper.Order).Append("</p>");
            if (paper.Item!.Text is { } text) page.Append("<div class=\"text\">").Append(Text(text)).Append("</div>");
            else page.Append("<h2>").Append(Text(paper.Title.Here())).Append("</h2><p class=\"paper\">").Append(Text(Ui.T("volume.on-paper", ("title", paper.Item.Title), ("day", Moments.Day(ChinaTime.DayOf(paper.Item.At)))))).Append("</p>");
            page.Append("</article>");
        }
        return page.Append("</body></html>").ToString();
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
