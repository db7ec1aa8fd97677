using System.Globalization;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Citizens;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>How a case goes, for applicants without an account.</summary>
internal static class ProgressEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/progress", AskAsync).AllowAnonymous().WithTags("Citizens").WithName("AskProgress")
            .WithSummary("How a case goes: for whoever knows its code and the last four characters of an applicant's identity or telephone number")
            .Produces<ProgressAnswer>().WithProblems(400, 404, 429);

    private static async Task<IResult> AskAsync(ProgressRequest body, HttpContext http, ProgressDesk desk)
    {
        if (CaseEndpoints.Required(("code", body.Code), ("lastFour", body.LastFour)) is { } missing) return await missing;
        switch (await desk.AskAsync(body.Code, body.LastFour, http.Connection.RemoteIpAddress, http.RequestAborted))
        {
            case ProgressReply.Found found: return TypedResults.Ok(ProgressAnswer.Of(found.Progress));
            case ProgressReply.TooMany many:
                http.Response.Headers.RetryAfter = ((int)many.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return Problems.Of(new Refusal("progress.too-many", CitizenTexts.Get("progress.too-many", ("minutes", (int)many.Wait.TotalMinutes))));
            default: return Problems.Of(new Refusal("progress.not-found", CitizenTexts.Get("progress.not-found")));
        }
    }
}

/// <summary>A citizen's question.</summary>
/// <param name="Code">The case code.</param>
/// <param name="LastFour">The last four characters of the identity or telephone number given at intake.</param>
internal sealed record ProgressRequest(string? Code, string? LastFour);

/// <summary>How a case goes.</summary>
/// <param name="Code">The case code.</param>
/// <param name="Service">The service.</param>
/// <param name="Office">The office.</param>
/// <param name="Stage">The stage; null before there is one.</param>
/// <param name="Standing">in-progress, paused, ended or withdrawn.</param>
/// <param name="Result">How it ended; null before.</param>
/// <param name="ReceivedAt">When the application was received.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Awaited">What the applicant is to do.</param>
/// <param name="Limits">The limits that the office has to keep.</param>
/// <param name="Documents">Documents to fetch.</param>
internal sealed record ProgressAnswer(
    string Code, LocalizedText Service, LocalizedText Office, LocalizedText? Stage, string Standing, LocalizedText? Result, DateTimeOffset ReceivedAt, DateTimeOffset? EndedAt,
    IReadOnlyList<AwaitedStep> Awaited, IReadOnlyList<ToldLimit> Limits, IReadOnlyList<FetchableDocument> Documents)
{
    public static ProgressAnswer Of(CaseProgress x) => new(
        x.Code, x.Service, x.Office, x.Stage, x.Standing switch { ProgressStanding.Paused => "paused", ProgressStanding.Ended => "ended", ProgressStanding.Withdrawn => "withdrawn", _ => "in-progress" },
        x.Result, x.ReceivedAt, x.EndedAt, x.Awaited, x.Limits, x.Documents);
}
