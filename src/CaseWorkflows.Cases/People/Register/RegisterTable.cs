using System.Globalization;
using CaseWorkflows.Cases.Spreadsheets;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.People.Register;

/// <summary>An entry that a table holds.</summary>
/// <param name="Row">The row as a spreadsheet counts.</param>
/// <param name="Id">Whose.</param>
/// <param name="Over">The entry with what the table says; what it has no column for stays.</param>
public sealed record RegisterRow(int Row, UserId Id, Func<Competence, Competence> Over);

/// <summary>What is wrong with a table of the register.</summary>
/// <param name="Row">The row as a spreadsheet counts; 1 for the headings.</param>
/// <param name="Column">The heading; null if it is about the row.</param>
/// <param name="Message">What is wrong.</param>
public sealed record RegisterTableProblem(int Row, string? Column, LocalizedText Message);

/// <summary>Reads the register from a spreadsheet (CSV in UTF-8); the words stand in <c>RegisterTable.Words.cs</c>.</summary>
public static partial class RegisterTable
{
    /// <summary>Reads a table; with a problem nothing of it should be used.</summary>
    /// <param name="csv">The text.</param>
    /// <param name="fields">Fields by key and by name.</param>
    public static (IReadOnlyList<RegisterRow> Rows, IReadOnlyList<RegisterTableProblem> Problems) Read(string csv, IReadOnlyDictionary<string, string> fields)
    {
        List<RegisterTableProblem> problems = [];
        var (lines, isOpen) = SpreadsheetText.Rows(csv);
        if (isOpen) problems.Add(new(lines.Count, null, Refusal.Text("register.table-quotes")));
        if (csv.Contains('\uFFFD', StringComparison.Ordinal)) problems.Add(new(1, null, Refusal.Text("register.table-not-utf8")));
        var heads = lines[0].ConvertAll(x => x.Trim());
        foreach (var unknown in heads.Where(x => x.Length > 0 && !Columns.ContainsKey(x))) problems.Add(new(1, unknown, Refusal.Text("register.table-column", ("known", Joining.Names(Columns.Keys)))));
        if (heads.GroupBy(x => Columns.GetValueOrDefault(x, x)).FirstOrDefault(x => x.Key.Length > 0 && x.Count() > 1) is { } twice) problems.Add(new(1, twice.First(), Refusal.Text("register.table-twice")));
        if (heads.TrueForAll(x => Columns.GetValueOrDefault(x) != "id")) problems.Add(new(1, Columns.First().Key, Refusal.Text("register.table-no-id")));
        if (problems.Count > 0) return ([], problems);

        List<RegisterRow> rows = [];
        for (var i = 1; i < lines.Count; i++)
        {
            var cells = lines[i].ConvertAll(x => x.Trim());
            if (cells.TrueForAll(x => x.Length == 0)) continue;
            var row = new Line(i + 1, heads, cells, fields, problems);
            if (row.Read() is not { } read) continue;
            if (rows.Exists(x => x.Id == read.Id)) problems.Add(new(i + 1, heads.Find(x => Columns.GetValueOrDefault(x) == "id"), Refusal.Text("register.table-person-twice", ("person", read.Id.Value))));
            rows.Add(read);
        }
        return problems.Count > 0 ? ([], problems) : (rows, []);
    }

    private sealed class Line(int row, List<string> heads, List<string> cells, IReadOnlyDictionary<string, string> fields, List<RegisterTableProblem> problems)
    {
        public RegisterRow? Read()
        {
            if (Cell("id") is not { Length: > 0 } id)
            {
                Wrong("id", "register.table-no-id");
                return null;
            }
            var (years, defence, most) = (Whole("years"), Whole("defence"), Whole("most"));
            var minors = Cell("minors") is not { } word ? (bool?)null : Yes.Contains(word) ? true : No.Contains(word) ? false : Bad("minors");
            var inFields = Cell("fields") is { } list ? Parts(list).Select(x => fields.GetValueOrDefault(x) ?? Unknown(x)).OfType<string>().ToList() : null;
            var languages = Cell("languages") is { } spoken ? Parts(spoken) : null;
            var (organisation, licence) = (Cell("organisation"), Cell("licence"));
            var profession = Cell("profession") is { } named && !Professions.ContainsKey(named) ? NoProfession(named) : Cell("profession");
            return new RegisterRow(row, new UserId(id), x => x with
            {
                YearsOfPractice = years ?? x.YearsOfPractice,
                YearsOfCriminalDefence = defence ?? x.YearsOfCriminalDefence,
                KnowsMinors = minors ?? x.KnowsMinors,
                Fields = inFields ?? x.Fields,
                Profession = profession is null ? x.Profession : Professions[profession],
                Languages = languages ?? x.Languages,
                Organisation = organisation is null ? x.Organisation : organisation.Length > 0 ? organisation : null,
                Licence = licence is null ? x.Licence : licence.Length > 0 ? licence : null,
                MostTasks = Cell("most") is null ? x.MostTasks : most,
            });
        }

        // Null if the table has no such column: then what is registered stays.
        private string? Cell(string key) => heads.FindIndex(x => Columns.GetValueOrDefault(x) == key) is >= 0 and var at ? at < cells.Count ? cells[at] : "" : null;

        private int? Whole(string key)
        {
            if (Cell(key) is not { Length: > 0 } cell) return null;
            if (int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
            Wrong(key, "register.table-number", ("value", cell));
            return null;
        }

        private bool? Bad(string key)
        {
            Wrong(key, "register.table-flag", ("value", Cell(key)));
            return null;
        }

        private string? NoProfession(string word)
        {
            Wrong("profession", "register.unknown-profession", ("value", word), ("known", Joining.Names(Professions.Where(x => x.Value is not null).Select(x => x.Key))));
            return null;
        }

        private string? Unknown(string word)
        {
            Wrong("fields", "register.unknown-field", ("value", word));
            return null;
        }

        private void Wrong(string key, string code, params (string Name, object? Value)[] args) => problems.Add(new(row, heads.Find(x => Columns.GetValueOrDefault(x) == key), Refusal.Text(code, args)));

        private static List<string> Parts(string cell) => [.. cell.Split([';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
