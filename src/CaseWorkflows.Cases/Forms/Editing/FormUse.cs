using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Forms.Editing;

/// <summary>Which forms people meet in a definition.</summary>
internal static class FormUse
{
    /// <summary>The forms of its human steps and of the intake of its service.</summary>
    public static IReadOnlySet<string> Of(WorkflowDefinition definition, WorkflowLibrary library) =>
        definition.Of(Steps.HumanTask).Select(x => x.Constant("Form")).Append(library.Services.Find(ServiceTypes.Of(definition))?.Form).OfType<string>().ToHashSet();
}
