using System.Collections.Concurrent;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// Lets the commands of this node take turns at a series of document numbers and remembers the last number of each: then a number costs no trip of its own, and its row
/// is locked for the length of a commit only. It only spares work: who has which number is decided by the row alone, and a node whose memory has been overtaken by
/// another one asks the row for a while.
/// </summary>
internal sealed class NumberTurns
{
    // A turn that is not given back (a command that hangs) must not stop the others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Where another node issues documents of the same office, what this one remembers is soon wrong again, and each time costs a command decided anew.
    private const int AskedAfterALoss = 50;

    private readonly ConcurrentDictionary<DocumentSeries, Row> _rows = new();

    /// <summary>Waits for the turns at series, in the order in which all commands wait: of two that meet, one waits for the other and not each for each.</summary>
    public async ValueTask<Turn> TakeAsync(IReadOnlyDictionary<DocumentSeries, int> wanted, CancellationToken cancellationToken)
    {
        var turn = new Turn([.. DocumentNumbers.InOrder(wanted).Select(x => new Wanted(x.Key, x.Value, _rows.GetOrAdd(x.Key, _ => new Row())))]);
        try
        {
            foreach (var wish in turn.Series) wish.IsHeld = await wish.Row.Gate.WaitAsync(Patience, cancellationToken);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>What is remembered of a series.</summary>
    internal sealed class Row
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int? Last { get; set; }

        public int ToAsk { get; set; }
    }

    /// <summary>A series of a command.</summary>
    internal sealed record Wanted(DocumentSeries Name, int Count, Row Row)
    {
        public bool IsHeld { get; set; }
    }

    /// <summary>The turn of one command at its series. Disposing it gives it back; what was neither kept nor given up for certain is forgotten.</summary>
    internal sealed class Turn(IReadOnlyList<Wanted> series) : IDisposable
    {
        private bool _isCertain;

        public IReadOnlyList<Wanted> Series => series;

        /// <summary>Whether the next number of each series is remembered; else the rows have to be asked.</summary>
        public bool IsRemembered => series.All(x => x is { IsHeld: true, Row: { Last: not null, ToAsk: 0 } });

        /// <summary>The first number of each.</summary>
        public IReadOnlyDictionary<DocumentSeries, int> First => series.ToDictionary(x => x.Name, x => x.Row.Last!.Value + 1);

        /// <summary>The numbers were kept.</summary>
        /// <param name="first">The first number of each.</param>
        public void Kept(IReadOnlyDictionary<DocumentSeries, int> first)
        {
            _isCertain = true;
            foreach (var (name, count, row) in series.Where(x => x.IsHeld).Select(x => (x.Name, x.Count, x.Row)))
            {
                row.Last = first[name] + count - 1;
                if (row.ToAsk > 0) row.ToAsk--;
            }
        }

        /// <summary>For certain nothing was written, and the numbers go to the next.</summary>
        public void GivenUp() => _isCertain = true;

        /// <summary>Another node has given the numbers away.</summary>
        public void Lost()
        {
            foreach (var wish in series.Where(x => x.IsHeld)) (wish.Row.Last, wish.Row.ToAsk) = (null, AskedAfterALoss);
        }

        public void Dispose()
        {
            foreach (var wish in series.Where(x => x.IsHeld))
            {
                if (!_isCertain) wish.Row.Last = null;
                wish.IsHeld = false;
                wish.Row.Gate.Release();
            }
        }
    }
}
