using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Citizens;

/// <summary>
/// What an applicant who asks is told of a case (进展查询): where it stands, what is awaited from them, which limits hold, which documents can be fetched. No
/// names, no steps and no reasons: whoever wants those comes to the counter with an identity document.
/// </summary>
/// <param name="Code">The case code.</param>
/// <param name="Service">What the service is called.</param>
/// <param name="Office">The office that has the case.</param>
/// <param name="Stage">The stage; null before the flow has set one.</param>
/// <param name="Standing">Whether it goes on.</param>
/// <param name="Result">How it ended; null before.</param>
/// <param name="ReceivedAt">When the application was received.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Awaited">What the applicant is to do, the most pressing first.</param>
/// <param name="Limits">The limits that the office has to keep, the nearest first.</param>
/// <param name="Documents">Documents made out to the applicant, the newest first.</param>
public sealed record CaseProgress(
    string Code, LocalizedText Service, LocalizedText Office, LocalizedText? Stage, ProgressStanding Standing, LocalizedText? Result, DateTimeOffset ReceivedAt, DateTimeOffset? EndedAt,
    IReadOnlyList<AwaitedStep> Awaited, IReadOnlyList<ToldLimit> Limits, IReadOnlyList<FetchableDocument> Documents)
{
    // As definitions name the recipient of a document.
    private const string Applicant = "applicant";
    private const string Issued = "issued";

    /// <summary>What is told of a case.</summary>
    public static CaseProgress Of(LegalCase @case, WorkflowLibrary library)
    {
        var terms = library.Services.Find(@case.ServiceType)?.Progress ?? ProgressTerms.None;
        var isOver = @case.Status is CaseStatus.Closed or CaseStatus.Withdrawn;
        var counting = isOver ? [] : @case.Clocks.Where(x => x.State is ClockState.Running or ClockState.Paused).ToList();
        return new(
            @case.Code, library.Services.NameOf(@case.ServiceType), library.Office(@case.Office.Value)?.Name ?? new LocalizedText("", ""),
            @case.Stage.Length == 0 ? null : library.StageName(@case.Stage),
            @case.Status switch
            {
                CaseStatus.Closed => ProgressStanding.Ended,
                CaseStatus.Withdrawn => ProgressStanding.Withdrawn,
                CaseStatus.Paused => ProgressStanding.Paused,
                _ => ProgressStanding.InProgress,
            },
            isOver && @case.Result is { Length: > 0 } result && library.ResultKeys.Contains(result) ? library.ResultName(result) : null, @case.ReceivedAt, @case.ClosedAt,
            [.. counting.Where(x => x.State == ClockState.Running && terms.Awaited.ContainsKey(x.Key)).Select(x => new AwaitedStep(terms.Awaited[x.Key], Due(x))).OrderBy(x => x.Until ?? DateTimeOffset.MaxValue)],
            [.. counting.Where(x => terms.Limits.Contains(x.Key)).Select(x => new ToldLimit(x.Name, x.LegalBasis, Due(x), x.State == ClockState.Paused)).OrderBy(x => x.Until ?? DateTimeOffset.MaxValue)],
            [.. MadeOut(@case, library)]);
    }

    // Of a document that each party gets, the others' numbers are theirs.
    private static IEnumerable<FetchableDocument> MadeOut(LegalCase @case, WorkflowLibrary library) =>
        from item in @case.File.Where(x => x.Origin == Issued && x.Recipient is Applicant or IssueDocument.EveryParty).OrderByDescending(x => x.At)
        group item by (item.Kind, item.At, One: item.Recipient == Applicant ? item.Id : Guid.Empty) into same
        let first = same.First()
        select new FetchableDocument(library.Template(first.Kind)?.Title ?? new LocalizedText(first.Title, first.Title), same.Count() == 1 ? first.Number : null, first.At);

    // A provisional end may move, so nobody is told it.
    private static DateTimeOffset? Due(Clock clock) => clock.AwaitsCalendarYear is null ? clock.DueAt : null;
}

/// <summary>Whether a case goes on, as an applicant is told.</summary>
public enum ProgressStanding
{
    /// <summary>It is worked on.</summary>
    InProgress,

    /// <summary>It is suspended.</summary>
    Paused,

    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>The applicant withdrew it, or is deemed to have.</summary>
    Withdrawn,
}

/// <summary>Something that the applicant is to do.</summary>
/// <param name="What">What.</param>
/// <param name="Until">Until when; null if that can't be said.</param>
public sealed record AwaitedStep(LocalizedText What, DateTimeOffset? Until);

/// <summary>A limit that the office has to keep.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Basis">Where it comes from.</param>
/// <param name="Until">When it ends; null while it does not count.</param>
/// <param name="IsPaused">Whether it does not count at present.</param>
public sealed record ToldLimit(LocalizedText Name, LocalizedText Basis, DateTimeOffset? Until, bool IsPaused);

/// <summary>A document made out to the applicant.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Number">Its number, or null.</param>
/// <param name="IssuedAt">When it was issued.</param>
public sealed record FetchableDocument(LocalizedText Title, string? Number, DateTimeOffset IssuedAt);
