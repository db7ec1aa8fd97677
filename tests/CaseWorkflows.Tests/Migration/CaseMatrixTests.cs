using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.InMemory;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Migration;

/// <summary>A thousand cases, taken out of the stories at every point they come to, migrate by the real commands.</summary>
public sealed class CaseMatrixTests
{
    private const int Cases = 1_000;

    [Fact]
    public async Task A_thousand_cases_go_to_changed_versions_and_back_with_clocks_tasks_and_drafts_untouched()
    {
        var (desk, definitions) = await PopulateAsync();
        var migrations = new CaseMigrations(desk.Store, new InMemoryMigrations(desk.Store, definitions), desk.Commands, desk.Rules, desk.Time);
        var old = WorkflowDefinition.Parse(Shipped.LegalAid);
        NextVersion[] nexts = [NextVersion.OtherTexts(old, old.Version + 1), NextVersion.Inserted(old, old.Version + 2), NextVersion.AllRenamed(old, old.Version + 3), NextVersion.MoreBranches(old, old.Version + 4)!];
        foreach (var next in nexts) await definitions.PublishAsync("test", "legal-aid", next.Definition.Version, next.Json, default, default);
        var before = desk.Store.Cases.OrderBy(x => x.Code, StringComparer.Ordinal).ToList();
        Assert.Equal(Cases, before.Count);

        for (var i = 0; i < nexts.Length; i++)
        {
            var (next, share) = (nexts[i], before.Where((_, n) => n % nexts.Length == i).ToList());
            var order = new MigrationOrder("legal-aid", old.Version, next.Definition.Version, next.Choices, [.. share.Select(x => x.Code)]);

            var sample = share.Take(30).ToList();
            var plan = await migrations.PlanAsync(order with { Cases = [.. sample.Select(x => x.Code)] });
            Assert.Equal(sample.Select(Everything), sample.Select(x => Everything(desk.Store.Case(x.Id))));
            var report = await migrations.RunAsync(order, "yuan.fang", "测试");

            Assert.True(report.Count(MigrationVerdict.Stayed) == 0, string.Join("\n", report.Lines.Where(x => x.Verdict == MigrationVerdict.Stayed).Take(3).Select(x => $"{next.Name}: {x.Code} {x.ReasonCode} {x.Reason?.En}")));
            Assert.Equal((next.Name, share.Count, 0), (next.Name, report.Count(MigrationVerdict.Moved), report.Count(MigrationVerdict.Stayed)));
            Assert.Equal(plan.Lines.OrderBy(x => x.Code, StringComparer.Ordinal).Select(Told), report.Lines.Where(x => sample.Exists(y => y.Code == x.Code)).Select(Told));
            Assert.All(share, x => Compare(x, desk.Store.Case(x.Id), next));

            var again = await migrations.RunAsync(order, "yuan.fang", "测试");
            Assert.Equal(share.Count, again.Lines.Count(x => x.ReasonCode == "migration.not-on-version"));
            Assert.All(share, x => Assert.Equal(x.Version + 1, desk.Store.Case(x.Id).Version));

            var undone = await migrations.UndoAsync(report.Run!.Id, OfficePath.Root, "yuan.fang", "退回");
            Assert.Equal(share.Count, undone.Count(MigrationVerdict.Undone));
            Assert.All(share, x =>
            {
                Assert.Equal(Everything(x), Everything(desk.Store.Case(x.Id)));
                Assert.Equal(["CaseMigrated", "MigrationUndone"], desk.Store.History(x.Id).Select(y => y.Kind));
            });
        }
    }

    private static void Compare(LegalCase before, LegalCase after, NextVersion next)
    {
        Assert.Equal((before.Version + 1, next.Definition.Version), (after.Version, after.DefinitionVersion));
        Assert.Equal(JsonSerializer.Serialize(before.Clocks, CaseJson.Readable), JsonSerializer.Serialize(after.Clocks, CaseJson.Readable));
        Assert.Equal((before.Alerts.Count, before.File.Count, before.Stage, before.Status), (after.Alerts.Count, after.File.Count, after.Stage, after.Status));
        Assert.Equal(before.Tasks.Select(Kept), after.Tasks.Select(Kept));
        Assert.Equal(before.Tasks.Select(x => x.StepId), after.Tasks.Select(x => next.Before(x.StepId)));
        Assert.Equal(WaitsOf(before).Select(x => (x.Key, x.ActivityId, x.Kind, x.DueAt)), WaitsOf(after).Select(x => (x.Key, next.Before(x.ActivityId), x.Kind, x.DueAt)));
        Assert.All(after.Tasks.Where(x => x.IsLive), x => Assert.NotNull(next.Definition.FindActivity(x.StepId)));
    }

    private static object Kept(CaseTask x) => (x.Id, x.WaitKey, x.State, x.Assignee, x.OpenedAt, x.DueAt, x.DueIsProvisional, x.EndedAt, x.Outcome, x.CompletedBy, x.Cycle, x.ClockKey, x.ExpireOutcome);

    /// <summary>All that an undo gives back.</summary>
    private static string Everything(LegalCase x) => JsonSerializer.Serialize(
        new { x.DefinitionVersion, x.FlowState, x.WaitsJson, Tasks = x.Tasks.Select(y => $"{Kept(y)} {JsonSerializer.Serialize(y.Terms)}"), x.Clocks, x.Incidents, Alerts = x.Alerts.Count, File = x.File.Count, x.Stage, x.Status, x.Dossier.FactsJson, x.FormerFlow }, CaseJson.Readable);

    private static string Told(MigrationLine x) => JsonSerializer.Serialize(x, CaseJson.Readable);

    private static List<OpenWait> WaitsOf(LegalCase @case) => JsonSerializer.Deserialize<List<OpenWait>>(@case.WaitsJson, CaseJson.Readable)!;

    /// <summary>A store with a thousand cases, each as one of the stories left it at some point.</summary>
    private static async Task<(Desk Desk, InMemoryDefinitions Definitions)> PopulateAsync()
    {
        List<LegalCase> seen = [];
        foreach (var story in Shipped.Stories)
        {
            var stage = await Desk.OpenAsync();
            // A case that is opened out of one, such as an objection's, has a flow of its own.
            stage.Store.Committed = x => { if (x.DefinitionId == "legal-aid" && x.Status is (CaseStatus.Open or CaseStatus.Paused)) seen.Add(x); };
            Assert.Empty((await stage.Player.PlayAsync(story)).Failures);
        }
        var places = seen.GroupBy(x => string.Join("+", WaitsOf(x).Select(y => y.ActivityId).Order())).ToList();
        var (desk, definitions) = await Desk.OpenWithAsync();
        desk.Time.MoveTo(seen.Max(x => x.Clocks.Count == 0 ? x.OpenedAt : x.Clocks.Max(y => y.StartedAt)).AddYears(1));
        for (var i = 0; i < Cases; i++)
        {
            var place = places[i % places.Count].ToList();
            desk.Store.Put(Numbered(place[i / places.Count % place.Count], i));
        }
        return (desk, definitions);
    }

    private static LegalCase Numbered(LegalCase pattern, int number)
    {
        var copy = DeepCopy.Of(pattern);
        Set(copy, nameof(LegalCase.Id), new CaseId(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1])));
        Set(copy, nameof(LegalCase.Code), $"TEST-{number:0000}");
        return copy;
    }

    private static void Set(LegalCase @case, string property, object value) => typeof(LegalCase).GetProperty(property)!.SetValue(@case, value);
}
