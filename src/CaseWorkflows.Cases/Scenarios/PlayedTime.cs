namespace CaseWorkflows.Cases.Scenarios;

/// <summary>A time that stands still until it is moved; stories are played on it.</summary>
public sealed class PlayedTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start.ToUniversalTime();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Moves it, also backwards: another story may play in another year.</summary>
    public void MoveTo(DateTimeOffset instant) => _now = instant.ToUniversalTime();
}
