using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Publishing;

public sealed class PublishDefinitionTests : IDisposable
{
    // The clean form of the small definition: without the ways and steps that the gate does not like.
    private const string Good = """
        {
          "definitionId": "asking", "name": "留言咨询", "version": 1, "customProperties": { "serviceType": "test" },
          "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1,
            "activities": [
              { "id": "start", "type": "Elsa.Start", "version": 1 },
              { "id": "answer", "type": "CaseWorkflows.HumanTask", "version": 1,
                "title": { "typeName": "String", "expression": { "type": "Literal", "value": "答复咨询" } }, "role": { "typeName": "String", "expression": { "type": "Literal", "value": "reviewer" } },
                "form": { "typeName": "String", "expression": { "type": "Literal", "value": "note" } }, "outcomes": { "typeName": "ICollection<String>", "expression": { "type": "Object", "value": "[\"Done\"]" } },
                "clock": { "typeName": "String", "expression": { "type": "Literal", "value": "consultation.reply" } } },
              { "id": "end", "type": "Elsa.End", "version": 1 }
            ],
            "connections": [
              { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "answer", "port": "In" } },
              { "source": { "activity": "answer", "port": "Done" }, "target": { "activity": "end", "port": "In" } }
            ] } }
        """;

    private const string Story = """
        { "title": { "zh": "答复", "en": "Reply" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" },
          "rows": [ { "at": "+1h", "who": "cz.reviewer", "do": "complete", "step": "answer", "outcome": "Done" } ], "expect": { "status": "closed" } }
        """;

    // Every shipped service has steps that the law demands; this one has none.
    private static readonly Lazy<Simulator> FreeService = new(() => new(TestLibrary.With(TestLibrary.Rule("test.limit", 3, "calendar-days"), ("events.json", File.ReadAllText(Path.Combine(Shipped.Folder, "events.json")))), Shipped.Staff));

    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryDefinitions _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_definition_whose_stories_hold_is_published_and_in_force()
    {
        _folder.Write("scenarios/asking/reply.json", Story);
        var found = await CheckAsync(Good);
        Assert.True(found.IsGood, string.Join('\n', found.Problems.Select(x => $"{x.Code} {x.Message.En}")));
        Assert.Null(await _store.InForceAsync("test", default));
        await Publishing.KeepAsync(found);
        Assert.Equal(("asking", 1), await _store.InForceAsync("test", default));
        var listed = Assert.Single(await Publishing.ListAsync());
        Assert.Equal(("留言咨询", true), (listed.Name, listed.Version.IsInForce));
    }

    [Fact]
    public async Task A_story_that_does_not_hold_keeps_it_from_being_published_and_names_file_and_row()
    {
        _folder.Write("scenarios/asking/reply.json", Story.Replace("\"do\": \"complete\"", "\"expect\": { \"tasks\": [\"answer\"] }, \"do\": \"complete\"", StringComparison.Ordinal));
        _folder.Write("scenarios/asking/wrong.json", Story.Replace("cz.reviewer", "nobody", StringComparison.Ordinal));
        var found = await CheckAsync(Good);
        Assert.False(found.IsGood);
        Assert.Equal([("reply.json", 1), ("wrong.json", 1)], found.Problems.Where(x => x.Code == "publish.scenario").Select(x => (x.Scenario!, x.Row!.Value)));
        Assert.Contains("reply.json: row 1 (rows): tasks should be “answer”", found.Problems.First(x => x.Code == "publish.scenario").Message.En, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Publishing.KeepAsync(found));
        Assert.Empty(await _store.ListAsync(default));
    }

    [Fact]
    public async Task Without_a_story_there_is_a_warning_and_for_a_statutory_service_a_refusal()
    {
        var free = await CheckAsync(Good);
        Assert.True(free.IsGood);
        Assert.Contains(free.Problems, x => x is { Code: "publish.no-scenario", Severity: Severity.Warning });
        var statutory = await CheckAsync(Shipped.LegalAid);
        Assert.Contains(statutory.Problems, x => x is { Code: "publish.no-scenario-statutory", Severity: Severity.Error });
    }

    [Fact]
    public async Task A_version_that_is_published_is_not_played_again_and_other_content_under_it_is_refused()
    {
        _folder.Write("scenarios/asking/reply.json", Story);
        await Publishing.KeepAsync(await CheckAsync(Good));
        _folder.Write("scenarios/asking/reply.json", Story.Replace("closed", "open", StringComparison.Ordinal));
        var again = await CheckAsync(Good.Replace("\n", "\n ", StringComparison.Ordinal));
        Assert.True(again is { IsGood: true, IsPublished: true });
        var other = await CheckAsync(Good.Replace("留言咨询", "别的名称", StringComparison.Ordinal));
        Assert.Contains(other.Problems, x => x.Code == "publish.version-exists");
        Assert.False(other.IsGood);
    }

    [Fact]
    public async Task Each_version_may_have_stories_of_its_own()
    {
        _folder.Write("scenarios/asking/reply.json", Story.Replace("closed", "open", StringComparison.Ordinal));
        _folder.Write("scenarios/asking/1/reply.json", Story);
        Assert.True((await CheckAsync(Good)).IsGood);
        Assert.False((await CheckAsync(Good.Replace("\"version\": 1, \"custom", "\"version\": 2, \"custom", StringComparison.Ordinal))).IsGood);
    }

    [Fact]
    public async Task What_can_not_be_read_is_one_problem_that_names_the_activity()
    {
        Assert.Equal("publish.unreadable", Assert.Single((await CheckAsync("{")).Problems).Code);
        var nowhere = await CheckAsync(Good.Replace("\"definitionId\": \"asking\"", "\"definitionId\": \"../../etc\"", StringComparison.Ordinal));
        Assert.DoesNotContain(nowhere.Problems, x => x.Scenario is not null);
    }

    [Fact]
    public async Task The_shipped_definition_may_be_published_and_all_its_stories_are_played()
    {
        var definition = WorkflowDefinition.Parse(Shipped.LegalAid);
        var publishing = new PublishDefinition(_store, SmallDefinition.Simulator, Shipped.Folder, new PlayedTime(DateTimeOffset.UnixEpoch));
        Assert.Equal(Shipped.Stories.Count, publishing.StoriesOf(definition).Count);
        var found = await publishing.CheckAsync(new DefinitionSubmission("legal-aid.json", Shipped.LegalAid));
        Assert.Empty(found.Problems.Where(x => x.Severity == Severity.Error).Select(x => x.Message.En));
        await publishing.KeepAsync(found);
    }

    private PublishDefinition Publishing => new(_store, FreeService.Value, _folder.Path, new PlayedTime(DateTimeOffset.UnixEpoch));

    private ValueTask<CheckedDefinition> CheckAsync(string json) => Publishing.CheckAsync(new DefinitionSubmission("a.json", json));
}
