using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Workflows;

public sealed class LegalAidDefinitionTests
{
    private static readonly WorkflowDefinition Definition = WorkflowDefinition.Parse(Shipped.LegalAid);

    [Fact]
    public void It_passes_the_gate_without_a_remark() => Assert.Empty(DefinitionGate.Check(Definition, Shipped.Catalog, CaseGate.ContextOf(Shipped.Library)));

    [Fact]
    public void The_gate_warns_of_steps_that_the_first_version_comes_to_without_their_clocks()
    {
        var problems = DefinitionGate.Check(WorkflowDefinition.Parse(Shipped.LegalAidVersion1), Shipped.Catalog, CaseGate.ContextOf(Shipped.Library));
        Assert.Equal(["engagement", "first-meeting", "first-meeting-notified", "handling", "take-over"], problems.Select(x => x.ActivityId).Order(StringComparer.Ordinal));
        Assert.All(problems, x => Assert.Equal((Severity.Warning, "case.clock-not-running"), (x.Severity, x.Code)));
    }

    [Fact]
    public void It_is_an_Elsa_document_with_the_exact_shape_that_the_designer_needs()
    {
        var document = Definition.Document;
        foreach (var key in new[] { "id", "definitionId", "name", "version", "toolVersion", "variables", "inputs", "outputs", "options", "root" })
            Assert.True(document.ContainsKey(key), key);
        Assert.Equal("legal-aid", (string?)document["definitionId"]);
        Assert.Equal(4, (int?)document["version"]);
        Assert.Equal("legal-aid", (string?)document["customProperties"]!["serviceType"]);
        Assert.All(document["variables"]!.AsArray(), x => Assert.Equal("Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core", (string?)x!["storageDriverTypeName"]));
        var root = document["root"]!;
        Assert.Equal("Elsa.Flowchart", (string?)root["type"]);
        foreach (var activity in root["activities"]!.AsArray())
        {
            Assert.Equal($"Workflow1:{root["id"]}:{activity!["id"]}", (string?)activity["nodeId"]);
            Assert.Equal(1, (int?)activity["version"]);
            Assert.NotNull(activity["customProperties"]);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", (string?)activity["metadata"]!["displayText"]);
            Assert.False(string.IsNullOrWhiteSpace((string?)activity["metadata"]!["description"]));
        }
    }

    [Fact]
    public void No_two_activities_overlap_in_the_designer()
    {
        var boxes = Definition.Root.Activities.Select(x => x.Json["metadata"]!["designer"]!).Select(x => (X: (double)x["position"]!["x"]!, Y: (double)x["position"]!["y"]!, Width: (double)x["size"]!["width"]!, Height: (double)x["size"]!["height"]!)).ToList();
        for (var i = 0; i < boxes.Count; i++)
            for (var j = i + 1; j < boxes.Count; j++)
                Assert.False(
                    boxes[i].X < boxes[j].X + boxes[j].Width && boxes[j].X < boxes[i].X + boxes[i].Width && boxes[i].Y < boxes[j].Y + boxes[j].Height && boxes[j].Y < boxes[i].Y + boxes[i].Height,
                    $"{Definition.Root.Activities[i].Id} lies on {Definition.Root.Activities[j].Id}");
    }

    [Fact]
    public void Every_human_step_has_a_role_a_form_with_its_outcomes_and_a_clock()
    {
        var tasks = Definition.Activities.Where(x => x.Type == "CaseWorkflows.HumanTask").ToList();
        Assert.NotEmpty(tasks);
        foreach (var task in tasks)
        {
            Assert.NotNull(Shipped.Library.Roles.SingleOrDefault(x => x.Key == task.Constant("Role")));
            Assert.Contains(task.Constant("Clock")!, Shipped.Library.Clocks.Keys);
            Assert.Equal(Outcomes.Of(task, Shipped.Catalog).Order(), Shipped.Library.Forms.Find(task.Constant("Form")!)!.Outcomes.Select(x => x.Key).Order());
        }
    }

    [Fact]
    public void Every_document_template_is_issued_and_there_are_at_least_twenty()
    {
        var issued = Shipped.Definitions.SelectMany(x => x.Definition.Activities).Where(x => x.Type == "CaseWorkflows.IssueDocument").Select(x => x.Constant("Template")!)
            .Concat(Shipped.Library.Events.Select(x => x.Document).OfType<string>()).ToHashSet();
        Assert.True(Shipped.Library.TemplateKeys.Count >= 20);
        Assert.Equal(Shipped.Library.TemplateKeys.Order(), issued.Order());
    }

    [Fact]
    public void No_number_of_days_stands_in_the_definition_the_forms_or_the_documents()
    {
        foreach (var folder in new[] { "definitions", "documents", "forms" })
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Shipped.Folder, folder), "*.json", SearchOption.AllDirectories))
                Assert.DoesNotMatch(@"[\d一二三四五六七八九十]{1,3}(?:个工作日|日|个月)(?:内|异议|届满)", File.ReadAllText(file));
        Assert.DoesNotContain(Definition.Activities, x => x.Type is "Elsa.Delay" or "Elsa.Timer" or "Elsa.StartAt");
    }

    [Fact]
    public void Only_the_file_asks_for_what_a_form_or_a_document_puts_on_it()
    {
        var papers = Shipped.Library.Forms.Forms.SelectMany(x => x.Fields).Where(x => x.Key == "papers").SelectMany(x => x.Fields.Single(y => y.Key == "kind").Options).Select(x => x.Value);
        var known = papers.Concat(Shipped.Library.TemplateKeys).ToHashSet();
        foreach (var item in Shipped.Library.Catalogue("legal-aid")!.Items)
        {
            Assert.Contains(item.Kind, known);
            Assert.All(item.Or.Append(item.WhenPresent ?? item.Kind).Append(item.UnlessPresent ?? item.Kind), x => Assert.Contains(x, known));
            Assert.Contains(item.Volume, new[] { "approval", "handling" });
        }
    }

    [Fact]
    public void Staff_hold_known_roles_in_known_offices_and_each_role_has_somebody_in_Ezhou()
    {
        var roles = Shipped.Library.Roles.Select(x => x.Key).ToList();
        Assert.All(Shipped.Staff, x => Assert.All(x.Roles, role => Assert.Contains(role, roles)));
        Assert.All(Shipped.Staff, x => Assert.NotNull(Shipped.Library.Office(x.Office.Value)));
        Assert.All(roles, role => Assert.Contains(Shipped.Staff, x => x.Roles.Contains(role) && x.Office.Value.StartsWith("/420700/", StringComparison.Ordinal)));
        Assert.True(Shipped.Staff.Count(x => x.Competence is not null) >= 5);
        Assert.Equal(["city", "county", "township", "village"], Shipped.Library.Offices.Where(x => x.Region == "ezhou").Select(x => x.Level).Distinct().Order());
    }

    [Fact]
    public void Stages_results_and_events_of_the_definition_have_names()
    {
        foreach (var activity in Definition.Activities)
        {
            if (activity.Type == "CaseWorkflows.SetStage") Assert.Contains(activity.Constant("Stage")!, Shipped.Library.Stages.Keys);
            if (activity.Type == "CaseWorkflows.CloseCase" && activity.Constant("Result") is { } result) Assert.NotEqual(result, Shipped.Library.ResultName(result).Zh);
            if (activity.Type == "Elsa.Event") Assert.True(Shipped.Library.Event(activity.Constant("EventName")!.Split(':')[0]) is { } named && (named.BySystem || Shipped.Library.Forms.Find(named.Form!) is not null), activity.Id);
        }
    }
}
