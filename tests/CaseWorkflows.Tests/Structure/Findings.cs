namespace CaseWorkflows.Tests.Structure;

/// <summary>What checks found, shown whole when there is something.</summary>
internal static class Findings
{
    public static void AreNone(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all));
    }
}
