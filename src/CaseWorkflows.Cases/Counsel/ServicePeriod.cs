using System.Globalization;

namespace CaseWorkflows.Cases.Counsel;

/// <summary>A month, quarter or year of the calendar in which service is counted.</summary>
/// <param name="Kind">How long it is.</param>
/// <param name="From">Its first day.</param>
public sealed record ServicePeriod(ServicePeriodKind Kind, DateOnly From)
{
    /// <summary>The first day after it.</summary>
    public DateOnly Until => From.AddMonths(Kind switch { ServicePeriodKind.Month => 1, ServicePeriodKind.Quarter => 3, _ => 12 });

    /// <summary>What it is called: <c>2026-03</c>, <c>2026-Q1</c>, <c>2026</c>.</summary>
    public string Name => Kind switch
    {
        ServicePeriodKind.Month => From.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        ServicePeriodKind.Quarter => $"{From.Year.ToString(CultureInfo.InvariantCulture)}-Q{((From.Month - 1) / 3) + 1}",
        _ => From.Year.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The period of a kind in which a day lies.</summary>
    public static ServicePeriod Of(ServicePeriodKind kind, DateOnly day) => new(kind, new DateOnly(day.Year, kind switch
    {
        ServicePeriodKind.Month => day.Month,
        ServicePeriodKind.Quarter => (((day.Month - 1) / 3) * 3) + 1,
        _ => 1,
    }, 1));

    /// <summary>Whether a day lies in it.</summary>
    public bool Holds(DateOnly day) => day >= From && day < Until;
}

/// <summary>From which day to which a counsel served a village.</summary>
/// <param name="From">The first day; null: from the beginning of whatever is counted.</param>
/// <param name="To">The last day; null: to its end.</param>
public sealed record ServedSpan(DateOnly? From, DateOnly? To)
{
    /// <summary>How many months of the calendar within a period were served, whole or, with the other rule, at all.</summary>
    public int Months(ServicePeriod period, Proration by)
    {
        var months = 0;
        for (var first = period.From; first < period.Until; first = first.AddMonths(1))
        {
            var last = first.AddMonths(1).AddDays(-1);
            if (by == Proration.FullMonths ? !(From > first) && !(To < last) : !(From > last) && !(To < first)) months++;
        }
        return months;
    }
}

/// <summary>The lengths of time in which service is counted.</summary>
public enum ServicePeriodKind
{
    /// <summary>A month of the calendar.</summary>
    Month,

    /// <summary>A quarter of the calendar.</summary>
    Quarter,

    /// <summary>A year of the calendar.</summary>
    Year,
}
