using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.IntegrationTests.Jobs;

/// <summary>Nothing was handed in for publication.</summary>
internal sealed class NoReleases : IReleaseStore
{
    public ValueTask<bool> AddAsync(NewRelease release, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask<Release?> FindAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult<Release?>(null);

    public ValueTask<ReleaseContent?> ContentAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult<ReleaseContent?>(null);

    public ValueTask<IReadOnlyList<Release>> ListAsync(string? definitionId, int most, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<Release>>([]);

    public ValueTask<IReadOnlyList<Release>> DueAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<Release>>([]);

    public ValueTask<ReleaseOutcome> PublishAsync(Guid id, ReleasedVersion version, CancellationToken cancellationToken) => ValueTask.FromResult(ReleaseOutcome.NotApproved);

    public ValueTask<bool> ChangeAsync(Guid id, ReleaseState expected, ReleaseChange change, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
