using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;
using HandlebarsDotNet;

namespace CaseWorkflows.Cases.Library;

/// <summary>
/// A document of the centre (法律援助文书格式): its title, its number, and its text as a Handlebars template over the case's facts.
/// </summary>
public sealed class DocumentTemplate
{
    private static readonly IHandlebars Plain = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });
    private readonly HandlebarsTemplate<object, object> _body;

    private DocumentTemplate(string kind, Entry entry)
    {
        Kind = kind;
        Title = entry.Title;
        NumberPattern = entry.Number;
        Format = entry.Format;
        var body = string.Join('\n', entry.Body);
        _body = Plain.Compile(body);
        Named = new NamedFacts(body);
    }

    /// <summary>The kind under which it lies on the file; also its key.</summary>
    public string Kind { get; }

    /// <summary>Its title.</summary>
    public LocalizedText Title { get; }

    /// <summary>The pattern of its number: <c>{office}</c> (the office's short name), <c>{year}</c>, <c>{n}</c> (the running number of the office and year).</summary>
    public string NumberPattern { get; }

    /// <summary>What tells its series from others: templates with the same word share one row of numbers.</summary>
    public string Word => NumberPattern.Replace("{office}", "", StringComparison.Ordinal).Replace("{year}", "", StringComparison.Ordinal).Replace("{n}", "", StringComparison.Ordinal);

    /// <summary>The number of the Ministry's form it follows, or null.</summary>
    public int? Format { get; }

    /// <summary>The facts that its text names.</summary>
    internal NamedFacts Named { get; }

    /// <summary>The document's number.</summary>
    /// <param name="office">The short name of the office that issues it; empty if it has none.</param>
    /// <param name="year">The year of issue.</param>
    /// <param name="n">Its place in the office's series of the year, from 1.</param>
    public string NumberFor(string office, int year, int n) => NumberPattern
        .Replace("{office}", office, StringComparison.Ordinal)
        .Replace("{year}", year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The document's text.</summary>
    /// <param name="facts">What it reads, see <see cref="DocumentFacts"/>; its own number, date and code are put beside them.</param>
    /// <param name="case">The case.</param>
    /// <param name="number">The document's number.</param>
    /// <param name="at">When it is issued.</param>
    internal string Render(Dictionary<string, object?> facts, LegalCase @case, string number, DateTimeOffset at)
    {
        facts["number"] = number;
        facts["date"] = ChinaTime.DayOf(at).ToString("yyyy年M月d日", CultureInfo.InvariantCulture);
        facts["code"] = @case.Code;
        return _body(facts);
    }

    /// <exception cref="LibraryFileException">A file is unreadable or its template does not parse.</exception>
    public static Dictionary<string, DocumentTemplate> Load(string folder)
    {
        var templates = new Dictionary<string, DocumentTemplate>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var kind = Path.GetFileNameWithoutExtension(file);
            try
            {
                templates.Add(kind, new DocumentTemplate(kind, KeyedFile.ReadOne<Entry>(file)));
            }
            catch (HandlebarsException problem)
            {
                throw new LibraryFileException(Refusal.Text("library.unreadable", ("file", Path.GetFileName(file)), ("problem", problem.Message)), problem);
            }
        }
        return templates;
    }

    private sealed record Entry(LocalizedText Title, string Number, IReadOnlyList<string> Body)
    {
        public int? Format { get; init; }
    }
}
