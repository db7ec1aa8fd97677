using System.Text.Json.Serialization;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>What a formula does with what it counts. The list is closed: a policy can name nothing else.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Measure>))]
public enum Measure
{
    /// <summary>How many there are.</summary>
    Count,

    /// <summary>How many of a hundred also satisfy <see cref="IndicatorFormula.Hit"/>.</summary>
    Share,

    /// <summary>The sum of the values.</summary>
    Sum,

    /// <summary>The mean of the values.</summary>
    Average,

    /// <summary>The smallest value that so many of a hundred values do not exceed (nearest rank); of 100 the greatest.</summary>
    Percentile,

    /// <summary>How much more there are than on the same days of the year before, in hundredths of those.</summary>
    Growth,

    /// <summary>How many there are in a year for so many people of a reported figure, such as the population.</summary>
    PerFigure,

    /// <summary>
    /// How much, or how many, there is on average for each of those that were served in the period: of every village its hours. One for which nothing was done
    /// counts with nothing.
    /// </summary>
    Each,

    /// <summary>How many of a hundred of a reported figure were served in the period: villages with a counsel.</summary>
    ShareOfFigure,
}

/// <summary>What a formula counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Counted>))]
public enum Counted
{
    /// <summary>Cases.</summary>
    Cases,

    /// <summary>Limits that were kept or missed; those of somebody outside, and those that run in time, are not counted.</summary>
    Clocks,

    /// <summary>Completed steps.</summary>
    Tasks,

    /// <summary>Linked cases that came out of the case.</summary>
    Links,

    /// <summary>Scored cases of the quality samples.</summary>
    Samples,

    /// <summary>Entries of lists that were filled in with steps: the services in the records of a village's counsel.</summary>
    Entries,
}

/// <summary>How an indicator is computed from the cases of a period.</summary>
/// <param name="Measure">What is done with what is counted.</param>
/// <param name="Of">What is counted.</param>
/// <param name="Services">Cases of these services.</param>
/// <param name="At">
/// When a case counts: <c>received</c>, <c>closed</c>, <c>step:&lt;id&gt;</c> (its latest completion) or a place with an instant, <c>facts.answeredAt</c>; of an entry its
/// field, <c>entry.on</c>. Clocks, steps, links and samples have instants of their own.
/// </param>
/// <param name="Names">The rules of clocks, the steps of tasks or the relations of links that are counted; empty: all.</param>
/// <param name="Where">What has to hold for something to be counted.</param>
/// <param name="Hit">With <see cref="Measure.Share"/>: what has to hold as well.</param>
/// <param name="Value">With sum, average and percentile: the value.</param>
/// <param name="Percent">With <see cref="Measure.Percentile"/>: of how many of a hundred.</param>
/// <param name="Figure">With <see cref="Measure.PerFigure"/>: the key of the reported figure.</param>
/// <param name="Per">With <see cref="Measure.PerFigure"/>: for how many of it.</param>
/// <param name="List">With <see cref="Counted.Entries"/>: the place of the lists, <c>facts.serviceRecords.entries</c>; lists in lists are taken together.</param>
/// <param name="During">While what a case is about lasts; one that lasts in the period counts, whenever it was received. Null: a case counts by <paramref name="At"/>.</param>
/// <param name="By">With <see cref="Measure.Each"/> and <see cref="Measure.ShareOfFigure"/>: the place that names who is served, within the office of the case.</param>
/// <param name="FigureName">What people call the reported figure; null: its key.</param>
/// <param name="OncePerDay">With <see cref="Counted.Entries"/>: several of one case on one day count as one, such as what was done on one visit.</param>
public sealed record IndicatorFormula(
    Measure Measure, Counted Of, IReadOnlyList<string> Services, string At, IReadOnlyList<string> Names, IReadOnlyList<Condition> Where, IReadOnlyList<Condition> Hit,
    CountedValue? Value = null, decimal Percent = 100, string? Figure = null, decimal Per = 1, string? List = null, CountedSpan? During = null, string? By = null,
    LocalizedText? FigureName = null, bool OncePerDay = false)
{
    /// <summary>Whether it counts what may be taken in after it was done: cases received after the period may still tell of it.</summary>
    public bool LooksBack => Of == Counted.Entries || During is not null;

    /// <summary>Whether it asks which cases were drawn for quality samples.</summary>
    public bool AsksOfSamples => Where.Concat(Hit).Any(Asks);

    private static bool Asks(Condition condition) => condition switch
    {
        Condition.Sampled => true,
        Condition.Not not => Asks(not.Inner),
        Condition.Any any => any.Inner.Any(Asks),
        _ => false,
    };
}

