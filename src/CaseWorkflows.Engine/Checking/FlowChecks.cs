using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Engine.Checking;

/// <summary>Checks of a flowchart's shape: start, end, loops, joins.</summary>
internal sealed partial class FlowChecks
{
    private readonly ActivityDefinition _flowchart;
    private readonly Findings _findings;
    private readonly Dictionary<string, ActivityDefinition> _byId;
    private readonly ILookup<string, Connection> _out;

    private FlowChecks(ActivityDefinition flowchart, Findings findings)
    {
        _flowchart = flowchart;
        _findings = findings;
        _byId = flowchart.Activities.DistinctBy(x => x.Id).ToDictionary(x => x.Id, StringComparer.Ordinal);
        _out = flowchart.Connections.Where(x => _byId.ContainsKey(x.SourceId) && _byId.ContainsKey(x.TargetId)).Distinct().ToLookup(x => x.SourceId);
    }

    public static void Run(ActivityDefinition flowchart, Findings findings)
    {
        if (flowchart.Activities.Count == 0)
        {
            findings.Error("empty", flowchart.Id);
            return;
        }
        var checks = new FlowChecks(flowchart, findings);
        var reachable = checks.StartAndReach();
        checks.Ends(reachable);
        checks.Loops();
        checks.Joins(reachable);
    }

    private HashSet<string> StartAndReach()
    {
        var starts = _flowchart.Activities.Where(x => x.Type == BuiltInActivities.Start || _findings.Catalog.Find(x.Type, x.Version)?.IsStart == true).ToList();
        var events = _flowchart.Activities.Where(x => x.CanStartWorkflow).ToList();
        foreach (var odd in events.Where(x => _findings.Catalog.Find(x.Type, x.Version) is { Kind: not "Trigger" })) _findings.Warn("start-not-trigger", odd.Id);
        foreach (var further in starts.Skip(1)) _findings.Error("several-starts", further.Id);
        if (starts.Count == 0 && events.Count == 0)
        {
            // Where no more than one activity has nothing before it, the flow starts there, or with the first that is drawn.
            if (_flowchart.Activities.Count(x => _flowchart.Connections.All(c => c.TargetId != x.Id)) > 1) _findings.Error("no-start", _flowchart.Id);
            else if (_flowchart == _findings.Definition.Root) _findings.Warn("no-start", _flowchart.Id);
        }
        var start = FlowGraph.FindStart(_flowchart, null)!;
        var reachable = Reach([start.Id, .. events.Select(x => x.Id)], _ => true);
        foreach (var activity in _byId.Values.Where(x => !reachable.Contains(x.Id))) _findings.Error("unreachable", activity.Id, ("start", start.Id));

        var graph = new FlowGraph(_flowchart, start);
        foreach (var way in _out.SelectMany(x => x).Where(x => reachable.Contains(x.SourceId)))
            if (graph.IsReachable(way.SourceId) && graph.IsBackward(way) && !graph.IsValidBackward(way))
                _findings.Error("invalid-backward", way.SourceId, ("target", way.TargetId));
        return reachable;
    }

    private void Ends(HashSet<string> reachable)
    {
        var ends = _byId.Values.Where(IsEnd).Select(x => x.Id).ToHashSet(StringComparer.Ordinal);
        if (_flowchart == _findings.Definition.Root && !_byId.Values.Any(IsTerminal))
        {
            if (ends.Count > 0) _findings.Warn("no-end", _flowchart.Id);
            else _findings.Error("no-end", _flowchart.Id);
        }
        var leading = new HashSet<string>(ends, StringComparer.Ordinal);
        var into = _out.SelectMany(x => x).ToLookup(x => x.TargetId);
        var open = new Queue<string>(ends);
        while (open.TryDequeue(out var id))
            foreach (var way in into[id])
                if (leading.Add(way.SourceId))
                    open.Enqueue(way.SourceId);
        foreach (var activity in _byId.Values.Where(x => reachable.Contains(x.Id) && !leading.Contains(x.Id))) _findings.Error("no-way-to-end", activity.Id);
    }

    // A loop in which nothing waits runs through in one go: harmless if something in it changes what it decides on, endless if not.
    private void Loops()
    {
        foreach (var loop in Cycles())
        {
            var members = loop.Select(x => _byId[x]).ToList();
            if (members.Any(CanChange)) _findings.Warn("loop-without-wait", members[0].Id, ("loop", string.Join(" → ", loop)));
            else _findings.Error("endless-loop", members[0].Id, ("loop", string.Join(" → ", loop)));
        }
    }

