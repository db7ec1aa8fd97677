using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;
using CaseWorkflows.Tests.Migration;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>Every version that was ever published and is no longer the newest: its cases go on, and they can go to the shipped version from every step.</summary>
public sealed class PublishedVersionsTests
{
    public static TheoryData<string, int> Versions
    {
        get
        {
            var versions = new TheoryData<string, int>();
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Structure.Repository.Root, "tests", "CaseWorkflows.Tests", "Workflows", "Versions"), "*.json").Select(x => Path.GetFileNameWithoutExtension(x)!).Order(StringComparer.Ordinal))
                versions.Add(file[..file.LastIndexOf('-')], int.Parse(file[(file.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
            return versions;
        }
    }

    // What a newer version asks in another way; whoever has the task of the older one goes on with it as it was.
    private static readonly Dictionary<string, string> OtherForms = new()
    {
        ["legal-aid/appoint"] = "appointment-or-offer", ["legal-aid/appoint-on-notice"] = "appointment-or-offer", ["legal-aid/quality-review"] = "quality-review-visits", ["mediation/assign-mediator"] = "mediation-assign-or-offer",
        ["judicial-confirmation/late-routes"] = "confirmation-late-or-filed-jointly", ["judicial-confirmation/third-party"] = "confirmation-third-objection",
        ["judicial-confirmation/other-party"] = "confirmation-other-parties", ["judicial-confirmation/submit"] = "confirmation-submit-jointly",
        ["judicial-confirmation/submit-extended"] = "confirmation-submit-extended-jointly", ["judicial-confirmation/third-known"] = "confirmation-third-person",
        ["mediation/confirmation-request"] = "mediation-confirmation-request-all",
    };

    // What a newer version ends by itself when its limit is over; a task of the older one whose limit is over already stays on the older one.
    private static readonly Dictionary<string, string> OtherExpiry = new() { ["judicial-confirmation/submit"] = "late" };

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_version_but_the_newest_is_kept(string definition, int version)
    {
        var newest = Present(definition).Version;
        Assert.InRange(version, 1, newest - 1);
        Assert.Equal(Enumerable.Range(1, newest - 1), Versions.Where(x => (string)x[0] == definition).Select(x => (int)x[1]).Order());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Forms_documents_clocks_and_roles_of_it_are_still_there(string definition, int version) =>
        Assert.Empty(DefinitionGate.Check(Old(definition, version), Shipped.Catalog, CaseGate.ContextOf(Shipped.Library)).Where(x => x.Severity == Severity.Error).Select(x => $"{x.ActivityId}: {x.Message.En}"));

    [Theory]
    [MemberData(nameof(Versions))]
    public void No_step_of_it_is_gone_and_a_task_asks_the_same_people_and_offers_no_less(string definition, int version)
    {
        var present = Present(definition);
        foreach (var before in Old(definition, version).Activities)
        {
            var after = present.FindActivity(before.Id);
            Assert.True(after?.Type == before.Type, before.Id);
            foreach (var input in new[] { "Role", "AssigneeFact", "EventName" }) Assert.Equal((before.Id, before.Constant(input)), (after.Id, after.Constant(input)));
            Assert.Equal((before.Id, before.Constant("ExpireOutcome") ?? OtherExpiry.GetValueOrDefault($"{definition}/{before.Id}")), (after.Id, after.Constant("ExpireOutcome")));
            Assert.Equal((before.Id, before.Constant("Form") is { } form ? OtherForms.GetValueOrDefault($"{definition}/{before.Id}", form) : null), (after.Id, after.Constant("Form")));
            Assert.Empty(before.Constants("NotBy").Except(after.Constants("NotBy")));
            Assert.Empty(Outcomes.Of(before, Shipped.Catalog).Except(Outcomes.Of(after, Shipped.Catalog)));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Flows_at_every_step_of_it_go_to_the_present_one_and_on_from_there(string definition, int version)
    {
        var old = Old(definition, version);
        var present = Present(definition);
        var engine = new BuiltInEngine(CaseActivities.All);
        var next = new NextVersion("present", present, []);
        var waiting = old.Activities.Where(FlowMatrixTests.CanRest).Select(x => x.Id).ToHashSet();
        var flows = await FlowMatrixTests.CollectAsync(old, waiting);
        Assert.Equal([], waiting.Except(flows.SelectMany(x => x.Last.Waits.Select(y => y.ActivityId))));
        var (map, problems) = engine.Complete(old, present, []);
        Assert.Empty(problems);
        for (var i = 0; i < flows.Count; i++)
        {
            var migrated = Assert.IsType<Migrated>(await engine.MigrateAsync(new(old, present, map, flows[i].Last.State, [], PlayedFlow.Start)));
            Assert.Equal(flows[i].Last.Waits.Select(x => (x.Key, x.ActivityId, x.Kind, x.DueAt)), migrated.Waits.Select(x => (x.Key, x.ActivityId, x.Kind, x.DueAt)));
            var there = flows[i].To(next, migrated);
            var random = new Random(i);
            HashSet<string> answered = [];
            // Steps that only the newer version has are for its own tests.
            for (var step = 0; step < 6 && there.Last.Waits.Any(x => old.FindActivity(x.ActivityId) is not null); step++) await there.StepAsync(random, answered);
            Assert.Empty(there.Last.Incidents);
        }
    }

    private static WorkflowDefinition Old(string definition, int version) => WorkflowDefinition.Parse(Shipped.Published(definition, version));

    private static WorkflowDefinition Present(string definition) => Shipped.Definitions.Single(x => x.Definition.DefinitionId == definition).Definition;
}
