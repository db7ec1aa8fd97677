using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Web.Api;

/// <summary>Migrations of running cases to another version of their definition; for administrators.</summary>
internal static class MigrationEndpoints
{
    private const int MaxRuns = 200;

    public static void Map(RouteGroupBuilder api)
    {
        var migrations = api.MapGroup("/definitions/{definition}/migrations").WithTags("Migrations");
        migrations.MapPost("/map", ProposeAsync).AsQuery<MapAnswer>("ProposeMigrationMap", "Which step becomes which, as proposed and as chosen", 403, 404);
        migrations.MapPost("/plan", PlanAsync).AsQuery<MigrationAnswer>("PlanMigration", "What would happen to each case; nothing is changed", 403, 404);
        migrations.MapPost("", RunAsync).AsQuery<MigrationAnswer>("RunMigration", "Migrate the cases; sent again, a run that was cut off goes on", 403, 404);
        migrations.MapGet("", ListAsync).AsQuery<IReadOnlyList<MigrationRunAnswer>>("ListMigrations", "Runs, the newest first", 403);
        migrations.MapGet("/{run:guid}", ReadAsync).AsQuery<MigrationAnswer>("ReadMigration", "A run with what happened to each case", 403, 404);
        migrations.MapPost("/{run:guid}/undo", UndoAsync).AsQuery<MigrationAnswer>("UndoMigration", "Bring the cases of a run back", 403, 404);
    }

    private static Task<IResult> ProposeAsync(string definition, MigrationRequestBody body, CallContext call, CaseMigrations migrations) => ForAdministratorAsync(call, body, async actor =>
    {
        var order = body.Order(definition, actor);
        var map = await migrations.MapAsync(order, call.Cancelled);
        return TypedResults.Ok(new MapAnswer(definition, order.From, order.To, map.Digest, map.Steps, await migrations.AddedAsync(order, map, call.Cancelled)));
    });

    private static Task<IResult> PlanAsync(string definition, MigrationRequestBody body, CallContext call, CaseMigrations migrations) =>
        ForAdministratorAsync(call, body, async actor => Answer(await migrations.PlanAsync(body.Order(definition, actor), call.Cancelled)));

    private static Task<IResult> RunAsync(string definition, MigrationRequestBody body, CallContext call, CaseMigrations migrations) => ForAdministratorAsync(call, body, async actor =>
        string.IsNullOrWhiteSpace(body.Reason) ? Problems.MissingFields("reason")
            : Answer(await migrations.RunAsync(body.Order(definition, actor), actor.Id.Value, body.Reason.Trim(), null, call.Cancelled)));

    private static Task<IResult> ListAsync(string definition, CallContext call, CaseMigrations migrations) =>
        ForAdministratorAsync(call, null, async actor => TypedResults.Ok<IReadOnlyList<MigrationRunAnswer>>([.. (await migrations.RunsAsync(definition, MaxRuns, actor.Office, call.Cancelled)).Select(MigrationRunAnswer.Of)]));

    private static Task<IResult> ReadAsync(string definition, Guid run, CallContext call, CaseMigrations migrations) => ForAdministratorAsync(call, null, async actor =>
        await migrations.ReadAsync(run, actor.Office, call.Cancelled) is { } found && found.Run!.Order.DefinitionId == definition
            ? Answer(found)
            : Problems.Of(CaseMigrations.UnknownRun(run)));

    private static Task<IResult> UndoAsync(string definition, Guid run, ReasonRequest body, CallContext call, CaseMigrations migrations, IMigrationStore runs) => ForAdministratorAsync(call, null, async actor =>
        string.IsNullOrWhiteSpace(body.Reason) ? Problems.MissingFields("reason")
            : (await runs.FindAsync(run, call.Cancelled))?.Order.DefinitionId != definition ? Problems.Of(CaseMigrations.UnknownRun(run))
            : Answer(await migrations.UndoAsync(run, actor.Office, actor.Id.Value, body.Reason.Trim(), null, call.Cancelled)));

    private static Task<IResult> ForAdministratorAsync(CallContext call, MigrationRequestBody? body, Func<Actor, Task<IResult>> answer) => call.ForActorAsync(async actor =>
    {
        if (!actor.Has(Role.Administrator)) return Problems.Of("request.forbidden");
        if (body is not null && body.Missing() is { Count: > 0 } missing) return Problems.MissingFields(missing);
        try
        {
            return await answer(actor);
        }
        catch (MigrationOrderException wrong)
        {
            return Problems.Of(wrong.Refusal);
        }
    });

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<MigrationAnswer> Answer(MigrationReport report) => TypedResults.Ok(MigrationAnswer.Of(report));
}

