using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.Web.Api;

/// <summary>How messages are delivered, for administrators; and which of them the caller wants.</summary>
internal static class MessageEndpoints
{
    private static readonly string[] Channels = [ChannelNames.Page, ChannelNames.Mail, ChannelNames.Webhook];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/messages", ListAsync).WithTags("Messages").AsQuery<PageAnswer<MessageAnswer>>("ListMessages",
            "Messages of the offices that the caller administers, the youngest first, with attempts and last error; what they say is not shown", 403);
        api.MapPost("/messages/{id:guid}/retry", RetryAsync).WithTags("Messages").WithName("RetryMessage").WithSummary("Try a stuck message again").Produces<MessagesRetriedAnswer>().WithProblems(401, 403, 404, 409);
        api.MapPost("/messages/retry", RetryAllAsync).WithTags("Messages").WithName("RetryMessages").WithSummary("Try all stuck messages again, or those of one channel").Produces<MessagesRetriedAnswer>().WithProblems(400, 401, 403);
        api.MapGet("/notifications", (CallContext call, MailPreferences preferences) => call.ForActorAsync(async actor => TypedResults.Ok(Of((await preferences.OfAsync(actor.Id))!))))
            .WithTags("Messages").AsQuery<NotificationsAnswer>("GetNotifications", "Where the caller's alerts go beside the pages");
        api.MapPost("/notifications", SetAsync).WithTags("Messages").WithName("SetNotifications").WithSummary("Say which mail the caller wants: any at all, warnings together in a digest, what concerns the whole system").Produces<NotificationsAnswer>().WithProblems(400, 401);
    }

    private static Task<IResult> ListAsync(CallContext call, IMessageBook book, string? state = null, string? channel = null, int page = 0, int pageSize = 50) => ForAdministratorAsync(call, async actor =>
    {
        if (CaseEndpoints.PageProblem(page, pageSize) is { } problem) return problem;
        if (WrongChannel(channel) is { } wrong) return wrong;
        var words = new QueryWords();
        var wanted = words.OneOf<OutboxState>("state", state);
        if (words.Problem is { } unknown) return unknown;
        var found = await book.ListAsync(actor, new MessageFilter(wanted, channel, page, pageSize), call.Cancelled);
        return TypedResults.Ok(new PageAnswer<MessageAnswer>([.. found.Items.Select(MessageAnswer.Of)], found.Total, page, pageSize));
    });

    private static Task<IResult> RetryAsync(Guid id, CallContext call, IMessageBook book) => ForAdministratorAsync(call, async actor => await book.RetryAsync(actor, id, call.Now, call.Cancelled) switch
    {
        RetryOutcome.Retried => TypedResults.Ok(new MessagesRetriedAnswer(1)),
        RetryOutcome.NotStuck => Problems.Of("message.not-stuck"),
        _ => Problems.Of("message.unknown"),
    });

    private static Task<IResult> RetryAllAsync(RetryMessagesRequest? body, CallContext call, IMessageBook book) => ForAdministratorAsync(call, async actor =>
        WrongChannel(body?.Channel) ?? TypedResults.Ok(new MessagesRetriedAnswer(await book.RetryAllAsync(actor, body?.Channel, call.Now, call.Cancelled))));

    private static Task<IResult> SetAsync(NotificationsRequest body, CallContext call, MailPreferences preferences) => call.ForActorAsync(async actor =>
    {
        var wishes = new (string Switch, bool? Wants)[] { (ChannelNames.Mail, body.WantsMail), (MailWishes.Digest, body.WantsDigest), (MailWishes.System, body.WantsSystem) };
        if (Array.TrueForAll(wishes, x => x.Wants is null)) return Problems.MissingFields("wantsMail");
        return await preferences.SetAsync(actor.Id, [.. wishes.Where(x => x.Wants is not null).Select(x => (x.Switch, x.Wants!.Value))])
            ? TypedResults.Ok(Of((await preferences.OfAsync(actor.Id))!))
            : Problems.Of("case.busy");
    });

    private static Task<IResult> ForAdministratorAsync(CallContext call, Func<Actor, Task<IResult>> answer) =>
        call.ForActorAsync(actor => actor.Has(Role.Administrator) ? answer(actor) : Task.FromResult(Problems.Of("request.forbidden")));

    private static IResult? WrongChannel(string? channel) => channel is null || Channels.Contains(channel) ? null : Problems.Of(CaseEndpoints.NotAnOption("channel", channel, Channels));

    private static NotificationsAnswer Of(MailPreference wishes) => new(wishes.Address, wishes.WantsMail, wishes.WantsDigest, wishes.WantsSystem);
}

/// <summary>A message and how its delivery stands.</summary>
internal sealed record MessageAnswer(
    Guid Id, Guid? CaseId, string? CaseCode, string Channel, string Kind, string Recipient, OutboxState State, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt,
    string? LastError, string? RetriedBy, DateTimeOffset? RetriedAt)
{
    public static MessageAnswer Of(MessageLine x) => new(
        x.Message.Id, x.CaseId?.Value, x.CaseCode, x.Message.Channel, x.Message.Kind, x.Message.Recipient, x.Message.State, x.Message.Attempts, x.Message.CreatedAt,
        x.Message.State == OutboxState.Pending ? x.Message.NextAttemptAt : null, x.Message.SentAt, x.Message.LastError, x.Message.RetriedBy, x.Message.RetriedAt);
}

/// <summary>How many messages will be tried again.</summary>
internal sealed record MessagesRetriedAnswer(int Retried);

/// <summary>Which messages; without a channel all.</summary>
internal sealed record RetryMessagesRequest(string? Channel);

/// <summary>Where alerts go beside the pages. The address is set by whoever runs the installation.</summary>
internal sealed record NotificationsAnswer(string? Mail, bool WantsMail, bool WantsDigest, bool WantsSystem);

/// <summary>What the caller wants; what is left out stays as it is.</summary>
internal sealed record NotificationsRequest(bool? WantsMail, bool? WantsDigest = null, bool? WantsSystem = null);
