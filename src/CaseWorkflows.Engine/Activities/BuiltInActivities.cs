using System.Resources;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Activities;

/// <summary>The descriptions of Elsa's own activities that the engine runs, under Elsa's names.</summary>
internal static class BuiltInActivities
{
    public const string Flowchart = "Elsa.Flowchart";
    public const string Sequence = "Elsa.Sequence";
    public const string Start = "Elsa.Start";
    public const string End = "Elsa.End";
    public const string Finish = "Elsa.Finish";
    public const string Complete = "Elsa.Complete";
    public const string Break = "Elsa.Break";
    public const string Fault = "Elsa.Fault";
    public const string FlowDecision = "Elsa.FlowDecision";
    public const string FlowSwitch = "Elsa.FlowSwitch";
    public const string FlowFork = "Elsa.FlowFork";
    public const string FlowJoin = "Elsa.FlowJoin";
    public const string If = "Elsa.If";
    public const string Switch = "Elsa.Switch";
    public const string While = "Elsa.While";
    public const string For = "Elsa.For";
    public const string ForEach = "Elsa.ForEach";
    public const string RunJavaScript = "Elsa.RunJavaScript";
    public const string SetVariable = "Elsa.SetVariable";
    public const string SetOutput = "Elsa.SetOutput";
    public const string WriteLine = "Elsa.WriteLine";
    public const string SetName = "Elsa.SetName";
    public const string Correlate = "Elsa.Correlate";
    public const string Delay = "Elsa.Delay";
    public const string Timer = "Elsa.Timer";
    public const string StartAt = "Elsa.StartAt";
    public const string Event = "Elsa.Event";
    public const string RunTask = "Elsa.RunTask";

    private static readonly TextCatalog Texts =
        new(new ResourceManager("CaseWorkflows.Engine.Activities.ActivityTexts", typeof(BuiltInActivities).Assembly));

