using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Spreadsheets;

namespace CaseWorkflows.Cases.Eligibility.Tables;

/// <summary>
/// Reads tables of eligibility scenarios that policy staff keep in a spreadsheet (CSV in UTF-8): a row of headings, then a whole application in each
/// row with what it has to come to. An empty cell is not stated, or not looked at. Several words in a cell are parted by semicolons; entries of a list
/// write their fields as <c>月收入=1600，对方当事人=是</c>. The words of the table itself stand in <c>EligibilityTable.Words.cs</c>.
/// </summary>
public static partial class EligibilityTable
{
    private const int MostCharacters = 8_000_000;
    private static readonly string[] Compulsory = ["number", "title", "region", "on", "expect.outcome", "why"];

    /// <summary>Whether a CSV text is such a table, by its headings.</summary>
    /// <param name="csv">The text.</param>
    public static bool Is(string csv)
    {
        var end = csv.AsSpan().IndexOfAny('\r', '\n');
        var heads = (end < 0 ? csv : csv[..end]).TrimStart('\uFEFF').Split([',', ';', '\t']).Select(x => Columns.GetValueOrDefault(x.Trim().Trim('"'), "")).ToHashSet();
        return heads.Contains("expect.outcome") && heads.Contains("title");
    }

    /// <summary>Reads a table.</summary>
    /// <param name="csv">The text, separated by commas, semicolons or tabs.</param>
    /// <param name="words">The words it may use.</param>
    public static EligibilityTableReading Read(string csv, EligibilityWords words)
    {
        List<EligibilityTableProblem> problems = [];
        if (csv.Length > MostCharacters) return Wrong("too-large");
        // What no UTF-8 reader could read: usually a spreadsheet that saved in GBK.
        if (csv.Contains('\uFFFD', StringComparison.Ordinal)) return Wrong("not-utf8");
        var rows = Rows(csv, problems);
        if (problems.Count > 0) return new EligibilityTableReading([], problems, new Dictionary<string, string>());
        if (rows.Count < 2) return Wrong("empty");

        var columns = Headings(rows[0].Cells, words, problems);
        var headings = columns.Where(x => x.Key is not null).DistinctBy(x => x.Key).ToDictionary(x => x.Key!, x => x.Heading);
        foreach (var missing in Compulsory.Where(x => !headings.ContainsKey(x)))
            problems.Add(EligibilityTableProblem.Of("no-column", null, null, ("column", Columns.First(x => x.Value == missing).Key)));
        if (problems.Count > 0) return new EligibilityTableReading([], problems, headings);

        List<EligibilityScenario> scenarios = [];
        HashSet<string> numbers = [];
        foreach (var (row, cells) in rows.Skip(1))
        {
            var reader = new RowReader(row, columns, cells, words, problems);
            if (cells.Length > columns.Count && cells.Skip(columns.Count).Any(x => x.Length > 0)) reader.Wrong("too-many-cells", null);
            if (reader.Read() is not { } scenario) continue;
            if (!numbers.Add(scenario.Number)) reader.Wrong("number-twice", "number", ("value", scenario.Number));
            scenarios.Add(scenario);
        }
        return new EligibilityTableReading(scenarios, problems, headings);

        EligibilityTableReading Wrong(string code) => new([], [EligibilityTableProblem.Of(code, null, null)], new Dictionary<string, string>());
    }

    private static List<(int Row, string[] Cells)> Rows(string csv, List<EligibilityTableProblem> problems)
    {
        var (lines, isOpen) = SpreadsheetText.Rows(csv);
        if (isOpen) problems.Add(EligibilityTableProblem.Of("quotes", lines.Count, null));
        List<(int, string[])> rows = [];
        for (var i = 0; i < lines.Count; i++)
            if (i == 0 || lines[i].Exists(x => !string.IsNullOrWhiteSpace(x))) rows.Add((i + 1, [.. lines[i].Select(x => x.Trim())]));
        return rows;
    }

    private static List<Column> Headings(string[] cells, EligibilityWords words, List<EligibilityTableProblem> problems)
    {
        List<Column> columns = [];
        foreach (var heading in cells)
        {
            var own = Columns.GetValueOrDefault(heading);
            var field = own is null ? words.Field(heading) : null;
            var key = own ?? field?.Key;
            if (heading.Length > 0 && key is null) problems.Add(EligibilityTableProblem.Of("unknown-column", 1, heading, ("known", Joining.Names(Columns.Keys.Where(x => x[0] > 127).Concat(words.Headings)))));
            if (key is not null && columns.Any(x => x.Key == key)) problems.Add(EligibilityTableProblem.Of("column-twice", 1, heading));
            columns.Add(new Column(heading, key, field));
        }
        return columns;
    }

    /// <summary>A cell's parts: they are parted by semicolons, since words themselves hold commas.</summary>
    private static string[] Parts(string cell) => cell.Split([';', '；', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>An entry's fields: <c>户口簿，日期=2026-01-02</c>. A comma parts them only where a name and an equals sign follow.</summary>
    private static IEnumerable<(string? Name, string Value)> Pairs(string entry)
    {
        foreach (var part in BeforePair().Split(entry))
            yield return part.IndexOfAny(['=', '＝']) is > 0 and var cut ? (part[..cut].Trim(), part[(cut + 1)..].Trim()) : (null, part.Trim());
    }

    [GeneratedRegex(@"[，,]\s*(?=[^，,=＝]+[=＝])", RegexOptions.CultureInvariant)]
    private static partial Regex BeforePair();

    private sealed record Column(string Heading, string? Key, FormField? Field);
}
