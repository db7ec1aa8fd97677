using System.Buffers;
using System.Text;

namespace CaseWorkflows.Cases.Spreadsheets;

/// <summary>Tables as spreadsheets write and read them (CSV, RFC 4180), separated by commas, semicolons or tabs.</summary>
public static class SpreadsheetText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\";\r\n\t");

    /// <summary>The cells of a table: quotes hold separators and line ends, a doubled quote is one. The rows are those a spreadsheet counts, empty ones too.</summary>
    /// <param name="csv">The text; a byte order mark before it is passed over.</param>
    /// <returns>The rows, and whether a quotation mark was opened and never closed, so that the last cell holds all that follows it.</returns>
    public static (List<List<string>> Rows, bool IsOpen) Rows(string csv)
    {
        csv = csv.TrimStart('\uFEFF');
        var head = csv.AsSpan(0, csv.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : csv.Length);
        var separator = head.Contains('\t') ? '\t' : head.Contains(',') || !head.Contains(';') ? ',' : ';';
        List<List<string>> rows = [];
        List<string> row = [];
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < csv.Length; i++)
        {
            var at = csv[i];
            if (quoted && at == '"' && i + 1 < csv.Length && csv[i + 1] == '"') cell.Append(csv[i++]);
            else if (at == '"' && (quoted || cell.Length == 0)) quoted = !quoted;
            else if (!quoted && at == separator) End();
            else if (!quoted && (at is '\r' or '\n'))
            {
                if (at == '\r' && i + 1 < csv.Length && csv[i + 1] == '\n') i++;
                End();
                rows.Add(row);
                row = [];
            }
            else cell.Append(at);
        }
        End();
        rows.Add(row);
        return (rows, quoted);

        void End()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }

    /// <summary>One row as text. A cell that a spreadsheet would take for a formula gets an apostrophe, so that nobody's entry is run on another's machine.</summary>
    public static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell));

    private static string Cell(string? value)
    {
        var text = value ?? "";
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' && !decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)) text = "'" + text;
        return text.AsSpan().IndexOfAny(Special) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
