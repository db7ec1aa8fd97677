using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Lifecycle;

/// <summary>A named event for the flow; one that nothing waits for is refused, so that it is never lost silently.</summary>
internal sealed class RecordEventHandler : ICommandHandler<RecordEvent>
{
    public async ValueTask<Refusal?> DecideAsync(RecordEvent command, CaseSession session, CancellationToken cancellationToken)
    {
        if (Guards.Working(session.Case) is { } refusal) return refusal;
        if (FlowRun.WaitsOf(session.Case).All(x => x.Kind != WaitKind.Event || x.Name != command.EventName))
            return Refusal.Of("event.not-expected", ("event", command.EventName));
        var details = command.Details;
        if (session.Rules.Library.Event(command.EventName)?.Form is { } key && session.Rules.Library.Forms.Find(key) is { } form)
        {
            var filled = FormValidator.Validate(form, details ?? [], null, ChinaTime.DayOf(session.OccurredAt));
            if (!filled.IsValid)
                return Refusal.Of("form.has-errors") with { Fields = [.. filled.Errors.Select(x => new FieldProblem(x.Field, new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}")))] };
            details = filled.Values;
        }
        session.Record("EventRecorded", CaseSession.Facts(("event", command.EventName)), details);
        if (details is not null)
        {
            var events = session.Case.Dossier.Facts()["events"] as System.Text.Json.Nodes.JsonObject ?? [];
            events[command.EventName] = CaseSession.Facts(("at", session.OccurredAt), ("by", session.Actor.Id.Value), ("data", details));
            session.Case.Dossier.SetFact("events", events);
        }
        return await session.Flow.AdvanceAsync(new EventTrigger(command.EventName, details), cancellationToken);
    }
}

/// <summary>Suspends a case: clocks that run stop counting, with the reason as their cause.</summary>
internal sealed class PauseCaseHandler : ICommandHandler<PauseCase>
{
    public const string Cause = "case-paused";

    public ValueTask<Refusal?> DecideAsync(PauseCase command, CaseSession session, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(PauseCase command, CaseSession session)
    {
        if (Guards.Leading(session.Actor) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (session.Case.Status != CaseStatus.Open) return Refusal.Of("case.not-open");
        session.Case.Status = CaseStatus.Paused;
        foreach (var clock in session.Case.Clocks.Where(x => x.State == ClockState.Running && EffectPerformer.TimerWait(x.Key) is null).ToList())
            new ClockWork(session).Pause(clock.Key, Cause);
        session.Record("CasePaused", null, CaseSession.Facts(("reason", command.Reason)));
        return null;
    }
}

/// <summary>Takes up a paused case. Clocks that a step had paused stay paused.</summary>
internal sealed class ResumeCaseHandler : ICommandHandler<ResumeCase>
{
    public ValueTask<Refusal?> DecideAsync(ResumeCase command, CaseSession session, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(ResumeCase command, CaseSession session)
    {
        if (Guards.Leading(session.Actor) is { } refusal) return refusal;
        if (session.Case.Status != CaseStatus.Paused) return Refusal.Of("case.not-paused");
        session.Case.Status = CaseStatus.Open;
        foreach (var clock in session.Case.Clocks.Where(x => x.Pauses.Any(pause => pause.To is null && pause.Cause == PauseCaseHandler.Cause)).ToList())
            if (new ClockWork(session).Resume(clock.Key, PauseCaseHandler.Cause) is { } problem) return problem;
        session.Record("CaseResumed", null, command.Note is null ? null : CaseSession.Facts(("note", command.Note)));
        return null;
    }
}

/// <summary>The applicant withdraws: the flow is given up, its tasks and clocks end.</summary>
internal sealed class WithdrawCaseHandler : ICommandHandler<WithdrawCase>
{
    public async ValueTask<Refusal?> DecideAsync(WithdrawCase command, CaseSession session, CancellationToken cancellationToken)
    {
        if (CaseAccess.IsOutsider(session.Actor)) return Refusal.Of("case.withdraw-not-allowed");
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        return await Ending.EndAsync(session, new Activities.CloseCase("withdrawn", true), command.Reason, cancellationToken);
    }
}

/// <summary>A supervisor ends a case outside its flow.</summary>
internal sealed class CloseCaseByHandHandler : ICommandHandler<CloseCaseByHand>
{
    public async ValueTask<Refusal?> DecideAsync(CloseCaseByHand command, CaseSession session, CancellationToken cancellationToken)
    {
        if (Guards.Leading(session.Actor) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (string.IsNullOrWhiteSpace(command.Result)) return Refusal.Of("case.result-missing");
        return await Ending.EndAsync(session, new Activities.CloseCase(command.Result.Trim(), false), command.Reason, cancellationToken);
    }
}

/// <summary>Takes up an ended case: a new cycle of its flow begins with the input <c>reopened</c>; history and frozen verdicts stay.</summary>
internal sealed class ReopenCaseHandler : ICommandHandler<ReopenCase>
{
    public async ValueTask<Refusal?> DecideAsync(ReopenCase command, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        if (Guards.Leading(session.Actor) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (@case.Status is not (CaseStatus.Closed or CaseStatus.Withdrawn)) return Refusal.Of("case.not-ended");
        @case.Status = CaseStatus.Open;
        @case.ClosedAt = null;
        @case.Result = null;
        @case.Cycle++;
        @case.FlowState = null;
        session.Record("CaseReopened", CaseSession.Facts(("cycle", @case.Cycle)), CaseSession.Facts(("reason", command.Reason)));
        return await session.Flow.AdvanceAsync(new StartTrigger(FlowRun.InputOf(@case, reopened: true), @case.Code), cancellationToken);
    }
}

internal static class Ending
{
    public static async ValueTask<Refusal?> EndAsync(CaseSession session, Activities.CloseCase how, string reason, CancellationToken cancellationToken)
    {
        if (session.Case.Status is CaseStatus.Closed or CaseStatus.Withdrawn) return Refusal.Of("case.ended");
        session.Record("EndDecided", CaseSession.Facts(("result", how.Result)), CaseSession.Facts(("reason", reason)));
        // Ended before the flow is given up: its end must not close the case a second time with a result of its own.
        if (await new EffectPerformer(session).PerformAsync(how, cancellationToken) is { } refusal) return refusal;
        return await session.Flow.AdvanceAsync(new CancelTrigger(), cancellationToken);
    }
}

internal static class Guards
{
    public static Refusal? Working(LegalCase @case) => @case.Status switch
    {
        CaseStatus.Open => null,
        CaseStatus.Paused => Refusal.Of("case.is-paused"),
        _ => Refusal.Of("case.ended"),
    };

    public static Refusal? Leading(Actor actor) => actor.Has(Role.Supervisor) || actor.Has(Role.Head) ? null : Refusal.Of("case.needs-supervisor");
}
