using System.Text.Json.Nodes;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Web.Api;

namespace CaseWorkflows.Web.Designer;

/// <summary>One action on several definitions. Each is done or refused by itself; what was refused is told by its name.</summary>
internal static class BulkActions
{
    public static void Map(RouteGroupBuilder api)
    {
        var bulk = api.MapGroup("/bulk-actions");
        bulk.MapPost("/publish/workflow-definitions/by-definition-ids", PublishAsync);
        bulk.MapPost("/retract/workflow-definitions/by-definition-ids", RetractAsync);
        bulk.MapPost("/delete/workflow-definitions/by-definition-id", (JsonObject body, CallContext call, DraftPublication publication) =>
            DeleteAsync(call, body, Bodies.DefinitionIds, "definitionIds", (id, actor) => publication.DeleteAsync(id, actor, call.Cancelled)));
        bulk.MapPost("/delete/workflow-definitions/by-id", (JsonObject body, CallContext call, DraftPublication publication) => DeleteAsync(call, body, Bodies.Ids, "ids",
            (id, actor) => VersionId.TryParse(id) is { } version ? publication.DeleteAsync(version, actor, call.Cancelled) : ValueTask.FromResult(new DeletionResult(false, null))));
    }

    private static Task<IResult> PublishAsync(JsonObject body, CallContext call, Publisher publisher) => Studio.ForWritersAsync(call, body, Bodies.DefinitionIds, async actor =>
    {
        List<string> published = [], already = [], missing = [];
        List<(string, string)> refused = [];
        Release? waiting = null;
        foreach (var id in Texts(body, "definitionIds"))
        {
            var answer = await publisher.InTurnAsync(id, actor, result =>
            {
                if (result is null) missing.Add(id);
                else if (result.Why is { } why) refused.Add((id, $"{result.Version.Version.Headline.Name}: {why.Message.Here()}"));
                else if (!result.IsGood)
                    refused.AddRange(result.Problems.Where(x => x.Severity == Engine.Checking.Severity.Error).Select(x => (id, $"{result.Version.Version.Headline.Name}: {x.Message.Here()} {x.Remedy.Here()}")));
                else (result.WasPublished ? already : published).Add(id);
                waiting = result?.Release ?? waiting;
                return TypedResults.Ok();
            }, call.Cancelled);
            if (answer is not Microsoft.AspNetCore.Http.HttpResults.Ok) return answer;
        }
        if (refused.Count > 0) return Studio.Refuse(400, "definition.refused", CaseWorkflows.Web.Texts.Ui.T("definition.refused", ("count", refused.Count)), refused);
        var done = new JsonObject { ["published"] = List(published), ["alreadyPublished"] = List(already), ["notFound"] = List(missing), ["updatedConsumers"] = new JsonArray() };
        if (waiting is not null) done["release"] = Publisher.Waiting(waiting);
        return Studio.Answer(done);
    });

    private static Task<IResult> RetractAsync(JsonObject body, CallContext call, DraftPublication publication) => Studio.ForWritersAsync(call, body, Bodies.DefinitionIds, async actor =>
    {
        List<string> retracted = [], already = [], missing = [];
        foreach (var id in Texts(body, "definitionIds"))
        {
            var wasInForce = await publication.IsInForceAsync(id, call.Cancelled);
            if (await publication.RetractAsync(id, actor, call.Cancelled) is null) missing.Add(id);
            else (wasInForce ? retracted : already).Add(id);
        }
        return Studio.Answer(new JsonObject { ["retracted"] = List(retracted), ["alreadyRetracted"] = List(already), ["notFound"] = List(missing) });
    });

    private static Task<IResult> DeleteAsync(CallContext call, JsonObject body, IReadOnlyList<string> facts, string key, Func<string, Actor, ValueTask<DeletionResult>> delete) => Studio.ForWritersAsync(call, body, facts, async actor =>
    {
        var deleted = 0;
        string? code = null;
        List<(string, string)> refused = [];
        foreach (var id in Texts(body, key))
        {
            var result = await delete(id, actor);
            if (result.IsDeleted) deleted++;
            else if (result.Why is { } why)
            {
                code ??= why.Code;
                refused.Add((id, why.Message.Here()));
            }
        }
        return code is not null ? Studio.Refuse(409, code, refused[0].Item2, refused) : Studio.Answer(new JsonObject { ["deleted"] = deleted });
    });

    private static List<string> Texts(JsonObject body, string key) => [.. (body[key] as JsonArray ?? []).Select(x => x?.ToString()).OfType<string>().Distinct()];

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(x => (JsonNode)x)];
}
