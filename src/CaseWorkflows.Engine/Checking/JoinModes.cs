using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>How an activity merges what leads to it, as far as the definition tells.</summary>
internal static class JoinModes
{
    /// <summary>WaitAll, WaitAllActive or WaitAny, read as the run reads it; null where a script decides or nothing fits.</summary>
    public static string? Of(ActivityDefinition activity)
    {
        if (activity.Type != BuiltInActivities.FlowJoin) return "WaitAllActive";
        if (activity.Input("Mode") is not { } mode) return "WaitAny";
        if (!mode.IsConstant) return null;
        return mode.Text.Trim().ToUpperInvariant() switch
        {
            "" or "0" or "WAITALL" => "WaitAll",
            "1" or "WAITALLACTIVE" => "WaitAllActive",
            "2" or "WAITANY" => "WaitAny",
            _ => null,
        };
    }
}
