using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Tests.Engine;

internal sealed record TaskOpened(string WaitKey, string Role, int Days) : Effect;

internal sealed record TaskClosed(string WaitKey) : Effect;

internal sealed record TaskTakenBack(string WaitKey, string Role) : Effect;

/// <summary>A case activity as the rooms above write them: opens a task, waits, goes on by the chosen outcome.</summary>
internal sealed class HumanTask : IActivityHandler
{
    private static readonly LocalizedText Text = new("任务", "Task");

    public const string Type = "Test.HumanTask";

    public ActivityDescription Description { get; } = new()
    {
        TypeName = Type,
        Category = Text,
        DisplayName = Text,
        Description = Text,
        CanWait = true,
        OutcomesInput = "Outcomes",
        Inputs =
        [
            new("Role", "String", new("角色", "Role"), Text) { IsRequired = true, Picker = "roles" },
            new("Days", "Int32", new("天数", "Days"), Text) { DefaultValue = 7 },
            new("Urgent", "Boolean", new("紧急", "Urgent"), Text) { DefaultValue = false },
            new("Outcomes", "ICollection<String>", new("出口", "Outcomes"), Text) { UiHint = "dynamic-outcomes", DefaultSyntax = "Object", IsRequired = true },
            new("Kind", "String", new("种类", "Kind"), Text) { UiHint = "dropdown", DefaultValue = "normal", Options = [("normal", Text), ("special", Text)] },
        ],
        Outputs = [new("Result", "Object", Text), new("Outcome", "String", Text)],
    };

    public ActivityStep Begin(ActivityCall call)
    {
        if (call.Text("Role") == "throws") throw new InvalidOperationException("role table is empty");
        if (call.Text("Role") == "faults") return new ActivityStep.Faulted(new LocalizedText("没有人", "nobody"));
        if (call.Text("Role") == "nowhere") return new ActivityStep.Completed("Nowhere");
        if (call.Text("Role") == "done") return new ActivityStep.Completed(call.Texts("Outcomes")[0]);
        return new ActivityStep.Waiting(WaitKind.Task)
        {
            Name = call.Text("Role"),
            DueAt = call.Now.AddDays((int)call.Inputs["Days"]!),
            Effects = [new TaskOpened(call.WaitKey, call.Text("Role"), (int)call.Inputs["Days"]!)],
        };
    }

    public ActivityStep Resume(ActivityCall call, ResumeTrigger trigger)
    {
        if (trigger.Outcome is null || !call.Texts("Outcomes").Contains(trigger.Outcome))
            return new ActivityStep.Faulted(new LocalizedText("没有此出口", "no such outcome"));
        return new ActivityStep.Completed(trigger.Outcome)
        {
            Effects = [new TaskClosed(call.WaitKey)],
            Outputs = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["Result"] = trigger.Result?.DeepClone(), ["Outcome"] = trigger.Outcome },
        };
    }

    public IReadOnlyList<Effect> Cancel(ActivityCall call) => call.Text("Role") == "sticky"
        ? throw new InvalidOperationException("sticky")
        : [new TaskTakenBack(call.WaitKey, call.Text("Role"))];
}
