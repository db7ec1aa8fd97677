using System.Text.RegularExpressions;

namespace CaseWorkflows.Engine.Definitions;

public sealed partial class WorkflowDefinition
{
    private bool? _asksForResults;

    // Results of activities are payloads (forms, personal data); a state carries them only where a script of the definition can ask for them.
    // A bare "From" would also stand in names of inputs (clockFrom) and put every form of every case into its state.
    internal bool AsksForResults => _asksForResults ??= Asking().IsMatch(Document.ToJsonString(JsonReading.Readable));

    [GeneratedRegex(@"\bget(?:LastResult\b|\w*From)")]
    private static partial Regex Asking();
}
