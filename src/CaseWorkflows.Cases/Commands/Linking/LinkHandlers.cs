using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands.Opening;
using CaseWorkflows.Cases.Commands.Tasks;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands.Linking;

/// <summary>A person ties another case to this one, or opens one out of it (anything may lead to a complaint). An ended case can be linked too.</summary>
internal sealed class LinkCaseHandler : ICommandHandler<LinkCase>
{
    public async ValueTask<Refusal?> DecideAsync(LinkCase command, CaseSession session, CancellationToken cancellationToken)
    {
        if (CaseAccess.IsOutsider(session.Actor)) return Refusal.Of("link.not-allowed");
        if (session.Case.Dossier.ErasedAt is not null) return Refusal.Of("link.erased");
        var library = session.Rules.Library;
        if (library.Relation(command.Relation) is null) return LinkOrders.UnknownRelation(session, command.Relation);
        if ((command.Service is null) == (command.Case is null)) return Refusal.Of("link.what");
        if (command.Case is { } id) return await TieAsync(command.Relation, id, session, cancellationToken);
        if (library.Services.Find(command.Service!) is { OpenedBy: { Count: > 0 } roles } && !roles.Any(session.Actor.Has))
            return Refusal.Of("case.open-other-role", ("service", library.Services.NameOf(command.Service!)), ("roles", string.Join(", ", roles.Select(x => library.RoleName(x).Here()))));
        return await LinkOrders.OpenAsync(session, new LinkOrder(command.Relation, command.Service!, command.Intake ?? [], command.Office), cancellationToken);
    }

    private static async ValueTask<Refusal?> TieAsync(string relation, CaseId id, CaseSession session, CancellationToken cancellationToken)
    {
        if (id == session.Case.Id) return Refusal.Of("link.itself");
        if (await session.Transaction.LookAsync(id, cancellationToken) is not { } other || !CaseAccess.MayTouch(session.Actor, other)) return Refusal.Of("case.unknown", ("case", id));
        if (session.Case.Links.Any(x => x.OtherCase == id && x.Relation == relation)) return Refusal.Of("link.exists", ("code", other.Code));
        LinkOrders.Tie(session, relation, other);
        return null;
    }
}

/// <summary>Tries a failed link again, with fields of the intake put right.</summary>
internal sealed class RetryLinkHandler : ICommandHandler<RetryLink>
{
    public async ValueTask<Refusal?> DecideAsync(RetryLink command, CaseSession session, CancellationToken cancellationToken)
    {
        if (CaseAccess.IsOutsider(session.Actor)) return Refusal.Of("link.not-allowed");
        if (session.Case.Link(command.Link) is not { } link) return Refusal.Of("link.unknown");
        if (link.State != LinkState.Failed || link.Intake() is not { } before) return Refusal.Of("link.not-failed");
        var (intake, unfit) = Intake.Check(session.Rules.Library, await session.Rules.Forms.OfServiceAsync(link.Service, cancellationToken), link.Service, command.Intake is null ? before : JsonMerge.Apply(before, command.Intake), ChinaTime.DayOf(session.OccurredAt), "intake.");
        if (unfit is not null) return unfit;
        link.TryAgain(intake);
        session.Record("LinkRetried", CaseSession.Facts(("link", link.Id.ToString()), ("relation", link.Relation), ("service", link.Service)), command.Intake);
        LinkOrders.SendOff(session, link);
        return null;
    }
}

/// <summary>Gives up a failed link, with a reason. A flow that waits for the linked case hears of it (<c>link-given-up</c>): nothing else would ever come.</summary>
internal sealed class GiveUpLinkHandler : ICommandHandler<GiveUpLink>
{
    public async ValueTask<Refusal?> DecideAsync(GiveUpLink command, CaseSession session, CancellationToken cancellationToken) =>
        Decide(command, session) ?? await session.Flow.HearAsync(cancellationToken);

