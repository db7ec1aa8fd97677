using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Subsidies;

/// <summary>
/// What a region pays lawyers for a case (办案补贴标准; set by the province with its finance department and adjusted from time to time, Legal Aid Law art. 52),
/// from <c>policies/&lt;region&gt;/subsidies*.json</c>. Another amount is another file with dates of its own.
/// </summary>
/// <param name="Id">The file's id.</param>
/// <param name="Region">The region.</param>
/// <param name="File">The file, with its region's folder.</param>
/// <param name="Title">What it is.</param>
/// <param name="Basis">The document as people cite it.</param>
/// <param name="From">The first day on which it holds.</param>
/// <param name="To">The last; null while it has none.</param>
/// <param name="Services">The services whose cases it is for.</param>
/// <param name="DateOf">The place of the day that decides which table holds for a case, <c>steps.handling.closingDay</c>; until that is known it is the present day.</param>
/// <param name="IsAtLeastAverage">Whether the region's document promises no less than the provincial average (补贴标准不低于全省平均水平).</param>
/// <param name="Amounts">The amounts; of several that fit a case the first counts.</param>
public sealed record SubsidyTable(
    string Id, string Region, string File, LocalizedText Title, LocalizedText Basis, DateOnly From, DateOnly? To, IReadOnlyList<string> Services, string DateOf, bool IsAtLeastAverage,
    IReadOnlyList<SubsidyAmount> Amounts)
{
    /// <summary>Whether it holds on a day.</summary>
    public bool IsInForce(DateOnly day) => From <= day && (To is null || day <= To);
}

/// <summary>The amount for a kind of case in a stage of proceedings.</summary>
/// <param name="Key">Unique within the table: <c>criminal.first-instance</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Where">What has to hold for a case; all of it. Empty: every case.</param>
/// <param name="Amount">Yuan for a case.</param>
/// <param name="ProvincialAverage">What the province pays on average for the like, yuan; null if that is not known.</param>
/// <param name="Certainty">How sure the numbers are.</param>
public sealed record SubsidyAmount(string Key, LocalizedText Name, IReadOnlyList<SubsidyPlace> Where, decimal Amount, decimal? ProvincialAverage, Certainty Certainty);

/// <summary>That a place of a case holds one of these texts.</summary>
/// <param name="At">The place: <c>application.…</c>, <c>facts.…</c> or <c>steps.&lt;step&gt;.&lt;field&gt;</c>.</param>
/// <param name="Among">The texts.</param>
public sealed record SubsidyPlace(string At, IReadOnlyList<string> Among);
