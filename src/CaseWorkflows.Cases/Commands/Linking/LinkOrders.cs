using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands.Opening;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands.Linking;

/// <summary>That a case of a service is to be opened out of this one.</summary>
/// <param name="Relation">How the two belong together.</param>
/// <param name="Service">The service.</param>
/// <param name="Intake">Its intake.</param>
/// <param name="Office">The code or path of the office; null or empty for this case's.</param>
internal sealed record LinkOrder(string Relation, string Service, JsonObject Intake, string? Office);

/// <summary>
/// Orders links: what is to be done with the other case goes into the outbox with the command that decided it, so that a crash in between loses
/// nothing, and the link's own id is the new case's, so that nothing is done twice.
/// </summary>
internal static class LinkOrders
{
    // Flows that open each other in a circle would fill the database.
    private const int MaxLineage = 12;

    /// <summary>Orders a case to be opened, after looking whether it can be: what is missing is said now, where somebody can do something about it.</summary>
    public static async ValueTask<Refusal?> OpenAsync(CaseSession session, LinkOrder order, CancellationToken cancellationToken)
    {
        var library = session.Rules.Library;
        if (library.Relation(order.Relation) is null) return UnknownRelation(session, order.Relation);
        if (await session.Rules.Definitions.InForceAsync(order.Service, cancellationToken) is null) return Refusal.Of("case.unknown-service", ("service", library.Services.NameOf(order.Service)));
        var path = string.IsNullOrWhiteSpace(order.Office) ? session.Case.Office.Value : order.Office.Trim();
        if (library.Office(path) is not { } office) return Refusal.Of("case.unknown-office", ("office", path));
        if ((session.Case.LineageDepth ?? 0) >= MaxLineage) return Refusal.Of("link.too-deep", ("limit", MaxLineage));
        var (intake, unfit) = Intake.Check(library, await session.Rules.Forms.OfServiceAsync(order.Service, cancellationToken), order.Service, order.Intake, ChinaTime.DayOf(session.OccurredAt));
        if (unfit is not null) return Incomplete(session, order.Service, unfit);
        var id = session.NewId();
        var by = session.FactsForFlow()["actor"];
        Add(session, new CaseLink(id, order.Relation, order.Service, office.Path.Value, new CaseId(id), intake,
            by?["id"]?.ToString() ?? session.Actor.Id.Value, by?["name"]?.ToString() ?? session.Actor.Name, session.OccurredAt, session.Now, session.Case.Cycle));
        return null;
    }

    /// <summary>Ties a case that is there already.</summary>
    public static void Tie(CaseSession session, string relation, LegalCase other) =>
        Add(session, new CaseLink(session.NewId(), relation, other.ServiceType, other.Office.Value, other.Id, null, session.Actor.Id.Value, session.Actor.Name, session.OccurredAt, session.Now, session.Case.Cycle));

    /// <summary>Ties a case that is about this one, for the system.</summary>
    public static void Tie(CaseSession session, TieCase tie, LegalCase other) =>
        Add(session, new CaseLink(tie.Link, tie.Relation, other.ServiceType, other.Office.Value, other.Id, null, tie.By, tie.ByName, tie.OccurredAt, session.Now, session.Case.Cycle));

    /// <summary>Whether a case that ended tells something that the cases tied to it don't hear as followers.</summary>
    public static bool HasToTell(LegalCase @case) => @case.Dossier.Fact(CaseLink.Told) is JsonObject { Count: > 0 } && @case.Links.Any(x => x.OtherCode is not null);

    /// <summary>The case has ended and others want to know.</summary>
    public static void TellEnd(CaseSession session) => Send(session, "ended", $"ended:{session.Case.Id}:{session.Case.Cycle}");

    /// <summary>Has a link carried out.</summary>
    public static void SendOff(CaseSession session, CaseLink link) => Send(session, "link", $"link:{link.Id}:{link.Tries}");

    public static Refusal UnknownRelation(CaseSession session, string relation) =>
        Refusal.Of("link.unknown-relation", ("relation", relation), ("relations", string.Join(", ", session.Rules.Library.Relations.Select(x => x.Key))));

    /// <summary>A step has room for one sentence: it names the fields too.</summary>
    private static Refusal Incomplete(CaseSession session, string service, Refusal unfit)
    {
        var fields = Joining.Clauses(unfit.Fields.Select(x => Joining.Headed(x.Field, x.Message)));
        return Refusal.Of("link.intake-incomplete", ("service", session.Rules.Library.Services.NameOf(service)), ("fields", fields)) with { Fields = [.. unfit.Fields.Select(x => x with { Field = "intake." + x.Field })] };
    }

    private static void Add(CaseSession session, CaseLink link)
    {
        session.Case.Add(link);
        session.Record("LinkOrdered", CaseSession.Facts(("link", link.Id.ToString()), ("relation", link.Relation), ("service", link.Service), ("office", link.Office), ("new", link.IsNew)), link.Intake());
        SendOff(session, link);
    }

    private static void Send(CaseSession session, string kind, string dedup) =>
        session.Tell(new OutboxMessage(session.NewId(), session.Case.Id, ChannelNames.Case, kind, People.Actor.Linker.Id.Value, "{}", dedup, session.Now));
}
