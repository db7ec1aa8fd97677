using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;

namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>A case that comes in.</summary>
/// <param name="Number">Its number in the month, from 1.</param>
/// <param name="Service">The service.</param>
/// <param name="At">When.</param>
internal sealed record CityArrival(int Number, string Service, DateTimeOffset At);

/// <summary>When which cases of a month come in.</summary>
internal static class CityArrivals
{
    /// <summary>So many cases of each service as the mix says, the remainders to those with the largest; at least one of each where there are enough.</summary>
    public static IReadOnlyList<CityArrival> Of(
        CityPlan plan, CityMix city, IReadOnlyList<(string Service, int Weight)> services, WorkflowLibrary library, Period period, int cases, long seed)
    {
        var all = services.Sum(x => x.Weight);
        if (all == 0) return [];
        var shares = services.Where(x => x.Weight > 0).Select(x => (x.Service, Count: cases * x.Weight / all, Left: cases * x.Weight % all)).ToList();
        var open = cases - shares.Sum(x => x.Count);
        var counts = shares.OrderBy(x => x.Count > 0).ThenByDescending(x => x.Left).ThenBy(x => x.Service, StringComparer.Ordinal)
            .Select((x, i) => (x.Service, Count: x.Count + (i < open ? 1 : 0))).OrderBy(x => x.Service, StringComparer.Ordinal);
        return
        [
            .. counts.SelectMany(x => Enumerable.Range(1, x.Count).Select(n => (x.Service, At: InstantOf(plan, city, x.Service, n, library, period, seed))))
                .OrderBy(x => x.At).ThenBy(x => x.Service, StringComparer.Ordinal).Select((x, i) => new CityArrival(i + 1, x.Service, x.At)),
        ];
    }

    private static DateTimeOffset InstantOf(CityPlan plan, CityMix city, string service, int n, WorkflowLibrary library, Period period, long seed)
    {
        var dice = Dice.For("arrival", seed, city.Region, period.First, service, n);
        var at = period.From.AddMinutes(dice.Below((int)(period.Until - period.From).TotalMinutes));
        if (plan.AroundTheClock.Contains(service)) return at;
        var atWork = WorkingTime.From(library, at, dice);
        // The last days of a month may be rest days: who comes then would come in the next month.
        return atWork < period.Until ? atWork : at;
    }
}

/// <summary>When people of an office are at work.</summary>
internal static class WorkingTime
{
    private static readonly TimeOnly Opens = new(8, 30);
    private static readonly TimeOnly Closes = new(17, 30);

    /// <summary>The instant itself in working hours, else some minutes into the next ones.</summary>
    public static DateTimeOffset From(WorkflowLibrary library, DateTimeOffset at, Dice dice)
    {
        var (day, clock) = (ChinaTime.DayOf(at), TimeOnly.FromDateTime(ChinaTime.ToChina(at).DateTime));
        var isWorking = library.Calendar.Calendar.IsWorkingDay(day);
        if (isWorking && clock >= Opens && clock < Closes) return at;
        if (!isWorking || clock >= Closes) day = library.Calendar.Calendar.FirstWorkingDayFrom(isWorking ? day.AddDays(1) : day);
        return ChinaTime.At(day, Opens).AddMinutes(dice.Below(180));
    }
}
