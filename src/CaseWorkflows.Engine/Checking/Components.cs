namespace CaseWorkflows.Engine.Checking;

/// <summary>Sets of activities that all lead to each other, found in one walk over the ways (Tarjan's).</summary>
internal static class Components
{
    /// <summary>
    /// The sets that hold a loop, each in the order of <paramref name="nodes"/>, and in the order of their first members; ways to what is not among the
    /// nodes don't count.
    /// </summary>
    public static List<List<string>> WithLoops(IReadOnlyList<string> nodes, Func<string, IEnumerable<string>> next)
    {
        var index = nodes.Select((x, i) => (x, i)).ToDictionary(x => x.x, x => x.i, StringComparer.Ordinal);
        var ways = nodes.Select(x => next(x).Where(index.ContainsKey).Select(y => index[y]).ToArray()).ToArray();
        var seen = new int[nodes.Count];
        var lowest = new int[nodes.Count];
        var taken = new int[nodes.Count];
        var isOpen = new bool[nodes.Count];
        var open = new Stack<int>();
        // A stack of our own: a chain of thousands of activities is deeper than the machine's.
        var path = new Stack<int>();
        var found = new List<List<int>>();
        var clock = 0;
        for (var root = 0; root < nodes.Count; root++)
        {
            if (seen[root] > 0) continue;
            Enter(root);
            while (path.TryPeek(out var at))
            {
                if (taken[at] < ways[at].Length)
                {
                    var target = ways[at][taken[at]++];
                    if (seen[target] == 0) Enter(target);
                    else if (isOpen[target]) lowest[at] = Math.Min(lowest[at], seen[target]);
                    continue;
                }
                path.Pop();
                if (path.TryPeek(out var before)) lowest[before] = Math.Min(lowest[before], lowest[at]);
                if (lowest[at] == seen[at]) Close(at);
            }
        }
        return [.. found.Where(x => x.Count > 1 || ways[x[0]].Contains(x[0])).OrderBy(x => x.Min()).Select(x => x.Order().Select(y => nodes[y]).ToList())];

        void Enter(int node)
        {
            seen[node] = lowest[node] = ++clock;
            isOpen[node] = true;
            open.Push(node);
            path.Push(node);
        }

        void Close(int node)
        {
            var members = new List<int>();
            do
            {
                members.Add(open.Pop());
                isOpen[members[^1]] = false;
            }
            while (members[^1] != node);
            found.Add(members);
        }
    }
}
