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
        var ranOutBefore = clock.BreachedAt is not null;
        switch (clock.Fire(session.Now, command.Generation))
        {
            case ClockResult.Fired fired when EffectPerformer.TimerWait(clock.Key) is null:
                foreach (var step in fired.Steps) Raise(session, clock, step);
                break;
            case ClockResult.Unchanged unchanged:
                return new Refusal($"clock.{NameOf(unchanged.Why)}", unchanged.Text);
        }
        return clock.BreachedAt is not null && !ranOutBefore ? await RunOutAsync(clock, session, cancellationToken) : null;
    }

    private static string NameOf(ClockNoChange why) => why switch
    {
        ClockNoChange.OtherGeneration => "restarted",
        ClockNoChange.IsStopped => "stopped",
        ClockNoChange.IsPaused => "paused",
        _ => "not-due",
    };

    private static void Raise(CaseSession session, Clock clock, FiredStep step)
    {
        var @case = session.Case;
        session.Record(step.Level switch { AlertLevel.Warning => "ClockWarned", AlertLevel.Breach => "ClockBreached", _ => "ClockEscalated" },
            CaseSession.Facts(("clock", clock.Key), ("generation", clock.Generation), ("step", step.Key), ("due", clock.DueAt)));
        var expires = @case.Tasks.Any(x => x.IsLive && x.ClockKey == clock.Key && x.ExpireOutcome is not null);
        // The end of a period that belongs to the applicant (objection, supplement) is no breach of ours.
        if (step.FireAt >= clock.DueAt && expires) return;
        var task = @case.Tasks.LastOrDefault(x => x.IsLive && x.ClockKey == clock.Key);
        var (role, user) = step.To switch
        {
            AlertRecipient.Assignee when task?.Assignee is { } assignee => (task.Role, assignee.Value),
            AlertRecipient.Assignee => (task?.Role ?? Role.Supervisor, (string?)null),
            AlertRecipient.Supervisor => (Role.Supervisor, null),
            _ => (Role.Head, null),
        };
        var alert = new Alert(session.NewId(), clock.Id.Value, clock.Key, clock.Generation, step.Key, step.Round, step.Level, role, user, session.Now);
        @case.Add(alert);
        var name = session.Rules.Library.ClockName(@case.Region, clock.Key);
        var subject = Refusal.Text($"alert.{step.Level}", ("code", @case.Code), ("clock", name));
        session.Tell(new OutboxMessage(session.NewId(), @case.Id, "page", "alert", user ?? "role:" + role,
            CaseSession.Facts(("alert", alert.Id.ToString()), ("code", @case.Code), ("zh", subject.Zh), ("en", subject.En)).ToJsonString(CaseJson.Readable),
            $"alert:{clock.Id.Value}:{clock.Generation}:{step.Key}:{step.Round}", session.Now));
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
