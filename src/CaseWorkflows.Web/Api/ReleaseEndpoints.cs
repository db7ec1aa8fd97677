using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Web.Designer;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>The way of a definition into force: handing it in, the second administrator, the day, the way back.</summary>
internal static class ReleaseEndpoints
{
    private const int Most = 200;

    public static void Map(RouteGroupBuilder api)
    {
        var definition = api.MapGroup("/definitions/{id}").WithTags("Definitions");
        definition.MapGet("/releases", ListAsync).AsQuery<ListAnswer<ReleaseAnswer>>("ListReleases", "What was handed in of a definition, the newest first", 403);
        definition.MapPost("/releases", ProposeAsync).AsQuery<ReleaseAnswer>("ProposeRelease", "Hand the draft in for publication: it must pass the gate, and its stories must hold", 400, 403, 404, 409, 422, 503);
        definition.MapPost("/versions/{version:int}/return", ReturnAsync).AsQuery<ReleaseAnswer>("ReturnToVersion", "Bring an earlier version back as a new one, at once", 400, 403, 404, 409, 422, 503);
        definition.MapGet("/difference", DifferenceAsync).AsQuery<FlowDifference>("CompareVersions", "What differs between two versions, or the draft and the version in force", 403, 404);
        var release = api.MapGroup("/releases").WithTags("Definitions");
        release.MapGet("", AllAsync).AsQuery<ListAnswer<ReleaseAnswer>>("ListAllReleases", "What was handed in of all definitions, the newest first", 403);
        release.MapPost("/{release:guid}/approve", ApproveAsync).AsQuery<ReleaseAnswer>("ApproveRelease", "Approve what another administrator made", 400, 403, 404, 409, 422, 503);
        release.MapPost("/{release:guid}/reject", RejectAsync).AsQuery<ReleaseAnswer>("RejectRelease", "Send it back with a reason", 400, 403, 404, 409);
        release.MapPost("/{release:guid}/withdraw", WithdrawAsync).AsQuery<ReleaseAnswer>("WithdrawRelease", "Take it back with a reason", 400, 403, 404, 409);
        release.MapPost("/{release:guid}/again", AgainAsync).AsQuery<ReleaseAnswer>("HandReleaseInAgain", "Take back a release that another version has overtaken, and hand the same in again", 403, 404, 409, 422, 503);
    }

    private static Task<IResult> AgainAsync(Guid release, CallContext call, ReleaseDesk releases, SimulationTurns turns) =>
        ForWritersAsync(call, turns, (actor, cancelled) => releases.HandInAgainAsync(release, actor, cancelled));

    private static Task<IResult> ListAsync(string id, CallContext call, IReleaseStore releases) => ForReadersAsync(call, async _ =>
        TypedResults.Ok(new ListAnswer<ReleaseAnswer>([.. (await releases.ListAsync(id, Most, call.Cancelled)).Select(ReleaseAnswer.Of)])));

    private static Task<IResult> AllAsync(CallContext call, IReleaseStore releases) => ForReadersAsync(call, async _ =>
        TypedResults.Ok(new ListAnswer<ReleaseAnswer>([.. (await releases.ListAsync(null, Most, call.Cancelled)).Select(ReleaseAnswer.Of)])));

    private static Task<IResult> ProposeAsync(string id, ProposeRequest body, CallContext call, ReleaseDesk releases, SimulationTurns turns) =>
        ForWritersAsync(call, turns, (actor, cancelled) => releases.ProposeAsync(id, actor, new ReleaseWish(body.From, body.Note ?? "", body.TakesOver), cancelled));

    private static Task<IResult> ReturnAsync(string id, int version, ReturnRequest body, CallContext call, ReleaseDesk releases, SimulationTurns turns) =>
        ForWritersAsync(call, turns, (actor, cancelled) => releases.ReturnAsync(id, version, actor, body.Reason ?? "", body.TakesOver, cancelled));

    private static Task<IResult> ApproveAsync(Guid release, ApproveRequest body, CallContext call, ReleaseDesk releases, SimulationTurns turns) =>
        ForWritersAsync(call, turns, (actor, cancelled) => releases.ApproveAsync(release, actor, body.Note ?? "", cancelled));

