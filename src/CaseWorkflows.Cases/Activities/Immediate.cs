using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>An activity that does one thing at once and goes on: its whole behaviour is a function of the call.</summary>
internal sealed class Immediate(ActivityDescription description, Func<ActivityCall, ActivityStep> begin) : IActivityHandler
{
    public ActivityDescription Description => description;

    public ActivityStep Begin(ActivityCall call) => begin(call);

    public ActivityStep Resume(ActivityCall call, ResumeTrigger trigger) =>
        throw new InvalidOperationException($"{description.TypeName} never waits.");

    public IReadOnlyList<Effect> Cancel(ActivityCall call) => [];

    internal static ActivityStep Done(params Effect[] effects) => new ActivityStep.Completed("Done") { Effects = effects };
}

/// <summary>The activities that only put an effect on record.</summary>
internal static class SimpleActivities
{
    public static IEnumerable<IActivityHandler> All() =>
    [
        new Immediate(
            Describe.Activity("SetStage", Describe.Text("Stage", required: true, picker: "stages")),
            call => Immediate.Done(new SetStage(call.Text("Stage")))),
        new Immediate(
            Describe.Activity("StartClock", Describe.Text("Clock", required: true, picker: "clocks"), Describe.Text("From")),
            call => Instants.TryRead(call, "From", out var from)
                ? Immediate.Done(new StartClock(call.Text("Clock"), from))
                : new ActivityStep.Faulted(Describe.Message("fault.instant", ("step", call.ActivityId), ("input", "From"), ("text", call.Text("From"))))),
        new Immediate(
            Describe.Activity("StopClock", Describe.Text("Clock", required: true, picker: "clocks"), Describe.Text("At")),
            call => Instants.TryReadDone(call, "At", out var at)
                ? Immediate.Done(new StopClock(call.Text("Clock")) { At = at })
                : new ActivityStep.Faulted(Describe.Message("fault.instant", ("step", call.ActivityId), ("input", "At"), ("text", call.Text("At"))))),
        new Immediate(
            Describe.Activity("PauseClock", Describe.Text("Clock", required: true, picker: "clocks"), Describe.Text("Cause", required: true)),
            call => Immediate.Done(new PauseClock(call.Text("Clock"), call.Text("Cause")))),
        new Immediate(
            Describe.Activity("ResumeClock", Describe.Text("Clock", required: true, picker: "clocks"), Describe.Text("Cause")),
            call => Immediate.Done(new ResumeClock(call.Text("Clock"), call.Text("Cause") is { Length: > 0 } cause ? cause : null))),
        new Immediate(
            Describe.Activity("IssueDocument", Describe.Text("Template", required: true, picker: "documents"), Describe.Choice("Recipient", "applicant", "unit", "authority", "file", IssueDocument.EveryParty)),
            call => Immediate.Done(new IssueDocument(call.Text("Template"), call.Text("Recipient")))),
        new Immediate(
            Describe.Activity("Notify", Describe.Text("To", required: true, picker: "recipients"), Describe.Text("Subject", required: true), Describe.Text("SubjectEn")),
            call => Immediate.Done(new Notify(call.Text("To"), new LocalizedText(call.Text("Subject"), call.Text("SubjectEn") is { Length: > 0 } en ? en : call.Text("Subject"))))),
        new Immediate(
            Describe.Activity("RecordFact", Describe.Text("Fact", required: true), Describe.Text("Value"), Describe.Flag("Append")),
            call => Recorded(call.Text("Fact"), ValueOf(call))),
        new Immediate(
            Describe.Activity("OpenLinkedCase", Describe.Text("Service", required: true, picker: "services"), Describe.Text("Relation", required: true, picker: "relations"),
                Describe.Map("Fields"), Describe.Text("AtOffice", picker: "offices")),
            call => CarriedOver.TryRead(call, "Fields", out var intake)
                ? Immediate.Done(new OpenLinkedCase(call.Text("Service"), call.Text("Relation"), intake, Instants.Resolve(call, call.Inputs.GetValueOrDefault("AtOffice"))?.ToString() ?? ""))
                : new ActivityStep.Faulted(Describe.Message("fault.fields", ("step", call.ActivityId), ("input", "Fields")))),
        new Immediate(
            Describe.Activity("CloseCase", Describe.Text("Result", required: true, picker: "results"), Describe.Flag("Withdrawn"), Describe.Map("Tells")),
            call => CarriedOver.TryRead(call, "Tells", out var told)
                ? Immediate.Done(new CloseCase(call.Text("Result"), call.Flag("Withdrawn")) { Tells = told })
                : new ActivityStep.Faulted(Describe.Message("fault.fields", ("step", call.ActivityId), ("input", "Tells")))),
    ];

    private static ActivityStep.Completed Recorded(string fact, JsonNode? value) => new("Done")
    {
        Effects = [new RecordFact(fact, value)],
        Facts = new Dictionary<string, JsonNode?> { [fact] = value },
    };

    private static JsonNode? ValueOf(ActivityCall call)
    {
        var value = Instants.Resolve(call, call.Inputs.GetValueOrDefault("Value"));
        if (!call.Flag("Append")) return value;
        var list = call.Facts[call.Text("Fact")] as JsonArray is { } known ? (JsonArray)known.DeepClone() : [];
        list.Add(value);
        return list;
    }
}
