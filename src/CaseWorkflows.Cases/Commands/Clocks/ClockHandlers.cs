using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Clocks;

/// <summary>
/// A clock's steps that have come: alerts up the ladder, and at the end of the limit the way out that the waiting step has for it.
/// State decides whether the firing acts: one that is early, late or double is refused with a name and changes nothing.
/// </summary>
internal sealed class FireClockHandler : ICommandHandler<FireClock>
{
    public async ValueTask<Refusal?> DecideAsync(FireClock command, CaseSession session, CancellationToken cancellationToken)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("clock.not-for-people");
        var @case = session.Case;
        if (@case.Clocks.FirstOrDefault(x => x.Id.Value == command.ClockId) is not { } clock) return Refusal.Of("clock.unknown");
        if (clock.Generation != command.Generation) return Refusal.Of("clock.restarted");
        if (clock.State == ClockState.Stopped) return Refusal.Of("clock.stopped");
        if (clock.State == ClockState.Paused) return Refusal.Of("clock.paused");
        var fired = clock.Fire(session.Now);
        if (fired.Count == 0) return Refusal.Of("clock.not-due");

        var ranOut = false;
        foreach (var step in fired)
        {
            var isEnd = step.Key == Clock.DueStep;
            ranOut |= isEnd;
            if (EffectPerformer.TimerWait(clock.Key) is not null) continue;
            session.Record(isEnd ? "ClockBreached" : step.Level == StepLevel.Warning ? "ClockWarned" : "ClockEscalated",
                CaseSession.Facts(("clock", clock.Key), ("generation", clock.Generation), ("step", step.Key), ("due", clock.DueAt)));
            Raise(session, clock, step);
        }
        return ranOut ? await RunOutAsync(clock, session, cancellationToken) : null;
    }

    private static void Raise(CaseSession session, Clock clock, ClockStep step)
    {
        var @case = session.Case;
        var expires = @case.Tasks.Any(x => x.IsLive && x.ClockKey == clock.Key && x.ExpireOutcome is not null);
        // The end of a period that belongs to the applicant (objection, supplement) is no breach of ours.
        if (step.Key == Clock.DueStep && expires) return;
        var task = @case.Tasks.LastOrDefault(x => x.IsLive && x.ClockKey == clock.Key);
        var (role, user) = step.To switch
        {
            StepRecipient.Assignee when task?.Assignee is { } assignee => (task.Role, assignee.Value),
            StepRecipient.Assignee => (task?.Role ?? Role.Supervisor, (string?)null),
            StepRecipient.Supervisor => (Role.Supervisor, null),
            _ => (Role.Head, null),
        };
        var level = step.Level switch
        {
            StepLevel.Warning => AlertLevel.Warning,
            StepLevel.Breach => AlertLevel.Breach,
            _ => AlertLevel.Escalation,
        };
        var alert = new Alert(session.NewId(), clock.Id.Value, clock.Key, clock.Generation, step.Key, level, role, user, session.Now);
        @case.Add(alert);
        var name = session.Rules.Library.ClockName(@case.Region, clock.Key);
        var subject = Refusal.Text($"alert.{level}", ("code", @case.Code), ("clock", name));
        session.Tell(new OutboxMessage(session.NewId(), @case.Id, "page", "alert", user ?? "role:" + role,
            CaseSession.Facts(("alert", alert.Id.ToString()), ("code", @case.Code), ("zh", subject.Zh), ("en", subject.En)).ToJsonString(CaseJson.Readable),
            $"alert:{clock.Id.Value}:{clock.Generation}:{step.Key}", session.Now));
    }

    private static async ValueTask<Refusal?> RunOutAsync(Clock clock, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        if (@case.Status != CaseStatus.Open) return null;
        foreach (var task in @case.Tasks.Where(x => x.IsLive && x.ClockKey == clock.Key && x.ExpireOutcome is not null).ToList())
        {
            task.Complete(task.ExpireOutcome!, null, session.OccurredAt);
            session.Record("TaskExpired", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("outcome", task.ExpireOutcome)));
            if (await session.Flow.AdvanceAsync(new ResumeTrigger(task.WaitKey, task.ExpireOutcome), cancellationToken) is { } refusal) return refusal;
        }
        foreach (var wait in FlowRun.WaitsOf(@case).Where(x => x.Kind == WaitKind.Clock && (x.Name == clock.Key || x.Key == EffectPerformer.TimerWait(clock.Key))))
        {
            // An earlier resume of this loop may have taken the wait away.
            if (FlowRun.WaitsOf(@case).All(x => x.Key != wait.Key)) continue;
            if (await session.Flow.AdvanceAsync(new ResumeTrigger(wait.Key), cancellationToken) is { } refusal) return refusal;
        }
        return null;
    }
}

/// <summary>Takes notice of an alert.</summary>
internal sealed class AcknowledgeAlertHandler : ICommandHandler<AcknowledgeAlert>
{
    public ValueTask<Refusal?> DecideAsync(AcknowledgeAlert command, CaseSession session, CancellationToken cancellationToken)
    {
        if (session.Case.Alerts.FirstOrDefault(x => x.Id == command.AlertId) is not { } alert) return ValueTask.FromResult<Refusal?>(Refusal.Of("alert.unknown"));
        if (alert.AcknowledgedAt is not null) return ValueTask.FromResult<Refusal?>(Refusal.Of("alert.acknowledged-already"));
        alert.Acknowledge(session.Actor.Id.Value, session.OccurredAt);
        session.Record("AlertAcknowledged", CaseSession.Facts(("alert", alert.Id.ToString()), ("clock", alert.ClockKey), ("step", alert.Step)));
        return ValueTask.FromResult<Refusal?>(null);
    }
}
