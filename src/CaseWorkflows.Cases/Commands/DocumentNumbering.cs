using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands;

/// <summary>
/// The documents that a command issues, until they get their numbers. A number taken while the command is still being decided would keep everybody else of the
/// office waiting, and would be lost with a command that is refused; so documents carry a mark until the command is about to be kept.
/// </summary>
internal sealed class DocumentNumbering
{
    private readonly List<(FileItem Item, DocumentTemplate Template, JsonObject Facts)> _waiting = [];

    /// <summary>Whether a document waits for its number.</summary>
    public bool IsNeeded => _waiting.Count > 0;

    /// <summary>What stands in the text in the number's place. Nobody can know a document's id before it is there, so no form holds it by chance or intent.</summary>
    public static string MarkOf(Guid document) => $"〔№{document:N}〕";

    /// <summary>Adds a document with the facts of its row in the history.</summary>
    public void Add(FileItem item, DocumentTemplate template, JsonObject facts) => _waiting.Add((item, template, facts));

    /// <summary>Takes the numbers and writes them into documents and history, in the order of issue.</summary>
    public async ValueTask GiveAsync(LegalCase @case, WorkflowLibrary library, ICaseTransaction transaction, CancellationToken cancellationToken)
    {
        if (!IsNeeded) return;
        var next = new Dictionary<DocumentSeries, int>(
            await transaction.TakeNumbersAsync(_waiting.GroupBy(x => SeriesOf(@case, x.Item, x.Template)).ToDictionary(x => x.Key, x => x.Count()), cancellationToken));
        var office = library.Office(@case.Office.Value)?.Abbreviation ?? "";
        foreach (var (item, template, facts) in _waiting)
        {
            var series = SeriesOf(@case, item, template);
            var number = template.NumberFor(office, series.Year, next[series]++);
            item.GiveNumber(number, MarkOf(item.Id));
            facts["number"] = number;
        }
        _waiting.Clear();
    }

    private static DocumentSeries SeriesOf(LegalCase @case, FileItem item, DocumentTemplate template) => new(@case.Office, ChinaTime.DayOf(item.At).Year, template.Word);
}
