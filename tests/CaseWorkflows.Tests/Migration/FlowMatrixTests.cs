using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Migration;

/// <summary>
/// Flows of every shipped definition, waiting at every step at which one can wait, go on with changed next versions. Beside each runs a twin
/// that stays: what the old version would do is done in the same way and as often, nothing is lost and nothing comes twice.
/// </summary>
public sealed class FlowMatrixTests
{
    private const int Flows = 1_000;
    private const int StepsAhead = 10;

    // Of every so many flows the whole rest is played; hardly any case takes more answers than this.
    private const int WholeSample = 10;
    private const int StepsToTheEnd = 120;

    // Of every so many flows also the way back and a version without some step are tried: a run has to take seconds.
    private const int Sample = 4;

    private static readonly BuiltInEngine Engine = new(CaseActivities.All);

    private static readonly ConditionalWeakTable<WorkflowDefinition, StepMap> Maps = [];

    // Without the only step that waits a loop of the new version runs for ever: the version's fault, tried once.
    private static readonly ConditionalWeakTable<WorkflowDefinition, string> Endless = [];

    public static TheoryData<string> Definitions => [.. Directory.GetFiles(Path.Combine(Shipped.Folder, "definitions"), "*.json").Select(x => Path.GetFileNameWithoutExtension(x)!).Order()];

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task Every_step_of_a_shipped_definition_goes_to_changed_next_versions(string file)
    {
        var old = WorkflowDefinition.Parse(await File.ReadAllTextAsync(Path.Combine(Shipped.Folder, "definitions", file + ".json")));
        var waiting = old.Activities.Where(CanRest).Select(x => x.Id).ToHashSet();
        var flows = await CollectAsync(old, waiting);
        Assert.Equal([], waiting.Except(flows.SelectMany(x => x.Last.Waits.Select(y => y.ActivityId))));

        var version = old.Version + 1;
        List<NextVersion> nexts = [NextVersion.OtherTexts(old, version), NextVersion.Inserted(old, version), NextVersion.AllRenamed(old, version)];
        if (NextVersion.MoreBranches(old, version) is { } more) nexts.Add(more);
        var removed = waiting.ToDictionary(x => x, x => NextVersion.Without(old, version, x));
        var (moved, stayed, ended) = (0, 0, 0);
        for (var i = 0; i < Flows; i++)
        {
            var flow = flows[i % flows.Count];
            var next = nexts[i % nexts.Count];
            var seed = i;
            var steps = i % WholeSample == 0 ? StepsToTheEnd : StepsAhead;
            var (twin, status) = await RunAsync(flow, seed, steps);
            await SameAsTwinAsync(flow, next, twin, status, seed, steps);
            if (i % WholeSample == 0 && status == FlowStatus.Finished) ended++;

            if (i % Sample != 0) continue;
            await ComesBackAsync(flow, next);
            var without = removed.Values.ElementAt(i / Sample % removed.Count);
            if (await LosesNothingAsync(flow, without, seed)) moved++;
            else stayed++;
        }
        Assert.True(moved > stayed, $"{moved} moved and {stayed} stayed");
        Assert.True(ended > Flows / WholeSample / 2, $"{ended} of {Flows / WholeSample} came to their end");
        foreach (var (step, without) in removed)
            foreach (var flow in flows.Where(x => x.Last.Waits.Any(y => y.ActivityId == step)).Take(3))
                Assert.Equal(("migration.step-gone", step), await MigrateAsync(flow, without) is MigrationRefused refused ? (refused.Code, refused.ActivityId) : default);
    }

    private static async Task SameAsTwinAsync(PlayedFlow flow, NextVersion next, List<string> twin, FlowStatus end, int seed, int steps)
    {
        var migrated = await MigrateAsync(flow, next) as Migrated;
        var where = $"{next.Name}, {string.Join("+", flow.Last.Waits.Select(x => x.ActivityId))}, {seed}";
        Assert.True(migrated is not null, $"{where}: {(await MigrateAsync(flow, next) as MigrationRefused)?.Message.En}");
        Assert.Equal(flow.Last.Waits.Select(x => (x.Key, x.Kind, x.DueAt)), migrated.Waits.Select(x => (x.Key, x.Kind, x.DueAt)));
        var there = flow.To(next, migrated);
        var (course, status) = await RunAsync(there, seed, steps);
        Assert.True(twin.SequenceEqual(course), $"{where}:\n{string.Join("\n", twin.Zip(course).SkipWhile(x => x.First == x.Second).Take(1))}\n{twin.Count} {course.Count}");
        Assert.Equal((where, end), (where, status));
    }

