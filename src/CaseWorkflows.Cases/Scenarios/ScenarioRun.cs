using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Reads, checks and plays stories against one definition: what the command line, the API and publication all do.</summary>
public static class ScenarioRun
{
    /// <summary>Plays the stories of these files in order.</summary>
    /// <exception cref="LibraryFileException">A file can't be opened.</exception>
    public static async IAsyncEnumerable<PlayedScenario> PlayFilesAsync(
        Simulator simulator, WorkflowDefinition definition, IEnumerable<string> files, PlayLimits limits, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var file in files)
            yield return await PlayAsync(simulator, definition, Path.GetFileNameWithoutExtension(file), Path.GetFileName(file), ScenarioBook.ReadFile(file), limits, cancellationToken);
    }

    /// <summary>Plays one story that was read, if nothing is wrong with it.</summary>
    public static async ValueTask<PlayedScenario> PlayAsync(
        Simulator simulator, WorkflowDefinition definition, string id, string file, ScenarioReading reading, PlayLimits limits, CancellationToken cancellationToken = default)
    {
        if (reading.Scenario is not { } scenario)
            return new PlayedScenario(id, file, reading.Draft?.Title, reading.Draft is { } draft ? [.. reading.Problems, .. simulator.Check(definition, draft)] : reading.Problems, null);
        var problems = simulator.Check(definition, scenario);
        return problems.Count > 0
            ? new PlayedScenario(id, file, scenario.Title, problems, null)
            : new PlayedScenario(id, file, scenario.Title, [], await simulator.PlayAsync(definition, scenario, limits, cancellationToken));
    }
}

/// <summary>What came of a story.</summary>
/// <param name="Id">The story.</param>
/// <param name="File">Its file, as people are told of it.</param>
/// <param name="Title">What happens in it; null if it can't be read.</param>
/// <param name="Problems">Why it was not played; empty if it was.</param>
/// <param name="Simulation">What happened; null if it was not played.</param>
public sealed record PlayedScenario(string Id, string File, LocalizedText? Title, IReadOnlyList<ScenarioProblem> Problems, Simulation? Simulation)
{
    /// <summary>Whether it was played and everything was as expected.</summary>
    public bool Holds => Simulation is { Result.Holds: true };

    /// <summary>Each failure as one sentence with file, row, what was expected, what was found, and what to do.</summary>
    public IEnumerable<LocalizedText> Failures =>
        Problems.Select(x => x.In(File)).Concat((Simulation?.Result.Failures ?? []).Select(x => ScenarioTexts.Get("failure", ("file", File), ("row", x.Row), ("place", Place(x.Row)), ("what", x.Text), ("remedy", x.Remedy))));

    private LocalizedText Place(int row) =>
        row == 0 ? ScenarioTexts.Get("place.opening")
        : row > Simulation!.Result.Scenario.Rows.Count ? ScenarioTexts.Get("place.end")
        : ScenarioTexts.Get("place.row", ("row", ScenarioProblem.InTable(File, row)));
}
