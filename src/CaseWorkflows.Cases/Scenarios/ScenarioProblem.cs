using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>What is wrong with a story before it is played.</summary>
/// <param name="Row">The row, from 1; null if it is not in a row.</param>
/// <param name="Field">The field as a path: <c>rows[3].who</c>; empty for the story as a whole.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ScenarioProblem(int? Row, string Field, LocalizedText Message, LocalizedText Remedy)
{
    internal static ScenarioProblem Of(string code, string field, params (string Name, object? Value)[] args) =>
        new(RowOf(field), field, ScenarioTexts.Get($"problem.{code}", args), ScenarioTexts.Get($"problem.{code}.remedy", args));

    /// <summary>The whole sentence: file, row, field, what is wrong, what to do.</summary>
    public LocalizedText In(string file) => Row is { } row
        ? ScenarioTexts.Get("problem.in-row", ("file", file), ("row", InTable(file, row)), ("field", Field), ("message", Message), ("remedy", Remedy))
        : ScenarioTexts.Get("problem.in-file", ("file", file), ("field", Field.Length > 0 ? Field : "-"), ("message", Message), ("remedy", Remedy));

    /// <summary>The row as people find it: of a table also as the spreadsheet counts, with the header and the opening.</summary>
    internal static LocalizedText InTable(string file, int row) => ScenarioTexts.Get(
        file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "row.in-table" : "row", ("row", row), ("line", row + 2));

    private static int? RowOf(string field) =>
        field.StartsWith("rows[", StringComparison.Ordinal) && field.IndexOf(']', StringComparison.Ordinal) is > 0 and var end
        && int.TryParse(field.AsSpan(5, end - 5), System.Globalization.CultureInfo.InvariantCulture, out var index) ? index + 1 : null;
}
