namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>A clock that runs like the real one from an instant within the loaded calendars, and can be moved on.</summary>
public sealed class MovableTime(DateTimeOffset start) : TimeProvider
{
    private TimeSpan _shift = start - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;

    public void Move(TimeSpan by) => _shift += by;
}
