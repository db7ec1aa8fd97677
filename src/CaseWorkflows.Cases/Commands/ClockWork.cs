using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Starts, pauses, resumes and stops the clocks of a case by their rules, with a history row for each change.</summary>
internal sealed class ClockWork(CaseSession session)
{
    private LegalCase Case => session.Case;

    private BusinessCalendar Calendar => session.Rules.Library.Calendar.Calendar;

    public Refusal? Start(string key, DateTimeOffset? from)
    {
        var startAt = from ?? session.OccurredAt;
        if (session.Rules.Library.Clocks.Find(Case.Region, key, ChinaTime.DayOf(startAt)) is not { } rule)
            return Refusal.Of("clock.no-rule", ("clock", key), ("region", Case.Region), ("date", ChinaTime.DayOf(startAt)));
        var generation = (Case.Clock(key)?.Generation ?? 0) + 1;
        if (Case.Clock(key) is { State: not ClockState.Stopped }) Stop(key);
        try
        {
            var clock = Clock.Start(rule, startAt, Calendar, generation);
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
        // A cause that the rule does not know pauses nothing: only the law's own grounds stop a statutory limit.
        if (Case.Clock(key) is { } clock && clock.Pause(session.OccurredAt, cause) is ClockResult.Paused)
        {
            session.Record("ClockPaused", CaseSession.Facts(("clock", key), ("generation", clock.Generation), ("cause", cause)));
        }
    }

    /// <summary>Lets a paused clock run on; a cause of null ends them all.</summary>
    public Refusal? Resume(string key, string? cause = null)
    {
        if (Case.Clock(key) is not { State: ClockState.Paused } clock) return null;
        try
        {
            if (clock.Resume(session.OccurredAt, Calendar, cause) is not (ClockResult.Resumed or ClockResult.ResumedProvisionally)) return null;
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
