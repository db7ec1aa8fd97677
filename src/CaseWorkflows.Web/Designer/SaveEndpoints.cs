using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>The saves of a definition, for our own pages and programs.</summary>
internal static class SaveEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var saves = api.MapGroup("/definitions/{id}/saves").WithTags("Definitions");
        saves.MapGet("", ListAsync).AsQuery<ListAnswer<SaveAnswer>>("ListSaves", "Every save of a definition's drafts, the newest first", 403);
        saves.MapGet("/{revision}", ReadAsync).AsQuery<object>("ReadSave", "A definition as it was saved", 403, 404);
        saves.MapPost("/{revision}/restore", RestoreAsync).AsQuery<SaveAnswer>("RestoreSave", "Take a save back as the draft", 403, 404, 409, 422);
    }

    private static Task<IResult> ListAsync(string id, CallContext call, DraftDesk desk) => ForAsync(call, false, async _ =>
        TypedResults.Ok(new ListAnswer<SaveAnswer>([.. (await desk.HistoryAsync(id, call.Cancelled)).Select(SaveAnswer.Of)])));

    private static Task<IResult> ReadAsync(string id, long revision, CallContext call, IDraftStore drafts) => ForAsync(call, false, async _ =>
        await drafts.DocumentAsync(id, revision, call.Cancelled) is { } text ? TypedResults.Text(text, "application/json") : Problems.Of("request.not-found"));

    private static Task<IResult> RestoreAsync(string id, long revision, CallContext call, DraftDesk desk) => ForAsync(call, true, async actor =>
        await desk.RestoreAsync(id, null, revision, actor, call.Cancelled) switch
        {
            SaveResult.Saved { IsNew: true } saved when await desk.FindSaveAsync(id, saved.Version.Version.Id.Revision ?? 0, call.Cancelled) is { } save => TypedResults.Ok(SaveAnswer.Of(save)),
            // The draft, or the published version, says it already: there is nothing to draw, and no new save.
            SaveResult.Saved saved when await desk.FindSaveAsync(id, saved.Version.Version.Id.Revision ?? revision, call.Cancelled) is { } save =>
                TypedResults.Ok(SaveAnswer.Of(save) with { Unchanged = new UnchangedAnswer(saved.Version.Version.Id.Version, saved.Version.Version.IsDraft, FlowTexts.Get("saves.restored-same", ("save", revision))) }),
            SaveResult.Refused refused => Problems.Of(refused.Why),
            _ => Problems.Of("request.not-found"),
        });

    private static Task<IResult> ForAsync(CallContext call, bool writes, Func<Cases.People.Actor, Task<IResult>> answer) => call.ForActorAsync(actor =>
        (writes ? Studio.MayDraw(actor) : Studio.MayLook(actor)) ? answer(actor) : Task.FromResult(Problems.Of("request.forbidden")));
}

/// <summary>A save of a draft.</summary>
internal sealed record SaveAnswer(long Revision, int Version, SaveKind Kind, string Digest, string By, string ByName, DateTimeOffset At)
{
    /// <summary>What says the same already, when there was nothing to take back; else null.</summary>
    public UnchangedAnswer? Unchanged { get; init; }

    public static SaveAnswer Of(DraftSave x) => new(x.Revision, x.Version, x.Kind, x.Digest, x.By, x.ByName, x.At);
}

/// <summary>That a save was not taken back, since the newest version says the same.</summary>
/// <param name="Version">Its number.</param>
/// <param name="IsDraft">Whether it is a draft; else it was published.</param>
/// <param name="Message">The same for a person.</param>
internal sealed record UnchangedAnswer(int Version, bool IsDraft, LocalizedText Message);
