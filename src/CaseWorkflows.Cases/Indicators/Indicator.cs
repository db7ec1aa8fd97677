using System.Text.Json.Serialization;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>A figure that a document sets for the services of a region (指标), with its target.</summary>
/// <param name="Key">Unique within the region: <c>consultation.reply-hours</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Source">The rule of the document it comes from: <c>C1</c>.</param>
/// <param name="Force">Whether the document binds by it.</param>
/// <param name="Unit">What its value is measured in.</param>
/// <param name="How">How its value comes about, for people.</param>
/// <param name="Target">What it shall be; null for one that is only told.</param>
/// <param name="Formula">How it is computed from cases; null for a reported figure, which a person enters for each period with its source.</param>
public sealed record Indicator(
    string Key, LocalizedText Name, string Source, IndicatorForce Force, IndicatorUnit Unit, LocalizedText How, IndicatorTarget? Target, IndicatorFormula? Formula)
{
    /// <summary>Whether a person enters it, because cases can't tell it.</summary>
    public bool IsReported => Formula is null;
}

/// <summary>Whether a document binds by an indicator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IndicatorForce>))]
public enum IndicatorForce
{
    /// <summary>约束性: it must be reached.</summary>
    Binding,

    /// <summary>预期性: it is expected to be reached.</summary>
    Expected,
}

/// <summary>What a value is measured in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IndicatorUnit>))]
public enum IndicatorUnit
{
    /// <summary>Hundredths.</summary>
    Percent,

    /// <summary>Elapsed minutes.</summary>
    Minutes,

    /// <summary>Elapsed hours.</summary>
    Hours,

    /// <summary>Elapsed days of 24 hours.</summary>
    Days,

    /// <summary>Pieces: cases, services, bodies.</summary>
    Pieces,

    /// <summary>People.</summary>
    People,

    /// <summary>Points of a score.</summary>
    Points,

    /// <summary>Parts of ten thousand (万分之几).</summary>
    PerTenThousand,
}

/// <summary>Which way an indicator shall go.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IndicatorDirection>))]
public enum IndicatorDirection
{
    /// <summary>The target or more.</summary>
    AtLeast,

    /// <summary>The target or less.</summary>
    AtMost,

    /// <summary>Less than the target: 低于, 不满 leave the number itself out (Civil Code art. 1259), 以下, 以内 do not.</summary>
    Below,

    /// <summary>More than the target: 高于, 超过 leave the number itself out (Civil Code art. 1259), 以上 does not.</summary>
    Above,

    /// <summary>More than in the period of the same length before; the document names no number.</summary>
    Rising,
}

/// <summary>What an indicator shall be.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Steps">The numbers with the day from which each holds, the oldest first; empty with <see cref="IndicatorDirection.Rising"/>.</param>
/// <param name="IsPerYear">Whether the number is a year's quantity: of a shorter or longer period its part is asked, by days.</param>
public sealed record IndicatorTarget(IndicatorDirection Direction, IReadOnlyList<TargetStep> Steps, bool IsPerYear)
{
    /// <summary>The number for a period; null where the document names none for its last day.</summary>
    public decimal? For(Period period)
    {
        if (Steps.LastOrDefault(x => x.From <= period.Last)?.Value is not { } value) return null;
        return IsPerYear ? decimal.Round(value * period.Years, 2) : value;
    }
}

/// <summary>A target's number and the day from which it holds.</summary>
public sealed record TargetStep(DateOnly From, decimal Value);

/// <summary>The indicators of one file: those that one document sets for one region.</summary>
/// <param name="Id">The file's id.</param>
/// <param name="Region">The region.</param>
/// <param name="File">The file, with its region's folder.</param>
/// <param name="Title">What it is.</param>
/// <param name="Basis">The document as people cite it.</param>
/// <param name="From">The first day on which it holds.</param>
/// <param name="To">The last; null while it has none.</param>
/// <param name="Indicators">The indicators, in the file's order.</param>
public sealed record IndicatorTable(string Id, string Region, string File, LocalizedText Title, LocalizedText Basis, DateOnly From, DateOnly? To, IReadOnlyList<Indicator> Indicators)
{
    /// <summary>Whether the document holds on a day.</summary>
    public bool IsInForce(DateOnly day) => From <= day && (To is null || day <= To);
}
