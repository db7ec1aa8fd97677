using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Whether a day, or without one the moment of the step, lies within a limit of the case: what was filed on the last day is in time although it is recorded
/// later (Civil Procedure Law art. 85). With a day to count from (<c>From</c>) the limit is counted from there, whether or not the case has such a clock; else also for a limit that has ended. One whose last day is not known yet, or that stands still, is over for nobody.
/// </summary>
internal sealed class InTimeCheck : ICaseService
{
    public string Name => "check-in-time";

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var key = arguments["Clock"]?.ToString() ?? "";
        var clock = Begin(arguments, session) is { } from ? Counted(key, from, session)
            : session.Case.Clock(key) ?? throw new InvalidOperationException(Describe.Message("fault.clock-not-started", ("step", Name), ("clock", key)).Zh);
        var (text, on) = Day(arguments, "On", session);
        var at = on ?? session.OccurredAt;
        // The end of the last day is the beginning of the next: a day without an hour has to be compared as a day.
        var isLate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day > clock.DueOn : at > clock.DueAt;
        session.Record(isLate ? "FoundLate" : "FoundInTime", CaseSession.Facts(("clock", key), ("at", at), ("due", clock.DueAt)));
        return ValueTask.FromResult(new ServiceReply(isLate ? "Late" : "InTime", null));
    }

    private DateTimeOffset? Begin(JsonObject arguments, CaseSession session) => Day(arguments, "From", session).At;

    private (string Text, DateTimeOffset? At) Day(JsonObject arguments, string input, CaseSession session)
    {
        var written = arguments[input]?.ToString() ?? "";
        var text = Instants.IsFact(written) ? Instants.At(session.FactsForFlow(), written)?.ToString() ?? "" : written;
        // A day that was meant and is not there would be taken for today.
        if (!Instants.TryRead(text, out var at) || (at is null && written.Length > 0))
            throw new FormatException(Describe.Message("fault.instant", ("step", Name), ("input", input), ("text", text)).Zh);
        return (text, at);
    }

    /// <summary>The limit counted from a day, without a clock of the case.</summary>
    private static Clock Counted(string key, DateTimeOffset from, CaseSession session)
    {
        var @case = session.Case;
        var rule = session.Rules.Library.Clocks.Find(@case.Region, key, ChinaTime.DayOf(from), @case.Channel)
            ?? throw new InvalidOperationException(Refusal.Text("clock.no-rule", ("clock", key), ("region", @case.Region), ("date", ChinaTime.DayOf(from))).Zh);
        return Clock.Start(rule, from, session.Rules.Library.Calendars.Book.Calendar, 1, false);
    }
}
