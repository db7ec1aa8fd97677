namespace CaseWorkflows.Engine.Execution;

/// <summary>
/// Finds the ways of a flowchart that lead forward, breadth first from its start: a way whose target already leads to its source closes a loop.
/// The activities stand in an order in which every forward way leads from an earlier to a later one; a search is needed only for a way against that order,
/// and only between its two ends, so that large definitions are ready as fast as small ones.
/// </summary>
internal sealed class ForwardOrder
{
    private const int Unreached = -1;

    private readonly int[] _ranks;
    private readonly List<FlowNode> _byRank = [];
    private readonly FlowNode?[] _dominators;

    /// <summary>Marks the ways that lead forward.</summary>
    /// <param name="count">How many activities the flowchart has.</param>
    /// <param name="start">Where it starts, or null if it has no activity.</param>
    public ForwardOrder(int count, FlowNode? start)
    {
        _ranks = new int[count];
        Array.Fill(_ranks, Unreached);
        _dominators = new FlowNode?[count];
        if (start is null) return;
        Append(start);
        var open = new Queue<FlowNode>([start]);
        while (open.TryDequeue(out var source))
            foreach (var way in source.Outbound)
            {
                var target = way.Target;
                if (!Has(target))
                {
                    Append(target);
                    open.Enqueue(target);
                }
                else if (target == source || Rank(target) < Rank(source) && !MoveBehind(source, target))
                {
                    continue;
                }
                way.IsBackward = false;
                target.ForwardInbound.Add(way);
            }
        FindDominators();
    }

    /// <summary>Whether forward ways lead there from the start.</summary>
    public bool Has(FlowNode node) => Rank(node) != Unreached;

    /// <summary>Whether every forward way from the start to an activity passes another; so does none, if there is none.</summary>
    public bool Dominates(FlowNode node, FlowNode over)
    {
        if (!Has(over)) return true;
        if (!Has(node)) return false;
        var at = over;
        while (Rank(at) > Rank(node)) at = _dominators[at.Index]!;
        return at == node;
    }

    private int Rank(FlowNode node) => _ranks[node.Index];

    private void Append(FlowNode node)
    {
        _ranks[node.Index] = _byRank.Count;
        _byRank.Add(node);
    }

    /// <summary>Moves what follows the target behind what precedes the source; false if the target already leads to the source.</summary>
    private bool MoveBehind(FlowNode source, FlowNode target)
    {
        var after = Between(target, node => node.Outbound.Where(x => !x.IsBackward).Select(x => x.Target), node => Rank(node) <= Rank(source));
        if (after.Contains(source)) return false;
        var before = Between(source, node => node.ForwardInbound.Select(x => x.Source), node => Rank(node) >= Rank(target));
        var places = before.Concat(after).Select(Rank).Order().ToList();
        foreach (var (node, place) in before.OrderBy(Rank).Concat(after.OrderBy(Rank)).ToList().Zip(places))
        {
            _ranks[node.Index] = place;
            _byRank[place] = node;
        }
        return true;
    }

    private static HashSet<FlowNode> Between(FlowNode from, Func<FlowNode, IEnumerable<FlowNode>> next, Func<FlowNode, bool> isBetween)
    {
        var seen = new HashSet<FlowNode>(ReferenceEqualityComparer.Instance) { from };
        var open = new Stack<FlowNode>([from]);
        while (open.TryPop(out var node))
            foreach (var one in next(node))
                if (isBetween(one) && seen.Add(one))
                    open.Push(one);
        return seen;
    }

    // The last activity that all ways to an activity pass: where the ways to those before it meet.
    private void FindDominators()
    {
        foreach (var node in _byRank.Skip(1))
            _dominators[node.Index] = node.ForwardInbound.Select(x => x.Source).Aggregate(Meeting);
    }

    private FlowNode Meeting(FlowNode one, FlowNode other)
    {
        while (one != other)
            if (Rank(one) > Rank(other)) one = _dominators[one.Index]!;
            else other = _dominators[other.Index]!;
        return one;
    }
}
