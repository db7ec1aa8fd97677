using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Spreadsheets;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>
/// Reads stories that a spreadsheet wrote: one header in Chinese or English, the opening in the first row, then a row for each deed. The words and
/// columns stand in <c>ScenarioTable.Words.cs</c>. What it makes of a table is the same document that a JSON file holds.
/// </summary>
public static partial class ScenarioTable
{
    private const int MostCharacters = 4_000_000;
    private static readonly string[] OfOpening = ["at", "who", "do", "office", "form", "note"];

    /// <summary>Reads a table.</summary>
    /// <param name="id">The story's id.</param>
    /// <param name="csv">The table, separated by commas, semicolons or tabs.</param>
    /// <param name="folder">Where the JSON files lie that cells name with <c>@</c>; null if none may be named.</param>
    public static ScenarioReading Read(string id, string csv, string? folder)
    {
        if (csv.Length > MostCharacters) return Wrong("table-too-large", "");
        var rows = SpreadsheetText.Rows(csv).Rows;
        while (rows.Count > 0 && rows[^1].TrueForAll(x => x.Trim().Length == 0)) rows.RemoveAt(rows.Count - 1);
        if (rows.Count < 2) return Wrong("table-empty", "");

        List<ScenarioProblem> problems = [];
        List<string> columns = [];
        foreach (var heading in rows[0].Select(x => x.Trim()))
        {
            if (heading.Length > 0 && !Columns.ContainsKey(heading)) problems.Add(ScenarioProblem.Of("unknown-column", "", ("value", heading), ("known", string.Join(", ", Columns.Keys))));
            columns.Add(Columns.GetValueOrDefault(heading, ""));
        }
        foreach (var twice in columns.Where(x => x.Length > 0).GroupBy(x => x).Where(x => x.Count() > 1))
            problems.Add(ScenarioProblem.Of("column-twice", "", ("value", twice.Key)));
        if (problems.Count > 0) return new ScenarioReading(null, problems);

        var opening = Row(rows[1], columns);
        if (Deed(opening.GetValueOrDefault("do", "")) != "open") return Wrong("table-opening", "open");
        foreach (var column in opening.Keys.Except(OfOpening))
            problems.Add(ScenarioProblem.Of("table-opening-only", "open", ("value", rows[0][columns.IndexOf(column)].Trim())));
        var title = opening.GetValueOrDefault("note") ?? id;
        var story = new JsonObject
        {
            ["title"] = new JsonObject { ["zh"] = title, ["en"] = title },
            ["starts"] = opening.GetValueOrDefault("at"),
            ["open"] = Drop(new JsonObject { ["office"] = opening.GetValueOrDefault("office"), ["who"] = opening.GetValueOrDefault("who"), ["application"] = Object(opening.GetValueOrDefault("form"), "open.application", folder, problems) ?? [] }),
        };
        var list = new JsonArray();
        for (var i = 2; i < rows.Count; i++) list.Add(Deed(Row(rows[i], columns), $"rows[{i - 2}]", folder, problems));
        story["rows"] = list;
        if (problems.Count > 0) return new ScenarioReading(null, problems);
        return ScenarioReader.Read(id, Drop(story));
    }

    private static JsonObject Deed(Dictionary<string, string> row, string at, string? folder, List<ScenarioProblem> problems)
    {
        var deed = row.GetValueOrDefault("do", "wait");
        var read = new JsonObject { ["do"] = Deed(deed) };
        foreach (var column in new[] { "at", "occurred", "who", "linked", "step", "outcome", "name", "reason", "to", "refused" }) read[column] = row.GetValueOrDefault(column);
        if (Object(row.GetValueOrDefault("form"), $"{at}.form", folder, problems) is { } form) read[Deed(deed) is "event" or "add-paper" ? "details" : "form"] = form;
        if (row.GetValueOrDefault("note") is { } note) read["note"] = new JsonObject { ["zh"] = note, ["en"] = note };
        var expect = Drop(new JsonObject
        {
            ["stage"] = row.GetValueOrDefault("expect.stage"),
            ["status"] = row.GetValueOrDefault("expect.status"),
            ["result"] = row.GetValueOrDefault("expect.result"),
            ["tasks"] = List(row.GetValueOrDefault("expect.tasks")),
            ["documents"] = List(row.GetValueOrDefault("expect.documents")),
            ["clocks"] = Pairs(row.GetValueOrDefault("expect.clocks"), $"{at}.expect.clocks", problems, value => new JsonObject { ["due"] = value }),
            ["alerts"] = Alerts(row.GetValueOrDefault("expect.alerts"), $"{at}.expect.alerts", problems),
        });
        if (expect.Count > 0) read["expect"] = expect;
        return Drop(read);
    }

