using System.Net;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Citizens;
using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Desk;

/// <summary>
/// Tells applicants how their case goes, without an account. Whoever asks knows the code and the end of a number that was given at intake; a wrong code and
/// a wrong end get the same answer after the same time, and every reading stands in the log of readings.
/// </summary>
internal sealed partial class ProgressDesk(CaseDesk desk, ICaseStore store, WorkflowLibrary library, ProgressLimits limits, TimeProvider time, ILogger<ProgressDesk> log)
{
    /// <summary>The name under which such a reading is logged.</summary>
    public const string Reader = "citizen:progress";

    // Longer than looking into a case takes: from the time nobody can tell whether the code exists.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(250);

    private static readonly Actor Citizen = new(new UserId(Reader), Reader, [], OfficePath.Root) { IsSystem = true };

    public async Task<ProgressReply> AskAsync(string? code, string? end, IPAddress? address, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var asked = CaseCode.TryParse(code, out var parsed, out _) ? parsed.ToString() : "";
        if (limits.Count(address, asked) is { } wait)
        {
            TooMany(log, address);
            return new ProgressReply.TooMany(wait);
        }
        if (asked.Length > 0 && ApplicantProof.Read(end) is { } proof && await FindAsync(asked, proof, cancellationToken) is { } found) return new ProgressReply.Found(found);
        Refused(log, address);
        if (Least - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero) await Task.Delay(left, cancellationToken);
        return new ProgressReply.NotFound();
    }

    private async Task<CaseProgress?> FindAsync(string code, string proof, CancellationToken cancellationToken)
    {
        if (await desk.AskAsync(x => x.FindByCodeAsync(code, cancellationToken)) is not { } id || await LookAsync(id, cancellationToken) is not { } @case) return null;
        if (!ApplicantProof.Fits(@case, library, proof)) return null;
        // Read again by the way that writes the log of readings: what could not be logged is not shown.
        return await desk.AskAsync(x => x.CaseAsync(Citizen, id, time.GetUtcNow(), cancellationToken)) is { } view ? CaseProgress.Of(view.Case, library) : null;
    }

    private async Task<LegalCase?> LookAsync(CaseId id, CancellationToken cancellationToken)
    {
        await using var reading = await store.BeginAsync(cancellationToken);
        return await reading.LookAsync(id, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A citizen at {Address} asked for a case that was not found.")]
    private static partial void Refused(ILogger log, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A citizen at {Address} asked too often.")]
    private static partial void TooMany(ILogger log, IPAddress? address);
}

/// <summary>What a citizen's question came to.</summary>
internal abstract record ProgressReply
{
    private ProgressReply()
    {
    }

    /// <summary>The case, and the number fits.</summary>
    public sealed record Found(CaseProgress Progress) : ProgressReply;

    /// <summary>No such case, or the number does not fit: which of the two is not said.</summary>
    public sealed record NotFound : ProgressReply;

    /// <summary>Asked too often.</summary>
    public sealed record TooMany(TimeSpan Wait) : ProgressReply;
}
