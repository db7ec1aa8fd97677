using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>Compares what clocks stand on with what is in force.</summary>
/// <param name="rules">The rules of all regions.</param>
/// <param name="calendars">The calendars in force, and former ones.</param>
public sealed class ClockChanges(ClockPolicyBook rules, CalendarsInForce calendars)
{
    private const int MostDaysNamed = 6;

    private static readonly TextCatalog Texts = DeadlineTexts.Catalog;

    /// <summary>What would move a clock and was not rejected for it; none for one that has ended, and for timers of flows.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="region">The region of its case.</param>
    /// <param name="now">The present instant.</param>
    public IReadOnlyList<ClockChange> Of(Clock clock, string region, DateTimeOffset now)
    {
        if (clock.State == ClockState.Stopped || clock.CalendarVersion.Length == 0) return [];
        List<ClockChange> changes = [];
        var own = calendars.For(clock.CalendarVersion);
        if (TargetOf(clock.Key, clock.RuleVersion, region, now) is { } rule && Differences(clock, rule) is { Count: > 0 } differences)
            changes.Add(Change(clock, ClockChangeKind.Rule, $"rule:{Short($"{rule.Version} {rule.Digest}")}", clock.RuleVersion, rule.Version,
                clock.DueBy(clock.LimitBy(rule), own, now), now, Texts.Get(rule.Version == clock.RuleVersion ? "change.rule-corrected" : "change.rule-new",
                    ("day", CalendarTexts.Iso(rule.EffectiveFrom)), ("citation", rule.Basis.Citation), ("differences", Joined(differences))), rule));
        if (Republished(clock.CalendarVersion) is { Count: > 0 } marks && clock.DueBy(clock.Limit, calendars.Book.Calendar, now) is var due && due != OldDue(clock, now))
            changes.Add(Change(clock, ClockChangeKind.Calendar, $"calendar:{string.Join(',', marks)}", clock.CalendarVersion, calendars.Book.Version, due, now,
                Texts.Get("change.calendar", ("versions", string.Join(", ", marks)), ("days", DaysBetween(clock, own, due, now))), null));
        return [.. changes.Where(x => !clock.HasRejected(x.Mark))];
    }

    /// <summary>Whether clocks that stand on these terms have to be looked at one by one.</summary>
    /// <param name="region">The region of their cases.</param>
    /// <param name="key">Their key.</param>
    /// <param name="ruleVersion">Their rule's version.</param>
    /// <param name="ruleDigest">What it said; null if that was not kept.</param>
    /// <param name="calendarVersion">Their calendar.</param>
    /// <param name="now">The present instant.</param>
    public bool MayMove(string region, string key, string ruleVersion, string? ruleDigest, string calendarVersion, DateTimeOffset now) =>
        calendarVersion.Length > 0
        && ((TargetOf(key, ruleVersion, region, now) is { } rule && rule.Digest != ruleDigest) || Republished(calendarVersion).Count > 0);

    // The rule it stands on, if its file says something else by now; else the one that is in force today instead.
    private ClockRule? TargetOf(string key, string version, string region, DateTimeOffset now)
    {
        var channel = version.LastIndexOf(':') is var at and >= 0 ? version[(at + 1)..].Split('+')[0] : null;
        return rules.Regions.Contains(region) ? rules.Find(region, key, ChinaTime.DayOf(now), channel) ?? rules.OfVersion(key, version) : null;
    }

