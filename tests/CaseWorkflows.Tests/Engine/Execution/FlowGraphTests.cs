using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Tests.Engine.Execution;

/// <summary>The shape of a flowchart, found fast, against the same said plainly: breadth first, one search of everything for each way.</summary>
public sealed class FlowGraphTests
{
    private const int Flowcharts = 400;

    [Fact]
    public void The_ways_that_lead_forward_are_those_that_a_search_for_each_way_finds()
    {
        for (var seed = 1; seed <= Flowcharts; seed++)
        {
            var root = Draw(new Random(seed));
            var graph = new FlowGraph(root, root.Activities[0]);
            var forward = Forward(root);
            foreach (var way in root.Connections) Assert.True(graph.IsBackward(way) != forward.Contains(way), $"seed {seed}: {way}");
            foreach (var activity in root.Activities)
                Assert.True(graph.IsReachable(activity.Id) == (activity == root.Activities[0] || forward.Exists(x => x.TargetId == activity.Id)), $"seed {seed}: {activity}");
        }
    }

    [Fact]
    public void A_loop_is_valid_if_no_way_from_the_start_to_its_source_goes_round_its_target()
    {
        var (valid, invalid) = (0, 0);
        for (var seed = 1; seed <= Flowcharts; seed++)
        {
            var root = Draw(new Random(seed));
            var graph = new FlowGraph(root, root.Activities[0]);
            var forward = Forward(root);
            foreach (var way in root.Connections.Where(x => graph.IsBackward(x)))
            {
                var expected = way.TargetId == root.Activities[0].Id || way.TargetId == way.SourceId
                    || !Reach(root.Activities[0].Id, forward.Where(x => x.TargetId != way.TargetId)).Contains(way.SourceId);
                Assert.True(graph.IsValidBackward(way) == expected, $"seed {seed}: {way}");
                if (expected) valid++;
                else invalid++;
            }
        }
        Assert.True(valid > 100 && invalid > 100, $"{valid} valid, {invalid} invalid: the drawing shows too little");
    }

    [Fact]
    public void What_lies_upstream_is_what_leads_there()
    {
        for (var seed = 1; seed <= Flowcharts / 4; seed++)
        {
            var root = Draw(new Random(seed));
            var graph = new FlowGraph(root, root.Activities[0]);
            var forward = Forward(root);
            foreach (var from in graph.Nodes)
            {
                var after = Reach(from.ToString(), forward);
                foreach (var to in graph.Nodes.Where(x => x != from)) Assert.Equal(after.Contains(to.ToString()), graph.IsUpstream(from, to));
            }
        }
    }

    [Fact]
    public void Loops_of_activities_are_those_that_lead_to_each_other()
    {
        for (var seed = 1; seed <= Flowcharts; seed++)
        {
            var root = Draw(new Random(seed));
            var ids = root.Activities.Select(x => x.Id).ToList();
            var after = ids.ToDictionary(x => x, x => root.Connections.Where(way => way.SourceId == x).SelectMany(way => Reach(way.TargetId, root.Connections)).ToHashSet());
            var expected = ids.Where(x => after[x].Contains(x)).Select(x => string.Join(",", ids.Where(y => x == y || after[x].Contains(y) && after[y].Contains(x)))).Distinct();

            var found = Components.WithLoops(ids, x => root.Connections.Where(way => way.SourceId == x).Select(way => way.TargetId));

            Assert.Equal(expected, found.Select(x => string.Join(",", x)));
        }
    }

    private static ActivityDefinition Draw(Random random)
    {
        var count = random.Next(1, 14);
        var activities = Enumerable.Range(0, count).Select(x => FlowBuilder.Activity($"a{x}", "WriteLine")).ToArray();
        // Mostly onward, so that much can be reached, and often back.
        var ways = Enumerable.Range(0, random.Next(count * 3)).Select(_ => random.Next(count) is var from && random.Next(3) > 0
            ? $"a{from}.{random.Next(3)}>a{Math.Min(count - 1, from + random.Next(1, 3))}"
            : $"a{from}.{random.Next(3)}>a{random.Next(count)}").ToArray();
        return new FlowBuilder().With(activities).To(ways).Build().Root;
    }

    private static List<Connection> Forward(ActivityDefinition root)
    {
        var forward = new List<Connection>();
        var visited = new HashSet<string>();
        var open = new Queue<string>([root.Activities[0].Id]);
        while (open.TryDequeue(out var source))
        {
            visited.Add(source);
            foreach (var way in root.Connections.Where(x => x.SourceId == source && !forward.Contains(x)))
            {
                if (Reach(way.TargetId, forward).Contains(source)) continue;
                forward.Add(way);
                if (!visited.Contains(way.TargetId)) open.Enqueue(way.TargetId);
            }
        }
        return forward;
    }

    private static HashSet<string> Reach(string from, IEnumerable<Connection> ways)
    {
        var bySource = ways.ToLookup(x => x.SourceId);
        var reached = new HashSet<string> { from };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var id))
            foreach (var way in bySource[id])
                if (reached.Add(way.TargetId))
                    open.Enqueue(way.TargetId);
        return reached;
    }
}
