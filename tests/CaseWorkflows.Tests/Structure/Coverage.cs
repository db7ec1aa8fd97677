using System.Text.RegularExpressions;

namespace CaseWorkflows.Tests.Structure;

/// <summary>
/// The table <c>workflows/COVERAGE.md</c>: which rule of the city documents is enforced, reported or out of scope, where, and which test shows it.
/// A rule that has no row, or a row whose test is gone, would claim something that nobody checks any more.
/// </summary>
internal static partial class Coverage
{
    /// <summary>The rules C1 to C62 and V1 to V11 of the city documents.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. Enumerable.Range(1, 62).Select(x => $"C{x}"), .. Enumerable.Range(1, 11).Select(x => $"V{x}")];

    private static readonly string[] States = ["enforced", "reported", "out of scope", "open"];

    public sealed record Row(string Rule, string Document, string Says, string State, string Where, string Shown);

    public static IReadOnlyList<Row> Read(string markdown) =>
    [
        .. markdown.Split('\n').Select(x => x.Trim()).Where(x => x.StartsWith('|'))
            .Select(x => x.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
            .Where(x => x.Length == 6 && RuleName().IsMatch(x[0]))
            .Select(x => new Row(x[0], x[1], x[2], x[3], x[4], x[5])),
    ];

    /// <summary>What is wrong with the rows: missing and doubled rules, unknown states, files and tests that don't exist, no reason.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<Row> rows, Func<string, bool> fileExists, IReadOnlySet<string> tests)
    {
        foreach (var rule in Rules.Except(rows.Select(x => x.Rule))) yield return $"{rule} has no row.";
        foreach (var rule in rows.GroupBy(x => x.Rule).Where(x => x.Count() > 1)) yield return $"{rule.Key} has {rule.Count()} rows.";
        foreach (var row in rows)
        {
            if (!Rules.Contains(row.Rule)) yield return $"{row.Rule} is no rule of the city documents.";
            if (!States.Contains(row.State)) yield return $"{row.Rule}: '{row.State}' is none of {string.Join(", ", States)}.";
            if (row.Document.Length == 0 || row.Says.Length == 0) yield return $"{row.Rule} doesn't say what it is and where it comes from.";
            if (row.State is "out of scope" or "open")
            {
                if (row.Where.Length < 20) yield return $"{row.Rule} is {row.State} without a reason.";
                continue;
            }
            var places = Quoted(row.Where).ToList();
            if (places.Count == 0) yield return $"{row.Rule} doesn't say where it lives.";
            foreach (var place in places.Where(x => !fileExists(x))) yield return $"{row.Rule}: there is no '{place}'.";
            var shown = Quoted(row.Shown).ToList();
            if (shown.Count == 0) yield return $"{row.Rule} names no test.";
            foreach (var test in shown.Where(x => !tests.Contains(x) && !(x.Contains('/') && fileExists(x)))) yield return $"{row.Rule}: there is no test '{test}'.";
        }
    }

    /// <summary>All tests in a source file as <c>Class.method</c>.</summary>
    public static IEnumerable<string> TestsIn(string source)
    {
        if (ClassName().Match(source) is not { Success: true } type) yield break;
        foreach (Match test in TestMethod().Matches(source)) yield return $"{type.Groups["name"].Value}.{test.Groups["name"].Value}";
    }

    private static IEnumerable<string> Quoted(string cell) => Quote().Matches(cell).Select(x => x.Groups["text"].Value);

    [GeneratedRegex(@"^[CV]\d+$")]
    private static partial Regex RuleName();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Quote();

    [GeneratedRegex(@"\bclass (?<name>\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\](?:\s*\[[^\n]*\])*\s*public (?:async )?(?:Task|ValueTask|void) (?<name>\w+)\(")]
    private static partial Regex TestMethod();
}
