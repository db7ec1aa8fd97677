using System.Security.Cryptography;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Commands.Clocks;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Opening;

/// <summary>
/// Takes in an application: makes the case with its code, pins it to the definition in force, and starts its flow.
/// Incomplete papers are no reason to refuse the taking-in: the flow asks for them once (一次性告知, Legal Aid Law art. 43).
/// </summary>
internal sealed class OpenCaseHandler(CaseRules rules) : ICommandHandler<OpenCase>
{
    private const int DigestKeyBytes = 32;

    public async ValueTask<Refusal?> DecideAsync(OpenCase command, CaseSession session, CancellationToken cancellationToken)
    {
        if (!session.Actor.IsSystem && CaseAccess.IsOutsider(session.Actor)) return Refusal.Of("case.open-not-allowed");
        if (rules.Library.Office(command.Office) is not { } office) return Refusal.Of("case.unknown-office", ("office", command.Office));
        if (!session.Actor.Office.Covers(office.Path)) return Refusal.Of("case.open-in-another-office", ("office", office.Name));
        if (command.Origin is not null && !session.Actor.IsSystem) return Refusal.Of("case.origin-not-allowed");
        if (rules.Library.Services.Find(command.ServiceType) is { OpenedBy: { Count: > 0 } roles } && !session.Actor.IsSystem && !roles.Any(session.Actor.Has))
            return Refusal.Of("case.open-other-role", ("service", rules.Library.Services.NameOf(command.ServiceType)), ("roles", Names(roles)));
        var forms = await rules.Forms.OfServiceAsync(command.ServiceType, cancellationToken);
        var (application, unfit) = Intake.Check(rules.Library, forms, command.ServiceType, command.Application, ChinaTime.DayOf(session.OccurredAt));
        if (unfit is not null) return unfit;
        if (rules.Library.Services.Find(command.ServiceType) is { IsApplication: false } service && forms.Find(service.Form) is { } intake
            && await Services.StaffChoice.WhyNotAsync(intake, application, session, cancellationToken) is { } unknown)
            return unknown;
        var receivedAt = command.ReceivedAt?.ToUniversalTime() ?? session.OccurredAt;
        if (receivedAt > session.Now) return Refusal.Of("command.in-the-future", ("at", receivedAt));
        receivedAt = new DateTimeOffset(receivedAt.Ticks - (receivedAt.Ticks % 10), TimeSpan.Zero);
        if (await rules.Definitions.InForceAsync(command.ServiceType, cancellationToken) is not { } inForce)
            return Refusal.Of("case.unknown-service", ("service", command.ServiceType));

        var id = session.Envelope.CaseId.Value == default ? CaseId.New(session.Now) : session.Envelope.CaseId;
        var dossier = new CaseDossier(id, application, RandomNumberGenerator.GetBytes(DigestKeyBytes), Intake.PartiesOf(rules.Library, command.ServiceType, application));
        var code = CaseCode.Create(CaseCode.MarkFor(office.Region), ChinaTime.DayOf(session.Now).Year, rules.NewSerial()).ToString();
        session.Begin(new LegalCase(id, code, command.ServiceType, office.Region, office.Path, inForce.DefinitionId, inForce.Version, receivedAt, session.Now, dossier));
        if (command.Origin is { } origin) session.Case.ComeFrom(origin);
        session.Record("CaseOpened", CaseSession.Facts(
            ("code", code), ("service", command.ServiceType), ("office", office.Path.Value), ("region", office.Region),
            ("definition", inForce.DefinitionId), ("definitionVersion", inForce.Version), ("received", receivedAt), ("origin", command.Origin?.Code), ("relation", command.Origin?.Relation), ("by", command.Origin?.By)), dossier.Application());
        if (ClockEvents.Happen(session, ClockEvents.CaseOpened, receivedAt) is { } refusal) return refusal;
        return await session.Flow.AdvanceAsync(new StartTrigger(FlowRun.InputOf(session.Case, rules.Library, reopened: false), code), cancellationToken);
    }

    private LocalizedText Names(IReadOnlyList<string> roles) => Joining.Names(roles.Select(rules.Library.RoleName));
}