    public static IReadOnlyList<ActivityDescription> All { get; } =
    [
        Describe(Flowchart, "Flow"),
        Describe(Sequence, "Flow"),
        Describe(Start, "Flow") with { IsStart = true },
        Describe(End, "Flow") with { IsTerminal = true },
        Describe(Finish, "Flow") with { IsTerminal = true },
        Describe(Complete, "Flow", Input("Complete", "Outcomes", "Object") with { UiHint = "outcome-picker", DefaultSyntax = "Object" }) with { IsTerminal = true },
        Describe(Break, "Looping") with { IsTerminal = true },
        Describe(Fault, "Flow",
            Input("Fault", "Code", "String"), Input("Fault", "Category", "String"), Input("Fault", "FaultType", "String"),
            Input("Fault", "Message", "String") with { UiHint = "multiline", IsRequired = true }),
        Describe(FlowDecision, "Branching", Required("FlowDecision", "Condition", "Boolean") with { DefaultSyntax = "JavaScript" })
            with { Outcomes = [Outcome("True"), Outcome("False")] },
        Describe(FlowSwitch, "Branching",
            Input("FlowSwitch", "Cases", "Object") with { UiHint = "flow-switch-editor", IsWrapped = false, IsRequired = true },
            Mode("FlowSwitch", "MatchFirst", "MatchFirst", "MatchAny")) with { Outcomes = [Outcome("Default")] },
        Describe(FlowFork, "Branching", Required("FlowFork", "Branches", "ICollection<String>") with { UiHint = "dynamic-outcomes", DefaultSyntax = "Object" })
            with { OutcomesInput = "Branches" },
        Describe(FlowJoin, "Branching", Mode("FlowJoin", "WaitAny", "WaitAny", "WaitAll", "WaitAllActive")),
        Describe(If, "Branching", Required("If", "Condition", "Boolean") with { DefaultSyntax = "JavaScript" })
            with { EmbeddedPorts = ["Then", "Else"], Outputs = [Output("Boolean")] },
        Describe(Switch, "Branching",
            Input("Switch", "Cases", "Object") with { UiHint = "switch-editor", IsWrapped = false, IsRequired = true },
            Mode("Switch", "MatchFirst", "MatchFirst", "MatchAny")) with { EmbeddedPorts = ["Default"] },
        Describe(While, "Looping", Required("While", "Condition", "Boolean") with { DefaultSyntax = "JavaScript" }) with { EmbeddedPorts = ["Body"] },
        Describe(For, "Looping",
            Input("For", "Start", "Int32") with { DefaultValue = 0 }, Input("For", "End", "Int32") with { DefaultValue = 0 },
            Input("For", "Step", "Int32") with { DefaultValue = 1 },
            Input("For", "OuterBoundInclusive", "Boolean") with { DefaultValue = true, UiHint = "checkbox" })
            with { EmbeddedPorts = ["Body"], Outputs = [CurrentValue()] },
        Describe(ForEach, "Looping", Required("ForEach", "Items", "ICollection<Object>") with { DefaultSyntax = "JavaScript" })
            with { EmbeddedPorts = ["Body"], Outputs = [CurrentValue()] },
        Describe(RunJavaScript, "Scripting",
            Required("RunJavaScript", "Script", "String") with { UiHint = "code-editor" },
            Input("RunJavaScript", "PossibleOutcomes", "ICollection<String>") with { UiHint = "dynamic-outcomes", DefaultSyntax = "Object" })
            with { OutcomesInput = "PossibleOutcomes", Outputs = [Output("Object")] },
        Describe(SetVariable, "Primitives",
            Input("SetVariable", "Variable", "Variable") with { UiHint = "variable-picker", IsWrapped = false, IsRequired = true },
            Input("SetVariable", "Value", "Object") with { UiHint = "multiline" }),
        Describe(SetOutput, "Primitives",
            Required("SetOutput", "OutputName", "String") with { UiHint = "output-picker" },
            Input("SetOutput", "OutputValue", "Object") with { UiHint = "multiline" }),
        Describe(WriteLine, "Primitives", Input("WriteLine", "Text", "String")),
        Describe(SetName, "Primitives", Input("SetName", "Value", "String")),
        Describe(Correlate, "Primitives", Required("Correlate", "CorrelationId", "String")),
        Describe(Delay, "Scheduling", Input("Delay", "TimeSpan", "TimeSpan") with { DefaultValue = "00:01:00" }) with { CanWait = true },
        Describe(Timer, "Scheduling", Input("Timer", "Interval", "TimeSpan") with { DefaultValue = "00:01:00" }) with { CanWait = true, Kind = "Trigger" },
        Describe(StartAt, "Scheduling", Required("StartAt", "DateTime", "DateTimeOffset") with { UiHint = "datetime-picker" })
            with { CanWait = true, Kind = "Trigger" },
        Describe(Event, "Primitives", Required("Event", "EventName", "String")) with { CanWait = true, Kind = "Trigger", Outputs = [Output("Object")] },
        Describe(RunTask, "Primitives", Required("RunTask", "TaskName", "String"), Input("RunTask", "Payload", "Object") with { UiHint = "json-editor" })
            with { CanWait = true, Outputs = [Output("Object")] },
    ];

    public static bool Knows(string typeName) => All.Any(x => x.TypeName == typeName);

    private static ActivityDescription Describe(string typeName, string category, params InputDescription[] inputs)
    {
        var name = typeName["Elsa.".Length..];
        return new ActivityDescription
        {
            TypeName = typeName,
            Category = Texts.Get($"category.{category}"),
            DisplayName = Texts.Get(name),
            Description = Texts.Get($"{name}.description"),
            Inputs = inputs,
        };
    }

    private static InputDescription Input(string activity, string name, string type) =>
        new(name, type, Texts.Get($"{activity}.{name}"), Texts.Get($"{activity}.{name}.description"))
        {
            UiHint = type == "Boolean" ? "checkbox" : "singleline",
        };

    private static InputDescription Required(string activity, string name, string type) => Input(activity, name, type) with { IsRequired = true };

    private static InputDescription Mode(string activity, params string[] modes) =>
        new("Mode", "String", Texts.Get($"{activity}.Mode"), Texts.Get($"{activity}.Mode.description"))
        {
            UiHint = "dropdown",
            DefaultValue = JsonValue.Create(modes[0]),
            Options = [.. modes.Skip(1).Select(mode => (mode, Texts.Get($"mode.{mode}")))],
        };

    private static OutcomeDescription Outcome(string name) => new(name, Texts.Get($"outcome.{name}"));

    private static OutputDescription Output(string type) => new("Result", type, Texts.Get("output.Result"));

    private static OutputDescription CurrentValue() => new("CurrentValue", "Object", Texts.Get("output.CurrentValue"));
}
