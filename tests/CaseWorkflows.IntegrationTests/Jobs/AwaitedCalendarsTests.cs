using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Clocks;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.IntegrationTests.Jobs;

public sealed class AwaitedCalendarsTests
{
    [Fact]
    public async Task Each_waiting_clock_is_tried_once_a_run_whatever_happens_to_the_others()
    {
        var broken = new CaseId(Guid.NewGuid());
        DueClock[] waiting = [.. Enumerable.Range(0, 7).Select(n => new DueClock(n == 2 ? broken : new CaseId(Guid.NewGuid()), Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch))];
        var log = new KeptLog();
        var commands = new CaseCommands(new BrokenCaseStore(broken), new CaseRules(null!, null!, null!, null!), new StandingTime(DateTimeOffset.UnixEpoch));
        var calendars = new CalendarsInForce(Calendars());

        await new AwaitedCalendars(new FakeClockQueue { Awaiting = waiting }, commands, calendars, new FakeCalendarStore(), new JobSettings { BatchSize = 2 }, log).RunAsync(default);

        Assert.Equal(waiting.Select(x => x.ClockId.ToString()).Order(), log.Lines.Select(x => waiting.Single(clock => x.Contains(clock.ClockId.ToString(), StringComparison.Ordinal)).ClockId.ToString()).Order());
    }

    internal static CalendarBook Calendars()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder!.FullName, "workflows", "calendars"))) folder = folder.Parent;
        return CalendarBook.Load(Path.Combine(folder.FullName, "workflows", "calendars"));
    }

    private sealed class KeptLog : ILogger<AwaitedCalendars>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
