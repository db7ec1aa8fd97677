using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>Which service a definition is for.</summary>
public static class ServiceTypes
{
    /// <summary>Its custom property <c>serviceType</c>, else its own id.</summary>
    public static string Of(WorkflowDefinition definition) => definition.ServiceType();
}
