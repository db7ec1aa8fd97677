namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Reads stories from tables.</summary>
public static class ScenarioTable
{
    /// <summary>Reads.</summary>
    public static ScenarioReading Read(string id, string csv, string? folder) => throw new InvalidOperationException(id + csv + folder);
}
