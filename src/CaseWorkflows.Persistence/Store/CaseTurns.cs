using CaseWorkflows.Cases;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// Lets the commands of this node take turns at a case over which some of them have just collided. Without it two hundred senders of one case
/// load it two hundred times for each one that gets through. It only spares work: who is right is decided by the version alone, and nobody
/// waits who has not been near a collision.
/// </summary>
internal sealed class CaseTurns
{
    // A turn that is not given back (a command that hangs) must not stop the others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int Turns = 64;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly bool[] _contended = new bool[Turns];
    private readonly int[] _queues = new int[Turns];

    /// <summary>Two commands collided: from now on they queue, until nobody queues any more.</summary>
    public void Collided(CaseId id) => Volatile.Write(ref _contended[Of(id)], true);

    /// <summary>Waits for the turn, if there is a queue. Disposing gives it back; null if there is none to give back.</summary>
    public async ValueTask<IDisposable?> TakeAsync(CaseId id, CancellationToken cancellationToken)
    {
        var turn = Of(id);
        if (!Volatile.Read(ref _contended[turn])) return null;
        Interlocked.Increment(ref _queues[turn]);
        var taken = false;
        try
        {
            taken = await _gates[turn].WaitAsync(Patience, cancellationToken);
        }
        finally
        {
            if (!taken) Interlocked.Decrement(ref _queues[turn]);
        }
        return taken ? new Taken(this, turn) : null;
    }

    private void GiveBack(int turn)
    {
        if (Interlocked.Decrement(ref _queues[turn]) == 0) Volatile.Write(ref _contended[turn], false);
        _gates[turn].Release();
    }

    // Cases that share a turn wait for each other now and then, which costs a little time and nothing else.
    private static int Of(CaseId id) => (int)((uint)id.GetHashCode() % Turns);

    private sealed class Taken(CaseTurns turns, int turn) : IDisposable
    {
        private int _givenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _givenBack, 1) == 0) turns.GiveBack(turn);
        }
    }
}
