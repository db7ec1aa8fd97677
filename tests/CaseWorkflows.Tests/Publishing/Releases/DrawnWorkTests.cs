using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Publishing.Releases;

public sealed class DrawnWorkTests
{
    private const string Id = "flow";
    private readonly InMemoryDefinitions _published = new();
    private readonly KeptSaves _saves = new();

    public static TheoryData<string> Changes => ["case", "target", "starts", "literal", "input", "name", "property", "option", "way-out", "step-out", "value-out", "row", "variable"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Whoever_changed_taken_out_or_added_anything_made_it_though_the_draft_was_given_up(string change)
    {
        await PublishAsync(1, Base());
        _saves.Add(Id, 2, "drew", Changed(change));
        _saves.Add(Id, 2, "drew", Changed(change), SaveKind.Discarded);
        var handedIn = Changed(change);
        // Another's word in it makes it no less the work of who drew it.
        handedIn["root"]!["activities"]![1]!["metadata"]!["displayText"] = "Told by another";
        Assert.Equal(["drew"], await AuthorsAsync(handedIn));
    }

    [Theory]
    [InlineData("case", "other")]
    [InlineData("way-out", "other")]
    [InlineData("variable", "other")]
    [InlineData("way-out", "unpublished")]
    public async Task Whoever_drew_it_in_a_copy_under_another_id_made_it(string change, string copy)
    {
        await PublishAsync(1, Base());
        if (copy == "other") _saves.Add(copy, 1, "copied", Base());
        _saves.Add(copy, 1, "drew", Changed(change));
        Assert.Equal(["drew"], await AuthorsAsync(Changed(change)));
    }

    [Fact]
    public async Task What_a_designer_writes_by_itself_accuses_nobody()
    {
        await PublishAsync(1, Base());
        var opened = Base();
        foreach (var step in opened["root"]!["activities"]!.AsArray().OfType<JsonObject>())
        {
            step["metadata"]!["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 5, ["y"] = 6 } };
            step["canStartWorkflow"] ??= false;
            step["runAsynchronously"] = false;
            step["customProperties"] = new JsonObject { ["Source"] = "Flowchart.cs:45", ["notFoundConnections"] = new JsonArray() };
            step["note"] = new JsonObject { ["typeName"] = "String", ["expression"] = null, ["memoryReference"] = null };
        }
        _saves.Add(Id, 2, "opened", opened);
        // And whoever draws something else in another flow, or drew what is published since, is not named either.
        _saves.Add("quite-another", 1, "elsewhere", new FlowBuilder().With(FlowBuilder.Activity("start", "Start"), FlowBuilder.Activity("end", "End")).To("start>end").Document());
        _saves.Add(Id, 2, "drew", Changed("way-out"));
        Assert.Equal(["drew"], await AuthorsAsync(Changed("way-out")));
        Assert.Empty(await AuthorsAsync(Changed("case")));
    }

    [Fact]
    public async Task What_was_approved_since_is_nobodys_work_and_what_is_taken_out_again_is_of_who_takes_it_out_now()
    {
        _saves.Add(Id, 1, "first", Base());
        await PublishAsync(1, Base());
        _saves.Add(Id, 2, "second", Changed("way-out"));
        _saves.Add(Id, 2, "first", Changed("way-out"), SaveKind.Published);
        await PublishAsync(2, Changed("way-out"));
        await PublishAsync(3, Base());
        Assert.Empty(await AuthorsAsync(Changed("case")));
        _saves.Add(Id, 4, "third", Changed("way-out"));
        Assert.Equal(["third"], await AuthorsAsync(Changed("way-out")));
    }

    [Fact]
    public void Every_shipped_definition_differs_in_nothing_from_itself_laid_out_otherwise()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Shipped.Folder, "definitions"), "*.json"))
        {
            var text = File.ReadAllText(file);
            Assert.Empty(FlowPieces.Of(JsonNode.Parse(text)!.ToJsonString()).Since(FlowPieces.Of(text)));
            Assert.True(FlowPieces.Of(text).Count > 20, file);
        }
    }

    private async Task<IEnumerable<string>> AuthorsAsync(JsonObject document)
    {
        var handedIn = (JsonObject)document.DeepClone();
        handedIn["definitionId"] = Id;
        return (await new DrawnWork(_saves, _published).AuthorsAsync(WorkflowDefinition.Parse(handedIn), default)).Order(StringComparer.Ordinal);
    }

    private ValueTask PublishAsync(int version, JsonObject document) => _published.PublishAsync("service", Id, version, document.ToJsonString(), default, default);

    private static JsonObject Base()
    {
        var document = new FlowBuilder()
            .With(FlowBuilder.Activity("start", "Start"), CaseDesk.Task("ask", ["Done"]), CaseDesk.Task("check", ["Done"]), FlowBuilder.Activity("switch", "FlowSwitch"), FlowBuilder.Activity("set", "SetVariable"), FlowBuilder.Activity("end", "End"))
            .To("start>ask", "ask.Done>check", "check.Done>switch", "ask.Done>switch", "switch.High>set", "set.Done>end").Document();
        foreach (var step in document["root"]!["activities"]!.AsArray().OfType<JsonObject>()) step["metadata"] ??= new JsonObject();
        Step(document, "switch")["cases"] = new JsonArray(new JsonObject { ["label"] = "High", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "amount > 5" } });
        Step(document, "set")["variable"] = new JsonObject { ["id"] = "v1", ["name"] = "one" };
        Step(document, "set")["kept"] = "yes";
        document["customProperties"] = new JsonObject { ["serviceType"] = "service", ["other"] = "a" };
        document["options"] = new JsonObject { ["strategy"] = "a" };
        return document;
    }

    private static JsonObject Changed(string change)
    {
        var document = Base();
        var root = document["root"]!;
        switch (change)
        {
            case "case": Step(document, "switch")["cases"]![0]!["condition"]!["value"] = "amount > 500"; break;
            case "target": Step(document, "set")["variable"] = new JsonObject { ["id"] = "v2", ["name"] = "two" }; break;
            case "starts": Step(document, "start")["canStartWorkflow"] = true; break;
            case "literal": Step(document, "set")["kept"] = "no"; break;
            case "input": Step(document, "ask")["clock"] = FlowBuilder.Literal("consultation.reply"); break;
            case "name": document["name"] = "Another name"; break;
            case "property": document["customProperties"]!["other"] = "b"; break;
            case "option": document["options"]!["strategy"] = "b"; break;
            case "way-out": root["connections"]!.AsArray().RemoveAt(3); break;
            case "step-out": root["activities"]!.AsArray().Remove(Step(document, "set")); break;
            case "value-out": Step(document, "set").Remove("kept"); break;
            case "row":
                var way = root["connections"]![3]!.DeepClone();
                root["connections"]!.AsArray().RemoveAt(3);
                root["connections"]!.AsArray().Insert(0, way);
                break;
            case "variable": document["variables"] = new JsonArray(new JsonObject { ["id"] = "v9", ["name"] = "nine", ["typeName"] = "String" }); break;
            default: throw new ArgumentOutOfRangeException(nameof(change));
        }
        return document;
    }

    private static JsonObject Step(JsonObject document, string id) => document["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == id)!.AsObject();

    /// <summary>Saves as a store gives them back; nothing else of a store is asked for here.</summary>
    private sealed class KeptSaves : IDraftStore
    {
        private readonly List<(DraftSave Save, string Json)> _saves = [];

        public void Add(string definitionId, int version, string by, JsonObject document, SaveKind kind = SaveKind.Saved)
        {
            var json = document.ToJsonString();
            var digest = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)));
            _saves.Add((new DraftSave(definitionId, _saves.Count + 1, version, kind, digest, by, by, default, null), json));
        }

        public ValueTask<IReadOnlyList<Draft>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<Draft>>(
            [.. _saves.GroupBy(x => x.Save.DefinitionId).Select(x => x.Last().Save).Where(x => x.Kind == SaveKind.Saved).Select(x => new Draft(x.DefinitionId, x.Version, x.Revision, x.At, x.At, x.By, x.ByName))]);

        public ValueTask<string?> DocumentAsync(string definitionId, long revision, CancellationToken cancellationToken) =>
            ValueTask.FromResult<string?>(_saves.Find(x => x.Save.DefinitionId == definitionId && x.Save.Revision == revision).Json);

        public ValueTask<IReadOnlyList<DraftSave>> HistoryAsync(string definitionId, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<DraftSave>>([.. _saves.Select(x => x.Save).Where(x => x.DefinitionId == definitionId).Reverse()]);

        public ValueTask<Draft?> FindAsync(string definitionId, CancellationToken cancellationToken) => throw Unasked();

        public ValueTask<Draft?> SaveAsync(NewSave save, long? expected, CancellationToken cancellationToken) => throw Unasked();

        public ValueTask<IReadOnlyList<Draft>?> SaveAllAsync(IReadOnlyList<(NewSave Save, long? Expected)> saves, CancellationToken cancellationToken) => throw Unasked();

        public ValueTask<long> SetAsideAsync(NewSave save, CancellationToken cancellationToken) => throw Unasked();

        public ValueTask<bool> EndAsync(NewSave last, long revision, CancellationToken cancellationToken) => throw Unasked();

        public ValueTask<DraftSavePage> SavesAsync(string definitionId, int skip, int take, CancellationToken cancellationToken) => throw Unasked();

        public ValueTask<DraftSave?> FindSaveAsync(string definitionId, long revision, CancellationToken cancellationToken) => throw Unasked();

        public ValueTask<DraftSave?> BeforeAsync(string definitionId, long revision, CancellationToken cancellationToken) => throw Unasked();

        private static InvalidOperationException Unasked() => new("Whose work it is hangs on saves and documents only.");
    }
}
