using CaseWorkflows.Cases.Commands.Lifecycle;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Commands.Clocks;

/// <summary>A person decides on a proposed change of a clock's rule or calendar. Who leads the office decides, with a reason; an ended clock never changes.</summary>
internal sealed class ClockChangeHandler : ICommandHandler<ApplyClockChange>, ICommandHandler<RejectClockChange>
{
    public ValueTask<Refusal?> DecideAsync(ApplyClockChange command, CaseSession session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Decide(session, command.ClockId, command.Change, command.Reason, isApplied: true));

    public ValueTask<Refusal?> DecideAsync(RejectClockChange command, CaseSession session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Decide(session, command.ClockId, command.Change, command.Reason, isApplied: false));

    private static Refusal? Decide(CaseSession session, Guid clockId, string change, string reason, bool isApplied)
    {
        if (Guards.Leading(session.Actor, session.Case) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(reason)) return Refusal.Of("command.reason-missing");
        if (session.Case.Clocks.FirstOrDefault(x => x.Id.Value == clockId) is not { } clock) return Refusal.Of("clock.unknown");
        if (clock.State == ClockState.Stopped) return Refusal.Of("clock.stopped");
        var library = session.Rules.Library;
        if (new ClockChanges(library.Clocks, library.Calendars).Of(clock, session.Case.Region, session.Now).FirstOrDefault(x => x.Id == change) is not { } found)
            return Refusal.Of("clock.change-outdated");
        if (isApplied) new ClockWork(session).Apply(clock, found, reason.Trim());
        else new ClockWork(session).Reject(clock, found, reason.Trim());
        return null;
    }
}
