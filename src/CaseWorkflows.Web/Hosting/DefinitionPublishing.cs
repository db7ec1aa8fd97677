using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Publishes the definitions of the folder at start: all of them, or none and no start.</summary>
internal sealed class DefinitionPublishing(IDefinitionStore store, WorkflowLibrary library, ActivityCatalog catalog, ProductPaths paths, TimeProvider time)
{
    /// <summary>Checks and publishes; how many definitions there are.</summary>
    /// <exception cref="StartRefusedException">A file can't be read or does not pass the gate; all problems are listed.</exception>
    public async Task<int> PublishAsync(CancellationToken cancellationToken = default)
    {
        List<(string File, string Json, WorkflowDefinition Definition)> read = [];
        List<LocalizedText> problems = [];
        var gate = GateContextOf(library);
        foreach (var file in Directory.EnumerateFiles(paths.Definitions, "*.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            try
            {
                var json = await File.ReadAllTextAsync(file, cancellationToken);
                var definition = WorkflowDefinition.Parse(json);
                problems.AddRange(DefinitionGate.Check(definition, catalog, gate).Where(x => x.Severity == Severity.Error)
                    .Select(x => Ui.Text("start.definition-problem", ("file", name), ("activity", x.ActivityId ?? ""), ("problem", x.Message), ("remedy", x.Remedy))));
                read.Add((name, json, definition));
            }
            catch (DefinitionException unreadable)
            {
                problems.Add(Ui.Text("start.definition-problem", ("file", name), ("activity", unreadable.ActivityId ?? ""), ("problem", unreadable.Text), ("remedy", "")));
            }
        }
        if (problems.Count > 0)
            throw new StartRefusedException(new LocalizedText(string.Join('\n', problems.Select(x => x.Zh)), string.Join('\n', problems.Select(x => x.En))));

        foreach (var (file, json, definition) in read.OrderBy(x => x.Definition.DefinitionId, StringComparer.Ordinal).ThenBy(x => x.Definition.Version))
            try
            {
                await store.PublishAsync(ServiceTypeOf(definition), definition.DefinitionId, definition.Version, json, time.GetUtcNow(), cancellationToken);
            }
            catch (InvalidOperationException changed)
            {
                throw new StartRefusedException(Ui.Text("start.definition-changed", ("file", file), ("version", definition.Version)), changed);
            }
        return read.Count;
    }

    /// <summary>The service that a definition is for: its custom property <c>serviceType</c>, else its own id.</summary>
    public static string ServiceTypeOf(WorkflowDefinition definition) =>
        definition.Document["customProperties"]?["serviceType"]?.ToString() is { Length: > 0 } named ? named : definition.DefinitionId;

    /// <summary>What the publish gate knows of the library.</summary>
    public static GateContext GateContextOf(WorkflowLibrary library) => CaseGate.ContextOf(library);
}