    private static Refusal? Decide(GiveUpLink command, CaseSession session)
    {
        if (CaseAccess.IsOutsider(session.Actor)) return Refusal.Of("link.not-allowed");
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (session.Case.Link(command.Link) is not { } link) return Refusal.Of("link.unknown");
        if (link.State != LinkState.Failed) return Refusal.Of("link.not-failed");
        link.GiveUp();
        session.Record("LinkGivenUp", CaseSession.Facts(("link", link.Id.ToString()), ("relation", link.Relation), ("service", link.Service)), CaseSession.Facts(("reason", command.Reason)));
        return null;
    }
}

/// <summary>The other case is there and knows of the link.</summary>
internal sealed class SettleLinkHandler : ICommandHandler<SettleLink>
{
    public async ValueTask<Refusal?> DecideAsync(SettleLink command, CaseSession session, CancellationToken cancellationToken) => Decide(command, session) ?? await session.Flow.HearAsync(cancellationToken);

    private static Refusal? Decide(SettleLink command, CaseSession session)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("link.not-allowed");
        if (session.Case.Link(command.Link) is not { State: LinkState.Ordered } link) return Refusal.Of("link.settled");
        Settled(session, link, command.Code);
        return null;
    }

    internal static void Settled(CaseSession session, CaseLink link, string code)
    {
        link.Settle(code);
        session.Record("LinkedCaseKnown", CaseSession.Facts(("link", link.Id.ToString()), ("relation", link.Relation), ("service", link.Service), ("code", code), ("new", link.IsNew), ("by", link.OrderedBy)));
        Facts(session, link, null);
    }

    /// <summary>What the case knows of its linked cases, by relation: for decisions and documents.</summary>
    internal static void Facts(CaseSession session, CaseLink link, bool? withdrawn, JsonObject? told = null)
    {
        if (session.Case.Dossier.ErasedAt is not null) return;
        var links = session.Case.Dossier.Facts()["links"] as JsonObject ?? [];
        links[link.Relation] = CaseSession.Facts(("code", link.OtherCode), ("service", link.Service), ("result", link.Result), ("at", link.EndedAt), ("withdrawn", withdrawn), (CaseLink.Told, told));
        session.Case.Dossier.SetFact("links", links);
    }
}

/// <summary>The other case could not be opened: the reason stays with the link, and those who lead are told.</summary>
internal sealed class FailLinkHandler : ICommandHandler<FailLink>
{
    public ValueTask<Refusal?> DecideAsync(FailLink command, CaseSession session, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(FailLink command, CaseSession session)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("link.not-allowed");
        if (session.Case.Link(command.Link) is not { State: LinkState.Ordered } link || link.Tries != command.Try) return Refusal.Of("link.settled");
        link.Fail(command.ReasonZh, command.ReasonEn);
        session.Record("LinkFailed", CaseSession.Facts(("link", link.Id.ToString()), ("relation", link.Relation), ("service", link.Service)), CaseSession.Facts(("zh", command.ReasonZh), ("en", command.ReasonEn)));
        var text = Refusal.Text("alert.link-failed", ("code", session.Case.Code), ("relation", session.Rules.Library.RelationName(link.Relation)));
        session.Tell(new OutboxMessage(session.NewId(), session.Case.Id, ChannelNames.Page, "incident", "role:" + People.Role.Supervisor,
            CaseSession.Facts(("code", session.Case.Code), ("zh", text.Zh), ("en", text.En)).ToJsonString(CaseJson.Readable), $"link-failed:{link.Id}:{link.Tries}", session.Now));
        return null;
    }
}

/// <summary>Another case was tied to this one: history of both says so, and that one will hear how this one ends.</summary>
internal sealed class NoteLinkHandler : ICommandHandler<NoteLink>
{
    public ValueTask<Refusal?> DecideAsync(NoteLink command, CaseSession session, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(NoteLink command, CaseSession session)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("link.not-allowed");
        session.Case.BeFollowed(session.Now);
        session.Record("LinkNoted", CaseSession.Facts(("link", command.From.Link.ToString()), ("relation", command.From.Relation), ("service", command.From.Service), ("code", command.From.Code), ("by", command.From.By)));
        return null;
    }
}

