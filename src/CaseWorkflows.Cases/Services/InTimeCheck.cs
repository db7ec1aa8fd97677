using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Whether a day, or without one the moment of the step, lies within a limit: what was filed on the last day is in time although it is recorded
/// later (Civil Procedure Law art. 85). The limit is a clock of the case, also one that has ended; or, with <c>From</c>, the rule counted from that day without a clock,
/// for limits that others had to keep (an objection is filed by the applicant, Order 148 art. 22): what was counted is then kept as the fact <c>timeliness</c>. A limit whose last
/// day is not known yet, or that stands still, is over for nobody.
/// A day that is not there is an incident, unless the definition says behind <c>??</c> what stands in for it.
/// </summary>
internal sealed class InTimeCheck : ICaseService
{
    /// <summary>The fact that says what was counted: <c>clock</c>, <c>from</c>, <c>due</c>, <c>on</c>, <c>late</c>.</summary>
    public const string Fact = "timeliness";

    public string Name => "check-in-time";

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var key = arguments["Clock"]?.ToString() ?? "";
        var (text, on) = Read(arguments, "On", session);
        var (_, from) = Read(arguments, "From", session);
        var clock = from is { } start ? Counted(key, start, session)
            : session.Case.Clock(key) ?? throw new InvalidOperationException(Describe.Message("fault.clock-not-started", ("step", Name), ("clock", key)).Zh);
        var at = on ?? session.OccurredAt;
        // The end of the last day is the beginning of the next: a day without an hour has to be compared as a day.
        // The calendar of a year that is over and was never loaded will not come any more: there the last day by the rule alone counts.
        var lastDay = clock.DueOn ?? (clock.ProvisionalDueOn is { } provisional && provisional.Year < ChinaTime.DayOf(session.OccurredAt).Year ? provisional : null);
        var isLate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day > lastDay
            : clock.DueAt is { } dueAt ? at > dueAt : ChinaTime.DayOf(at) > lastDay;
        if (from is not null)
            session.Case.Dossier.SetFact(Fact, CaseSession.Facts(("clock", key), ("from", Day(from.Value)), ("due", lastDay is { } due ? CalendarTexts.Iso(due) : null), ("on", Day(at)), ("late", isLate)));
        session.Record(isLate ? "FoundLate" : "FoundInTime", CaseSession.Facts(("clock", key), ("at", at), ("due", clock.DueAt)));
        return ValueTask.FromResult(new ServiceReply(isLate ? "Late" : "InTime", null));
    }

    private (string Text, DateTimeOffset? At) Read(JsonObject arguments, string input, CaseSession session)
    {
        var written = arguments[input]?.ToString() ?? "";
        var text = Instants.IsFact(written) ? Instants.Known(session.FactsForFlow(), written)?.ToString() ?? "" : written;
        // A day that was meant and is not there would be taken for today.
        if (!Instants.TryRead(text, out var at) || (at is null && written.Length > 0))
            throw new FormatException(Describe.Message("fault.instant", ("step", Name), ("input", input), ("text", text)).Zh);
        return (text, at);
    }

    private static Clock Counted(string key, DateTimeOffset from, CaseSession session)
    {
        var (library, @case) = (session.Rules.Library, session.Case);
        // What began before the first rule of it is counted by the rule of today: an old decision is late, and no failure of the system.
        var rule = library.Clocks.Find(@case.Region, key, ChinaTime.DayOf(from), @case.Channel) ?? library.Clocks.Find(@case.Region, key, ChinaTime.DayOf(session.OccurredAt), @case.Channel)
            ?? throw new InvalidOperationException(Refusal.Text("clock.no-rule", ("clock", key), ("region", @case.Region), ("date", ChinaTime.DayOf(from))).Zh);
        return Clock.Start(rule, from, library.Calendars.Book.Calendar);
    }

    private static string Day(DateTimeOffset at) => CalendarTexts.Iso(ChinaTime.DayOf(at));
}
