using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Clocks;

/// <summary>The row by which people are told of a clock, and its message. Clock, generation, step and round name it; it exists once.</summary>
internal static class ClockAlerts
{
    public static void Raise(CaseSession session, Clock clock, string step, int round, AlertLevel level, AlertAddress to, LocalizedText subject)
    {
        var @case = session.Case;
        var alert = new Alert(session.NewId(), clock.Id.Value, clock.Key, clock.Generation, step, round, level, to.Role, to.User?.Value, session.Now) { ToOffice = to.Office?.Value, ToName = to.Name };
        @case.Add(alert);
        var due = clock.DueAt ?? clock.ProvisionalDueAt;
        session.Tell(new OutboxMessage(session.NewId(), @case.Id, "page", "alert", to.User?.Value ?? "role:" + to.Role,
            CaseSession.Facts(("alert", alert.Id.ToString()), ("code", @case.Code), ("zh", subject.Zh), ("en", subject.En),
                ("level", level), ("role", to.Role), ("clock", clock.Key), ("step", step), ("due", due), ("dueOn", (clock.DueOn ?? clock.ProvisionalDueOn) is { } day ? CalendarTexts.Iso(day) : null),
                ("isLastDay", due is not null && ChinaTime.DayOf(session.Now) >= (clock.DueOn ?? clock.ProvisionalDueOn)), ("provisional", clock.IsProvisional),
                ("office", to.Office?.Value), ("to", to.Name)).ToJsonString(CaseJson.Readable),
            $"alert:{clock.Id.Value}:{clock.Generation}:{step}:{round}", session.Now));
    }

    public static LocalizedText NameOf(Clock clock, CaseSession session) => session.Rules.Library.ClockName(session.Case.Region, clock.Key);
}
