using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.IntegrationTests.Jobs;

/// <summary>Nobody has a digest coming.</summary>
internal sealed class NoDigests : IDigestBook
{
    public ValueTask<IReadOnlyList<UserId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<UserId>>([]);

    public ValueTask<bool> CloseAsync(UserId recipient, DateTimeOffset now, Func<Guid, IReadOnlyList<DigestItem>, OutboxMessage?> compose, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);
}
