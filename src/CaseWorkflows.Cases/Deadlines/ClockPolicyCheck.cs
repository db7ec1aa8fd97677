using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>What must hold between the dated rules of all files: no gaps, no overlaps, and no region that lengthens what the law has set.</summary>
internal static class ClockPolicyCheck
{
    internal static void Check(RegionBook regions, IReadOnlyList<ReadRule> rules)
    {
        foreach (var versions in rules.GroupBy(x => (x.Rule.Region, x.Rule.Key)))
        {
            foreach (var forChannels in versions.GroupBy(x => string.Join(' ', x.Rule.Channels)))
                CheckDates([.. forChannels.OrderBy(x => x.Rule.EffectiveFrom)]);
            CheckChannels([.. versions.Where(x => x.Rule.Channels.Count > 0)]);
        }
        foreach (var local in rules)
            foreach (var above in regions.ChainOf(local.Rule.Region).Skip(1))
                foreach (var national in rules.Where(x => x.Rule.Region == above.Code && x.Rule.Key == local.Rule.Key))
                    if (national.Rule.Force == LimitForce.Hard && Overlap(local.Rule, national.Rule))
                        CheckNotLonger(local, national.Rule);
    }

    private static void CheckDates(ReadRule[] versions)
    {
        for (var i = 1; i < versions.Length; i++)
        {
            var (earlier, later) = (versions[i - 1].Rule, versions[i]);
            var code = earlier.EffectiveTo is not { } end || end >= later.Rule.EffectiveFrom ? "rule.overlap"
                : end.AddDays(1) < later.Rule.EffectiveFrom ? "rule.gap"
                : null;
            if (code is not null)
                throw later.Node.Problem("effectiveFrom", DeadlineTexts.Catalog.Get(code, ("key", earlier.Key), ("earlier", earlier.Version),
                    ("end", earlier.EffectiveTo is { } day ? CalendarTexts.Iso(day) : "…"), ("from", CalendarTexts.Iso(later.Rule.EffectiveFrom))));
        }
    }

    private static void CheckChannels(ReadRule[] rules)
    {
        foreach (var rule in rules)
            foreach (var other in rules.TakeWhile(x => x != rule))
                if (other.Rule.Channels.Intersect(rule.Rule.Channels).FirstOrDefault() is { } channel && Overlap(other.Rule, rule.Rule) && !other.Rule.Channels.SequenceEqual(rule.Rule.Channels))
                    throw rule.Node.Problem("channels", DeadlineTexts.Catalog.Get("rule.channel-twice", ("key", rule.Rule.Key), ("channel", channel), ("other", other.Rule.Version)));
    }

    private static bool Overlap(ClockRule one, ClockRule other) =>
        (one.EffectiveTo is not { } end || end >= other.EffectiveFrom) && (other.EffectiveTo is not { } otherEnd || otherEnd >= one.EffectiveFrom);

    private static void CheckNotLonger(ReadRule local, ClockRule statute)
    {
        var field = LengtheningField(local.Rule, statute);
        if (field is not null)
            throw local.Node.Problem(field, DeadlineTexts.Catalog.Get("rule.lengthens",
                ("key", statute.Key), ("length", statute.Length), ("unit", DueDates.UnitName(statute.Unit, statute.Length)), ("citation", statute.Basis.Citation),
                ("article", statute.Basis.Article)));
    }

    /// <summary>The field by which a local rule could give more time than the statute; null if it provably can't.</summary>
    private static string? LengtheningField(ClockRule local, ClockRule statute)
    {
        var (mine, law) = (local.Counting, statute.Counting);
        if (local.Force != LimitForce.Hard)
            return "force";
        if (mine.Backward != law.Backward)
            return "backward";
        // Counted back from an event, more units are more notice to the person: there a shorter limit takes something away.
        if (law.Backward ? local.Unit != statute.Unit || local.Length < statute.Length : !IsNotLonger(local, statute))
            return local.Unit == statute.Unit ? "length" : "unit";
        if (mine.RollsOffRestDays && !law.RollsOffRestDays && local.Unit is TimeUnit.CalendarDays or TimeUnit.Months)
            return "roll";
        if (statute.StaysOnRestDaysInCustody && !local.StaysOnRestDaysInCustody && mine.RollsOffRestDays)
            return "custodyStaysOnRestDays";
        if (mine.FromNextFullHour && !law.FromNextFullHour && statute.Unit.IsElapsed())
            return "nextFullHour";
        if (!mine.Shifts.SequenceEqual(law.Shifts) && mine.Shifts.Count > 0)
            return "shifts";
        if (law.ClosesAt is { } closing && (mine.ClosesAt is not { } own || own > closing))
            return "closingTime";
        return local.PausedBy.Any(x => statute.PausedBy.All(y => y.Cause != x.Cause)) ? "pausedBy" : null;
    }

    private static bool IsNotLonger(ClockRule local, ClockRule statute) => IsNotLonger(local.Length, local.Unit, statute.Length, statute.Unit);

    /// <summary>Whether one length of time provably ends no later than another, whatever the calendar.</summary>
    internal static bool IsNotLonger(int length, TimeUnit unit, int most, TimeUnit mostUnit)
    {
        var minutes = (long)length * (unit == TimeUnit.Hours ? 60 : 1);
        return (unit, mostUnit) switch
        {
            var (mine, law) when mine == law => length <= most,
            (TimeUnit.Minutes or TimeUnit.Hours, TimeUnit.Minutes or TimeUnit.Hours) =>
                minutes <= (long)most * (mostUnit == TimeUnit.Hours ? 60 : 1),
            // n days end at the earliest 24 h × n after the event, since the rest of the event's day is on top.
            (TimeUnit.Minutes or TimeUnit.Hours, TimeUnit.CalendarDays or TimeUnit.WorkingDays) => minutes <= most * 1440L,
            (TimeUnit.Minutes or TimeUnit.Hours, TimeUnit.Months) => minutes <= most * 28L * 1440,
            // The nth working day is a working day not before the nth day, so a last day that moves on can't pass it.
            (TimeUnit.CalendarDays, TimeUnit.WorkingDays) => length <= most,
            (TimeUnit.CalendarDays, TimeUnit.Months) => length <= most * 28,
            (TimeUnit.Months, TimeUnit.CalendarDays) => length * 31L <= most,
            // Working days against calendar days or months: a long holiday can always make the working days longer.
            _ => false,
        };
    }
}
