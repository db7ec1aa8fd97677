using CaseWorkflows.Cases.Commands.Incidents;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios.Drawing;

/// <summary>A drawn flow in words, for whoever can't see the drawing: every step with the ways that lead on from it.</summary>
public static class FlowInWords
{
    /// <summary>The steps in the order in which they are drawn, those of nested flowcharts after it.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="library">The forms whose buttons name the ways.</param>
    public static IReadOnlyList<StepInWords> Of(WorkflowDefinition definition, WorkflowLibrary library)
    {
        var names = new WayNames(definition, library);
        return
        [
            .. FlowLayout.Of(definition).SelectMany(panel => panel.Nodes.Select(node => new StepInWords(
                node.Id, StepTitle.Of(definition, node.Id),
                [.. panel.Ways.Where(x => x.SourceId == node.Id).Select(x => new WayInWords(names.Of(x.SourceId, x.SourcePort), x.TargetId, StepTitle.Of(definition, x.TargetId)))]))),
        ];
    }
}

/// <summary>A step of a drawn flow.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Ways">The ways that lead on from it.</param>
public sealed record StepInWords(string Id, LocalizedText Name, IReadOnlyList<WayInWords> Ways);

/// <summary>A way from one step to the next.</summary>
/// <param name="Label">When it is taken; null for the only way.</param>
/// <param name="TargetId">The id of the next step.</param>
/// <param name="Target">What it is called.</param>
public sealed record WayInWords(LocalizedText? Label, string TargetId, LocalizedText Target);
