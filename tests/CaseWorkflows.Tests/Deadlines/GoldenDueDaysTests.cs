using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;

namespace CaseWorkflows.Tests.Deadlines;

/// <summary>
/// Limits of every unit from every day of 2024 to 2026: 30,000 dates that were reckoned apart from the product, from the published notices
/// alone. <c>golden-due-days.txt</c> says how many days (of working time: minutes) after the event each ends; - where 2027 decides.
/// </summary>
public sealed class GoldenDueDaysTests
{
    private static readonly DateOnly First = new(2024, 1, 1);
    private static readonly TimeOnly[] Hours = [new(7, 0), new(9, 15), new(12, 0), new(13, 30), new(16, 59), new(18, 0)];

    private static readonly Counting OfficeHours = new() { Shifts = [new(new(8, 30), new(12, 0)), new(new(14, 30), new(17, 30))] };

    private static readonly Lazy<Dictionary<(string Unit, int Length), string[]>> Golden = new(Read);

    public static TheoryData<string, int> Limits
    {
        get
        {
            var limits = new TheoryData<string, int>();
            foreach (var (unit, length) in Golden.Value.Keys) limits.Add(unit, length);
            return limits;
        }
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_from_any_day_of_three_years_ends_when_it_should(string unit, int length)
    {
        var expected = Golden.Value[(unit, length)];
        Assert.Equal(1096, expected.Length);
        var isWorkingTime = unit == "working-minutes";
        var limit = isWorkingTime ? new TimeLimit(length, TimeUnit.Minutes) { Counting = OfficeHours } : new TimeLimit(length, TimeUnits.Parse(unit));
        List<string> wrong = [];
        // The path of half a year and more is long: there each third day has to do.
        for (var i = 0; i < expected.Length; i += limit.Unit == TimeUnit.Months && length > 3 ? 3 : 1)
        {
            var day = First.AddDays(i);
            // An event at the last minute of a day is an event of that day.
            var from = ChinaTime.At(day, isWorkingTime ? Hours[i % Hours.Length] : new TimeOnly(i % 2 == 0 ? 0 : 23, i % 2 == 0 ? 0 : 59));
            if (Found(from, day, limit, isWorkingTime) is var found && found != expected[i]) wrong.Add($"{day:yyyy-MM-dd}: {found} instead of {expected[i]}");
        }
        Assert.Empty(wrong);
    }

    private static string Found(DateTimeOffset from, DateOnly day, TimeLimit limit, bool isWorkingTime)
    {
        try
        {
            var due = (DueDateResult)DueDates.Compute(from, limit, WorkflowsFolder.Calendar);
            return (isWorkingTime ? (int)(due.DueAt - from).TotalMinutes : due.Due.DayNumber - day.DayNumber).ToString(CultureInfo.InvariantCulture);
        }
        catch (CalendarMissingException missing) when (missing.Year == 2027)
        {
            return "-";
        }
    }

    private static Dictionary<(string, int), string[]> Read()
    {
        using var reader = new StreamReader(typeof(GoldenDueDaysTests).Assembly.GetManifestResourceStream("golden-due-days")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(x => !x.StartsWith('#')).Select(x => x.Split(' '))
            .ToDictionary(x => (x[0], int.Parse(x[1], CultureInfo.InvariantCulture)), x => x[2].Split(','));
    }
}
