using System.Globalization;
using System.Text;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>A file that says its days one by one, as far as it could be read.</summary>
/// <param name="Year">The year it is about.</param>
/// <param name="Terms">Its notice.</param>
/// <param name="Rows">Its days.</param>
/// <param name="Problems">Places that could not be read.</param>
internal sealed record CalendarTable(int Year, CalendarFileTerms Terms, IReadOnlyList<CalendarRow> Rows, IReadOnlyList<FieldProblem> Problems)
{
    private const string DateColumn = "date";
    private const string KindColumn = "kind";
    private const string NameColumn = "name";
    private static readonly string[] Columns = [DateColumn, KindColumn, NameColumn];
    private static readonly string[] DateShapes = ["yyyy-MM-dd", "yyyy/M/d", "yyyy.M.d"];

    /// <summary>A table with a head line; what is after <c>#</c> at the start of a line is a remark.</summary>
    public static CalendarTable Read(string csv, CalendarFileTerms terms, CalendarBook inForce)
    {
        var lines = csv.Split('\n').Select((x, i) => (Text: x.Trim('\r', ' ', '\t'), Place: $"line {CalendarTexts.Plain(i + 1)}")).Where(x => x.Text.Length > 0 && x.Text[0] != '#').ToList();
        var head = lines.Count == 0 ? [] : Cells(lines[0].Text).Select(x => x.ToLowerInvariant()).ToList();
        if (!Columns.All(head.Contains))
            return new(0, terms, [], [new FieldProblem(lines.Count == 0 ? "" : lines[0].Place, CalendarTexts.Catalog.Get("import.head", ("columns", string.Join(',', Columns))))]);
        List<CalendarRow> rows = [];
        List<FieldProblem> problems = [];
        foreach (var (text, place) in lines.Skip(1))
        {
            var cells = Cells(text);
            var (date, kind, name) = (Cell(DateColumn), Cell(KindColumn).ToLowerInvariant(), Cell(NameColumn));
            if (!DateOnly.TryParseExact(date, DateShapes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) Add(DateColumn, "file.date-expected", ("value", date));
            else if (kind is not ("off" or "work")) Add(KindColumn, "import.kind", ("value", kind));
            else if (name.Length == 0) Add(NameColumn, "import.name-missing", ("day", CalendarTexts.Iso(day)));
            else rows.Add(new(place, new(day, kind == "off" ? CalendarEntryKind.Off : CalendarEntryKind.Work, Named(name, inForce))));

            string Cell(string column) => head.IndexOf(column) is var i && i < cells.Count ? cells[i].Trim() : "";

            void Add(string column, string code, params (string Name, object? Value)[] args) => problems.Add(new FieldProblem($"{place}, {column}", CalendarTexts.Catalog.Get(code, args)));
        }
        if (rows.Count == 0 && problems.Count == 0) problems.Add(new FieldProblem("", CalendarTexts.Catalog.Get("import.empty")));
        var year = rows.GroupBy(x => x.Entry.Date.Year).OrderByDescending(x => x.Count()).ThenByDescending(x => x.Key).FirstOrDefault()?.Key ?? 0;
        return new(year, terms, rows, problems);
    }

    /// <summary>A public list: <c>year</c>, <c>papers</c>, <c>days</c>.</summary>
    /// <exception cref="PolicyFileException">A field is wrong.</exception>
    public static CalendarTable ReadList(string file, string json, CalendarFileTerms terms, CalendarBook inForce)
    {
        var root = FileNode.Parse(file, json);
        root.AllowOnly("$schema", "$id", "year", "papers", "days");
        var rows = root.Items("days").Select(x =>
        {
            x.AllowOnly("name", "date", "isOffDay");
            return new CalendarRow(x.Path, new(x.Date("date"), x.RequiredFlag("isOffDay") ? CalendarEntryKind.Off : CalendarEntryKind.Work, Named(x.String("name").Trim(), inForce)));
        }).ToList();
        return new(root.Integer("year", 1900, 2999), terms, rows, rows.Count > 0 ? [] : [new FieldProblem("days", CalendarTexts.Catalog.Get("import.empty"))]);
    }

    // Such files have one name for a day; the years in force know the other language's.
    private static LocalizedText Named(string name, CalendarBook inForce) =>
        inForce.Years.Reverse().SelectMany(CalendarEntry.Of).FirstOrDefault(x => x.Name.Zh == name || x.Name.En == name)?.Name ?? new LocalizedText(name, name);

    private static List<string> Cells(string line)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(line[i]);
        }
        return [.. cells, cell.ToString()];
    }
}

/// <summary>A day of a table, and where in the file it stands.</summary>
internal sealed record CalendarRow(string Place, CalendarEntry Entry);
