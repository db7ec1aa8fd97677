using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.IntegrationTests.Jobs;

/// <summary>Published calendars in memory, beside clocks that are there.</summary>
internal sealed class FakeCalendarStore(params CountedClock[] clocks) : ICalendarStore
{
    public List<PublishedCalendar> Published { get; } = [];

    public ValueTask<int> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Published.Count);

    public ValueTask<IReadOnlyList<PublishedCalendar>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<PublishedCalendar>>([.. Published]);

    public ValueTask<IReadOnlyList<CalendarYear>> KeepAsync(IReadOnlyList<CalendarYear> years, DateTimeOffset at, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CalendarYear>>([]);

    public ValueTask<IReadOnlyList<CalendarYear>> KeptAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CalendarYear>>([]);

    public ValueTask<bool> PublishAsync(IReadOnlyList<PublishedCalendar> years, CancellationToken cancellationToken)
    {
        Published.AddRange(years);
        return ValueTask.FromResult(true);
    }

    public IAsyncEnumerable<CountedClock> ClocksTouchedAsync(DateTimeOffset from, DateTimeOffset until, IReadOnlyList<int> years, CancellationToken cancellationToken) => clocks.ToAsyncEnumerable();

    public ValueTask<IReadOnlyDictionary<string, int>> AwaitingAsync(int year, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, int>>(new Dictionary<string, int>());
}
