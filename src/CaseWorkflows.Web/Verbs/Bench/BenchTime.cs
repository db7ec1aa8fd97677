namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// A time that runs as fast as the real one and started at a day whose holidays are known, so that a measurement does the same work in every year.
/// </summary>
internal sealed class BenchTime(TimeProvider real, DateTimeOffset start) : TimeProvider
{
    private readonly long _since = real.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + real.GetElapsedTime(_since);
}
