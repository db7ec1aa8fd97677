using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands.Linking;

/// <summary>
/// That this case is about another one which did not open it (an objection entered at the counter names the decided case by its code): the other case is to link it, by the system, once it was looked
/// at whether it may. It stands in this case until the errand has carried it there; the link's id is made of the two cases, so that it can't be set twice.
/// </summary>
/// <param name="Case">The case that is to have the link.</param>
/// <param name="Relation">How the two belong together, seen from there.</param>
/// <param name="By">Whose command led to it.</param>
/// <param name="ByName">Their name.</param>
/// <param name="At">When that happened.</param>
internal sealed record CaseTie(CaseId Case, string Relation, string By, string ByName, DateTimeOffset At)
{
    private const string Fact = "tie";

    /// <summary>What the case is still to be linked to, or was; null: nothing.</summary>
    public static CaseTie? Of(LegalCase @case) =>
        @case.Dossier.Fact(Fact) is JsonObject fact && Guid.TryParse(fact["case"]?.ToString(), out var id)
            ? new(new CaseId(id), fact["relation"]!.ToString(), fact["by"]!.ToString(), fact["byName"]!.ToString(), DateTimeOffset.Parse(fact["at"]!.ToString(), CultureInfo.InvariantCulture))
            : null;

    /// <summary>The command that sets the link, for the other case.</summary>
    public TieCase Command(CaseId own) => new(CaseLink.TieId(Case, own, Relation), Relation, own, By, ByName, At);

    /// <summary>
    /// Has the other case link this one, or tells those who lead why it does not: a link by which a result reaches another case is set for nobody else's case, and only by whoever may see it.
    /// </summary>
    public static void Order(CaseSession session, string relation, LegalCase other, bool isSamePerson, DateTimeOffset decidedAt)
    {
        if (session.Case.OriginId == other.Id || other.Links.Any(x => x.OtherCase == session.Case.Id && x.Relation == relation)) return;
        if (WhyNot(session, relation, other, isSamePerson, decidedAt) is { } why)
        {
            Refuse(session, other, why);
            return;
        }
        session.Case.Dossier.SetFact(Fact, CaseSession.Facts(("case", other.Id.ToString()), ("relation", relation), ("by", session.Actor.Id.Value), ("byName", session.Actor.Name), ("at", session.OccurredAt)));
        session.Tell(new OutboxMessage(session.NewId(), session.Case.Id, ChannelNames.Case, "link", People.Actor.Linker.Id.Value, "{}", $"tie:{session.Case.Id}:{session.Envelope.Id}:{other.Id}", session.Now));
    }

    /// <summary>A linked case that was opened, or verified by the system, and has not ended yet: its answer is waited for, and there is one answer to one decision.</summary>
    public static CaseLink? Running(LegalCase @case, string relation) =>
        @case.Links.FirstOrDefault(x => x.Relation == relation && x.Cycle == @case.Cycle && x.State is LinkState.Ordered or LinkState.Linked && (x.IsNew || x.IsTie(@case.Id)));

    private static string? WhyNot(CaseSession session, string relation, LegalCase other, bool isSamePerson, DateTimeOffset decidedAt) =>
        !CaseAccess.MayTouch(session.Actor, other) ? "tie.no-access"
        : other.Dossier.ErasedAt is not null ? "tie.erased"
        : !isSamePerson ? "tie.other-person"
        : Calendars.ChinaTime.DayOf(session.Case.ReceivedAt) < Calendars.ChinaTime.DayOf(decidedAt) ? "tie.before-the-decision"
        : Running(other, relation) is not null ? "tie.running"
        : null;

    private static void Refuse(CaseSession session, LegalCase other, string why)
    {
        var text = Refusal.Text(why, ("code", other.Code));
        session.Case.Dossier.SetFact(Fact, null);
        session.Record("LinkNotSet", CaseSession.Facts(("case", other.Code), ("why", why)), CaseSession.Facts(("zh", text.Zh), ("en", text.En)));
        session.Tell(new OutboxMessage(session.NewId(), session.Case.Id, ChannelNames.Page, "notice", "role:" + People.Role.Supervisor,
            CaseSession.Facts(("code", session.Case.Code), ("zh", text.Zh), ("en", text.En)).ToJsonString(CaseJson.Readable), $"tie-refused:{session.Envelope.Id}:{other.Id}", session.Now));
    }
}

/// <summary>The system links a case that is about this one. Decided here once more, under this case's own version: of two that come at once the first is linked.</summary>
internal sealed class TieCaseHandler : ICommandHandler<TieCase>
{
    public async ValueTask<Refusal?> DecideAsync(TieCase command, CaseSession session, CancellationToken cancellationToken)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("link.not-allowed");
        if (session.Case.Dossier.ErasedAt is not null) return Refusal.Of("link.erased");
        if (session.Case.Links.Any(x => x.Id == command.Link || (x.OtherCase == command.Case && x.Relation == command.Relation))) return Refusal.Of("link.settled");
        if (await session.Transaction.LookAsync(command.Case, cancellationToken) is not { } other) return Refusal.Of("case.unknown", ("case", command.Case));
        if (CaseTie.Running(session.Case, command.Relation) is not null) return Refusal.Of("tie.running", ("code", session.Case.Code));
        LinkOrders.Tie(session, command, other);
        return null;
    }
}
