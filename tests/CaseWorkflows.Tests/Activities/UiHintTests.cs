using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Activities;

/// <summary>Every editor that a description asks for is one that Elsa Studio 3.8.2 registers; for another one it shows a warning in the place of a field.</summary>
public sealed class UiHintTests
{
    // The editor, and the kind of expression that it shows and writes.
    private static readonly Dictionary<string, string> Registered = new(StringComparer.Ordinal)
    {
        ["checkbox"] = "Literal", ["checklist"] = "Object", ["code-editor"] = "Literal", ["datetime-picker"] = "Literal", ["dictionary"] = "Object", ["dropdown"] = "Literal", ["dynamic-outcomes"] = "Object",
        ["expression-editor"] = "JavaScript", ["http-status-codes"] = "Object", ["json-editor"] = "Literal", ["multiline"] = "Literal", ["multitext"] = "Object", ["outcome-picker"] = "Literal",
        ["output-picker"] = "Literal", ["radiolist"] = "Literal", ["singleline"] = "Literal", ["flow-switch-editor"] = "Object", ["switch-editor"] = "Object", ["type-picker"] = "Literal",
        ["variable-picker"] = "Literal", ["input-picker"] = "Literal", ["workflow-definition-picker"] = "Literal",
    };

    [Fact]
    public void The_designer_has_every_editor_that_is_asked_for()
    {
        var inputs = Shipped.Catalog.Descriptions.SelectMany(x => x.Inputs, (activity, input) => (Where: $"{activity.TypeName}.{input.Name}", Input: input)).ToList();
        Assert.True(inputs.Count > 60, $"{inputs.Count} inputs");
        Assert.Equal([], inputs.Where(x => !Registered.ContainsKey(x.Input.UiHint)).Select(x => $"{x.Where}: {x.Input.UiHint}"));
    }

    [Fact]
    public void What_an_editor_of_lists_writes_is_what_the_input_expects()
    {
        var lists = Shipped.Catalog.Descriptions.SelectMany(x => x.Inputs, (activity, input) => (Where: $"{activity.TypeName}.{input.Name}", Input: input)).Where(x => x.Input.IsWrapped && x.Input.DefaultSyntax != "JavaScript" && x.Input.TypeName.StartsWith("ICollection", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lists);
        Assert.Equal([], lists.Where(x => Registered[x.Input.UiHint] != "Object" || x.Input.DefaultSyntax != "Object").Select(x => $"{x.Where}: {x.Input.UiHint}, {x.Input.DefaultSyntax}"));
    }
}
