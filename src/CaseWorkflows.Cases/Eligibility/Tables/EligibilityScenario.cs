using System.Text.Json.Nodes;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility.Tables;

/// <summary>One row of a table of eligibility scenarios: an application, and what policy staff wrote down that it has to come to.</summary>
/// <param name="Row">The row as a spreadsheet counts, the headings being row 1.</param>
/// <param name="Number">The row's number (编号), unique in its table.</param>
/// <param name="Title">The situation in words.</param>
/// <param name="Region">The code of the region whose policies apply.</param>
/// <param name="On">The day for which it is assessed.</param>
/// <param name="Application">The application, for <see cref="ApplicationReader"/>.</param>
/// <param name="Confirmations">What persons have answered.</param>
/// <param name="Expected">The column's key → what it must come to; only what the row fills in.</param>
/// <param name="Why">Why the result follows from the rules.</param>
public sealed record EligibilityScenario(
    int Row, string Number, string Title, string Region, DateOnly On, JsonObject Application, IReadOnlyList<Confirmation> Confirmations, JsonObject Expected, string Why);

/// <summary>What is wrong with a table, or with what one of its rows comes to.</summary>
/// <param name="Row">The row as a spreadsheet counts; null if it concerns the whole table.</param>
/// <param name="Column">The column's heading as it stands in the table; null if it is about no column.</param>
/// <param name="Code">What, for programs.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record EligibilityTableProblem(int? Row, string? Column, string Code, LocalizedText Message, LocalizedText Remedy)
{
    internal static EligibilityTableProblem Of(string code, int? row, string? column, params (string Name, object? Value)[] args) =>
        new(row, column, code, TableTexts.Get($"table.{code}", args), TableTexts.Get($"table.{code}.remedy", args));

    /// <summary>The whole sentence: file, row, column, what is wrong, what to do.</summary>
    /// <param name="file">The file's name.</param>
    public LocalizedText In(string file) => TableTexts.Get(
        Row is null ? "table.in-file" : Column is null ? "table.in-row" : "table.in-cell", ("file", file), ("row", Row), ("column", Column), ("message", Message), ("remedy", Remedy));
}

/// <summary>A table as read: the rows that can be read, and everything that is wrong with the others.</summary>
/// <param name="Scenarios">The rows.</param>
/// <param name="Problems">What is wrong.</param>
/// <param name="Headings">Field or expectation → the heading under which the table holds it.</param>
public sealed record EligibilityTableReading(IReadOnlyList<EligibilityScenario> Scenarios, IReadOnlyList<EligibilityTableProblem> Problems, IReadOnlyDictionary<string, string> Headings);
