using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Conformance;

namespace CaseWorkflows.Tests.Engine.Conformance;

/// <summary>Cases beside the recorded ones, in their format: what they expect follows from how Elsa 3.7.1 is built; each says why.</summary>
public sealed class ReasonedCasesTests
{
    private const string Prefix = "Reasoned.";

    public static TheoryData<string> Cases => [.. typeof(ReasonedCasesTests).Assembly.GetManifestResourceNames()
        .Where(x => x.StartsWith(Prefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_engine_does_what_the_server_would_do(string file)
    {
        var result = ConformanceRun.Run(Read(file));

        Assert.True(result.Outcome == ConformanceOutcome.Passed, string.Join('\n', result.Differences));
        Assert.Equal(Path.GetFileNameWithoutExtension(file)[Prefix.Length..], result.Name);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_the_options_for_cases_no_case_ends_by_a_fault(string file)
    {
        var result = ConformanceRun.Run(Read(file), EngineOptions.Default);

        Assert.DoesNotContain(result.Differences, x => x.Contains("subStatus", StringComparison.Ordinal) && x.EndsWith("\"Faulted\"", StringComparison.Ordinal));
    }

    private static string Read(string file)
    {
        using var stream = typeof(ReasonedCasesTests).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
