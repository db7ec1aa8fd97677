using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Whether a day, or without one the moment of the step, lies within a limit of the case: what was filed on the last day is in time although it is recorded
/// later (Civil Procedure Law art. 85). Also for a limit that has ended. One whose last day is not known yet, or that stands still, is over for nobody.
/// </summary>
internal sealed class InTimeCheck : ICaseService
{
    public string Name => "check-in-time";

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var key = arguments["Clock"]?.ToString() ?? "";
        var clock = session.Case.Clock(key) ?? throw new InvalidOperationException(Describe.Message("fault.clock-not-started", ("step", Name), ("clock", key)).Zh);
        var written = arguments["On"]?.ToString() ?? "";
        var text = Instants.IsFact(written) ? Instants.At(session.FactsForFlow(), written)?.ToString() ?? "" : written;
        // A day that was meant and is not there would be taken for today.
        if (!Instants.TryRead(text, out var on) || (on is null && written.Length > 0))
            throw new FormatException(Describe.Message("fault.instant", ("step", Name), ("input", "On"), ("text", text)).Zh);
        var at = on ?? session.OccurredAt;
        // The end of the last day is the beginning of the next: a day without an hour has to be compared as a day.
        var isLate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day > clock.DueOn : at > clock.DueAt;
        session.Record(isLate ? "FoundLate" : "FoundInTime", CaseSession.Facts(("clock", key), ("at", at), ("due", clock.DueAt)));
        return ValueTask.FromResult(new ServiceReply(isLate ? "Late" : "InTime", null));
    }
}
