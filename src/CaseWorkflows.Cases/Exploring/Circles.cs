using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>States among which a flow can go round for ever.</summary>
internal static class Circles
{
    /// <summary>Every largest group of these states in which each leads to each other without leaving them.</summary>
    public static IReadOnlyList<IReadOnlyList<ExploredState>> In(IReadOnlySet<ExploredState> states)
    {
        // Tarjan's algorithm with its own stack: a flow's states can be more than calls can be nested.
        var circles = new List<IReadOnlyList<ExploredState>>();
        var index = new Dictionary<ExploredState, int>();
        var low = new Dictionary<ExploredState, int>();
        var path = new Stack<ExploredState>();
        var onPath = new HashSet<ExploredState>();
        foreach (var root in states)
        {
            if (index.ContainsKey(root)) continue;
            var calls = new Stack<(ExploredState State, int Next)>([(root, 0)]);
            while (calls.TryPop(out var call))
            {
                var (state, next) = call;
                if (next == 0)
                {
                    index[state] = low[state] = index.Count;
                    path.Push(state);
                    onPath.Add(state);
                }
                else
                {
                    low[state] = Math.Min(low[state], low.GetValueOrDefault(state.Next[next - 1].To, int.MaxValue) is var reached && onPath.Contains(state.Next[next - 1].To) ? reached : int.MaxValue);
                }
                var isDeeper = false;
                for (; next < state.Next.Count && !isDeeper; next++)
                {
                    var to = state.Next[next].To;
                    if (!states.Contains(to)) continue;
                    if (!index.TryGetValue(to, out var known))
                    {
                        calls.Push((state, next + 1));
                        calls.Push((to, 0));
                        isDeeper = true;
                    }
                    else if (onPath.Contains(to))
                    {
                        low[state] = Math.Min(low[state], known);
                    }
                }
                if (isDeeper || low[state] != index[state]) continue;
                var circle = new List<ExploredState>();
                ExploredState last;
                do
                {
                    last = path.Pop();
                    onPath.Remove(last);
                    circle.Add(last);
                }
                while (last != state);
                if (circle.Count > 1 || state.Next.Any(x => x.To == state)) circles.Add(circle);
            }
        }
        return circles;
    }
}
