using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Sampling;

/// <summary>How the quality sample of a service is drawn, from <c>policies/&lt;region&gt;/quality-sample*.json</c>.</summary>
/// <param name="Id">The file's id.</param>
/// <param name="Region">The region.</param>
/// <param name="Basis">The document as people cite it.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last; null while it has none.</param>
/// <param name="Service">The service.</param>
/// <param name="DoneAt">The place of the instant at which a case's work was done.</param>
/// <param name="Author">The place of whoever did it.</param>
/// <param name="Percent">How many of a hundred.</param>
/// <param name="Minimum">At least so many of each group.</param>
/// <param name="Form">The form that scores are given with: the sum of its numbers is the score.</param>
/// <param name="PassFrom">From which score a case passes.</param>
public sealed record SamplingPolicy(
    string Id, string Region, LocalizedText Basis, DateOnly From, DateOnly? To, string Service, string DoneAt, string Author, decimal Percent, int Minimum, string Form, decimal PassFrom);

/// <summary>The sampling policies of all regions.</summary>
public sealed class SamplingPolicyBook
{
    private readonly RegionBook _regions;
    private readonly IReadOnlyList<SamplingPolicy> _policies;

    private SamplingPolicyBook(RegionBook regions, IReadOnlyList<SamplingPolicy> policies) => (_regions, _policies) = (regions, policies);

    /// <summary>The services that are sampled anywhere.</summary>
    public IReadOnlyList<string> Services => [.. _policies.Select(x => x.Service).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads the policies folder.</summary>
    /// <exception cref="FileProblemsException">A file has an error; all are listed and nothing is in use.</exception>
    public static SamplingPolicyBook Load(string policiesFolder, RegionBook regions, FormBook forms)
    {
        List<FileProblem> problems = [];
        List<SamplingPolicy> policies = [];
        foreach (var region in regions.All)
            foreach (var path in Directory.EnumerateFiles(Path.Combine(policiesFolder, region.Code), "quality-sample*.json").Order(StringComparer.Ordinal))
            {
                List<FieldError> errors = [], warnings = [];
                var (json, unreadable) = JsonText.ParseObject(File.ReadAllText(path));
                if (unreadable is not null) errors.Add(unreadable);
                if (json is not null) policies.Add(Read(new FieldReader(json, "", errors, warnings), region.Code, forms));
                var file = $"{region.Code}/{Path.GetFileName(path)}";
                problems.AddRange(errors.Concat(warnings).Select(x => new FileProblem(Severity.Error, file, x.Field, x.Code, x.Message, x.Remedy)));
            }
        if (problems.Count > 0) throw new FileProblemsException(problems);
        return new(regions, policies);
    }

    /// <summary>The policy in force in a region on a day: its own, else that of the nearest region above; null for none.</summary>
    public SamplingPolicy? Find(string region, string service, DateOnly on) => _regions.ChainOf(region)
        .Select(x => _policies.Where(y => y.Region == x.Code && y.Service == service && y.From <= on && (y.To is null || on <= y.To)).MaxBy(y => y.From)).FirstOrDefault(x => x is not null);

    private static SamplingPolicy Read(FieldReader root, string region, FormBook forms)
    {
        if (root.RequiredText("kind") is { } kind && kind != "quality-sample") root.Fail("kind", "field.not-an-option", ("value", kind), ("options", "quality-sample"));
        foreach (var key in new[] { "from", "percent", "minimum", "passFrom" })
            if (!root.Has(key)) root.Missing(key);
        var policy = new SamplingPolicy(
            root.RequiredText("id") ?? "", region, root.RequiredLocalized("basis"), root.Date("from") ?? default, root.Date("to"), root.RequiredText("service") ?? "",
            root.RequiredText("doneAt") ?? "", root.RequiredText("author") ?? "", root.Amount("percent") ?? 0, root.Whole("minimum") ?? 0, root.RequiredText("form") ?? "", root.Amount("passFrom") ?? 0);
        if (policy.Percent is <= 0 or > 100) root.Fail("percent", "field.not-an-option", ("value", policy.Percent), ("options", "> 0, ≤ 100"));
        if (policy.Minimum < 1) root.Fail("minimum", "field.not-an-option", ("value", policy.Minimum), ("options", "≥ 1"));
        if (forms.Find(policy.Form) is not { } form) root.Fail("form", "field.not-an-option", ("value", policy.Form), ("options", string.Join(", ", forms.Forms.Select(x => x.Id))));
        else if (form.Fields.Where(x => x.Type == FormFieldType.Number).Sum(x => x.Max ?? 1000) != 100) root.Fail("form", "field.not-an-option", ("value", policy.Form), ("options", "Σ max = 100"));
        root.WarnOfUnread();
        return policy;
    }
}
