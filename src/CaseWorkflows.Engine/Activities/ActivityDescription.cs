using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Activities;

/// <summary>
/// What an activity is, said once: the same description feeds the designer's palette, the publish gate and the run.
/// </summary>
public sealed record ActivityDescription
{
    /// <summary>The type name in definitions, for example <c>CaseWorkflows.HumanTask</c> or <c>Elsa.FlowDecision</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>The activity's version; (type name, version) is unique.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The group of the palette it stands in.</summary>
    public required LocalizedText Category { get; init; }

    /// <summary>Its name in the palette.</summary>
    public required LocalizedText DisplayName { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public required LocalizedText Description { get; init; }

    /// <summary>The inputs an administrator fills in.</summary>
    public IReadOnlyList<InputDescription> Inputs { get; init; } = [];

    /// <summary>The values it hands on; each can be bound to a variable.</summary>
    public IReadOnlyList<OutputDescription> Outputs { get; init; } = [];

    /// <summary>The ways out. Empty means the single way <c>Done</c>, unless it is terminal.</summary>
    public IReadOnlyList<OutcomeDescription> Outcomes { get; init; } = [];

    /// <summary>The name of the input whose list of texts gives further ways out (a human task's buttons), or null.</summary>
    public string? OutcomesInput { get; init; }

    /// <summary>Slots that hold a body (for example <c>Body</c>, <c>Then</c>, <c>Else</c>).</summary>
    public IReadOnlyList<string> EmbeddedPorts { get; init; } = [];

    /// <summary>Nothing follows it.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Nothing precedes it.</summary>
    public bool IsStart { get; init; }

    /// <summary>It can wait for something outside (a person, a clock, an event), so a loop through it need not run for ever.</summary>
    public bool CanWait { get; init; }

    /// <summary>Action, Trigger, Job or Task, as the designer names kinds.</summary>
    public string Kind { get; init; } = "Action";
}

/// <summary>One input of an activity.</summary>
/// <param name="Name">Its name, PascalCase; in a definition's JSON it is written camelCase.</param>
/// <param name="TypeName">String, Boolean, Int32, Double, Object, ICollection&lt;String&gt;, …</param>
/// <param name="DisplayName">What an administrator reads beside the field.</param>
/// <param name="Description">What it is for.</param>
public sealed record InputDescription(string Name, string TypeName, LocalizedText DisplayName, LocalizedText Description)
{
    /// <summary>The designer's editor: singleline, multiline, checkbox, dropdown, dynamic-outcomes, json-editor, …</summary>
    public string UiHint { get; init; } = "singleline";

    /// <summary>What holds when nothing is written in the definition. The designer only shows it, so the run must apply it.</summary>
    public JsonNode? DefaultValue { get; init; }

    /// <summary>A definition without it can't be published.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The list the value must come from: roles, clocks, forms, documents, stages, regions; null for free values.</summary>
    public string? Picker { get; init; }

    /// <summary>Fixed choices of a dropdown, value and text.</summary>
    public IReadOnlyList<(string Value, LocalizedText Text)> Options { get; init; } = [];

    /// <summary>Whether the value is wrapped in an expression; a variable to write to is not.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>The expression type new values get: Literal, Object or JavaScript.</summary>
    public string DefaultSyntax { get; init; } = "Literal";
}

/// <summary>One output of an activity.</summary>
public sealed record OutputDescription(string Name, string TypeName, LocalizedText DisplayName);

/// <summary>One fixed way out of an activity.</summary>
/// <param name="Name">The port's name in connections.</param>
/// <param name="DisplayName">The label on the port.</param>
public sealed record OutcomeDescription(string Name, LocalizedText DisplayName);
