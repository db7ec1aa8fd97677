using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Documents that are numbered in one row: those of one office and year with the same word of issue (发文字号).</summary>
/// <param name="Office">The office that issues them.</param>
/// <param name="Year">The year of issue in China.</param>
/// <param name="Word">The pattern of the number without year and number: 援指字.</param>
public readonly record struct DocumentSeries(OfficePath Office, int Year, string Word);
