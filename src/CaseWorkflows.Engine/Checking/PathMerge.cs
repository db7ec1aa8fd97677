namespace CaseWorkflows.Engine.Checking;

/// <summary>A path that has come to a merge.</summary>
internal sealed record PathArrival(int State, PathEdge Edge, object?[] Values);

/// <summary>
/// Where the branches of a fork come together again. Each has changed variables of its own; what goes on from here has the changes of all, and only
/// branches that left the fork with the same values meet.
/// </summary>
internal sealed class PathMerge(PathNode node, PathValues values)
{
    private readonly List<PathArrival>[] _arrived = [.. node.Awaited.Select(_ => new List<PathArrival>())];
    private readonly HashSet<int>[] _changed = [.. node.Awaited.Select(x => values.ChangedIn(x.Own))];
    private bool _givenUp;

    /// <summary>How often branches have met.</summary>
    public int Met { get; private set; }

    /// <summary>Everything that this arrival completes.</summary>
    public IEnumerable<(IReadOnlyList<PathArrival> Arrivals, object?[] Values)> Arrive(PathArrival arrival)
    {
        if (_givenUp) return [([arrival], arrival.Values)];
        var mine = node.Awaited.FindIndex(x => x.Ways.Contains(arrival.Edge));
        if (_arrived[mine].Exists(x => x.State == arrival.State && x.Edge == arrival.Edge && x.Values.AsSpan().SequenceEqual(arrival.Values))) return [];
        _arrived[mine].Add(arrival);
        List<PathArrival[]> together = [[arrival]];
        var branches = new List<int> { mine };
        for (var i = 0; i < _arrived.Length; i++)
        {
            if (i == mine) continue;
            together = [.. together.SelectMany(x => _arrived[i].Where(one => Fits(x[0], mine, one, i)).Select(one => (PathArrival[])[.. x, one]))];
            branches.Add(i);
            if (together.Count > FlowPaths.MostStates / 10) break;
        }
        Met += together.Count;
        return [.. together.Select(x => ((IReadOnlyList<PathArrival>)x, Joined(x, branches)))];
    }

    /// <summary>All that has arrived so far; from now on nothing is waited for.</summary>
    public IReadOnlyList<PathArrival> GiveUp()
    {
        _givenUp = true;
        Met = 1;
        return [.. _arrived.SelectMany(x => x)];
    }

    private bool Fits(PathArrival one, int itsBranch, PathArrival other, int otherBranch)
    {
        for (var i = 0; i < one.Values.Length; i++)
            if (!_changed[itsBranch].Contains(i) && !_changed[otherBranch].Contains(i) && !Equals(one.Values[i], other.Values[i]))
                return false;
        return true;
    }

    private object?[] Joined(PathArrival[] arrivals, List<int> branches)
    {
        var joined = (object?[])arrivals[0].Values.Clone();
        for (var k = 1; k < arrivals.Length; k++)
            foreach (var i in _changed[branches[k]])
                // Changed by two branches at once: the last one wins, and nobody knows which that is.
                joined[i] = _changed[branches[0]].Contains(i) && !Equals(joined[i], arrivals[k].Values[i]) ? null : arrivals[k].Values[i];
        return joined;
    }
}
