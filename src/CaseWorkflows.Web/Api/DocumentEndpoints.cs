using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
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
        api.MapGet("/cases/{case}/documents/{document:guid}.docx", WordAsync).WithTags(Tag).WithName("DownloadDocument").WithSummary("A document of the case as a word processor's file").Produces(200, contentType: WordDocument.MediaType).WithProblems(401, 404);
        api.MapGet("/cases/{case}/volumes/{volume}", VolumeAsync).WithTags(Tag).WithName("PrintVolume").WithSummary("A volume of the file as one page to print, with its catalogue").Produces<string>(200, "text/html").WithProblems(401, 404);
    }

    private static Task<IResult> WordAsync(string @case, Guid document, CallContext call) => ForViewAsync(@case, call, view =>
        view.Case.File.FirstOrDefault(x => x.Id == document) is { Text: { } text } item
            ? TypedResults.File(WordDocument.Of(text), WordDocument.MediaType, $"{view.Case.Code}-{item.Title}.docx")
            : Problems.Of(Refusal.Of("document.unknown", ("document", document))));

    private static Task<IResult> VolumeAsync(string @case, string volume, CallContext call, WorkflowLibrary library, string? lang = null) => ForViewAsync(@case, call, view =>
    {
        // A person comes here from a page and reads on in its language, whatever the browser asks for.
        var words = new QueryWords();
        lang = words.OneOf("lang", lang, Hosting.Languages.Known.Select(x => x.Name));
        if (words.Problem is { } wrong) return wrong;
        if (Array.Find(Hosting.Languages.Known, x => x.Name == lang) is { } language) CultureInfo.CurrentUICulture = language;
        return library.CatalogueKeys.Where(x => x.StartsWith(view.Case.ServiceType, StringComparison.Ordinal)).SelectMany(x => FileVolume.Of(view.Case, library.Catalogue(x)!)).FirstOrDefault(x => x.Key == volume) is { } found
            ? TypedResults.Text(Page(view.Case, found, library), "text/html", Encoding.UTF8)
            : Problems.Of(Refusal.Of("document.unknown-volume", ("volume", volume)));
    });

    private static Task<IResult> ForViewAsync(string @case, CallContext call, Func<CaseView, IResult> answer) => call.ForCaseAsync(@case, async (actor, id) =>
        await call.Desk.AskAsync(x => x.CaseAsync(actor, id, call.Now, call.Cancelled)) is { } view ? answer(view) : Problems.Of(Refusal.Of("case.unknown", ("case", @case))));

    private static string Page(LegalCase @case, FileVolume volume, WorkflowLibrary library)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html><html lang=\"").Append(Text(CultureInfo.CurrentUICulture.Name)).Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>").Append(Text($"{@case.Code} {NameOf(volume)}")).Append("</title><link rel=\"stylesheet\" href=\"/volume.css\"></head><body>");
        page.Append("<nav class=\"screen\"><a href=\"/cases/").Append(Text(@case.Code)).Append("\">").Append(Text(Ui.T("volume.back-of-file"))).Append("</a></nav><main>");
        page.Append("<section class=\"cover\"><h1>").Append(Text(volume.Title.Here())).Append("</h1><p class=\"volume\">").Append(Text(NameOf(volume))).Append("</p><p>").Append(Text(library.Office(@case.Office.Value)?.Name.Here() ?? "")).Append("</p><p>").Append(Text(@case.Code)).Append("</p></section>");
        page.Append("<section class=\"contents\"><h2>").Append(Text(Ui.T("volume.contents"))).Append("</h2><ol>");
        foreach (var paper in volume.Papers)
            page.Append("<li><span>").Append(paper.Item?.Text is null ? Text(paper.Title.Here()) : $"<a href=\"#paper-{paper.Order}\">{Text(paper.Title.Here())}</a>").Append("</span> <span>").Append(Text(paper.Item is { } item ? item.Number ?? Moments.Day(ChinaTime.DayOf(item.At)) : Ui.T("volume.not-there"))).Append("</span></li>");
        page.Append("</ol></section>");
        foreach (var paper in volume.Papers.Where(x => x.Item is not null))
        {
            page.Append("<article id=\"paper-").Append(paper.Order).Append("\"><p class=\"order\">").Append(paper.Order).Append("</p>");
            if (paper.Item!.Text is { } text) Lines(page, text);
            else page.Append("<h2>").Append(Text(paper.Title.Here())).Append("</h2><p class=\"paper\">").Append(Text(Ui.T("volume.on-paper", ("title", paper.Item.Title), ("day", Moments.Day(ChinaTime.DayOf(paper.Item.At)))))).Append("</p>");
            page.Append("</article>");
        }
        Back(page, @case, volume, library);
        return page.Append("</main></body></html>").ToString();
    }

    private static string NameOf(FileVolume volume) => Ui.TOr("volume." + volume.Key, volume.Key);

    // Letterhead, title and number stand before the first empty line.
    private static void Lines(StringBuilder page, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var head = Array.FindIndex(lines, x => x.Trim().Length == 0) is > 0 and var empty ? empty : 0;
        for (var i = 0; i < head; i++) page.Append(i == 1 ? "<h2>" : "<p class=\"head\">").Append(Text(lines[i])).Append(i == 1 ? "</h2>" : "</p>");
        page.Append("<div class=\"text\">").Append(Text(string.Join('\n', lines[head..]).Trim('\n'))).Append("</div>");
    }

    /// <summary>The closing sheet (备考表、封底): how many papers, and what was written at archiving.</summary>
    private static void Back(StringBuilder page, LegalCase @case, FileVolume volume, WorkflowLibrary library)
    {
        page.Append("<section class=\"back\"><h2>").Append(Text(Ui.T("volume.back"))).Append("</h2><p>").Append(Text(Ui.T("volume.pages", ("papers", volume.Papers.Count(x => x.Item is not null))))).Append("</p>");
        if (@case.Dossier.Facts()["steps"]?["archive"] is JsonObject done && done["data"] is JsonObject data)
        {
            var form = library.Forms.Find(@case.Tasks.LastOrDefault(x => x.StepId == "archive")?.FormKey ?? "");
            var retention = form?.Fields.FirstOrDefault(x => x.Key == "retention")?.Options.FirstOrDefault(x => x.Value == data["retention"]?.ToString())?.Label.Here() ?? data["retention"]?.ToString() ?? "";
            page.Append("<p>").Append(Text(Ui.T("volume.archive", ("number", data["archiveNumber"]?.ToString() ?? ""), ("volumes", data["volumes"]?.ToString() ?? ""), ("pages", data["pages"]?.ToString() ?? ""), ("retention", retention)))).Append("</p><p>")
                .Append(Text(Ui.T("volume.archived-by", ("name", done["byName"]?.ToString() ?? ""), ("day", DateTimeOffset.TryParse(done["at"]?.ToString(), CultureInfo.InvariantCulture, out var at) ? Moments.Day(ChinaTime.DayOf(at)) : "")))).Append("</p>");
        }
        else
        {
            page.Append("<p>").Append(Text(Ui.T("volume.not-archived"))).Append("</p>");
        }
        page.Append("</section>");
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
