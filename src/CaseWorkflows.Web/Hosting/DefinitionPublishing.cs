using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>
/// Publishes the definitions of the folder at start: all of them, or none and no start. What administrators brought into force themselves is not replaced: there the folder's
/// version is offered to them (<see cref="ShippedOffers"/>).
/// </summary>
internal sealed partial class DefinitionPublishing(PublishDefinition publishing, ShippedOffers offers, ShippedFlows flows, ProductPaths paths, ILogger<DefinitionPublishing> log)
{
    /// <summary>Checks and publishes; how many definitions there are.</summary>
    /// <exception cref="StartRefusedException">A file can't be read, does not pass the gate, or has a story that does not hold; all problems are listed.</exception>
    public async Task<int> PublishAsync(CancellationToken cancellationToken = default)
    {
        List<CheckedDefinition> found = [];
        foreach (var file in Directory.EnumerateFiles(paths.Definitions, "*.json").Order(StringComparer.Ordinal))
            found.Add(await publishing.CheckAsync(new DefinitionSubmission(Path.GetFileName(file), await File.ReadAllTextAsync(file, cancellationToken)), cancellationToken));
        foreach (var definition in found.Select(x => x.Definition).OfType<WorkflowDefinition>()) flows.Add(definition.DefinitionId);
        var offered = await offers.AmongAsync(found, cancellationToken);
        var shipped = found.Except(offered).ToList();
        RefuseIfWrong(shipped);
        List<CheckedDefinition> kept = [];
        foreach (var good in shipped.OrderBy(x => x.Definition!.DefinitionId, StringComparer.Ordinal).ThenBy(x => x.Definition!.Version))
            kept.Add(await publishing.KeepAsync(good, cancellationToken));
        RefuseIfWrong(kept);
        await publishing.PinFormsAsync(cancellationToken);
        foreach (var one in kept.Where(x => !x.IsPublished))
            foreach (var warning in one.Problems.Where(x => x.Severity == Severity.Warning && x.Activity is null))
                Warned(log, one.Submission.File, $"{warning.Message.Here()} {warning.Remedy.Here()}");
        await offers.MakeAsync(offered, cancellationToken);
        return kept.Count + offered.Count;
    }

    /// <summary>The service that a definition is for: its custom property <c>serviceType</c>, else its own id.</summary>
    public static string ServiceTypeOf(WorkflowDefinition definition) => ServiceTypes.Of(definition);

    /// <summary>What the publish gate knows of the library.</summary>
    public static GateContext GateContextOf(WorkflowLibrary library) => CaseGate.ContextOf(library);

    private static void RefuseIfWrong(IEnumerable<CheckedDefinition> found)
    {
        var problems = found.SelectMany(x => x.Problems.Where(y => y.Severity == Severity.Error).Select(y => Sentence(x.Submission.File, y))).ToList();
        if (problems.Count > 0)
            throw new StartRefusedException(new LocalizedText(string.Join('\n', problems.Select(x => x.Zh)), string.Join('\n', problems.Select(x => x.En))));
    }

    private static LocalizedText Sentence(string file, PublishProblem problem) => problem.Activity is { } activity
        ? Ui.Text("start.definition-problem", ("file", file), ("activity", activity), ("problem", problem.Message), ("remedy", problem.Remedy))
        : Ui.Text("start.definition-refused", ("file", file), ("problem", problem.Message), ("remedy", problem.Remedy));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Definition {File}: {Problem}")]
    private static partial void Warned(ILogger log, string file, string problem);
}
