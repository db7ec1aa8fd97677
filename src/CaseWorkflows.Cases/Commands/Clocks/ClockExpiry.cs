using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Clocks;

/// <summary>What a case's flow does when a limit has run out: steps with a way out for it end by themselves, and what waited for it goes on.</summary>
internal static class ClockExpiry
{
    /// <summary>Does nothing while the case is paused: its resumption calls this for all that ran out meanwhile.</summary>
    public static async ValueTask<Refusal?> RunOutAsync(Clock clock, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        if (clock.BreachedAt is not { } ended) return null;
        // A flow whose state is lost can't go on, and must not keep people from being told that the limit is over.
        if (@case.FlowState is null) return null;
        foreach (var task in @case.Tasks.Where(x => x.IsLive && x.ClockKey == clock.Key && x.ExpireOutcome is not null).ToList())
        {
            // The way that one task took may have given the other up, or the case with it.
            if (@case.Status != CaseStatus.Open || !task.IsLive) continue;
            task.Complete(task.ExpireOutcome!, null, ended);
            session.Record("TaskExpired", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("outcome", task.ExpireOutcome), ("clock", clock.Key), ("due", ended)));
            if (await session.Flow.AdvanceAsync(new ResumeTrigger(task.WaitKey, task.ExpireOutcome), cancellationToken) is { } refusal) return refusal;
        }
        foreach (var wait in FlowRun.WaitsOf(@case).Where(x => x.Kind == WaitKind.Clock && IsFor(x, clock)))
        {
            // An earlier resume of this loop may have taken the wait away.
            if (@case.Status != CaseStatus.Open || FlowRun.WaitsOf(@case).All(x => x.Key != wait.Key)) continue;
            if (await session.Flow.AdvanceAsync(new ResumeTrigger(wait.Key), cancellationToken) is { } refusal) return refusal;
        }
        return null;
    }

    private static bool IsFor(OpenWait wait, Clock clock) => EffectPerformer.TimerWait(clock.Key) is { } timer ? wait.Key == timer : wait.Name == clock.Key;
}
