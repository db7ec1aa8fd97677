using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>What an expression can see and change, from where it stands in a running flow.</summary>
internal interface IExpressionScope
{
    /// <summary>The activity whose expression it is.</summary>
    string ActivityId { get; }

    /// <summary>The instant of the trigger: the only clock there is.</summary>
    DateTimeOffset Now { get; }

    /// <summary>A number that differs from evaluation to evaluation and is the same in every replay.</summary>
    int Seed { get; }

    /// <summary>Names of the variables in sight, nearest first.</summary>
    IReadOnlyCollection<string> VariableNames { get; }

    /// <summary>The workflow's inputs that were declared.</summary>
    IReadOnlyCollection<string> InputNames { get; }

    /// <summary>The names and outputs of the activities that hand on values, for <c>getResultFromX()</c>.</summary>
    IEnumerable<(string ActivityId, string ActivityName, string Output)> Results { get; }

    JsonNode? LastResult { get; }

    string? CorrelationId { get; set; }

    string? InstanceName { get; set; }

    string DefinitionId { get; }

    string DefinitionVersionId { get; }

    int DefinitionVersion { get; }

    /// <summary>A variable's value by name, and its type name; null if there is none.</summary>
    (JsonNode? Value, string TypeName)? Variable(string name);

    /// <summary>A variable's value by id, else by name; null if there is none.</summary>
    (JsonNode? Value, string TypeName)? VariableById(string? id, string? name);

    void SetVariable(string name, JsonNode? value);

    /// <summary>Notes what a script can change; the answer puts it back, so that a script that fails changes nothing and can be tried again.</summary>
    Action Remember();

    JsonNode? Input(string name);

    JsonNode? Output(string activityIdOrName, string? output);
}
