using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Api;

/// <summary>What the caller was told, and what of it they have read.</summary>
internal static class MyNoticeEndpoints
{
    /// <summary>The kinds of what people are told on pages.</summary>
    public static readonly string[] Kinds = ["alert", "incident", "notice", "document", "stuck", "system"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/my-notices", (CallContext call, INoticeBook book, bool unread = false, string? kind = null, int page = 0, int pageSize = 50) => call.ForActorAsync(async actor =>
        {
            var words = new QueryWords();
            var filter = new NoticeFilter(unread, words.OneOf("kind", kind, Kinds), page, pageSize);
            if ((words.Problem ?? CaseEndpoints.PageProblem(page, pageSize)) is { } problem) return problem;
            var found = await book.ListAsync(actor, filter, call.Cancelled);
            return TypedResults.Ok(new PageAnswer<NoticeLine>(found.Items, found.Total, page, pageSize));
        })).WithTags("Notices").AsQuery<PageAnswer<NoticeLine>>("ListMyNotices", "What the caller, or a role of theirs, was told on pages, the youngest first");
        api.MapPost("/my-notices/{id:guid}/read", (Guid id, CallContext call, INoticeBook book) => call.ForActorAsync(async actor =>
            await book.ReadAsync(actor, id, call.Now, call.Cancelled) ? TypedResults.Ok(new NoticesReadAnswer(await book.CountUnreadAsync(actor, call.Cancelled))) : Problems.Of("message.unknown")))
            .WithTags("Notices").WithName("ReadMyNotice").WithSummary("Note that the caller has read a notice").Produces<NoticesReadAnswer>().WithProblems(401, 404);
        api.MapPost("/my-notices/read", (ReadNoticesRequest? body, CallContext call, INoticeBook book) => call.ForActorAsync(async actor =>
        {
            await book.ReadAllAsync(actor, body?.UpTo ?? call.Now, call.Now, call.Cancelled);
            return TypedResults.Ok(new NoticesReadAnswer(await book.CountUnreadAsync(actor, call.Cancelled)));
        })).WithTags("Notices").WithName("ReadMyNotices").WithSummary("Note that the caller has read all notices up to an instant").Produces<NoticesReadAnswer>().WithProblems(400, 401);
    }
}

/// <summary>How many notices are unread now.</summary>
internal sealed record NoticesReadAnswer(int Unread);

/// <summary>Up to when; without it up to now.</summary>
internal sealed record ReadNoticesRequest(DateTimeOffset? UpTo);
