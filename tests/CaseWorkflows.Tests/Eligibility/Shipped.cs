using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Eligibility.Tables;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Tests.Eligibility;

/// <summary>The files under <c>workflows/</c> that this room ships.</summary>
internal static class Shipped
{
    public static readonly string Workflows = Path.Combine(Root(), "workflows");

    public static readonly EligibilityPolicyBook Policies = EligibilityPolicyBook.Load(Path.Combine(Workflows, "policies"));

    public static readonly EligibilityWords Words = new(FormBook.Load(Path.Combine(Workflows, "forms")).Find(ApplicationReader.Key)!, Policies);

    public static Application Application(string json)
    {
        var reading = ApplicationReader.Read(json, Policies.LocalMatters);
        Assert.Empty(reading.Errors);
        return reading.Application!;
    }

    public static EligibilityResult Assess(string json, string region, string on, params Confirmation[] confirmations) =>
        Assess(JsonNode.Parse(json)!.AsObject(), region, on, confirmations);

    public static EligibilityResult Assess(JsonObject json, string region, string on, params Confirmation[] confirmations)
    {
        var day = Day(on);
        return EligibilityAssessment.Assess(Application(json.ToJsonString()), Policies.InForce(region, day), day, confirmations);
    }

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CaseWorkflows.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The repository's root was not found above the tests.");
        return folder.FullName;
    }
}
