using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// A step that a person does: it opens a task for a role with a form, starts its clock, and goes on by the outcome the person chose.
/// With an expiry outcome the step ends by itself when its clock runs out (deemed withdrawal, end of the objection period).
/// </summary>
internal sealed class HumanTask : IActivityHandler
{
    public ActivityDescription Description { get; } = Describe.Activity(
        "HumanTask",
        Describe.Text("Title", required: true),
        Describe.Text("TitleEn"),
        Describe.Text("Role", required: true, picker: "roles"),
        Describe.Text("Form", required: true, picker: "forms"),
        Describe.List("Outcomes", "dynamic-outcomes", required: true),
        Describe.Text("Clock", picker: "clocks"),
        Describe.Choice("ClockScope", "step", "case"),
        Describe.Text("ClockFrom"),
        Describe.Text("DoneAt"),
        Describe.Text("ExpireOutcome"),
        Describe.Text("PausesClock", picker: "clocks"),
        Describe.Text("PauseCause"),
        Describe.List("NotBy"),
        Describe.Text("AssigneeFact"),
        Describe.Choice("IfUnassignable", "incident", "queue"),
        Describe.Choice("Office", "case", "supervising")) with
    {
        OutcomesInput = "Outcomes",
        CanWait = true,
        Kind = "Task",
        Outputs = [Describe.Output("Outcome", "String"), Describe.Output("Result", "Object"), Describe.Output("PerformedBy", "String")],
    };

    public ActivityStep Begin(ActivityCall call)
    {
        if (call.Texts("Outcomes") is not { Count: > 0 } outcomes)
            return new ActivityStep.Faulted(Describe.Message("fault.no-outcomes", ("step", call.ActivityId)));
        if (call.Text("Role") is not { Length: > 0 } role)
            return new ActivityStep.Faulted(Describe.Message("fault.no-role", ("step", call.ActivityId)));
        var clock = Optional(call.Text("Clock"));
        var expire = Optional(call.Text("ExpireOutcome"));
        if (expire is not null && !outcomes.Contains(expire))
            return new ActivityStep.Faulted(Describe.Message("fault.expire-outcome", ("step", call.ActivityId), ("outcome", expire)));
        var title = Optional(call.Text("Title")) ?? call.DisplayText;
        List<Effect> effects = [];
        if (Optional(call.Text("PausesClock")) is { } paused)
            effects.Add(new PauseClock(paused, PauseCause(call)));
        if (clock is not null && OwnsClock(call))
        {
            if (!Instants.TryRead(call, "ClockFrom", out var from))
                return new ActivityStep.Faulted(Describe.Message("fault.instant", ("step", call.ActivityId), ("input", "ClockFrom"), ("text", call.Text("ClockFrom"))));
            effects.Add(new StartClock(clock, from) { StepId = call.ActivityId });
        }
        effects.Add(new OpenTask(call.WaitKey, call.ActivityId, new LocalizedText(title, Optional(call.Text("TitleEn")) ?? title), role, call.Text("Form"), outcomes)
        {
            ClockKey = clock,
            ExpireOutcome = expire,
            NotBySteps = call.Texts("NotBy"),
            AssigneeFact = Optional(call.Text("AssigneeFact")),
            QueueIfUnassignable = call.Text("IfUnassignable") == "queue",
            AtSupervisingOffice = call.Text("Office") == "supervising",
        });
        return new ActivityStep.Waiting(WaitKind.Task) { Name = call.ActivityId, Effects = effects };
    }

    public ActivityStep Resume(ActivityCall call, ResumeTrigger trigger)
    {
        var outcome = trigger.Outcome ?? "";
        if (!call.Texts("Outcomes").Contains(outcome))
            return new ActivityStep.Faulted(Describe.Message("fault.unknown-outcome", ("step", call.ActivityId), ("outcome", outcome)));
        if (!Instants.TryReadDone(call, "DoneAt", out var doneAt))
            return new ActivityStep.Faulted(Describe.Message("fault.instant", ("step", call.ActivityId), ("input", "DoneAt"), ("text", call.Text("DoneAt"))));
        return new ActivityStep.Completed(outcome)
        {
            // Judged by when the deed was done, not by when somebody came to write it down; what the limit ends by itself was done by nobody.
            Effects = Settle(call, outcome == Optional(call.Text("ExpireOutcome")) ? null : doneAt),
            Outputs = new Dictionary<string, JsonNode?>
            {
                ["Outcome"] = outcome,
                ["Result"] = trigger.Result?.DeepClone(),
                ["PerformedBy"] = call.Facts["actor"]?["id"]?.DeepClone(),
            },
        };
    }

    public IReadOnlyList<Effect> Cancel(ActivityCall call) => [new CloseTask(call.WaitKey), .. Settle(call)];

    private static List<Effect> Settle(ActivityCall call, DateTimeOffset? doneAt = null)
    {
        List<Effect> effects = [];
        if (Optional(call.Text("Clock")) is { } clock && OwnsClock(call))
            effects.Add(new StopClock(clock) { At = doneAt });
        if (Optional(call.Text("PausesClock")) is { } paused)
            effects.Add(new ResumeClock(paused, PauseCause(call)));
        return effects;
    }

    private static bool OwnsClock(ActivityCall call) => call.Text("ClockScope") != "case";

    private static string PauseCause(ActivityCall call) => Optional(call.Text("PauseCause")) ?? "supplement";

    private static string? Optional(string text) => text.Length == 0 ? null : text;
}