/// <summary>A case that had this one tied to it has ended: what it tells of itself is kept, as if this one had been the one that was tied.</summary>
internal sealed class NoteToldHandler : ICommandHandler<NoteTold>
{
    public ValueTask<Refusal?> DecideAsync(NoteTold command, CaseSession session, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(NoteTold command, CaseSession session)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("link.not-allowed");
        session.Record("LinkedCaseTold", CaseSession.Facts(("link", command.Link.ToString()), ("relation", command.Relation), ("service", command.Service), ("code", command.Code), ("result", command.Result)), CaseSession.Facts((CaseLink.Told, command.Told)));
        Keep(session, command.Relation, command.Service, command.Code, command.Result, command.At, command.Told);
        return null;
    }

    /// <summary>Several cases of one relation may have told something: each is kept by its code, the latest telling of each.</summary>
    internal static void Keep(CaseSession session, string relation, string service, string code, string result, DateTimeOffset at, JsonObject? told)
    {
        var dossier = session.Case.Dossier;
        if (dossier.ErasedAt is not null || (told is not { Count: > 0 } && (dossier.Fact(CaseLink.ToldOf) as JsonObject)?[code] is null)) return;
        dossier.SetFact(CaseLink.ToldOf, code, CaseSession.Facts(("relation", relation), ("service", service), ("result", result), ("at", at), (CaseLink.Told, told)));
        Subsidies.SubsidyCharge.Keep(session.Case);
    }
}

/// <summary>
/// A linked case has ended: its result is kept with what it tells of itself, and a flow that waits for it goes on. A paused case keeps it until it goes on. An ended case does
/// nothing by itself: where the relation says that the result calls for action (a decision is to be corrected), those who lead are told that the case has to be reopened.
/// </summary>
internal sealed class TellLinkedEndHandler : ICommandHandler<TellLinkedEnd>
{
    public async ValueTask<Refusal?> DecideAsync(TellLinkedEnd command, CaseSession session, CancellationToken cancellationToken)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("link.not-allowed");
        if (session.Case.Link(command.Link) is not { } link) return Refusal.Of("link.unknown");
        if (link.EndedCycle >= command.Cycle) return Refusal.Of("link.settled");
        if (link.State == LinkState.Ordered) SettleLinkHandler.Settled(session, link, command.Code);
        link.End(command.Result, command.At, command.Cycle);
        session.Record("LinkedCaseClosed", CaseSession.Facts(("link", link.Id.ToString()), ("relation", link.Relation), ("service", link.Service), ("code", link.OtherCode), ("result", command.Result), ("withdrawn", command.Withdrawn)), command.Told is { Count: > 0 } told ? CaseSession.Facts((CaseLink.Told, told)) : null);
        SettleLinkHandler.Facts(session, link, command.Withdrawn, command.Told);
        NoteToldHandler.Keep(session, link.Relation, link.Service, command.Code, command.Result, command.At, command.Told);
        if (session.Case.Status is CaseStatus.Closed or CaseStatus.Withdrawn && session.Rules.Library.Relation(link.Relation)?.ActOn.Contains(command.Result) == true) TellToReopen(session, link, command);
        return await session.Flow.HearAsync(cancellationToken);
    }

    private static void TellToReopen(CaseSession session, CaseLink link, TellLinkedEnd command)
    {
        var library = session.Rules.Library;
        var text = Refusal.Text("alert.linked-result-after-end", ("code", session.Case.Code), ("relation", library.RelationName(link.Relation)), ("other", link.OtherCode), ("result", library.ResultName(command.Result)));
        session.Tell(new OutboxMessage(session.NewId(), session.Case.Id, ChannelNames.Page, "incident", "role:" + People.Role.Supervisor,
            CaseSession.Facts(("code", session.Case.Code), ("zh", text.Zh), ("en", text.En)).ToJsonString(CaseJson.Readable), $"linked-result:{link.Id}:{command.Cycle}", session.Now));
    }
}