/// <summary>While something lasts; it ends with its case at the latest.</summary>
/// <param name="From">The place of its first instant.</param>
/// <param name="Until">The place of the instant at which it is over.</param>
public sealed record CountedSpan(string From, string Until);

/// <summary>The value of a case: what stands at a place, the time between two instants, or a score.</summary>
/// <param name="Place">A place with a number, such as <c>steps.visit.hours</c> or, of an entry, <c>entry.hours</c>; null otherwise.</param>
/// <param name="Begin">Where the time begins, as <see cref="IndicatorFormula.At"/>; null otherwise.</param>
/// <param name="End">Where it ends.</param>
/// <param name="OpenCounts">Whether a case that has no end yet, and still is open, counts with the time until now.</param>
/// <param name="Elapsed">What the time is measured in.</param>
public sealed record CountedValue(string? Place, string? Begin = null, string? End = null, bool OpenCounts = false, IndicatorUnit Elapsed = IndicatorUnit.Minutes)
{
    /// <summary>The score of a sampled case.</summary>
    public static CountedValue Score { get; } = new(Place: null);
}

/// <summary>Something that has to hold for what is counted.</summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>The case ended so, or is in this stage, came by this channel, stands so.</summary>
    public sealed record Attribute(CaseAttribute Of, IReadOnlyList<string> Among) : Condition;

    /// <summary>A place of the application or of the facts holds one of these texts, at least this number, or anything at all.</summary>
    public sealed record Place(string At, IReadOnlyList<string> Among, decimal? AtLeast) : Condition;

    /// <summary>A field of the counted entry holds one of these texts.</summary>
    public sealed record EntryField(string Field, IReadOnlyList<string> Among) : Condition;

    /// <summary>A step was completed, with one of these outcomes; with any for none.</summary>
    public sealed record Step(IReadOnlyList<string> Names, IReadOnlyList<string> Outcomes) : Condition;

    /// <summary>Somebody completed a step of this role.</summary>
    public sealed record Role(IReadOnlyList<string> Names) : Condition;

    /// <summary>The newest clock of this rule was kept or missed.</summary>
    public sealed record ClockVerdict(string Key, IReadOnlyList<string> Among) : Condition;

    /// <summary>A linked case of this relation came out of the case.</summary>
    public sealed record Linked(IReadOnlyList<string> Relations) : Condition;

    /// <summary>The case was drawn for a quality sample, or drawn and scored.</summary>
    public sealed record Sampled(IReadOnlyList<string> Among) : Condition;

    /// <summary>The counted clock's verdict, the counted task's outcome, or whether the sampled case passed, is among these.</summary>
    public sealed record Own(IReadOnlyList<string> Among) : Condition;

    /// <summary>The condition does not hold.</summary>
    public sealed record Not(Condition Inner) : Condition;

    /// <summary>One of the conditions holds.</summary>
    public sealed record Any(IReadOnlyList<Condition> Inner) : Condition;
}

/// <summary>What every case has.</summary>
public enum CaseAttribute
{
    /// <summary>How it ended; nothing while it runs.</summary>
    Result,

    /// <summary>Its stage.</summary>
    Stage,

    /// <summary>open, paused, closed, withdrawn …</summary>
    Status,

    /// <summary>The channel by which it came.</summary>
    Channel,
}