    private static async Task ComesBackAsync(PlayedFlow flow, NextVersion next)
    {
        var migrated = Assert.IsType<Migrated>(await MigrateAsync(flow, next));
        var there = Engine.Complete(flow.Definition, next.Definition, next.Choices).Map;
        var map = Engine.Complete(next.Definition, flow.Definition, there.Backward()).Map;
        var back = await Engine.MigrateAsync(new(next.Definition, flow.Definition, map, migrated.State, [], PlayedFlow.Start));
        Assert.True(back is Migrated, (back as MigrationRefused)?.Message.En);
        Assert.Equal(JsonNode.Parse(flow.Last.State)!["waits"]!.ToJsonString(), JsonNode.Parse(((Migrated)back).State)!["waits"]!.ToJsonString());
    }

    /// <summary>A case that moves has a next step or an end all the way; one that does not says why.</summary>
    private static async Task<bool> LosesNothingAsync(PlayedFlow flow, NextVersion without, int seed)
    {
        switch (await MigrateAsync(flow, without))
        {
            case Migrated when Endless.TryGetValue(without.Definition, out _):
                return true;
            case Migrated migrated:
                var there = flow.To(without, migrated);
                var random = new Random(seed);
                HashSet<string> answered = [];
                for (var i = 0; i < StepsAhead / 3 && there.Last is { Status: FlowStatus.Suspended, Incidents.Count: 0 }; i++) await there.StepAsync(random, answered);
                if (there.Last.Incidents.Count > 0) Endless.AddOrUpdate(without.Definition, without.Name);
                Assert.All(there.Last.Incidents, x => Assert.Contains("5000", x.Message.Zh, StringComparison.Ordinal));
                return true;
            case MigrationRefused refused:
                Assert.NotEqual("", refused.Message.Zh);
                return false;
            default:
                throw new InvalidOperationException();
        }
    }

    private static async Task<(List<string> Course, FlowStatus Status)> RunAsync(PlayedFlow start, int seed, int steps)
    {
        var flow = start.Copy();
        var random = new Random(seed);
        List<string> course = [];
        HashSet<string> answered = [];
        for (var i = 0; i < steps && flow.Last.Status == FlowStatus.Suspended; i++) course.AddRange(await flow.StepAsync(random, answered));
        return (course, flow.Last.Status);
    }

    private static ValueTask<MigrationResult> MigrateAsync(PlayedFlow flow, NextVersion next)
    {
        return Engine.MigrateAsync(new(flow.Definition, next.Definition, Maps.GetValue(next.Definition, _ => Engine.Complete(flow.Definition, next.Definition, next.Choices).Map), flow.Last.State, [], PlayedFlow.Start));
    }

    internal static bool CanRest(ActivityDefinition activity) =>
        Engine.Catalog.Find(activity.Type, activity.Version) is { CanWait: true, EmbeddedPorts.Count: 0 } && !IsService(activity);

    private static bool IsService(ActivityDefinition activity) => activity.Type is "CaseWorkflows.CheckConflicts" or "CaseWorkflows.ProposeLawyer"
        or "CaseWorkflows.CheckLawyer" or "CaseWorkflows.AskOnce" or "CaseWorkflows.CheckCatalogue" or "CaseWorkflows.AssessEligibility"
        or "CaseWorkflows.OpenServicePeriod" or "CaseWorkflows.TallyServiceRecords" or "CaseWorkflows.CheckAidedCase"
        or "CaseWorkflows.CheckInTime";

    /// <summary>States of walks at random, some for every set of steps at which one can wait, the rare ones first.</summary>
    internal static async Task<List<PlayedFlow>> CollectAsync(WorkflowDefinition old, HashSet<string> waiting)
    {
        var kept = new Dictionary<string, List<PlayedFlow>>();
        for (var walk = 0; walk < 400 && (walk < 60 || waiting.Except(kept.Values.SelectMany(x => x[0].Last.Waits.Select(y => y.ActivityId))).Any()); walk++)
        {
            var random = new Random(walk);
            var flow = await PlayedFlow.BeginAsync(Engine, old, random);
            for (var i = 0; i < 40 && flow.Last.Status == FlowStatus.Suspended; i++)
            {
                var places = string.Join("+", flow.Last.Waits.Select(x => x.ActivityId).Order());
                if (!kept.TryGetValue(places, out var same)) kept[places] = same = [];
                if (same.Count < 25) same.Add(flow.Copy());
                await flow.StepAsync(random, []);
            }
        }
        // One of each, then the second of each, and so on: no place is missing among the first thousand.
        return [.. kept.Values.SelectMany(x => x.Select((flow, i) => (flow, i))).OrderBy(x => x.i).Select(x => x.flow)];
    }
}
