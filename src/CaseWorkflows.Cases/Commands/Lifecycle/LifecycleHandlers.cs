using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands.Clocks;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Lifecycle;

/// <summary>A named event for the flow and the clocks; one that none of them waits for is refused, so that it is never lost silently.</summary>
internal sealed class RecordEventHandler : ICommandHandler<RecordEvent>
{
    public async ValueTask<Refusal?> DecideAsync(RecordEvent command, CaseSession session, CancellationToken cancellationToken)
    {
        if (Guards.Working(session.Case) is { } refusal) return refusal;
        if (command.EventName.Split(':')[0] is FlowRun.LinkedCaseClosed or FlowRun.LinkedCaseTied || session.Rules.Library.Event(command.EventName) is { BySystem: true })
            return Refusal.Of("event.by-system", ("event", session.Rules.Library.Event(command.EventName.Split(':')[0])?.Name ?? new LocalizedText(command.EventName, command.EventName)));
        var isAwaited = FlowRun.WaitsOf(session.Case).Any(x => x.Kind == WaitKind.Event && x.Name == command.EventName);
        var known = session.Rules.Library.Event(command.EventName);
        var isRecord = known?.IsRecordOf(session.Case.ServiceType) == true;
        if (!isAwaited && !isRecord && (ClockEvents.OfTheCase.Contains(command.EventName) || !ClockEvents.Concern(session, command.EventName)))
            return Refusal.Of("event.not-expected", ("event", command.EventName));
        if (known is { Roles.Count: > 0 } && !session.Actor.IsSystem && !known.Roles.Any(session.Actor.Has))
            return Refusal.Of("event.other-role", ("event", known.Name), ("roles", RolesOf(known, session)));
        if (known?.NotBy.Any(x => session.Case.Dossier.Fact(x)?.ToString() == session.Actor.Id.Value) == true) return Refusal.Of("event.about-you", ("event", known.Name));
        var details = command.Details;
        FormDefinition? used = null;
        if (known?.Form is { } key && session.Forms.Find(key) is { } form)
        {
            var filled = FormValidator.Validate(FormBounds.Of(form, session.FactsForFlow), details ?? [], null, ChinaTime.DayOf(session.OccurredAt));
            if (!filled.IsValid)
                return Refusal.Of("form.has-errors") with { Fields = [.. filled.Errors.Select(x => new FieldProblem(x.Field, new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}")))] };
            (details, used) = (filled.Values, form);
            if (await StaffChoice.WhyNotAsync(form, details, session, cancellationToken) is { } unknown) return unknown;
        }
        if (isRecord && Indicators.RecordedEntry.Put(session, known!, used, details) is { } twice) return twice;
        session.Record("EventRecorded", CaseSession.Facts(("event", command.EventName)), details);
        if (details is not null)
        {
            var events = session.Case.Dossier.Fact("events") as JsonObject ?? [];
            events[command.EventName] = CaseSession.Facts(("at", session.OccurredAt), ("by", session.Actor.Id.Value), ("byName", session.Actor.Name), ("data", details));
            session.Case.Dossier.SetFact("events", events);
        }
        if (known?.Document is { } template && await new EffectPerformer(session).PerformAsync(new Activities.IssueDocument(template, "file"), cancellationToken) is { } unissued) return unissued;
        if (ClockEvents.Happen(session, command.EventName) is { } problem) return problem;
        return isAwaited ? await session.Flow.AdvanceAsync(new EventTrigger(command.EventName, details), cancellationToken) : null;
    }

    private static LocalizedText RolesOf(Library.CaseEvent known, CaseSession session) => Joining.Names(known.Roles.Select(session.Rules.Library.RoleName));
}

/// <summary>Suspends a case. Only clocks whose rule knows the cause pause; without a cause none does.</summary>
internal sealed class PauseCaseHandler : ICommandHandler<PauseCase>
{
    /// <summary>The fact that names the cause of the pause while it lasts; null if it has none.</summary>
    public const string CauseFact = "pauseCause";

    /// <summary>The fact that lists the clocks which the pause holds: a step may hold others, or these too, for the same cause.</summary>
    public const string ClocksFact = "pausedClocks";

    public ValueTask<Refusal?> DecideAsync(PauseCase command, CaseSession session, CancellationToken cancellationToken) => ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(PauseCase command, CaseSession session)
    {
        var @case = session.Case;
        if (Guards.Leading(session.Actor, session.Case) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (@case.Status != CaseStatus.Open) return Refusal.Of("case.not-open");
        var cause = string.IsNullOrWhiteSpace(command.Cause) ? null : command.Cause.Trim();
        var known = session.Rules.Library.Clocks.PauseCauses;
        if (cause is not null && !known.Contains(cause))
            return Refusal.Of("case.unknown-pause-cause", ("cause", cause), ("known", string.Join(", ", known)));
        @case.Status = CaseStatus.Paused;
        List<string> paused = [];
        foreach (var key in @case.Clocks.Where(x => x.State != ClockState.Stopped).Select(x => x.Key).ToList())
            if (cause is not null && new ClockWork(session).Pause(key, cause)) paused.Add(key);
        @case.Dossier.SetFact(CauseFact, cause);
        @case.Dossier.SetFact(ClocksFact, JsonSerializer.SerializeToNode(paused));
        session.Record("CasePaused", CaseSession.Facts(("cause", cause), ("clocks", paused)), CaseSession.Facts(("reason", command.Reason)));
        return null;
    }
}

/// <summary>
/// Takes up a paused case: ends exactly the cause for which it was paused. Clocks that a step holds stay paused. What ran out during the pause
/// takes effect now, in the order in which it ran out.
/// </summary>
internal sealed class ResumeCaseHandler : ICommandHandler<ResumeCase>
{
    public async ValueTask<Refusal?> DecideAsync(ResumeCase command, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        if (Guards.Leading(session.Actor, session.Case) is { } refusal) return refusal;
        if (@case.Status != CaseStatus.Paused) return Refusal.Of("case.not-paused");
        @case.Status = CaseStatus.Open;
        var facts = @case.Dossier.Facts();
        if (facts[PauseCaseHandler.CauseFact]?.ToString() is { } cause && facts[PauseCaseHandler.ClocksFact] is JsonArray clocks)
            foreach (var clock in clocks)
                new ClockWork(session).Resume(clock!.ToString(), cause);
        @case.Dossier.SetFact(PauseCaseHandler.CauseFact, null);
        @case.Dossier.SetFact(PauseCaseHandler.ClocksFact, null);
        session.Record("CaseResumed", null, command.Note is null ? null : CaseSession.Facts(("note", command.Note)));
        foreach (var clock in @case.Clocks.Where(x => x is { State: ClockState.Running, BreachedAt: not null }).OrderBy(x => x.BreachedAt).ToList())
            if (clock.State == ClockState.Running && await ClockExpiry.RunOutAsync(clock, session, cancellationToken) is { } problem) return problem;
        return await session.Flow.HearAsync(cancellationToken);
    }
}

/// <summary>The applicant withdraws: the flow is given up, its tasks and clocks end.</summary>
internal sealed class WithdrawCaseHandler : ICommandHandler<WithdrawCase>
{
    public async ValueTask<Refusal?> DecideAsync(WithdrawCase command, CaseSession session, CancellationToken cancellationToken)
    {
        if (CaseAccess.IsOutsider(session.Actor)) return Refusal.Of("case.withdraw-not-allowed");
        if (CaseAccess.WhyKeptOut(session.Actor, session.Case) is { } keptOut) return keptOut;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (session.Rules.Library.Services.Find(session.Case.ServiceType)?.MayBeWithdrawn(session.Case.Dossier.Application()) == false) return Refusal.Of("case.withdrawn-by-authority-alone");
        return await Ending.EndAsync(session, new Activities.CloseCase("withdrawn", true), command.Reason, cancellationToken);
    }
}

/// <summary>A supervisor ends a case outside its flow.</summary>
internal sealed class CloseCaseByHandHandler : ICommandHandler<CloseCaseByHand>
{
    public async ValueTask<Refusal?> DecideAsync(CloseCaseByHand command, CaseSession session, CancellationToken cancellationToken)
    {
        if (Guards.Leading(session.Actor, session.Case) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (string.IsNullOrWhiteSpace(command.Result)) return Refusal.Of("case.result-missing");
        // It stands in history for ever: a key of the list can't name anybody, what somebody types can.
        if (!session.Rules.Library.ResultKeys.Contains(command.Result.Trim()))
            return Refusal.Of("case.unknown-result", ("result", command.Result), ("results", string.Join(", ", session.Rules.Library.ResultKeys)));
        // A result that people decide in steps of the flow, with separation of duties and a document, is not declared by one person.
        if (session.Rules.Library.Services.Find(session.Case.ServiceType)?.NotByHand.Contains(command.Result.Trim()) == true)
            return Refusal.Of("case.result-not-by-hand", ("result", session.Rules.Library.ResultName(command.Result.Trim())));
        return await Ending.EndAsync(session, new Activities.CloseCase(command.Result.Trim(), false), command.Reason, cancellationToken);
    }
}

/// <summary>Takes up an ended case: a new cycle of its flow begins with the input <c>reopened</c>; history and frozen verdicts stay.</summary>
internal sealed class ReopenCaseHandler : ICommandHandler<ReopenCase>
{
    public async ValueTask<Refusal?> DecideAsync(ReopenCase command, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        if (Guards.Leading(session.Actor, session.Case) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (@case.Status is not (CaseStatus.Closed or CaseStatus.Withdrawn)) return Refusal.Of("case.not-ended");
        @case.Status = CaseStatus.Open;
        @case.ClosedAt = null;
        @case.Result = null;
        @case.Cycle++;
        @case.FlowState = null;
        session.Record("CaseReopened", CaseSession.Facts(("cycle", @case.Cycle)), CaseSession.Facts(("reason", command.Reason)));
        if (ClockEvents.Happen(session, ClockEvents.CaseReopened) is { } problem) return problem;
        return await session.Flow.AdvanceAsync(new StartTrigger(FlowRun.InputOf(@case, session.Rules.Library, reopened: true), @case.Code), cancellationToken);
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
        var given = await session.Flow.AdvanceAsync(new CancelTrigger(), cancellationToken);
        // A flow that has failed as a whole has nothing to give up, and a case must be able to end all the same.
        return given?.Code == "engine.ended" ? null : given;
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

    public static Refusal? Leading(Actor actor, LegalCase @case) =>
        actor.Has(Role.Supervisor) || actor.Has(Role.Head) ? CaseAccess.WhyKeptOut(actor, @case) : Refusal.Of("case.needs-supervisor");
}
