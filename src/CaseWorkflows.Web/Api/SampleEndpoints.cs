using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Sampling;

namespace CaseWorkflows.Web.Api;

/// <summary>The quality samples: what was drawn, the draw repeated, scores. For reviewers and those who lead an office.</summary>
internal static class SampleEndpoints
{
    private const string Tag = "Quality samples";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/quality-samples", ListAsync).WithTags(Tag).AsQuery<IReadOnlyList<SampleAnswer>>("ListQualitySamples", "The samples of the actor's city, the newest first", 403);
        api.MapGet("/quality-samples/{id:guid}", OneAsync).WithTags(Tag).AsQuery<SampleAnswer>("GetQualitySample", "A sample with its population, seed and drawn cases", 403, 404);
        api.MapGet("/quality-samples/{id:guid}/repeat", RepeatAsync).WithTags(Tag).AsQuery<RepetitionAnswer>("RepeatQualitySample", "Draw again from what was kept, and compare", 403, 404);
        api.MapPost("/sampled-cases/{id:guid}/score", ScoreAsync).WithTags(Tag).AsQuery<SampledCaseAnswer>("ScoreSampledCase", "Score a drawn case, once", 403, 404, 409);
        api.MapGet("/quality-samples/people/{person}", PersonAsync).WithTags(Tag).AsQuery<IReadOnlyList<SampledCaseAnswer>>("GetSampleResultsOfPerson", "The scores of somebody's work, the newest first", 403);
    }

    private static Task<IResult> ListAsync(CallContext call, ISampleBook book) => ForSeeingAsync(call, async actor =>
        TypedResults.Ok((await book.ListAsync(actor.Office, call.Cancelled)).Select(x => SampleAnswer.Of(x, null)).ToList()));

    private static Task<IResult> OneAsync(Guid id, CallContext call, ISampleBook book) => ForSampleAsync(id, call, book, async (actor, sample) =>
        TypedResults.Ok(SampleAnswer.Of(sample, await book.CasesAsync(id, actor.Office, call.Cancelled))));

    private static Task<IResult> RepeatAsync(Guid id, CallContext call, ISampleBook book, WorkflowLibrary library, QualitySampling sampling) => ForSampleAsync(id, call, book, async (_, sample) =>
        library.Office(sample.City.Value) is { } city && await sampling.RepeatAsync(sample.Service, sample.Month, city, call.Cancelled) is { } again
            ? TypedResults.Ok(RepetitionAnswer.Of(again))
            : Problems.Of(Refusal.Of("sample.unknown")));

    private static Task<IResult> ScoreAsync(Guid id, JsonObject body, CallContext call, ISampleBook book, QualitySampling sampling) => ForSeeingAsync(call, async actor =>
        await sampling.ScoreAsync(actor, id, body, call.Cancelled) is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(SampledCaseAnswer.Of((await book.CaseAsync(id, call.Cancelled))!)));

    private static Task<IResult> PersonAsync(string person, CallContext call, ISampleBook book) => call.ForActorAsync(async actor =>
    {
        // Everybody sees their own.
        if (actor.Id.Value != person && QualitySampling.WhyNotSee(actor) is { } refusal) return Problems.Of(refusal);
        var results = await book.OfPersonAsync(new UserId(person), call.Cancelled);
        return TypedResults.Ok(results.Where(x => actor.Id.Value == person || actor.Office.Covers(x.Office)).Select(SampledCaseAnswer.Of).ToList());
    });

    private static Task<IResult> ForSeeingAsync(CallContext call, Func<Actor, Task<IResult>> answer) => call.ForActorAsync(actor =>
        QualitySampling.WhyNotSee(actor) is { } refusal ? Task.FromResult(Problems.Of(refusal)) : answer(actor));

    private static Task<IResult> ForSampleAsync(Guid id, CallContext call, ISampleBook book, Func<Actor, QualitySample, Task<IResult>> answer) => ForSeeingAsync(call, async actor =>
        await book.FindAsync(id, call.Cancelled) is { } sample && (actor.Office.Covers(sample.City) || sample.City.Covers(actor.Office)) ? await answer(actor, sample) : Problems.Of(Refusal.Of("sample.unknown")));
}

/// <summary>A quality sample.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Service">The service.</param>
/// <param name="Month">The month, <c>2026-10</c>.</param>
/// <param name="City">The path of the city's office.</param>
/// <param name="Seed">The seed.</param>
/// <param name="PopulationHash">The hash of the population's text.</param>
/// <param name="PopulationSize">How many cases it has.</param>
/// <param name="Method">The way of drawing.</param>
/// <param name="Percent">How many of a hundred of each group.</param>
/// <param name="Minimum">At least so many.</param>
/// <param name="AnnouncedAt">When seed and population were kept.</param>
/// <param name="DrawnAt">When it was drawn.</param>
/// <param name="Cases">The drawn cases that the caller may see; null in lists.</param>
internal sealed record SampleAnswer(
    Guid Id, string Service, string Month, string City, string Seed, string PopulationHash, int PopulationSize, string Method, decimal Percent, int Minimum, DateTimeOffset AnnouncedAt,
    DateTimeOffset? DrawnAt, IReadOnlyList<SampledCaseAnswer>? Cases)
{
    public static SampleAnswer Of(QualitySample x, IReadOnlyList<SampledCase>? cases) => new(
        x.Id, x.Service, x.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), x.City.Value, x.Seed, x.PopulationHash, SamplePopulation.Read(x.Population).Count, x.Method, x.Percent, x.Minimum,
        x.AnnouncedAt, x.DrawnAt, cases?.Select(SampledCaseAnswer.Of).ToList());
}

/// <summary>A drawn case.</summary>
internal sealed record SampledCaseAnswer(
    Guid Id, Guid CaseId, string CaseCode, string Office, string Channel, string Author, int Rank, int Members, string? Reviewer, DateTimeOffset? ScoredAt, decimal? Score, bool? Passed)
{
    public static SampledCaseAnswer Of(SampledCase x) => new(x.Id, x.CaseId.Value, x.Code, x.Office.Value, x.Channel, x.Author, x.Rank, x.Members, x.ReviewerName, x.ScoredAt, x.Score, x.Passed);
}

/// <summary>A repeated draw.</summary>
internal sealed record RepetitionAnswer(bool HashFits, bool DrawFits, IReadOnlyList<DrawnCase> Drawn, IReadOnlyList<string> Added, IReadOnlyList<string> Gone)
{
    public static RepetitionAnswer Of(SampleRepetition x) => new(x.HashFits, x.DrawFits, x.Drawn, x.Added, x.Gone);
}
