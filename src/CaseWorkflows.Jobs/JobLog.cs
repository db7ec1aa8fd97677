using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs;

/// <summary>Everything this room logs.</summary>
internal static partial class JobLog
{
    [LoggerMessage(1, LogLevel.Information, "The job server runs {Count} jobs.")]
    public static partial void ServerStarted(ILogger log, int count);

    [LoggerMessage(2, LogLevel.Error, "The job server does not work; trying again in {Delay}.")]
    public static partial void ServerFailing(ILogger log, Exception error, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Warning, "The schedule of job {Job} was missing or given up; it is set up again.")]
    public static partial void ScheduleRepaired(ILogger log, string job);

    [LoggerMessage(10, LogLevel.Debug, "Clock {Clock} of case {Case} had nothing to do: {Code}.")]
    public static partial void NothingToFire(ILogger log, Guid clock, Guid @case, string code);

    [LoggerMessage(11, LogLevel.Error, "Clock {Clock} of case {Case} could not be fired: {Refusal} Trying again at {RetryAt}.")]
    public static partial void FiringRefused(ILogger log, Guid clock, Guid @case, string refusal, DateTimeOffset retryAt);

    [LoggerMessage(12, LogLevel.Error, "Clock {Clock} of case {Case} could not be fired. Trying again at {RetryAt}.")]
    public static partial void FiringFailed(ILogger log, Exception error, Guid clock, Guid @case, DateTimeOffset retryAt);

    [LoggerMessage(15, LogLevel.Warning, "{Count} clocks could not be fired together; each is fired by itself.")]
    public static partial void FiringTogetherFailed(ILogger log, Exception error, int count);

    [LoggerMessage(13, LogLevel.Error, "Clock {Clock} of case {Case} could not be counted anew: {Refusal}")]
    public static partial void RecountRefused(ILogger log, Guid clock, Guid @case, string refusal);

    [LoggerMessage(14, LogLevel.Error, "Clock {Clock} of case {Case} could not be counted anew.")]
    public static partial void RecountFailed(ILogger log, Exception error, Guid clock, Guid @case);

    [LoggerMessage(16, LogLevel.Error, "Due clocks could not be looked for; trying again in {Delay}.")]
    public static partial void LookingFailed(ILogger log, Exception error, TimeSpan delay);

    [LoggerMessage(20, LogLevel.Warning, "Message {Message} was not delivered by channel {Channel} at attempt {Attempt}. Trying again at {RetryAt}.")]
    public static partial void DeliveryFailed(ILogger log, Exception error, Guid message, string channel, int attempt, DateTimeOffset retryAt);

    [LoggerMessage(21, LogLevel.Error, "Message {Message} was not delivered by channel {Channel} in {Attempts} attempts; it is stuck until a person retries it.")]
    public static partial void DeliveryStuck(ILogger log, Exception error, Guid message, string channel, int attempts);

    [LoggerMessage(30, LogLevel.Warning, "Administrators are told ({Key}): {Text}")]
    public static partial void Noticed(ILogger log, string key, string text);

    [LoggerMessage(31, LogLevel.Error, "Clock {Clock} ({Key}) of case {Case} has been due and unprocessed since {Since}: {Attempts} failed attempts, the last with: {Error}")]
    public static partial void ClockOverdue(ILogger log, Guid clock, string @case, string key, DateTimeOffset since, int attempts, string? error);

    [LoggerMessage(32, LogLevel.Information, "{Count} working records ({Kind}) from before {Before} were deleted.")]
    public static partial void Purged(ILogger log, int count, Cases.Ports.WorkingRecord kind, DateTimeOffset before);

    [LoggerMessage(33, LogLevel.Information, "The quality sample of {Service} in {City} for {Month} was drawn; the population's hash is {Hash}.")]
    public static partial void Sampled(ILogger log, string service, string city, DateOnly month, string hash);
}
