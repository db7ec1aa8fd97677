using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Sampling;

/// <summary>How lawyers' cases were judged beside the quality sample: hearings that were observed (听庭) and files that were reviewed (案件质量评查; Legal Aid Law art. 59).</summary>
public sealed class QualityRecords(WorkflowLibrary library, IIndicatorRows rows)
{
    /// <summary>The fact that keeps observed hearings.</summary>
    public const string Hearings = "hearings";

    private const string Review = "quality-review";
    private const string Lawyer = "facts.lawyer";

    /// <summary>What was recorded for the cases of an office and those below it in a period, the newest first.</summary>
    public async ValueTask<QualityRecord> OfAsync(Office office, Period period, CancellationToken cancellationToken)
    {
        var services = library.Events.Where(x => x.Collect == Hearings).SelectMany(x => x.Services).Distinct().Order(StringComparer.Ordinal).ToList();
        var cases = services.Count == 0 ? [] : await rows.CasesAsync(new RowQuestion(office.Region, office.Path, period, services), cancellationToken);
        List<QualityMark> marks = [];
        foreach (var one in cases)
        {
            marks.AddRange(RecordedEntry.In(one, Hearings).Where(x => period.Contains(x.At))
                .Select(x => new QualityMark(QualityKind.Hearing, one.Id, one.Code, x.At, x.By, x.ByName, x.Lawyer, x.Score, x.Form["court"]?.ToString())));
            // Of a case that was reviewed more than once the latest answers are kept, so the latest review alone has a score.
            foreach (var (review, isLatest) in one.Tasks.Where(x => x.Step == Review).Reverse().Select((x, i) => (x, i == 0)))
                if (period.Contains(review.EndedAt))
                    marks.Add(new QualityMark(
                        QualityKind.Review, one.Id, one.Code, review.EndedAt, review.By ?? "", review.By ?? "", one.At(Lawyer)?.ToString(),
                        isLatest && one.At($"steps.{Review}.score") is { } score ? FieldReader.Number(score) : null, null));
        }
        return new(office, period, [.. marks.OrderByDescending(x => x.At).ThenBy(x => x.Code, StringComparer.Ordinal)]);
    }
}

/// <summary>How a case was judged.</summary>
public enum QualityKind
{
    /// <summary>A hearing was observed.</summary>
    Hearing,

    /// <summary>Its file was reviewed.</summary>
    Review,
}

/// <summary>One judgement of a case.</summary>
/// <param name="Kind">How.</param>
/// <param name="CaseId">The case.</param>
/// <param name="Code">Its code.</param>
/// <param name="At">When.</param>
/// <param name="By">Who judged.</param>
/// <param name="ByName">Their name, or their account.</param>
/// <param name="Lawyer">Whose work it was; null if that is not known.</param>
/// <param name="Score">The score, of 100; null if none is kept.</param>
/// <param name="Place">Before which court; null for a review.</param>
public sealed record QualityMark(QualityKind Kind, CaseId CaseId, string Code, DateTimeOffset At, string By, string ByName, string? Lawyer, decimal? Score, string? Place);

/// <summary>The judgements of an office and those below it in a period.</summary>
/// <param name="Office">The office.</param>
/// <param name="Period">The period.</param>
/// <param name="Marks">The judgements, the newest first.</param>
public sealed record QualityRecord(Office Office, Period Period, IReadOnlyList<QualityMark> Marks)
{
    /// <summary>For each lawyer how many hearings were observed and files reviewed, with the mean scores.</summary>
    public IReadOnlyList<LawyerMarks> Lawyers =>
        [.. Marks.Where(x => x.Lawyer is not null).GroupBy(x => x.Lawyer!).OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => new LawyerMarks(x.Key, Of(x, QualityKind.Hearing), Of(x, QualityKind.Review)))];

    /// <summary>The same for the office as a whole.</summary>
    public (MarkCount Hearings, MarkCount Reviews) Total => (Of(Marks, QualityKind.Hearing), Of(Marks, QualityKind.Review));

    private static MarkCount Of(IEnumerable<QualityMark> marks, QualityKind kind)
    {
        var own = marks.Where(x => x.Kind == kind).ToList();
        var scores = own.Select(x => x.Score).OfType<decimal>().ToList();
        return new(own.Count, scores.Count == 0 ? null : decimal.Round(scores.Average(), 2, MidpointRounding.AwayFromZero));
    }
}

/// <summary>How a lawyer was judged.</summary>
public sealed record LawyerMarks(string Lawyer, MarkCount Hearings, MarkCount Reviews);

/// <summary>How many, and their mean score; null where none has one.</summary>
public sealed record MarkCount(int Count, decimal? Mean);
