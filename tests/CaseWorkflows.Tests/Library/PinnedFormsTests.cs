using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Library;

public sealed class PinnedFormsTests
{
    private static readonly Lazy<WorkflowLibrary> Before = new(() => With("opinion"));
    private static readonly Lazy<WorkflowLibrary> After = new(() => With("attachment"));

    [Fact]
    public async Task A_case_goes_on_with_the_form_it_began_with()
    {
        var desk = await OpenAsync();
        await desk.Definitions.PinFormsAsync("flow", 1, PinnedForms.Of(Flow.Build(), Before.Value), default);
        // The form is changed while the case runs, and the program starts again.
        desk.RestartWith(After.Value);
        var refusal = CaseDesk.Refused("form.has-errors", await desk.DoAsync(new CompleteTask(desk.LiveTask("ask").Id, "Done", [])));
        Assert.Equal("opinion", Assert.Single(refusal.Fields).Field);
        CaseDesk.Accepted(await desk.DoAsync(new CompleteTask(desk.LiveTask("ask").Id, "Done", new() { ["opinion"] = "同意" })));
    }

    [Fact]
    public async Task A_version_without_kept_forms_is_filled_in_with_those_of_now()
    {
        var desk = await OpenAsync();
        desk.RestartWith(After.Value);
        Assert.Equal("attachment", Assert.Single(CaseDesk.Refused("form.has-errors", await desk.DoAsync(new CompleteTask(desk.LiveTask("ask").Id, "Done", []))).Fields).Field);
    }

    [Fact]
    public async Task Forms_of_a_version_are_kept_once()
    {
        var definitions = new InMemoryDefinitions();
        await definitions.PinFormsAsync("flow", 1, PinnedForms.Of(Flow.Build(), Before.Value), default);
        await definitions.PinFormsAsync("flow", 1, PinnedForms.Of(Flow.Build(), After.Value), default);
        var forms = await new PinnedForms(definitions, After.Value).OfAsync("flow", 1);
        Assert.Equal("opinion", forms.Find("ask")!.Fields[0].Key);
        Assert.Equal("attachment", (await new PinnedForms(definitions, After.Value).OfAsync("flow", 2)).Find("ask")!.Fields[0].Key);
    }

    [Fact]
    public void A_shipped_definition_keeps_the_forms_of_its_steps_of_its_intake_and_of_events()
    {
        var legalAid = WorkflowDefinition.Parse(Shipped.LegalAid);
        var keys = PinnedForms.Of(legalAid, Shipped.Library).Select(x => x.Key).ToHashSet();
        Assert.Contains(Shipped.Library.Services.Find("legal-aid")!.Form, keys);
        Assert.Superset(legalAid.Activities.Where(x => x.Type == "CaseWorkflows.HumanTask").Select(x => x.Input("Form")!.Text).ToHashSet(), keys);
        Assert.Superset(Shipped.Library.Events.Select(x => x.Form).OfType<string>().ToHashSet(), keys);
    }

    private static FlowBuilder Flow => new FlowBuilder()
        .With(FlowBuilder.Activity("start", "Start"), CaseDesk.Task("ask", ["Done"], ("form", "ask")), FlowBuilder.Activity("end", "End"))
        .To("start>ask", "ask>end");

    private static Task<CaseDesk> OpenAsync() => CaseDesk.OpenAsync(Flow, "2026-03-02T09:00", library: Before.Value);

    private static WorkflowLibrary With(string field) => TestLibrary.With(TestLibrary.Rule("test.limit", 3, "calendar-days"),
        ("events.json", File.ReadAllText(Path.Combine(Shipped.Folder, "events.json"))),
        ("forms/ask.json", $$"""
            { "id": "ask", "version": 1, "title": { "zh": "询问", "en": "Ask" },
              "fields": [ { "key": "{{field}}", "type": "text", "label": { "zh": "意见", "en": "Opinion" }, "required": true } ],
              "outcomes": [ { "key": "Done", "label": { "zh": "完成", "en": "Done" }, "style": "primary" } ] }
            """));
}
