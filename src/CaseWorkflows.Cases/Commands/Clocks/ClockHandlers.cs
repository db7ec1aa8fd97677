using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;

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
        if (session.Case.Clocks.FirstOrDefault(x => x.Id.Value == command.ClockId) is not { } clock) return Refusal.Of("clock.unknown");
        // A year that has been loaded since moves the steps: without this they would come by a date that no longer holds.
        var recounted = clock.Generation == command.Generation && new ClockWork(session).Recount(clock) is null;
        var ranOutBefore = clock.BreachedAt is not null;
        switch (clock.Fire(session.Now, command.Generation))
        {
            case ClockResult.Fired fired when EffectPerformer.TimerWait(clock.Key) is null:
                foreach (var step in fired.Steps) await RaiseAsync(session, clock, step, fired.Steps, cancellationToken);
                break;
            case ClockResult.Unchanged unchanged:
                return recounted ? null : new Refusal($"clock.{NameOf(unchanged.Why)}", unchanged.Text);
        }
        return clock.BreachedAt is not null && !ranOutBefore ? await ClockExpiry.RunOutAsync(clock, session, cancellationToken) : null;
    }

    private static string NameOf(ClockNoChange why) => why switch
    {
        ClockNoChange.OtherGeneration => "restarted",
        ClockNoChange.IsStopped => "stopped",
        ClockNoChange.IsPaused => "paused",
        _ => "not-due",
    };

    private static async ValueTask RaiseAsync(CaseSession session, Clock clock, FiredStep step, IReadOnlyList<FiredStep> fired, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        // The end of a period that belongs to the applicant (objection, supplement) is no breach of ours; where the step then ends by itself
        // nobody has anything to do about it.
        var isOver = step.FireAt >= clock.DueAt;
        if (isOver && !clock.CanBeMissed && @case.Tasks.Any(x => x.IsLive && x.ClockKey == clock.Key && x.ExpireOutcome is not null)) return;
        session.Record(step.Level switch { AlertLevel.Warning => "ClockWarned", AlertLevel.Breach => "ClockBreached", _ => "ClockEscalated" },
            CaseSession.Facts(("clock", clock.Key), ("generation", clock.Generation), ("step", step.Key), ("due", clock.DueAt), ("provisionalDue", clock.IsProvisional ? clock.ProvisionalDueAt : null)));
        // Whoever has the task now, whoever had it at the step before.
        var task = @case.Tasks.LastOrDefault(x => x.IsLive && x.ClockKey == clock.Key);
        // Where nobody has a task for it, the assignee's alert goes to the supervisor; if the ladder tells them at the same moment, once is enough.
        if (task is null && step.To == AlertRecipient.Assignee && fired.Any(x => x.To == AlertRecipient.Supervisor && x.FireAt == step.FireAt)) return;
        var to = await session.Rules.AlertAddresses.FindAsync(step.To, task, @case, session.Now, cancellationToken);
        var subject = step.Level == AlertLevel.Warning && isOver ? "alert.ran-out" : $"alert.{step.Level}";
        ClockAlerts.Raise(session, clock, step.Key, step.Round, step.Level, to, Refusal.Text(subject, ("code", @case.Code), ("clock", ClockAlerts.NameOf(clock, session))));
    }
}

/// <summary>Counts a clock by a calendar year that has been loaded since it had to go without.</summary>
internal sealed class RecountClockHandler : ICommandHandler<RecountClock>
{
    public ValueTask<Refusal?> DecideAsync(RecountClock command, CaseSession session, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(RecountClock command, CaseSession session)
    {
        if (!session.Actor.IsSystem) return Refusal.Of("clock.not-for-people");
        if (session.Case.Clocks.FirstOrDefault(x => x.Id.Value == command.ClockId) is not { } clock) return Refusal.Of("clock.unknown");
        if (clock.Generation != command.Generation) return Refusal.Of("clock.restarted");
        var year = clock.AwaitsCalendarYear ?? clock.Steps.Where(x => x.FiredAt is null).Min(x => x.AwaitsCalendarYear);
        return new ClockWork(session).Recount(clock) switch
        {
            null => null,
            ClockNoChange.StillAwaits => Refusal.Of("clock.calendar-missing", ("year", CalendarTexts.Plain(year!.Value))),
            _ => Refusal.Of("clock.awaits-nothing"),
        };
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
