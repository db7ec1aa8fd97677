namespace CaseWorkflows.Engine.Definitions;

/// <summary>A way from one activity of a flowchart to another.</summary>
/// <param name="SourceId">The activity it leaves.</param>
/// <param name="SourcePort">The outcome it leaves by; <c>Done</c> where none is written.</param>
/// <param name="TargetId">The activity it leads to.</param>
/// <param name="TargetPort">The port it enters by; <c>In</c> where none is written.</param>
public sealed record Connection(string SourceId, string SourcePort, string TargetId, string TargetPort)
{
    /// <inheritdoc/>
    public override string ToString() => $"{SourceId}.{SourcePort}->{TargetId}.{TargetPort}";
}

/// <summary>A variable of a workflow or of a container in it.</summary>
/// <param name="Id">What bindings refer to.</param>
/// <param name="Name">What scripts call it.</param>
/// <param name="TypeName">String, Boolean, Int32, Double, Object, …</param>
/// <param name="IsArray">Whether it holds a list of that type.</param>
/// <param name="DefaultText">Its value at the start as the designer wrote it, null if none.</param>
/// <param name="StorageDriver">Elsa's storage driver, null if none. This engine keeps every variable.</param>
public sealed record VariableDefinition(string Id, string Name, string TypeName, bool IsArray, string? DefaultText, string? StorageDriver);

/// <summary>A value that is given to a flow at its start.</summary>
public sealed record WorkflowInput(string Name, string TypeName, bool IsArray, string DisplayName);

/// <summary>A value that a flow hands out.</summary>
public sealed record WorkflowOutput(string Name, string TypeName, bool IsArray, string DisplayName);
