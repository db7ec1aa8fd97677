using Xunit.Abstractions;

[assembly: TestCollectionOrderer("CaseWorkflows.IntegrationTests.LongestFirst", "CaseWorkflows.IntegrationTests")]

namespace CaseWorkflows.IntegrationTests;

/// <summary>Classes that take long begin first: else a run ends with one of them alone, and a processor waits.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "StartTests", "DesignerInBrowserTests", "JobServerOnPostgreSqlTests", "DrawingInBrowserTests", "StudioWindowsTests", "StaffVerbTests", "LegalAidInBrowserTests", "DefinitionFilesVerbTests",
        "BenchStepsVerbTests", "AccessibilityInBrowserTests", "StudioOnPostgreSql", "FlowsInBrowserTests",
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(Place).ThenBy(x => x.DisplayName, StringComparer.Ordinal);

    private static int Place(ITestCollection tests) =>
        Array.FindIndex(Long, x => tests.DisplayName.EndsWith("." + x, StringComparison.Ordinal)) is >= 0 and var at ? at : Long.Length;
}
