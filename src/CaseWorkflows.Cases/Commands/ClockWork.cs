using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Starts, pauses, resumes and stops the clocks of a case by their rules, with a history row for each change.</summary>
internal sealed class ClockWork(CaseSession session)
{
    private LegalCase Case => session.Case;

    public Refusal? Start(string key, DateTimeOffset? from)
    {
        var startAt = from ?? session.OccurredAt;
        if (session.Rules.Library.Clocks.Find(Case.Region, key, ChinaTime.DateOf(startAt)) is not { } rule)
            return Refusal.Of("clock.no-rule", ("clock", key), ("region", Case.Region), ("date", ChinaTime.DateOf(startAt)));
        var generation = (Case.Clock(key)?.Generation ?? 0) + 1;
        if (Case.Clock(key) is { State: not ClockState.Stopped }) Stop(key);
        try
        {
            var clock = Clock.Start(new ClockId(session.NewId()), rule, startAt, session.Rules.Library.Calendar, generation);
            Case.Add(clock);
            session.Record("ClockStarted", CaseSession.Facts(("clock", key), ("generation", generation), ("from", startAt), ("due", clock.DueAt), ("rule", clock.RuleVersion), ("calendar", clock.CalendarVersion)));
            return null;
        }
        catch (CalendarMissingException missing)
        {
            return new Refusal("clock.calendar-missing", missing.Text);
        }
    }

    public void Pause(string key, string cause)
    {
        if (Case.Clock(key) is { State: ClockState.Running } clock)
        {
            clock.Pause(session.OccurredAt, cause);
            session.Record("ClockPaused", CaseSession.Facts(("clock", key), ("generation", clock.Generation), ("cause", cause)));
        }
    }

    public Refusal? Resume(string key)
    {
        if (Case.Clock(key) is not { State: ClockState.Paused } clock) return null;
        try
        {
            clock.Resume(session.OccurredAt, session.Rules.Library.Calendar);
        }
        catch (CalendarMissingException missing)
        {
            return new Refusal("clock.calendar-missing", missing.Text);
        }
        session.Record("ClockResumed", CaseSession.Facts(("clock", key), ("generation", clock.Generation), ("due", clock.DueAt)));
        return null;
    }

    public void Stop(string key)
    {
        if (Case.Clock(key) is not { State: not ClockState.Stopped } clock) return;
        clock.Stop(session.OccurredAt);
        session.Record("ClockStopped", CaseSession.Facts(("clock", key), ("generation", clock.Generation), ("verdict", clock.Verdict)));
    }
}
