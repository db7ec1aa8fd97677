using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands.Clocks;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Starts, pauses, resumes, recounts and stops the clocks of a case by their rules, with a history row for each change.</summary>
internal sealed class ClockWork(CaseSession session)
{
    private LegalCase Case => session.Case;

    private CalendarsInForce Calendars => session.Rules.Library.Calendars;

    public Refusal? Start(StartClock order)
    {
        var (key, startAt) = (order.Key, order.From ?? session.ReachedAt);
        var earlier = Case.Clock(key);
        // The flow left the step and came back within one command: whoever works on it has no new time for it.
        if (order.StepId is not null && earlier is not null && session.KeepClock(earlier, order.StepId) && (order.From is null || order.From == earlier.StartedAt))
            return null;
        if (session.Rules.Library.Clocks.Find(Case.Region, key, ChinaTime.DayOf(startAt), Case.Channel) is not { } rule)
            return Refusal.Of("clock.no-rule", ("clock", key), ("region", Case.Region), ("date", ChinaTime.DayOf(startAt)));
        if (earlier is not null) Stop(earlier);
        Clock clock;
        try
        {
            clock = Clock.Start(rule, startAt, Calendars.Book.Calendar, (earlier?.Generation ?? 0) + 1, IsInCustody());
        }
        catch (DeadlineException problem)
        {
            return new Refusal("clock.uncountable", problem.Text);
        }
        Case.Add(clock);
        session.Record("ClockStarted", Facts(clock, ("from", startAt), ("rule", clock.RuleVersion), ("calendar", clock.CalendarVersion)));
        TellOfMissingYear(clock);
        return null;
    }

    /// <summary>
    /// Lets a cause hold the clock; false if it does not. A cause that the rule does not know holds nothing: only the law's own grounds stop a
    /// statutory limit.
    /// </summary>
    public bool Pause(string key, string cause)
    {
        if (Case.Clock(key) is not { } clock || clock.Pause(NotBefore(clock), cause) is not ClockResult.Paused) return false;
        session.Record("ClockPaused", Facts(clock, ("cause", cause)));
        return true;
    }

    /// <summary>Ends a cause that held the clock; null ends them all. The clock runs on when no other holds it.</summary>
    public void Resume(string key, string? cause = null)
    {
        if (Case.Clock(key) is not { State: ClockState.Paused } clock) return;
        var at = session.OccurredAt;
        // Papers that are said to have come before they were asked for must not leave the clock at rest for ever.
        foreach (var pause in clock.Pauses)
            if (pause.To is null && (cause is null || pause.Cause == cause) && pause.From > at) at = pause.From;
        var stoodOn = clock.CalendarVersion;
        switch (clock.Resume(at, Calendars.For(stoodOn), cause))
        {
            case ClockResult.StillPaused still:
                session.Record("ClockStillPaused", Facts(clock, ("ended", cause), ("cause", string.Join(", ", still.Causes))));
                break;
            case ClockResult.Resumed or ClockResult.ResumedProvisionally:
                session.Record("ClockResumed", Facts(clock));
                TellOfLostCalendar(clock, stoodOn);
                TellOfMissingYear(clock);
                break;
        }
    }

    /// <summary>The flow needs the clock no more. If it gave up the task that the clock limits, it may still come back to it in this command.</summary>
    /// <param name="key">The clock's rule.</param>
    /// <param name="at">When what it waited for was done, if that is recorded later; null, or later than the command: the moment of the command.</param>
    public void Stop(string key, DateTimeOffset? at = null)
    {
        if (Case.Clock(key) is not { State: not ClockState.Stopped } clock || session.LeaveClock(clock)) return;
        Stop(clock, at);
    }

    /// <summary>Ends the clock with its verdict.</summary>
    public void Stop(Clock clock, DateTimeOffset? at = null)
    {
        if (clock.State == ClockState.Stopped) return;
        var done = at is { } before && before < session.OccurredAt ? before : session.OccurredAt;
        // Whoever says that it was done earlier is believed; of what is done now, the end that was counted before came first.
        var followsItsEnd = at is null && session.OccurredAt >= session.Now && (clock.BreachedAt is not null || session.Actor == Actor.ClockKeeper);
        clock.Stop(clock.Counting.Backward || done >= clock.StartedAt ? done : clock.StartedAt, followsItsEnd);
        session.Record("ClockStopped", Facts(clock, ("verdict", clock.Verdict)));
    }