    private static Task<IResult> RejectAsync(Guid release, ReasonRequest body, CallContext call, ReleaseDesk releases, SimulationTurns turns) =>
        ForWritersAsync(call, turns, (actor, cancelled) => releases.RejectAsync(release, actor, body.Reason ?? "", cancelled));

    private static Task<IResult> WithdrawAsync(Guid release, ReasonRequest body, CallContext call, ReleaseDesk releases, SimulationTurns turns) =>
        ForWritersAsync(call, turns, (actor, cancelled) => releases.WithdrawAsync(release, actor, body.Reason ?? "", cancelled));

    private static Task<IResult> DifferenceAsync(string id, CallContext call, FlowVersions versions, int? from = null, int? to = null) => ForReadersAsync(call, async _ =>
    {
        if (await versions.CompareAsync(id, from, to, call.Cancelled) is { } compared) return TypedResults.Ok(compared.Difference);
        var known = (await versions.OfAsync(id, call.Cancelled)).Select(x => x.Id.Version).ToList();
        return Problems.Of(new Refusal("request.not-found", Ui.Text("definition.unknown", ("definition", id), ("version", known.Count == 0 ? null : to is { } wanted && !known.Contains(wanted) ? to : from)))
        {
            Fields = [.. new[] { ("from", from), ("to", to) }.Where(x => x.Item2 is { } number && known.Count > 0 && !known.Contains(number))
                .Select(x => new FieldProblem(x.Item1, Ui.Text("request.not-an-option", ("value", x.Item2), ("options", string.Join(", ", known)))))],
        });
    });

    private static Task<IResult> ForReadersAsync(CallContext call, Func<Actor, Task<IResult>> answer) =>
        call.ForActorAsync(actor => Studio.MayLook(actor) ? answer(actor) : Task.FromResult(Problems.Of("request.forbidden")));

    private static Task<IResult> ForWritersAsync(CallContext call, SimulationTurns turns, Func<Actor, CancellationToken, ValueTask<ReleaseResult>> act) => call.ForActorAsync(async actor =>
    {
        if (!Studio.MayDraw(actor)) return Problems.Of("request.forbidden");
        try
        {
            return await turns.RunAsync(async cancelled => Answer(await act(actor, cancelled)), call.Cancelled);
        }
        catch (Cases.Library.LibraryFileException unreadable)
        {
            return Problems.Of(new Cases.Refusal("scenario.unreadable", unreadable.Text));
        }
    });

    private static IResult Answer(ReleaseResult result) =>
        result.Why is { } why ? Problems.Of(why) : result is { IsDone: true, Release: { } release } ? TypedResults.Ok(ReleaseAnswer.Of(release)) : DefinitionEndpoints.Refused(result.Problems);
}

/// <summary>Hands a draft in.</summary>
/// <param name="From">The day from which it is to be in force, in China; as soon as it is approved if not given.</param>
/// <param name="Note">What it is for.</param>
/// <param name="TakesOver">Whether it may take its service from another definition that has it now.</param>
internal sealed record ProposeRequest(DateOnly? From, string? Note, bool TakesOver = false);

/// <summary>Brings an earlier version back.</summary>
/// <param name="Reason">Why; it stays in the record.</param>
/// <param name="TakesOver">Whether it may take its service from another definition that has it now.</param>
internal sealed record ReturnRequest(string? Reason, bool TakesOver = false);

/// <summary>Approves a release.</summary>
/// <param name="Note">What the approver says of it.</param>
internal sealed record ApproveRequest(string? Note);

/// <summary>A release.</summary>
internal sealed record ReleaseAnswer(
    Guid Id, string Definition, ReleaseKind Kind, int Version, ReleaseState State, string Digest, IReadOnlyList<string> Authors, string ProposedBy, string ProposedByName, DateTimeOffset ProposedAt,
    DateTimeOffset? EffectiveFrom, string Note, string? DecidedBy, string? DecidedByName, DateTimeOffset? DecidedAt, string? Reason, DateTimeOffset? PublishedAt,
    VersionInForce? Base, string? TakesOver)
{
    public static ReleaseAnswer Of(Release x) => new(
        x.Id, x.DefinitionId, x.Kind, x.Version, x.State, x.Digest, x.Authors, x.ProposedBy, x.ProposedByName, x.ProposedAt, x.EffectiveFrom, x.Note, x.DecidedBy, x.DecidedByName, x.DecidedAt, x.Reason, x.PublishedAt, x.Base, x.TakesOver);
}
