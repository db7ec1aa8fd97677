using System.Collections.Concurrent;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Designer;

/// <summary>
/// Looks at the flows of cases, and logs them. A look lasts a quarter of an hour: the first reading in it is logged, before it is shown, and what the viewer asks for after it
/// belongs to it. Whoever goes on looking is logged again.
/// </summary>
internal sealed class FlowLooks(IFlowInstances instances, TimeProvider time) : IDisposable
{
    /// <summary>How long a look lasts.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    private const int Most = 4096;

    private readonly ConcurrentDictionary<(UserId, CaseId), DateTimeOffset> _logged = [];

    // The viewer asks for several things at once: the first of them is logged, the others wait for it.
    private readonly SemaphoreSlim _turn = new(1, 1);

    public void Dispose() => _turn.Dispose();

    /// <summary>What happened in a case; null if it is not there for the actor.</summary>
    public async ValueTask<FlowRecord?> ReadAsync(Actor actor, CaseId id, CancellationToken cancelled)
    {
        if (IsLogged(actor, id)) return await instances.ReadAsync(actor, id, null, cancelled);
        await _turn.WaitAsync(cancelled);
        try
        {
            if (IsLogged(actor, id)) return await instances.ReadAsync(actor, id, null, cancelled);
            var at = time.GetUtcNow();
            var record = await instances.ReadAsync(actor, id, at, cancelled);
            if (record is null) return null;
            if (_logged.Count >= Most)
                foreach (var (key, last) in _logged)
                    if (at - last >= Length) _logged.TryRemove(key, out _);
            // Too many people look at too many cases: what is forgotten here is logged once more, never less.
            if (_logged.Count >= Most) _logged.Clear();
            _logged[(actor.Id, id)] = at;
            return record;
        }
        finally
        {
            _turn.Release();
        }
    }

    // A clock that was put back makes no look longer.
    private bool IsLogged(Actor actor, CaseId id) => _logged.TryGetValue((actor.Id, id), out var at) && time.GetUtcNow() - at is var since && since >= TimeSpan.Zero && since < Length;
}
