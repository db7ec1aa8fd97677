using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Counsel;

/// <summary>
/// How much service a village or residents' community is owed by its legal counsel (村（社区）法律顾问) within a period, as a region's policy file states it,
/// in force between two dates.
/// </summary>
/// <param name="Key">What is counted, one of <see cref="CounselTargetBook.Keys"/>.</param>
/// <param name="Least">The least that meets it: hours, visits or lectures.</param>
/// <param name="Binding">Whether the document calls it binding (约束性) rather than expected (预期性).</param>
/// <param name="Basis">The document that sets it.</param>
/// <param name="Source">The id in the project's list of rules: <c>V1</c>.</param>
/// <param name="Certainty">How sure it is.</param>
/// <param name="EffectiveFrom">The first day on which it is in force, in China.</param>
/// <param name="EffectiveTo">The last day; null while no end is known.</param>
public sealed record CounselTarget(
    string Key, int Least, bool Binding, LocalizedText Basis, string Source, Certainty Certainty, DateOnly EffectiveFrom, DateOnly? EffectiveTo)
{
    /// <summary>How much of a year's target a counsel owes who begins or leaves within the year.</summary>
    public Proration Proration { get; init; }

    /// <summary>Whether it is in force on a day.</summary>
    public bool IsInForce(DateOnly day) => day >= EffectiveFrom && (EffectiveTo is null || day <= EffectiveTo);
}

/// <summary>How a year's target is reduced for whoever served only a part of the year (按服务月数折算).</summary>
public enum Proration
{
    /// <summary>Not at all: the village is owed the whole, whoever serves it.</summary>
    None,

    /// <summary>By the months of the calendar that were served whole.</summary>
    FullMonths,

    /// <summary>By the months of the calendar in which at least a day was served.</summary>
    BegunMonths,
}
