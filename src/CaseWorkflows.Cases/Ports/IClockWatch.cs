using System.Globalization;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Looks for clocks whose step has come and that nobody has processed.</summary>
public interface IClockWatch
{
    /// <summary>Clocks whose next step should have fired before an instant, the oldest first.</summary>
    ValueTask<OverdueClocks> OverdueAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

/// <summary>Clocks that are due and unprocessed.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="First">The first of them.</param>
public sealed record OverdueClocks(int Total, IReadOnlyList<OverdueClock> First);

/// <summary>A clock that is due and unprocessed.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="ClockId">The clock.</param>
/// <param name="Key">The key of its rule.</param>
/// <param name="Name">Its name; empty for a timer of a flow.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Since">When its step should have fired.</param>
/// <param name="Attempts">How often it has failed since.</param>
/// <param name="LastError">Why the last attempt failed; null if nothing was recorded.</param>
public sealed record OverdueClock(
    CaseId CaseId, string CaseCode, Guid ClockId, string Key, LocalizedText Name, int Generation, DateTimeOffset Since, int Attempts, string? LastError)
{
    /// <summary>The kind of its notices.</summary>
    public const string NoticeKind = "clock";

    /// <summary>Names this step of this clock.</summary>
    public string NoticeKey => string.Create(CultureInfo.InvariantCulture, $"{NoticeKind}:{ClockId}:{Generation}:{Since.UtcTicks}");

    /// <summary>What administrators are told.</summary>
    public SystemNotice Notice(DateTimeOffset now) => new(NoticeKey, NoticeKind, DeadlineTexts.Catalog.Get("watch.overdue",
        ("case", CaseCode), ("clock", Name.Zh.Length > 0 ? Name : new LocalizedText(Key, Key)),
        ("since", Calendars.ChinaTime.ToChina(Since).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        ("attempts", Attempts), ("error", LastError is null ? DeadlineTexts.Catalog.Get("watch.no-error") : new LocalizedText(LastError, LastError))), now);

    /// <summary>What administrators are told when there are more than can be named.</summary>
    public static SystemNotice Backlog(int total, int listed, DateTimeOffset now) =>
        new($"{NoticeKind}:backlog", NoticeKind, DeadlineTexts.Catalog.Get("watch.backlog", ("total", total), ("listed", listed)), now);
}