    /// <summary>Counts the clock anew if the year it waited for is loaded now; null if that was done, else why not.</summary>
    public ClockNoChange? Recount(Clock clock)
    {
        var stoodOn = clock.CalendarVersion;
        if (clock.Recount(Calendars.For(stoodOn)) is ClockResult.Unchanged unchanged) return unchanged.Why;
        session.Record("ClockRecounted", Facts(clock, ("verdict", clock.Verdict == ClockVerdict.None ? null : clock.Verdict), ("calendar", clock.CalendarVersion)));
        TellOfLostCalendar(clock, stoodOn);
        TellOfMissingYear(clock);
        return null;
    }

    /// <summary>Brings the clock to a rule or calendar that a person has seen and wants for it.</summary>
    public void Apply(Clock clock, ClockChange change, string reason)
    {
        var (rule, calendar, due) = (clock.RuleVersion, clock.CalendarVersion, clock.DueAt);
        if (change.Rule is { } newRule) clock.Change(newRule, Calendars.For(clock.CalendarVersion), session.Now);
        else clock.Change(Calendars.Book.Calendar, session.Now);
        session.Record("ClockChangeApplied", Facts(clock, ("kind", change.Kind), ("change", change.Id), ("dueBefore", due), ("ruleBefore", rule), ("rule", clock.RuleVersion),
            ("calendarBefore", calendar), ("calendar", clock.CalendarVersion)), CaseSession.Facts(("reason", reason)));
        TellOfMissingYear(clock);
    }

    /// <summary>Leaves the clock on its rule and calendar; the change is not proposed again.</summary>
    public void Reject(Clock clock, ClockChange change, string reason)
    {
        clock.Reject(change.Mark);
        session.Record("ClockChangeRejected", Facts(clock, ("kind", change.Kind), ("change", change.Id), ("dueProposed", change.IsPaused ? null : change.NewDueAt), ("from", change.From), ("to", change.To)),
            CaseSession.Facts(("reason", reason)));
    }

    // A clock must not move because a file is gone; if it has to, its history says by what.
    private void TellOfLostCalendar(Clock clock, string stoodOn)
    {
        if (Calendars.Lacks(stoodOn) is { Count: > 0 } lost)
            session.Record("CalendarLost", Facts(clock, ("lost", string.Join(", ", lost)), ("calendar", clock.CalendarVersion)));
    }

    /// <summary>Says once for each clock and year that the calendar is missing, in history and to the supervisor.</summary>
    private void TellOfMissingYear(Clock clock)
    {
        if (clock is not { State: ClockState.Running, AwaitsCalendarYear: { } year, ProvisionalDueOn: { } provisional }) return;
        var step = "calendar:" + CalendarTexts.Plain(year);
        if (Case.Alerts.Any(x => x.ClockId == clock.Id.Value && x.Generation == clock.Generation && x.Step == step)) return;
        session.Record("CalendarFoundMissing", Facts(clock, ("year", year)));
        var subject = Refusal.Text("alert.calendar-missing",
            ("code", Case.Code), ("clock", ClockAlerts.NameOf(clock, session)), ("year", CalendarTexts.Plain(year)), ("day", CalendarTexts.Iso(provisional)));
        ClockAlerts.Raise(session, clock, step, 1, AlertLevel.Warning, new(Role.Supervisor, null, null, null), subject);
    }

    /// <summary>
    /// The instant of the command, or that of the clock's beginning if the command is said to have happened before: what was done before the
    /// clock began is done, and must not leave it running.
    /// </summary>
    private DateTimeOffset NotBefore(Clock clock) =>
        clock.Counting.Backward || session.OccurredAt >= clock.StartedAt ? session.OccurredAt : clock.StartedAt;

    private bool IsInCustody() => Case.Dossier.Application()["applicant"] is JsonObject applicant && applicant["detained"] is JsonValue detained
        && detained.TryGetValue<bool>(out var yes) && yes;

    private static JsonObject Facts(Clock clock, params (string Name, object? Value)[] more)
    {
        List<(string, object?)> facts = [("clock", clock.Key), ("generation", clock.Generation), ("due", clock.DueAt), .. more];
        if (clock.AwaitsCalendarYear is { } year)
            facts.AddRange([("awaitsCalendarYear", year.ToString(CultureInfo.InvariantCulture)), ("provisionalDue", clock.ProvisionalDueAt)]);
        return CaseSession.Facts([.. facts]);
    }
}