/// <summary>Which cases go from which version to which.</summary>
/// <param name="From">The version the cases are on.</param>
/// <param name="To">The version they go on with.</param>
/// <param name="Steps">Where the map of steps differs from the proposal; <c>to</c> null says that a step has no counterpart.</param>
/// <param name="Cases">Codes of the cases; all running cases on the version if not given.</param>
/// <param name="Reason">Why; needed to migrate, kept in each case's history.</param>
internal sealed record MigrationRequestBody(int? From, int? To, IReadOnlyList<StepChoice?>? Steps, IReadOnlyList<string?>? Cases, string? Reason)
{
    public MigrationOrder Order(string definition, Actor actor) =>
        new(definition, From!.Value, To!.Value, [.. (Steps ?? []).Select(x => x!)], [.. (Cases ?? []).Select(x => x!)]) { Office = actor.Office.Value };

    public IReadOnlyList<string> Missing() =>
    [
        .. From is null ? ["from"] : Array.Empty<string>(),
        .. To is null ? ["to"] : Array.Empty<string>(),
        .. (Steps ?? []).Select((x, i) => (x, i)).Where(x => string.IsNullOrEmpty(x.x?.From)).Select(x => $"steps[{x.i}].from"),
        .. (Cases ?? []).Select((x, i) => (x, i)).Where(x => string.IsNullOrWhiteSpace(x.x)).Select(x => $"cases[{x.i}]"),
    ];
}

/// <summary>A map of steps.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="From">The old version.</param>
/// <param name="To">The new one.</param>
/// <param name="Digest">Names the map; it stands in each case's history.</param>
/// <param name="Steps">Every step of the old version with its counterpart.</param>
/// <param name="Added">The steps of the new version that have none.</param>
internal sealed record MapAnswer(string Definition, int From, int To, string Digest, IReadOnlyList<StepMatch> Steps, IReadOnlyList<StepName> Added);

/// <summary>A run in a list.</summary>
internal sealed record MigrationRunAnswer(
    Guid Id, string Definition, int From, int To, string MapDigest, string By, string Reason, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? UndoneAt,
    int Moved, int Stayed, int Undone, int NotUndone, MigrationUndo Undo)
{
    public static MigrationRunAnswer Of(MigrationRun x) => new(
        x.Id, x.Order.DefinitionId, x.Order.From, x.Order.To, x.MapDigest, x.By, x.Reason, x.StartedAt, x.FinishedAt, x.UndoneAt, x.Moved, x.Stayed, x.Undone, x.NotUndone, x.Undo);
}

/// <summary>What happened, or would happen, to a case.</summary>
internal sealed record MigrationLineAnswer(
    string Case, MigrationVerdict Verdict, IReadOnlyList<StepMove> Steps, IReadOnlyList<StepName> Skipped, IReadOnlyList<LocalizedText> Notes, string? ReasonCode, LocalizedText? Reason);

/// <summary>A run or a plan, with its cases.</summary>
/// <param name="Run">The run; null for a plan.</param>
/// <param name="Moved">How many cases move.</param>
/// <param name="Stayed">How many stay.</param>
/// <param name="Undone">How many were brought back.</param>
/// <param name="NotUndone">How many could not be brought back.</param>
/// <param name="Elsewhere">How many cases of the run are with other offices by now: nothing of them is shown or done here.</param>
/// <param name="Cases">The cases.</param>
internal sealed record MigrationAnswer(MigrationRunAnswer? Run, int Moved, int Stayed, int Undone, int NotUndone, int Elsewhere, IReadOnlyList<MigrationLineAnswer> Cases)
{
    public static MigrationAnswer Of(MigrationReport report) => new(
        report.Run is null ? null : MigrationRunAnswer.Of(report.Run),
        report.Count(MigrationVerdict.Moved), report.Count(MigrationVerdict.Stayed), report.Count(MigrationVerdict.Undone), report.Count(MigrationVerdict.NotUndone), report.Elsewhere,
        [.. report.Lines.Select(x => new MigrationLineAnswer(x.Code, x.Verdict, x.Steps, x.Skipped, x.Notes, x.ReasonCode, x.Reason))]);
}
