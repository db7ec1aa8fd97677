using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Forms.Editing;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>Forms on their way from an administrator's page into use.</summary>
public sealed class FormDeskTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    private static readonly Actor One = new(new UserId("admin"), "系统管理员", [Role.Administrator], OfficePath.Root);
    private static readonly Actor Second = new(new UserId("sun.yi"), "孙毅", [Role.Administrator], OfficePath.Root);

    private FormDesk Desk => server.App.Services.GetRequiredService<FormDesk>();

    private WorkflowLibrary Library => server.App.Services.GetRequiredService<WorkflowLibrary>();

    [Fact]
    public async Task A_form_is_in_use_once_a_second_administrator_has_approved_it()
    {
        var opened = (await Desk.OpenAsync("note"))!;
        var before = Library.Forms.Find("note")!.Version;
        var document = JsonNode.Parse(opened.Json)!.AsObject();
        document["fields"]!.AsArray().Add((JsonNode)Field("remark"));
        document["_unheardOf"] = "kept";
        var saved = await Desk.SaveAsync("note", document, opened.Revision, One);
        Assert.Null(saved.Why);
        Assert.DoesNotContain(Library.Forms.Find("note")!.Fields, x => x.Key == "remark");
        var proposed = await Desk.ProposeAsync("note", saved.Record!.Revision, One, "加备注");
        Assert.Equal(FormRecordKind.Proposed, proposed.Record!.Kind);
        Assert.Equal("form.author", (await Desk.ApproveAsync("note", proposed.Record.Revision, One)).Why!.Code);
        var approved = await Desk.ApproveAsync("note", proposed.Record.Revision, Second);
        Assert.Equal(FormRecordKind.Approved, approved.Record!.Kind);
        var used = Library.Forms.Find("note")!;
        Assert.Equal(before + 1, used.Version);
        Assert.Contains(used.Fields, x => x.Key == "remark");
        Assert.Contains("kept", Library.Forms.FileOf("note"), StringComparison.Ordinal);
        Assert.Equal("form.stale", (await Desk.ApproveAsync("note", proposed.Record.Revision, Second)).Why!.Code);
    }

    [Fact]
    public async Task Whoever_saves_onto_somebody_elses_change_is_told_and_overwrites_nothing()
    {
        var id = $"test-{Guid.NewGuid():N}"[..20];
        var first = (await Desk.SaveAsync(id, Form("一"), 0, One)).Record!;
        var second = (await Desk.SaveAsync(id, Form("二"), first.Revision, Second)).Record!;
        var late = await Desk.SaveAsync(id, Form("三"), first.Revision, One);
        Assert.Equal("form.stale", late.Why!.Code);
        Assert.Contains("孙毅", late.Why.Message.Zh, StringComparison.Ordinal);
        Assert.Contains("三", await Desk.DocumentAsync(id, late.SetAside!.Value), StringComparison.Ordinal);
        Assert.Contains("二", (await Desk.OpenAsync(id))!.Json, StringComparison.Ordinal);
        Assert.Equal(second.Revision, (await Desk.SaveAsync(id, Form("二"), second.Revision, One)).Record!.Revision);
        // Both had a part in it, so neither may approve it.
        var proposed = (await Desk.ProposeAsync(id, second.Revision, One)).Record!;
        Assert.Equal("form.author", (await Desk.ApproveAsync(id, proposed.Revision, Second)).Why!.Code);
        Assert.Equal("form.nothing", (await Desk.DiscardAsync(id, proposed.Revision, One)).Why!.Code);
        Assert.Equal("form.reason-missing", (await Desk.RejectAsync(id, proposed.Revision, Second, " ")).Why!.Code);
        var rejected = (await Desk.RejectAsync(id, proposed.Revision, Second, "不需要")).Record!;
        Assert.Equal(FormRecordKind.Discarded, (await Desk.DiscardAsync(id, rejected.Revision, One)).Record!.Kind);
        Assert.DoesNotContain(await Desk.ListAsync(), x => x.Id == id);
        Assert.Null(Library.Forms.Find(id));
    }

    [Fact]
    public async Task What_came_too_late_is_kept_once_and_its_author_may_not_approve_it_when_another_takes_it_back()
    {
        var id = $"test-{Guid.NewGuid():N}"[..20];
        var first = (await Desk.SaveAsync(id, Form("一"), 0, One)).Record!;
        var late = await Desk.SaveAsync(id, Form("二"), 0, Second);
        Assert.Equal(late.SetAside, (await Desk.SaveAsync(id, Form("二"), 0, Second)).SetAside);
        // What lies beside the form makes nobody its author.
        Assert.Equal(["admin"], FormDesk.AuthorsOf((await Desk.OpenAsync(id))!.History));
        Assert.Equal(first.Revision, (await Desk.OpenAsync(id))!.Revision);
        var taken = (await Desk.SaveAsync(id, Form("二"), first.Revision, One, late.SetAside)).Record!;
        var proposed = (await Desk.ProposeAsync(id, taken.Revision, One)).Record!;
        Assert.Equal("form.author", (await Desk.ApproveAsync(id, proposed.Revision, Second)).Why!.Code);
        // Given up and taken back by the other it still is the work of both.
        var withdrawn = (await Desk.WithdrawAsync(id, proposed.Revision, One, "重做")).Record!;
        var gone = (await Desk.DiscardAsync(id, withdrawn.Revision, One)).Record!;
        var again = (await Desk.SaveAsync(id, Form("一"), gone.Revision, Second, first.Revision)).Record!;
        Assert.Equal(["admin", "sun.yi"], FormDesk.AuthorsOf((await Desk.OpenAsync(id))!.History).Order());
        Assert.Equal("form.author", (await Desk.ApproveAsync(id, (await Desk.ProposeAsync(id, again.Revision, Second)).Record!.Revision, One)).Why!.Code);
    }

    [Fact]
    public async Task Whose_late_work_was_copied_by_hand_may_not_approve_it_either()
    {
        var id = $"test-{Guid.NewGuid():N}"[..20];
        var first = (await Desk.SaveAsync(id, Form("一"), 0, One)).Record!;
        Assert.NotNull((await Desk.SaveAsync(id, Form("二"), 0, Second)).SetAside);
        var copied = (await Desk.SaveAsync(id, Form("二"), first.Revision, One)).Record!;
        var proposed = (await Desk.ProposeAsync(id, copied.Revision, One)).Record!;
        Assert.Equal("form.author", (await Desk.ApproveAsync(id, proposed.Revision, Second)).Why!.Code);
    }

    [Fact]
    public async Task Whose_late_work_is_copied_under_a_later_number_may_not_approve_it_but_what_was_approved_is_nobodys()
    {
        var id = $"test-{Guid.NewGuid():N}"[..20];
        var first = (await Desk.SaveAsync(id, Form("一"), 0, One)).Record!;
        Assert.NotNull((await Desk.SaveAsync(id, Form("二"), 0, Second)).SetAside);
        var approved = (await Desk.ApproveAsync(id, (await Desk.ProposeAsync(id, first.Revision, One)).Record!.Revision, Second)).Record!;
        var copy = new JsonObject(Form("二").Reverse().Select(x => KeyValuePair.Create(x.Key, x.Value?.DeepClone())));
        var copied = (await Desk.SaveAsync(id, copy, approved.Revision, One)).Record!;
        var proposed = (await Desk.ProposeAsync(id, copied.Revision, One)).Record!;
        Assert.Equal("form.author", (await Desk.ApproveAsync(id, proposed.Revision, Second)).Why!.Code);
        var withdrawn = (await Desk.WithdrawAsync(id, proposed.Revision, One, "重做")).Record!;
        var gone = (await Desk.DiscardAsync(id, withdrawn.Revision, One)).Record!;
        // Approved once, by the second person: the first may approve it when the other brings it back.
        var third = (await Desk.SaveAsync(id, Form("三"), gone.Revision, One)).Record!;
        approved = (await Desk.ApproveAsync(id, (await Desk.ProposeAsync(id, third.Revision, One)).Record!.Revision, Second)).Record!;
        var back = (await Desk.SaveAsync(id, Form("一"), approved.Revision, Second)).Record!;
        Assert.Equal(FormRecordKind.Approved, (await Desk.ApproveAsync(id, (await Desk.ProposeAsync(id, back.Revision, Second)).Record!.Revision, One)).Record!.Kind);
    }

    [Fact]
    public async Task What_somebody_gave_up_makes_nobody_the_author_of_what_is_begun_anew()
    {
        var id = $"test-{Guid.NewGuid():N}"[..20];
        var given = (await Desk.DiscardAsync(id, (await Desk.SaveAsync(id, Form("一"), 0, One)).Record!.Revision, One)).Record!;
        var anew = (await Desk.SaveAsync(id, Form("二"), given.Revision, Second)).Record!;
        var proposed = (await Desk.ProposeAsync(id, anew.Revision, Second)).Record!;
        Assert.Equal(FormRecordKind.Approved, (await Desk.ApproveAsync(id, proposed.Revision, One)).Record!.Kind);
    }

    [Fact]
    public async Task A_form_that_was_approved_in_another_process_is_in_use_here_within_seconds()
    {
        var id = $"test-{Guid.NewGuid():N}"[..20];
        var document = Form("别处");
        (document["id"], document["version"]) = (id, 1);
        var store = server.App.Services.GetRequiredService<IFormStore>();
        Assert.NotNull(await store.AddAsync(new NewFormRecord(id, FormRecordKind.Approved, FormDesk.Text(document), "sun.yi", "孙毅", server.Time.GetUtcNow(), ""), 0, default));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Library.Forms.Find(id) is null) await Task.Delay(100, patience.Token);
        Assert.Equal("别处", Library.Forms.Find(id)!.Title.Zh);
    }

    [Fact]
    public async Task What_check_would_refuse_is_not_saved_and_the_field_is_named()
    {
        var wrong = Form("一");
        wrong["fields"]![0]!["type"] = "sound";
        wrong["fields"]!.AsArray().Add((JsonNode)new JsonObject { ["key"] = "1", ["type"] = "text" });
        var refused = await Desk.SaveAsync("test-wrong", wrong, 0, One);
        Assert.Equal("form.wrong", refused.Why!.Code);
        Assert.Equal(["fields[0].type", "fields[1].key", "fields[1].label"], refused.Errors.Select(x => x.Field).Order(StringComparer.Ordinal));
        Assert.Null(await Desk.OpenAsync("test-wrong"));
        foreach (var id in new[] { "", "../x", "A", "a b" }) Assert.Equal("form.id-unusable", (await Desk.SaveAsync(id, Form("一"), 0, One)).Why!.Code);
    }

    [Fact]
    public async Task A_form_that_a_service_could_not_go_on_with_is_not_saved()
    {
        var (service, opened) = Library.Services.All.Select(x => (x, Form: Library.Forms.FileOf(x.Form))).First(x => x.x.Parties.Count > 0 && !x.x.IsApplication && x.Form is not null);
        var document = JsonNode.Parse(opened!)!.AsObject();
        document["fields"] = new JsonArray(Field("other"));
        document.Remove("outcomes");
        document.Remove("sections");
        var refused = await Desk.SaveAsync(service.Form, document, (await Desk.OpenAsync(service.Form))!.Revision, One);
        Assert.Equal("form.needed-elsewhere", Assert.Single(refused.Errors).Code);
    }

    [Fact]
    public async Task Every_shipped_form_is_good_and_its_users_are_known()
    {
        Assert.Contains(await Desk.UsersAsync("appointment-or-offer"), x => x.DefinitionId == "legal-aid");
        Assert.Empty(await Desk.UsersAsync("no-such-form"));
        Assert.Null(await Desk.OpenAsync("no-such-form"));
        Assert.All(Library.Forms.Forms, x => Assert.Empty(Desk.Review(x.Id, JsonNode.Parse(Library.Forms.FileOf(x.Id)!)!.AsObject()).Errors));
    }

    private static JsonObject Form(string title) => new()
    {
        ["title"] = new JsonObject { ["zh"] = title, ["en"] = title },
        ["fields"] = new JsonArray(Field("one")),
    };

    private static JsonObject Field(string key) => new() { ["key"] = key, ["type"] = "text", ["label"] = new JsonObject { ["zh"] = "字段", ["en"] = "Field" } };
}
