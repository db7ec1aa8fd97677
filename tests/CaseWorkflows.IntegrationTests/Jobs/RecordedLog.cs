using Microsoft.Extensions.Logging;

namespace CaseWorkflows.IntegrationTests.Jobs;

/// <summary>What was logged, to be shown when a test fails.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    private const int Shown = 80;

    private readonly List<string> _lines = [];

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
        // Nothing is held.
    }

    public override string ToString()
    {
        lock (_lines) return string.Join('\n', _lines.TakeLast(Shown));
    }

    private void Add(string line)
    {
        lock (_lines) _lines.Add(line);
    }

    private sealed class Recorder(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)} {exception?.Message}");
        }
    }
}
