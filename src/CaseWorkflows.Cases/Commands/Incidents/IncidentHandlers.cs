using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Incidents;

/// <summary>Tries a failed step again.</summary>
internal sealed class RetryIncidentHandler : ICommandHandler<RetryIncident>
{
    public async ValueTask<Refusal?> DecideAsync(RetryIncident command, CaseSession session, CancellationToken cancellationToken)
    {
        if (Lifecycle.Guards.Leading(session.Actor) is { } refusal) return refusal;
        if (session.Case.Incidents.FirstOrDefault(x => x.Key == command.IncidentKey && x.ResolvedAt is null) is not { } incident) return Refusal.Of("incident.unknown");
        session.Record("IncidentRetried", CaseSession.Facts(("incident", incident.Key), ("step", incident.StepId)));
        return await session.Flow.AdvanceAsync(new RetryTrigger(FlowKeys.OfEngine(incident.Key)), cancellationToken);
    }
}

/// <summary>Skips a failed step; the reason is kept.</summary>
internal sealed class SkipStepHandler : ICommandHandler<SkipStep>
{
    public async ValueTask<Refusal?> DecideAsync(SkipStep command, CaseSession session, CancellationToken cancellationToken)
    {
        if (Lifecycle.Guards.Leading(session.Actor) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (session.Case.Incidents.FirstOrDefault(x => x.Key == command.IncidentKey && x.ResolvedAt is null) is not { } incident) return Refusal.Of("incident.unknown");
        session.Record("StepSkipped", CaseSession.Facts(("incident", incident.Key), ("step", incident.StepId), ("outcome", command.Outcome)), CaseSession.Facts(("reason", command.Reason)));
        return await session.Flow.AdvanceAsync(new SkipTrigger(FlowKeys.OfEngine(incident.Key), command.Outcome), cancellationToken);
    }
}