    /// <summary>A form or an application: a JSON object, a file named with <c>@</c>, or <c>field=value; part.field=value</c>.</summary>
    private static JsonObject? Object(string? cell, string at, string? folder, List<ScenarioProblem> problems)
    {
        if (cell is null) return null;
        try
        {
            if (cell[0] == '@') return FromFile(cell[1..].Trim(), at, folder, problems);
            if (cell[0] == '{') return (JsonObject)JsonNode.Parse(cell)!;
            var read = new JsonObject();
            foreach (var (key, value) in Split(cell, at, problems)) Put(read, key.Split('.'), Value(value));
            return read;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            problems.Add(ScenarioProblem.Of("cell", at, ("value", cell)));
            return null;
        }
    }

    private static JsonObject? FromFile(string name, string at, string? folder, List<ScenarioProblem> problems)
    {
        try
        {
            if (folder is not null && JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name))) is JsonObject found) return found;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // Told below, as a file that holds something else.
        }
        problems.Add(ScenarioProblem.Of("cell-file", at, ("value", name)));
        return null;
    }

    private static JsonObject? Alerts(string? cell, string at, List<ScenarioProblem> problems)
    {
        if (cell is null) return null;
        var read = new JsonObject();
        foreach (var (key, value) in Split(cell, at, problems))
        {
            // legal-aid.review.warning=2: the level is the last part, and a clock's key holds dots itself.
            var cut = key.LastIndexOf('.');
            if (cut < 1 || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                problems.Add(ScenarioProblem.Of("cell", at, ("value", cell)));
                continue;
            }
            if (read[key[..cut]] is not JsonObject levels) read[key[..cut]] = levels = [];
            levels[key[(cut + 1)..]] = count;
        }
        return read;
    }

    private static JsonObject? Pairs(string? cell, string at, List<ScenarioProblem> problems, Func<string, JsonNode> make) =>
        cell is null ? null : new JsonObject(Split(cell, at, problems).DistinctBy(x => x.Key).Select(x => KeyValuePair.Create(x.Key, (JsonNode?)make(x.Value))));

    private static List<(string Key, string Value)> Split(string cell, string at, List<ScenarioProblem> problems)
    {
        List<(string, string)> pairs = [];
        foreach (var part in cell.Split([';', '；', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cut = part.IndexOfAny(['=', '＝']);
            if (cut < 1) problems.Add(ScenarioProblem.Of("cell", at, ("value", part)));
            else pairs.Add((part[..cut].Trim(), part[(cut + 1)..].Trim()));
        }
        return pairs;
    }

    private static JsonArray? List(string? cell) =>
        cell is null ? null : [.. cell.Split([',', '，', '、', ';', '；', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(x => x is not ("-" or "无")).Select(x => (JsonNode)x)];

    private static void Put(JsonObject into, string[] path, JsonNode? value)
    {
        foreach (var part in path[..^1]) into = into[part] as JsonObject ?? (JsonObject)(into[part] = new JsonObject());
        into[path[^1]] = value;
    }

    // Identity numbers and telephone numbers have eleven digits and more, or begin with a zero: those are texts.
    private static JsonNode? Value(string text) => text switch
    {
        "是" or "true" or "TRUE" => true,
        "否" or "false" or "FALSE" => false,
        ['"', .. var quoted, '"'] => quoted,
        ['[' or '{', ..] => JsonNode.Parse(text),
        _ when Number().IsMatch(text) => decimal.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    private static Dictionary<string, string> Row(List<string> cells, List<string> columns) =>
        cells.Zip(columns).Where(x => x.Second.Length > 0 && x.First.Trim().Length > 0).ToDictionary(x => x.Second, x => x.First.Trim());

    private static string Deed(string word) => Deeds.GetValueOrDefault(word, word);

    private static JsonObject Drop(JsonObject given)
    {
        foreach (var key in given.Where(x => x.Value is null).Select(x => x.Key).ToList()) given.Remove(key);
        return given;
    }

    private static ScenarioReading Wrong(string code, string field) => new(null, [ScenarioProblem.Of(code, field)]);

    [GeneratedRegex(@"^-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,6})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
