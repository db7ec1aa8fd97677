using System.CommandLine;
using CaseWorkflows.Engine.Conformance;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Plays recorded runs of Elsa through the engine and compares, see <see cref="ConformanceRun"/>.</summary>
internal static class ConformVerb
{
    public static Command Create(Surroundings at)
    {
        var target = new Argument<string>("file|folder") { Description = VerbTexts.Here("conform.target") };
        var json = VerbOptions.Json;
        var verb = new Command("conform", VerbTexts.Here("conform.about")) { target, json };
        verb.SetAction((parsed, cancellationToken) => RunAsync(at, parsed.GetRequiredValue(target), parsed.GetValue(json), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string target, bool json, CancellationToken cancellationToken)
    {
        List<(string File, ConformanceResult Result)> played = [];
        foreach (var (path, shown) in VerbFiles.JsonFiles(at, target))
        {
            var result = Play(Path.GetFileNameWithoutExtension(path), await VerbFiles.ReadAsync(at, path, cancellationToken));
            played.Add((shown, result));
            if (!json) await PrintAsync(at.Out, result);
        }
        int passed = Count(played, ConformanceOutcome.Passed), failed = Count(played, ConformanceOutcome.Failed), differ = Count(played, ConformanceOutcome.DiffersOnPurpose);
        if (json)
            await at.Out.WriteLineAsync(VerbJson.Of(new { Passed = passed, Failed = failed, DifferOnPurpose = differ, Cases = played.Select(x => new { x.File, x.Result.Name, x.Result.Outcome, x.Result.Differences, x.Result.MayDiffer }) }));
        else
            await at.Out.WriteLineAsync(VerbTexts.Here("conform.summary", ("passed", passed), ("failed", failed), ("differ", differ)));
        return failed == 0 ? ExitCode.Good : ExitCode.FoundWrong;
    }

    private static ConformanceResult Play(string name, string text)
    {
        try
        {
            return ConformanceRun.Run(text);
        }
        catch (DefinitionException problem)
        {
            return new ConformanceResult(name, ConformanceOutcome.Failed, [Where(problem) + problem.Text.Here()], null);
        }
    }

    private static string Where(DefinitionException problem) => problem switch
    {
        { ActivityId: { } activity } => activity + ": ",
        { Field: { } field } => field + ": ",
        _ => "",
    };

    private static async Task PrintAsync(TextWriter output, ConformanceResult result)
    {
        await output.WriteLineAsync($"{VerbTexts.Here($"conform.{result.Outcome}")}  {result.Name}");
        foreach (var difference in result.Differences) await output.WriteLineAsync("    " + difference);
        if (result is { Outcome: ConformanceOutcome.DiffersOnPurpose, MayDiffer: { } reason }) await output.WriteLineAsync("    " + VerbTexts.Here("conform.because", ("reason", reason)));
    }

    private static int Count(IEnumerable<(string, ConformanceResult Result)> played, ConformanceOutcome outcome) => played.Count(x => x.Result.Outcome == outcome);
}