    private void Joins(HashSet<string> reachable)
    {
        var start = FlowGraph.FindStart(_flowchart, null)!;
        var graph = new FlowGraph(_flowchart, start);
        var deciders = _byId.Values.Where(ChoosesOne).ToList();
        foreach (var join in _byId.Values.Where(x => x.Type == BuiltInActivities.FlowJoin && JoinModes.Of(x) == "WaitAll"))
        {
            foreach (var lost in _out.SelectMany(x => x).Where(x => x.TargetId == join.Id && !reachable.Contains(x.SourceId)).Select(x => x.SourceId).Distinct())
                _findings.Error("join-unreachable", join.Id, ("source", lost));
            // A way that leads back to the join is not waited for.
            var inbound = graph.ForwardInbound(join.Id).ToList();
            foreach (var decider in deciders)
            {
                var without = Reach([start.Id], way => way.SourceId != decider.Id);
                // Only ways that all pass the decision depend on it alone.
                var behind = inbound.Where(x => x.SourceId == decider.Id || !without.Contains(x.SourceId)).ToList();
                if (behind.Count < 2) continue;
                var byPort = _out[decider.Id].GroupBy(x => x.SourcePort).Select(port =>
                {
                    var reached = Reach(port.Select(x => x.TargetId), way => way.SourceId != decider.Id && way.SourceId != join.Id);
                    return behind.Where(x => x.SourceId == decider.Id ? x.SourcePort == port.Key : reached.Contains(x.SourceId)).ToHashSet();
                }).ToList();
                var exclusive = behind.Any(one => behind.Any(other => one != other && byPort.All(port => !(port.Contains(one) && port.Contains(other)))));
                if (!exclusive) continue;
                _findings.Error("join-never", join.Id, ("decision", decider.Id));
                break;
            }
        }
    }

    private bool ChoosesOne(ActivityDefinition activity) => activity.Type switch
    {
        BuiltInActivities.FlowDecision => true,
        BuiltInActivities.FlowSwitch => activity.Input("Mode")?.Text is null or "" or "MatchFirst",
        _ => !BuiltInActivities.Knows(activity.Type) && Outcomes.Of(activity, _findings.Catalog).Count > 1,
    };

    private HashSet<string> Reach(IEnumerable<string> from, Func<Connection, bool> mayFollow)
    {
        var reached = from.ToHashSet(StringComparer.Ordinal);
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var id))
            foreach (var way in _out[id])
                if (mayFollow(way) && reached.Add(way.TargetId))
                    open.Enqueue(way.TargetId);
        return reached;
    }

    /// <summary>Sets of activities that all lead to each other without anything that waits: what waits breaks a loop only where it stands.</summary>
    private List<List<string>> Cycles() =>
        Components.WithLoops([.. _byId.Values.Where(x => !CanWait(x, _findings)).Select(x => x.Id)], x => _out[x].Select(way => way.TargetId));

    private bool IsTerminal(ActivityDefinition activity) => _findings.Catalog.Find(activity.Type, activity.Version)?.IsTerminal == true;

    private bool IsEnd(ActivityDefinition activity) =>
        IsTerminal(activity)
        || BuiltInActivities.Knows(activity.Type) && Outcomes.Of(activity, _findings.Catalog).Except(_out[activity.Id].Select(x => x.SourcePort)).Any();

    /// <summary>Whether it, or something in it, can wait.</summary>
    public static bool CanWait(ActivityDefinition activity, Findings findings) =>
        findings.Catalog.Find(activity.Type, activity.Version)?.CanWait == true || activity.Children.Any(x => CanWait(x, findings));

    /// <summary>Whether it, or something in it, can change what a condition asks for.</summary>
    public static bool CanChange(ActivityDefinition activity) =>
        activity.Type is BuiltInActivities.SetVariable or BuiltInActivities.RunJavaScript
        || !BuiltInActivities.Knows(activity.Type)
        || Changing().IsMatch(activity.Json["condition"].AsText())
        || activity.Children.Any(CanChange);

    [GeneratedRegex(@"\bset\w+\s*\(|variables\s*[.\[]|Math\.random|memoryReference")]
    private static partial Regex Changing();
}
