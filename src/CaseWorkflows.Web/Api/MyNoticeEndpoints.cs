using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Api;

/// <summary>What the caller was told, and what of it they have read.</summary>
internal static class MyNoticeEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/my-notices", (CallContext call, INoticeBook book, bool unread = false, string? kind = null, int page = 0, int pageSize = 50) => call.ForActorAsync(async actor =>
        {
            if (CaseEndpoints.PageProblem(page, pageSize) is { } problem) return problem;
            var found = await book.ListAsync(actor, new NoticeFilter(unread, kind, page, pageSize), call.Cancelled);
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
