using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Web.Api;

namespace CaseWorkflows.Web.Designer;

/// <summary>How the designer is spoken with: who may ask, and how answers and refusals look to it.</summary>
internal static class Studio
{
    /// <summary>The address below which the designer calls the product.</summary>
    public const string Api = "/elsa/api";

    /// <summary>The header in which the page names its window: two windows of one person are two editors.</summary>
    public const string EditorHeader = "X-Designer-Window";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether somebody may change flows.</summary>
    public static bool MayDraw(Actor actor) => actor.Has(Role.Administrator);

    /// <summary>Whether somebody may look at flows.</summary>
    public static bool MayLook(Actor actor) => MayDraw(actor) || actor.Has(Role.Supervisor);

    public static Task<IResult> ForReadersAsync(CallContext call, Func<Actor, Task<IResult>> answer) =>
        call.ForActorAsync(actor => MayLook(actor) ? answer(actor) : Task.FromResult(Refuse(StatusCodes.Status403Forbidden, "request.forbidden")));

    public static Task<IResult> ForWritersAsync(CallContext call, Func<Actor, Task<IResult>> answer) =>
        call.ForActorAsync(actor => MayDraw(actor) ? answer(actor) : Task.FromResult(Refuse(StatusCodes.Status403Forbidden, "request.forbidden")));

    /// <summary>The same, once the body looks as it must.</summary>
    public static Task<IResult> ForReadersAsync(CallContext call, JsonObject? body, IReadOnlyList<string> facts, Func<Actor, Task<IResult>> answer) =>
        ForReadersAsync(call, actor => Bodies.WhyNot(body, facts) is { } wrong ? Task.FromResult(wrong) : answer(actor));

    /// <inheritdoc cref="ForReadersAsync(CallContext, JsonObject, IReadOnlyList{string}, Func{Actor, Task{IResult}})"/>
    public static Task<IResult> ForWritersAsync(CallContext call, JsonObject? body, IReadOnlyList<string> facts, Func<Actor, Task<IResult>> answer) =>
        ForWritersAsync(call, actor => Bodies.WhyNot(body, facts) is { } wrong ? Task.FromResult(wrong) : answer(actor));

    public static IResult Answer(JsonNode answer) => TypedResults.Text(answer.ToJsonString(Json), "application/json");

    /// <summary>A list as most of the designer's calls want it.</summary>
    public static IResult List(IEnumerable<JsonNode?> items)
    {
        JsonNode?[] all = [.. items];
        return Answer(new JsonObject { ["items"] = new JsonArray(all), ["count"] = all.Length });
    }

    public static IResult NotFound() => Refuse(StatusCodes.Status404NotFound, "request.not-found");

    public static IResult Refuse(int status, string code, params (string Name, object? Value)[] args) => Refuse(status, code, Texts.Ui.T(code, args), []);

    /// <summary>A refusal; the designer shows the messages of its fields as notices and goes on.</summary>
    /// <param name="why">Why.</param>
    /// <param name="status">With which status.</param>
    /// <param name="page">Our page that shows more of it; null if there is none.</param>
    public static IResult Refuse(Refusal why, int status = StatusCodes.Status400BadRequest, string? page = null)
    {
        var body = Body(status, why.Code, why.Message.Here(), why.Fields.Select(x => (x.Field, x.Message.Here())));
        if (page is not null) body["page"] = page;
        return TypedResults.Text(body.ToJsonString(Json), "application/problem+json", null, status);
    }

    /// <inheritdoc cref="Refuse(Refusal, int, string)"/>
    public static IResult Refuse(int status, string code, string message, IEnumerable<(string Field, string Message)> fields) =>
        TypedResults.Text(Body(status, code, message, fields).ToJsonString(Json), "application/problem+json", null, status);

    public static JsonObject Body(int status, string code, string message, IEnumerable<(string Field, string Message)> fields)
    {
        var errors = fields.GroupBy(x => x.Field).ToDictionary(x => x.Key, x => x.Select(y => y.Message).Distinct().ToArray());
        if (errors.Count == 0) errors["general"] = [message];
        return new JsonObject
        {
            ["type"] = code,
            ["title"] = message,
            ["status"] = status,
            ["detail"] = message,
            ["statusCode"] = status,
            ["message"] = message,
            ["errors"] = JsonSerializer.SerializeToNode(errors, Json),
        };
    }
}
