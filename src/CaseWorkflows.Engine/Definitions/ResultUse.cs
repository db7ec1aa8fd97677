namespace CaseWorkflows.Engine.Definitions;

public sealed partial class WorkflowDefinition
{
    private bool? _asksForResults;

    // Results of activities are payloads; a state carries them only where a script of the definition can ask for them.
    internal bool AsksForResults => _asksForResults ??= Mentions("getLastResult") || Mentions("getOutputFrom") || Mentions("From");

    private bool Mentions(string word) => Document.ToJsonString(JsonReading.Readable).Contains(word, StringComparison.Ordinal);
}
