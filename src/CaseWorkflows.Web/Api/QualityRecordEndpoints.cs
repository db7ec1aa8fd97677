using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Sampling;

namespace CaseWorkflows.Web.Api;

/// <summary>Observed hearings and reviews of files, for reviewers and those who lead an office.</summary>
internal static class QualityRecordEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/quality-records", GetAsync).WithTags("Quality samples").AsQuery<QualityRecordAnswer>("GetQualityRecords", "Hearings observed and files reviewed in a period, with counts by lawyer", 403);

    private static Task<IResult> GetAsync(CallContext call, WorkflowLibrary library, QualityRecords records, string? office = null, string? period = null) => call.ForActorAsync(async actor =>
    {
        if (QualitySampling.WhyNotSee(actor) is { } refusal) return Problems.Of(refusal);
        var today = ChinaTime.DayOf(call.Now);
        if ((string.IsNullOrEmpty(period) ? Period.Year(today.Year) : Period.Parse(period)) is not { } asked)
            return IndicatorEndpoints.Unreadable(period!);
        var words = new QueryWords();
        var place = string.IsNullOrWhiteSpace(office) ? library.Office(actor.Office.Value) : words.Office("office", office, library);
        if (words.Problem is { } wrong) return wrong;
        if (place is null) return Problems.Of(Refusal.Of("case.unknown-office", ("office", office ?? actor.Office.Value)));
        if (!actor.Office.Covers(place.Path)) return Problems.Of(Refusal.Of("indicator.of-another-office", ("office", place.Name)));
        return TypedResults.Ok(QualityRecordAnswer.Of(await records.OfAsync(place, asked, call.Cancelled)));
    });
}

/// <summary>Judgements of an office's cases.</summary>
/// <param name="Office">The path of the office.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Hearings">Observed hearings of the office as a whole.</param>
/// <param name="Reviews">Reviews of files of the office as a whole.</param>
/// <param name="Lawyers">The same by lawyer.</param>
/// <param name="Marks">Each of them, the newest first.</param>
internal sealed record QualityRecordAnswer(
    string Office, DateOnly From, DateOnly To, MarkCount Hearings, MarkCount Reviews, IReadOnlyList<LawyerMarks> Lawyers, IReadOnlyList<QualityMarkAnswer> Marks)
{
    public static QualityRecordAnswer Of(QualityRecord x) => new(
        x.Office.Path.Value, x.Period.First, x.Period.Last, x.Total.Hearings, x.Total.Reviews, x.Lawyers,
        [.. x.Marks.Select(y => new QualityMarkAnswer(y.Kind == QualityKind.Hearing ? "hearing" : "review", y.CaseId.Value, y.Code, y.At, y.By, y.ByName, y.Lawyer, y.Score, y.Place))]);
}

/// <summary>One judgement.</summary>
internal sealed record QualityMarkAnswer(string Kind, Guid CaseId, string CaseCode, DateTimeOffset At, string By, string ByName, string? Lawyer, decimal? Score, string? Place);
