using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Mvc;

namespace CaseWorkflows.Web.Designer;

/// <summary>What administrators do to definitions in the designer.</summary>
internal static class DefinitionWrites
{
    private const long MostBytes = 8 * 1024 * 1024;

    public static void Map(RouteGroupBuilder api)
    {
        var definitions = api.MapGroup("/workflow-definitions");
        definitions.MapPost("", SaveAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        definitions.MapPost("/{definitionId}/publish", (string definitionId, CallContext call, Publisher publisher) =>
            Studio.ForWritersAsync(call, actor => publisher.AnswerAsync(definitionId, actor, call.Cancelled)));
        definitions.MapPost("/{definitionId}/retract", RetractAsync);
        definitions.MapPost("/{definitionId}/revert/{version:int}", RevertAsync);
        definitions.MapPost("/import", ImportAsNewAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        definitions.MapPut("/import", ImportAsNewAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        definitions.MapPost("/{definitionId}/import", ImportIntoAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        definitions.MapPut("/{definitionId}/import", ImportIntoAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        definitions.MapPost("/import-files", ImportFilesAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes * 4)).DisableAntiforgery();
        definitions.MapDelete("/{definitionId}", (string definitionId, CallContext call, DraftPublication publication) =>
            Studio.ForWritersAsync(call, async actor => Deleted(await publication.DeleteAsync(definitionId, actor, call.Cancelled))));
        api.MapDelete("/workflow-definition-versions/{id}", (string id, CallContext call, DraftPublication publication) => Studio.ForWritersAsync(call, async actor =>
            VersionId.TryParse(id) is { } version ? Deleted(await publication.DeleteAsync(version, actor, call.Cancelled)) : Studio.NotFound()));
        BulkActions.Map(api);
    }

    /// <summary>The answer to a save: the definition as it is now, with which the designer replaces what it had.</summary>
    public static JsonObject SavedAnswer(OpenedVersion opened, bool alreadyPublished, ActivityCatalog catalog) => new()
    {
        ["workflowDefinition"] = StudioDefinitions.Full(opened, catalog, true),
        ["alreadyPublished"] = alreadyPublished,
        ["consumingWorkflowCount"] = 0,
    };

    /// <summary>What of a designer's model is kept: its placeholders become what they stand for, and objects that it showed as texts are objects again.</summary>
    public static JsonObject Kept(JsonObject model, ActivityCatalog catalog)
    {
        Placeholders.TakeAway(model);
        ObjectTexts.TakeBack(model, catalog);
        return model;
    }

    /// <summary>A refused save. One that came too late is a conflict with somebody; all else is wrong in itself.</summary>
    public static IResult Refused(SaveResult.Refused refused) => refused.SetAside is { } aside
        ? Studio.Refuse(refused.Why, StatusCodes.Status409Conflict, refused.DefinitionId is { } id ? FlowSaves.Page(id, aside) : null)
        : Studio.Refuse(refused.Why);

    private static Task<IResult> SaveAsync(JsonObject body, HttpRequest request, CallContext call, DraftDesk desk, Publisher publisher, ActivityCatalog catalog) => Studio.ForWritersAsync(call, body, Bodies.Save, async actor =>
    {
        var model = body["model"]!.AsObject();
        switch (await desk.SaveAsync(Kept(model, catalog), actor, Editor(request), call.Cancelled))
        {
            case SaveResult.Refused refused:
                return Refused(refused);
            case SaveResult.Saved saved when body["publish"] is JsonValue publish && publish.GetValueKind() == JsonValueKind.True:
                return await publisher.AnswerAsync(saved.Version.Version.Id.DefinitionId, actor, call.Cancelled);
            case SaveResult.Saved saved:
                return Studio.Answer(SavedAnswer(saved.Version, false, catalog));
            default:
                throw new InvalidOperationException("Saves have no other results.");
        }
    });

    private static Task<IResult> RetractAsync(string definitionId, CallContext call, DraftPublication publication, ActivityCatalog catalog) => Studio.ForWritersAsync(call, async actor =>
        await publication.RetractAsync(definitionId, actor, call.Cancelled) is { } opened ? Studio.Answer(StudioDefinitions.Full(opened, catalog, true)) : Studio.NotFound());

    private static Task<IResult> RevertAsync(string definitionId, int version, CallContext call, DraftDesk desk) => Studio.ForWritersAsync(call, async actor =>
        await desk.RestoreAsync(definitionId, version, null, actor, call.Cancelled) switch
        {
            SaveResult.Saved saved => Studio.Answer(StudioDefinitions.Summary(saved.Version.Version, true)),
            SaveResult.Refused refused => Refused(refused),
            _ => await desk.OpenLatestAsync(definitionId, call.Cancelled) is { Version.IsDraft: true } draft && draft.Version.Id.Version == version
                // What is to be taken back is the draft itself.
                ? Studio.Answer(StudioDefinitions.Summary(draft.Version, true)) : Studio.NotFound(),
        });

    private static Task<IResult> ImportAsNewAsync(JsonObject body, HttpRequest request, CallContext call, DraftDesk desk, ActivityCatalog catalog) =>
        Studio.ForWritersAsync(call, body, Bodies.Definition, actor => ImportAsync(body, request, actor, call, desk, catalog));

    private static Task<IResult> ImportIntoAsync(string definitionId, JsonObject body, HttpRequest request, CallContext call, DraftDesk desk, ActivityCatalog catalog) => Studio.ForWritersAsync(call, body, Bodies.Definition, actor =>
    {
        body["definitionId"] = definitionId;
        return ImportAsync(body, request, actor, call, desk, catalog);
    });

    private static async Task<IResult> ImportAsync(JsonObject body, HttpRequest request, Actor actor, CallContext call, DraftDesk desk, ActivityCatalog catalog) =>
        await desk.ImportAsync(Kept(body, catalog), actor, Editor(request), call.Cancelled) switch
        {
            SaveResult.Saved saved => Studio.Answer(StudioDefinitions.Full(saved.Version, catalog, true)),
            SaveResult.Refused refused => Refused(refused),
            _ => throw new InvalidOperationException("Saves have no other results."),
        };

    private static Task<IResult> ImportFilesAsync(HttpRequest request, CallContext call, DraftDesk desk, ActivityCatalog catalog) => Studio.ForWritersAsync(call, async actor =>
    {
        if (!request.HasFormContentType) return Studio.Refuse(StatusCodes.Status415UnsupportedMediaType, "request.not-json");
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(call.Cancelled);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            return Studio.Refuse(StatusCodes.Status400BadRequest, "request.unreadable");
        }
        List<(string File, JsonObject Model)> models = [];
        List<(string, string)> wrong = [];
        // All are read before one is kept, and one that can't be read keeps all out.
        foreach (var file in form.Files)
        {
            using var reader = new StreamReader(file.OpenReadStream());
            if (Parse(await reader.ReadToEndAsync(call.Cancelled)) is { } model && Bodies.WhyUnreadable(model) is null && Bodies.WhyNot(model, Bodies.Definition) is null) models.Add((file.FileName, Kept(model, catalog)));
            else wrong.Add((file.FileName, Ui.T("designer.file-unreadable", ("file", file.FileName))));
        }
        if (wrong.Count > 0 || models.Count == 0) return Studio.Refuse(400, "request.unreadable", Ui.T("designer.no-file"), wrong);
        var results = await desk.ReadInAsync([.. models.Select(x => x.Model)], actor, call.Cancelled);
        wrong.AddRange(models.Zip(results).Where(x => x.Second is SaveResult.Refused).Select(x => (x.First.File, ((SaveResult.Refused)x.Second).Why.Message.Here())));
        return wrong.Count > 0 ? Studio.Refuse(400, "request.unreadable", wrong[0].Item2, wrong) : Studio.Answer(new JsonObject { ["imported"] = models.Count });
    });

    private static IResult Deleted(DeletionResult result) =>
        result.IsDeleted ? TypedResults.NoContent() : result.Why is { } why ? Studio.Refuse(why, StatusCodes.Status409Conflict) : Studio.NotFound();

    internal static string? Editor(HttpRequest request) => request.Headers[Studio.EditorHeader].ToString() is { Length: > 0 and <= 64 } window ? window : null;

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Hands in for publication for the designer, and says in its way what keeps a draft from being published.</summary>
internal sealed class Publisher(DraftPublication publication, SimulationTurns turns, ActivityCatalog catalog)
{
    /// <summary>Hands a definition in; the answer as the designer wants it.</summary>
    public Task<IResult> AnswerAsync(string definitionId, Actor actor, CancellationToken cancelled) => InTurnAsync(definitionId, actor, result => result is null ? Studio.NotFound()
        : result.Why is { } why ? Studio.Refuse(why)
        : result.IsGood ? Studio.Answer(Answer(result))
        : Refused(result.Problems), cancelled);

    /// <summary>Hands a definition in when it is its turn.</summary>
    public async Task<IResult> InTurnAsync(string definitionId, Actor actor, Func<PublicationResult?, IResult> then, CancellationToken cancelled)
    {
        try
        {
            return await turns.RunAsync(async limited => then(await publication.PublishAsync(definitionId, actor, limited)), cancelled);
        }
        catch (Cases.Library.LibraryFileException unreadable)
        {
            return Studio.Refuse(new Refusal("scenario.unreadable", unreadable.Text));
        }
    }

    // The designer knows no second person: our page beside it reads what waits for one.
    private JsonObject Answer(PublicationResult result)
    {
        var answer = DefinitionWrites.SavedAnswer(result.Version, result.WasPublished, catalog);
        if (result.Release is { } release)
            answer["release"] = Waiting(release);
        return answer;
    }

    /// <summary>What the page beside the designer says of something that waits for the second administrator.</summary>
    public static JsonObject Waiting(Release release) => new()
    {
        ["id"] = release.Id,
        ["state"] = "proposed",
        ["message"] = Ui.T("designer.handed-in"),
        ["page"] = $"/flows/{Uri.EscapeDataString(release.DefinitionId)}",
    };

    // The designer shows each message as a line of its notice: which step, what is wrong, what to do.
    private static IResult Refused(IReadOnlyList<PublishProblem> problems)
    {
        var errors = problems.Where(x => x.Severity == Severity.Error).ToList();
        return Studio.Refuse(StatusCodes.Status400BadRequest, "definition.refused", Ui.T("definition.refused", ("count", errors.Count)),
            errors.Select(x => (x.Activity ?? x.Scenario ?? "general", $"{x.Message.Here()} {x.Remedy.Here()}")));
    }
}
