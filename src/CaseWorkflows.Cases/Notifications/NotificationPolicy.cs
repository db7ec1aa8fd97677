using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>
/// When people are left in peace and when they get warnings together, by local time (UTC+8). It only delays what leaves the house: pages show everything
/// at once.
/// </summary>
/// <param name="QuietFrom">The beginning of the night.</param>
/// <param name="QuietUntil">Its end; equal to the beginning: there is none.</param>
/// <param name="RestsOnRestDays">Whether whole statutory rest days are quiet.</param>
/// <param name="DigestAt">When digests go on working days.</param>
/// <param name="AtOnceAnHour">How many alerts that can't wait a supervisor gets by themselves in an hour by the clock.</param>
public sealed record NotificationPolicy(TimeOnly QuietFrom, TimeOnly QuietUntil, bool RestsOnRestDays, TimeOnly DigestAt, int AtOnceAnHour)
{
    // More days in a row than any holiday has; only a calendar that is wrong goes on for longer.
    private const int MostQuietDays = 40;

    /// <summary>
    /// When a message may reach a person: now, or at the end of the quiet hours. What can't wait goes now. What would come too late goes in the morning
    /// of the limit's last day, and now if that is too late as well.
    /// </summary>
    public DateTimeOffset ReachesAt(DateTimeOffset now, AlertFacts facts, BusinessCalendar calendar)
    {
        if (facts.CannotWait(now)) return now;
        var end = QuietEnd(now, calendar);
        if (facts.DueAt is not { } due || end < due) return end;
        var morning = ChinaTime.At(AlertFacts.LastDay(due), QuietUntil);
        return morning > now && morning < due ? morning.ToUniversalTime() : now;
    }

    /// <summary>The next time after an instant at which digests go.</summary>
    public DateTimeOffset NextDigest(DateTimeOffset now, BusinessCalendar calendar)
    {
        var day = ChinaTime.DayOf(now);
        if (ChinaTime.At(day, DigestAt) <= now) day = day.AddDays(1);
        for (var i = 0; i < MostQuietDays && Rests(day, calendar); i++) day = day.AddDays(1);
        return ChinaTime.At(day, DigestAt).ToUniversalTime();
    }

    /// <summary>The instant itself if it is not quiet then, else the end of the quiet hours.</summary>
    public DateTimeOffset QuietEnd(DateTimeOffset at, BusinessCalendar calendar)
    {
        var end = at;
        for (var i = 0; i < MostQuietDays; i++)
        {
            var (day, time) = (ChinaTime.DayOf(end), TimeOnly.FromDateTime(ChinaTime.ToChina(end).DateTime));
            if (RestsOnRestDays && Rests(day, calendar)) end = ChinaTime.EndOf(day);
            else if (IsNight(time)) end = ChinaTime.At(time < QuietUntil ? day : day.AddDays(1), QuietUntil);
            else break;
        }
        return end.ToUniversalTime();
    }

    private bool IsNight(TimeOnly time) => QuietFrom <= QuietUntil ? time >= QuietFrom && time < QuietUntil : time >= QuietFrom || time < QuietUntil;

    // Of a year without holidays nobody knows which days rest; there people are rather told than left in peace.
    private static bool Rests(DateOnly day, BusinessCalendar calendar) => calendar.Covers(day.Year) && calendar.IsRestDay(day);
}