    /// <summary>The notices in force of years that the version has otherwise.</summary>
    private IReadOnlyList<string> Republished(string version)
    {
        if (version == calendars.Book.Version) return [];
        var stood = version.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. calendars.Book.Years.Where(x => stood.FirstOrDefault(y => y.StartsWith($"{CalendarTexts.Plain(x.Year)}@", StringComparison.Ordinal)) is { } mark && mark != x.Mark).Select(x => x.Mark)];
    }

    private static List<LocalizedText> Differences(Clock clock, ClockRule rule)
    {
        List<LocalizedText> found = [];
        var limit = clock.LimitBy(rule);
        if ((clock.Length, clock.Unit) != (limit.Length, limit.Unit))
            found.Add(Texts.Get("change.length", ("old", Length(clock.Limit)), ("new", Length(limit))));
        if (!IsSame(clock.Counting, limit.Counting)) found.Add(Texts.Get("change.counting"));
        if (!clock.PausedBy.ToHashSet().SetEquals(rule.PausedBy.Select(x => x.Cause)))
            found.Add(Texts.Get("change.pauses", ("old", Listed(clock.PausedBy)), ("new", Listed(rule.PausedBy.Select(x => x.Cause)))));
        // What has fired is no difference: it stays, whatever the new ladder says.
        if (rule.Ladder.Any(x => clock.Steps.All(y => y.Key != x.Key || y.Level != x.Level)) || clock.Steps.Any(x => x.FiredAt is null && rule.Ladder.All(y => y.Key != x.Key)))
            found.Add(Texts.Get("change.ladder"));
        return found;
    }

    private ClockChange Change(Clock clock, ClockChangeKind kind, string mark, string from, string to, DateTimeOffset due, DateTimeOffset now, LocalizedText why, ClockRule? rule)
    {
        var (old, isPaused) = (OldDue(clock, now), clock.State == ClockState.Paused);
        // While it is paused both dates move with the present instant; they name nothing.
        var dates = isPaused ? "" : string.Create(CultureInfo.InvariantCulture, $"{old.UtcTicks} {due.UtcTicks}");
        return new ClockChange
        {
            Id = Short($"{clock.Id} {clock.Generation} {mark} {dates}"),
            Kind = kind,
            Mark = mark,
            From = from,
            To = to,
            OldDueAt = old,
            NewDueAt = due,
            IsPaused = isPaused,
            Why = why,
            Rule = rule,
        };
    }

    private DateTimeOffset OldDue(Clock clock, DateTimeOffset now) =>
        clock.DueAt ?? clock.ProvisionalDueAt ?? clock.DueBy(clock.Limit, calendars.For(clock.CalendarVersion), now);

    private LocalizedText DaysBetween(Clock clock, BusinessCalendar own, DateTimeOffset due, DateTimeOffset now)
    {
        var old = OldDue(clock, now);
        var ends = new[] { clock.StartedAt, old, due }.Order().ToArray();
        List<CalendarDay> days = [];
        for (var day = ChinaTime.DayOf(ends[0]); day <= ChinaTime.DayOf(ends[^1]); day = day.AddDays(1))
            if (own.Covers(day.Year) && calendars.Book.Calendar.Covers(day.Year) && own.IsRestDay(day) != calendars.Book.Calendar.IsRestDay(day))
                days.Add(calendars.Book.Calendar.Explain(day));
        var named = days.Take(MostDaysNamed).Select(x => new LocalizedText($"{CalendarTexts.Iso(x.Date)} {x.Reason.Zh}", $"{CalendarTexts.Iso(x.Date)} {x.Reason.En}")).ToList();
        return Joined(days.Count > MostDaysNamed ? [.. named, Texts.Get("change.more-days", ("count", days.Count - MostDaysNamed))] : named);
    }

    private static LocalizedText Length(TimeLimit limit) =>
        new($"{CalendarTexts.Plain(limit.Length)} {DueDates.UnitName(limit.Unit, limit.Length).Zh}", $"{CalendarTexts.Plain(limit.Length)} {DueDates.UnitName(limit.Unit, limit.Length).En}");

    private static LocalizedText Listed(IEnumerable<string> causes) =>
        string.Join(", ", causes.Order(StringComparer.Ordinal)) is { Length: > 0 } list ? new(list, list) : Texts.Get("change.no-causes");

    private static LocalizedText Joined(List<LocalizedText> parts) => Joining.Clauses(parts);

    private static bool IsSame(Counting one, Counting other) => one.Shifts.SequenceEqual(other.Shifts) && one with { Shifts = other.Shifts } == other;

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
