using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// Tells administrators in time that a year without holidays comes near, and what waits for it; likewise that a means-test threshold ends
/// without a successor. Each stage is told once, however often this is asked for, and ends when its cause is gone.
/// </summary>
public sealed class CalendarWarnings(WorkflowLibrary library, ICalendarStore store, ISystemNotices notices)
{
    private const string PolicyKind = "policy";

    /// <summary>Tells what is to be told now; returns what was not told before.</summary>
    public async ValueTask<IReadOnlyList<SystemNotice>> TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await library.Calendars.RefreshAsync(store, cancellationToken);
        var today = ChinaTime.DayOf(now);
        var outlook = CalendarOutlook.Of(library.Calendar, today);
        var awaiting = await store.AwaitingAsync(outlook.MissingYear, cancellationToken);
        var notice = outlook.Notice([.. awaiting.Select(x => (library.ClockName(EligibilityPolicyBook.DefaultRegion, x.Key), x.Value))], now);
        var thresholds = library.Eligibility.ExpiringThresholds(today).Select(x => new SystemNotice($"{PolicyKind}:{x.File}:{x.Field}", PolicyKind,
            Joining.Headed(Joining.Phrases([x.File, x.Field]), x.Message), now));
        return
        [
            .. await TellAsync(CalendarOutlook.NoticeKind, notice is null ? [] : [notice], now, cancellationToken),
            .. await TellAsync(PolicyKind, [.. thresholds], now, cancellationToken),
        ];
    }

    private async ValueTask<IReadOnlyList<SystemNotice>> TellAsync(string kind, IReadOnlyList<SystemNotice> found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<SystemNotice> fresh = [];
        await notices.EndOthersAsync(kind, [.. found.Select(x => x.Key)], now, cancellationToken);
        foreach (var notice in found)
            if (await notices.RaiseAsync(notice, cancellationToken))
                fresh.Add(notice);
        return fresh;
    }
}
