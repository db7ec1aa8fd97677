using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CaseWorkflows.Web.Api;

/// <summary>Definitions: which are published, publishing one, and playing stories against one.</summary>
internal static class DefinitionEndpoints
{
    private const long MostBytes = 8 * 1024 * 1024;
    private const string Tag = "Definitions";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/definitions", ListAsync).WithTags(Tag).AsQuery<ListAnswer<DefinitionAnswer>>("ListDefinitions", "All published versions, and which new cases start on", 403);
        api.MapGet("/definitions/{id}/scenarios", ScenariosAsync).WithTags(Tag).AsQuery<ListAnswer<ScenarioAnswer>>("ListScenarios", "The stories that lie beside a definition", 403, 404);
        api.MapPost("/definitions", PublishAsync).WithTags(Tag).AsQuery<PublishedAnswer>("PublishDefinition", "Hand a version in for publication: it must pass the gate, its stories must hold, and a second administrator has to approve it", 403, 409, 413, 422, 503)
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        api.MapPost("/definitions/check", CheckAsync).WithTags(Tag).AsQuery<PublishedAnswer>("CheckDefinition", "What would keep a definition from being published; nothing is kept", 403, 413, 503)
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        api.MapPost("/simulations", SimulateAsync).WithTags(Tag).AsQuery<SimulationsAnswer>("Simulate", "Play stories against a definition on a fake clock; nothing is kept", 403, 404, 413, 503)
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes));
    }

    private static Task<IResult> ListAsync(CallContext call, PublishDefinition publishing) => ForReadersAsync(call, async () => TypedResults.Ok(new ListAnswer<DefinitionAnswer>(
        [.. (await publishing.ListAsync(call.Cancelled)).Select(x => new DefinitionAnswer(
            x.Version.DefinitionId, x.Version.Version, x.Name, x.Version.ServiceType, x.Version.PublishedAt, x.Version.IsInForce ? DefinitionState.InForce : DefinitionState.Published))])));

    private static Task<IResult> ScenariosAsync(string id, CallContext call, PublishDefinition publishing, IDefinitionStore store, int? version = null) => ForReadersAsync(call, async () =>
        await FindAsync(id, version, store, call.Cancelled) is not { } definition
            ? Problems.Of(Unknown(id, version))
            : TypedResults.Ok(new ListAnswer<ScenarioAnswer>([.. publishing.StoriesOf(definition).Select(x => new ScenarioAnswer(
                Path.GetFileNameWithoutExtension(x.File), x.File, x.Reading.Scenario?.Title, x.Reading.Scenario?.About, x.Reading.Scenario?.Rows.Count ?? 0,
                [.. x.Reading.Problems.Select(y => new SimulationFailure(x.File, y.Row, y.Field, y.Message, y.Remedy))]))])));

    private static Task<IResult> PublishAsync(PublishRequest body, CallContext call, PublishDefinition publishing, ReleaseDesk releases, SimulationTurns turns) => call.ForActorAsync(actor => ForAdministratorsAsync(call, () => CheckedAsync(body, call, publishing, turns, async (found, cancelled) =>
    {
        if (!found.IsGood) return Refused(found.Problems);
        if (found.IsPublished) return TypedResults.Ok(PublishedAnswer.Of(found, PublishOutcome.AlreadyPublished));
        var stories = body.Scenarios is null ? null : new JsonArray([.. body.Scenarios.Select(x => x?.DeepClone())]);
        var handedIn = await releases.SubmitAsync(found.Submission, stories, found, actor, new ReleaseWish(body.From, body.Note ?? "", body.TakesOver), cancelled);
        return handedIn.Why is { } why ? Problems.Of(why) : TypedResults.Ok(PublishedAnswer.Of(found, PublishOutcome.Proposed) with { Release = handedIn.Release!.Id });
    })));

    private static Task<IResult> CheckAsync(PublishRequest body, CallContext call, PublishDefinition publishing, SimulationTurns turns) => ForAdministratorsAsync(call, () => CheckedAsync(body, call, publishing, turns, (found, _) =>
        Task.FromResult<IResult>(TypedResults.Ok(PublishedAnswer.Of(found, found.IsPublished ? PublishOutcome.AlreadyPublished : found.IsGood ? PublishOutcome.Good : PublishOutcome.Refused)))));

    private static async Task<IResult> CheckedAsync(PublishRequest body, CallContext call, PublishDefinition publishing, SimulationTurns turns, Func<CheckedDefinition, CancellationToken, Task<IResult>> then)
    {
        if (body.Definition is not { } document) return Problems.MissingFields("definition");
        List<(string, ScenarioReading)> stories = [];
        for (var i = 0; i < (body.Scenarios?.Count ?? 0); i++)
        {
            var reading = ScenarioReader.Read($"scenarios[{i}]", body.Scenarios![i]?.DeepClone());
            if (reading.Scenario is null) return Wrong($"scenarios[{i}]", reading.Problems);
            stories.Add(($"scenarios[{i}]", reading));
        }
        var submission = new DefinitionSubmission("definition", document.ToJsonString(Cases.Model.CaseJson.Readable)) { Scenarios = stories };
        return await turns.RunAsync(async cancelled => await then(await publishing.CheckAsync(submission, cancelled), cancelled), call.Cancelled);
    }

    private static Task<IResult> SimulateAsync(SimulateRequest body, CallContext call, Simulator simulator, PublishDefinition publishing, IDefinitionStore store, SimulationTurns turns) => ForAdministratorsAsync(call, async () =>
    {
        if (body.Definition is null && string.IsNullOrWhiteSpace(body.DefinitionId)) return Problems.MissingFields("definition");
        if (body.Definition is not null && body.DefinitionId is not null) return OnlyOne("definitionId", "definition");
        if (body.Scenario is not null && body.ScenarioId is not null) return OnlyOne("scenarioId", "scenario");
        WorkflowDefinition? definition;
        try
        {
            definition = body.Definition is { } document ? WorkflowDefinition.Parse((JsonObject)document.DeepClone()) : await FindAsync(body.DefinitionId!, body.Version, store, call.Cancelled);
        }
        catch (DefinitionException wrong)
        {
            var field = string.Join('.', new[] { "definition", wrong.ActivityId, wrong.Field }.OfType<string>());
            return Problems.Of(new Refusal("definition.unreadable", wrong.Text) { Fields = [new FieldProblem(field, wrong.Text)] });
        }
        if (definition is null) return Problems.Of(Unknown(body.DefinitionId!, body.Version));

        IReadOnlyList<(string File, ScenarioReading Reading)> stories;
        if (body.Scenario is { } given)
        {
            var reading = ScenarioReader.Read("scenario", given.DeepClone());
            var problems = reading.Scenario is { } story ? simulator.Check(definition, story) : reading.Problems;
            if (problems.Count > 0) return Wrong("scenario", problems);
            stories = [("scenario", reading)];
        }
        else
        {
            stories = [.. publishing.StoriesOf(definition).Where(x => body.ScenarioId is null || Path.GetFileNameWithoutExtension(x.File) == body.ScenarioId)];
            if (stories.Count == 0) return Problems.Of(new Refusal("scenario.unknown", Ui.Text("scenario.unknown", ("scenario", body.ScenarioId ?? "*"), ("definition", definition.DefinitionId))));
        }
        return await turns.RunAsync(async cancelled =>
        {
            List<PlayedScenario> played = [];
            foreach (var (file, reading) in stories)
                played.Add(await ScenarioRun.PlayAsync(simulator, definition, Path.GetFileNameWithoutExtension(file), file, reading, PlayLimits.Default, cancelled));
            return TypedResults.Ok(SimulationsAnswer.Of(definition, played, simulator.Library));
        }, call.Cancelled);
    });

    /// <summary>A published version; the newest for none. Null if there is none.</summary>
    internal static async Task<WorkflowDefinition?> FindAsync(string id, int? version, IDefinitionStore store, CancellationToken cancellationToken)
    {
        version ??= (await store.ListAsync(cancellationToken)).Where(x => x.DefinitionId == id).Max(x => (int?)x.Version);
        return version is { } wanted && await store.FindAsync(id, wanted, cancellationToken) is { } json ? WorkflowDefinition.Parse(json) : null;
    }

    internal static Refusal Unknown(string id, int? version)
    {
        var why = Ui.Text("definition.unknown", ("definition", id), ("version", version));
        return new Refusal("definition.unknown", why) { Fields = version is null ? [] : [new FieldProblem("version", why)] };
    }

    private static Task<IResult> ForAdministratorsAsync(CallContext call, Func<Task<IResult>> answer) => call.ForActorAsync(actor =>
        actor.Has(Role.Administrator) ? AnswerAsync(answer) : Task.FromResult(Problems.Of("request.forbidden")));

    internal static Task<IResult> ForReadersAsync(CallContext call, Func<Task<IResult>> answer) => call.ForActorAsync(actor =>
        actor.Has(Role.Administrator) || actor.Has(Role.Supervisor) ? AnswerAsync(answer) : Task.FromResult(Problems.Of("request.forbidden")));

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (LibraryFileException unreadable)
        {
            return Problems.Of(new Refusal("scenario.unreadable", unreadable.Text));
        }
    }

    private static IResult Wrong(string field, IReadOnlyList<ScenarioProblem> problems) => Problems.Of(new Refusal("scenario.wrong", Ui.Text("scenario.wrong"))
    {
        Fields = [.. problems.Select(x => new FieldProblem(x.Field.Length > 0 ? $"{field}.{x.Field}" : field, new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}")))],
    });

    private static IResult OnlyOne(string one, string other) =>
        Problems.Of(new Refusal("request.unreadable", Ui.Text("request.unreadable")) { Fields = [new FieldProblem(one, Ui.Text("request.only-one", ("one", one), ("other", other)))] });

    internal static ProblemHttpResult Refused(IReadOnlyList<PublishProblem> problems)
    {
        var problem = Problems.Details(StatusCodes.Status422UnprocessableEntity, "definition.refused", Ui.T("definition.refused", ("count", problems.Count(x => x.Severity == Severity.Error))), []);
        problem.Extensions["problems"] = problems;
        return TypedResults.Problem(problem);
    }
}

/// <summary>A definition to publish or to look at.</summary>
/// <param name="Definition">The definition, as the designer exports it.</param>
/// <param name="Scenarios">Stories to play beside those that lie beside it on the server.</param>
/// <param name="From">The day from which it is to be in force; as soon as it is approved if not given.</param>
/// <param name="Note">What it is for.</param>
/// <param name="TakesOver">Whether it may take its service from another definition that has it now.</param>
internal sealed record PublishRequest(JsonObject? Definition, IReadOnlyList<JsonObject?>? Scenarios, DateOnly? From, string? Note, bool TakesOver = false);

/// <summary>A simulation.</summary>
/// <param name="DefinitionId">A published definition.</param>
/// <param name="Version">Its version; the newest if not given.</param>
/// <param name="Definition">Or a definition that need not be published.</param>
/// <param name="ScenarioId">One of the stories that lie beside the definition.</param>
/// <param name="Scenario">Or a story. With neither, all stories that lie beside the definition.</param>
internal sealed record SimulateRequest(string? DefinitionId, int? Version, JsonObject? Definition, string? ScenarioId, JsonObject? Scenario);

/// <summary>A list that is never long.</summary>
internal sealed record ListAnswer<T>(IReadOnlyList<T> Items);

/// <summary>A published version.</summary>
internal sealed record DefinitionAnswer(string Id, int Version, string Name, string ServiceType, DateTimeOffset PublishedAt, DefinitionState State);

/// <summary>Where a version stands.</summary>
internal enum DefinitionState
{
    /// <summary>Cases run on it, new ones do not start on it.</summary>
    Published,

    /// <summary>New cases of its service start on it.</summary>
    InForce,
}

/// <summary>A story that lies beside a definition.</summary>
internal sealed record ScenarioAnswer(string Id, string File, LocalizedText? Title, LocalizedText? About, int Rows, IReadOnlyList<SimulationFailure> Problems);

/// <summary>What came of publishing or looking at a definition.</summary>
internal sealed record PublishedAnswer(string? Id, int? Version, string? ServiceType, PublishOutcome Outcome, IReadOnlyList<PublishProblem> Problems)
{
    /// <summary>What waits for the second administrator; null if nothing does.</summary>
    public Guid? Release { get; init; }

    public static PublishedAnswer Of(CheckedDefinition found, PublishOutcome outcome) =>
        new(found.Definition?.DefinitionId, found.Definition?.Version, found.Definition is { } definition ? ServiceTypes.Of(definition) : null, outcome, found.Problems);
}

/// <summary>What came of it.</summary>
internal enum PublishOutcome
{
    /// <summary>It was handed in and waits for a second administrator.</summary>
    Proposed,

    /// <summary>The same content was published under this version before.</summary>
    AlreadyPublished,

    /// <summary>It could be published.</summary>
    Good,

    /// <summary>It can't be published.</summary>
    Refused,
}
