using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Tests.Eligibility;

public sealed class SampleApplicationTests
{
    private static readonly string Folder = Path.Combine(Shipped.Workflows, "scenarios", "applications");

    [Theory]
    [InlineData("maintenance-low-income", "eligible")]
    [InlineData("migrant-worker-wages", "eligible")]
    [InlineData("domestic-violence-divorce", "eligible")]
    [InlineData("notified-defence-minor", "eligible")]
    [InlineData("severely-disabled-local-exemption", "needs-person")]
    [InlineData("supplement-needed", "needs-evidence")]
    [InlineData("out-of-scope-loan", "not-eligible")]
    [InlineData("threshold-gap", "needs-person")]
    public void Each_sample_comes_to_the_outcome_in_its_note(string name, string outcome)
    {
        var json = File.ReadAllText(Path.Combine(Folder, name + ".json"));
        var reading = ApplicationReader.Read(json, Shipped.Policies.LocalMatters);
        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Warnings);
        var day = reading.Application!.AssessmentDay!.Value;
        var result = EligibilityAssessment.Assess(reading.Application, Shipped.Policies.InForce(reading.Application.Place!.Region!, day), day);
        Assert.Equal(outcome, result.ToJson()["outcome"]!.GetValue<string>());
        Assert.Contains(outcome, JsonNode.Parse(json)!["_note"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sample_is_tested_and_fits_the_form()
    {
        var form = FormBook.Load(Path.Combine(Shipped.Workflows, "forms")).Find("application")!;
        var files = Directory.GetFiles(Folder, "*.json");
        Assert.Equal(8, files.Length);
        foreach (var file in files)
        {
            var sample = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            sample.Remove("_note");
            // Names alone are the short way of writing what the form keeps as entries; likewise a bare true for a signed pledge.
            if (sample["matter"]!["opponents"] is JsonArray names) sample["matter"]!["opponents"] = new JsonArray([.. names.Select(n => new JsonObject { ["name"] = n!.GetValue<string>() })]);
            if (sample["pledge"] is JsonValue) sample["pledge"] = new JsonObject { ["signed"] = true };
            var checkedForm = FormValidator.Validate(form, sample, "Submit", new DateOnly(2026, 11, 22));
            Assert.Empty(checkedForm.Errors);
            Assert.Empty(checkedForm.Warnings);
            Assert.Empty(ApplicationReader.Read(checkedForm.Values, Shipped.Policies.LocalMatters).Errors);
        }
    }
}
