using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>A step that the system does by looking at more than this case: it asks a service and goes on by the answer.</summary>
internal sealed class ServiceStep(ActivityDescription description, string service) : IActivityHandler
{
    public ActivityDescription Description => description;

    /// <summary>The name of the service that it asks.</summary>
    public string Service => service;

    public ActivityStep Begin(ActivityCall call)
    {
        var arguments = new JsonObject();
        foreach (var (name, value) in call.Inputs)
            arguments[name] = value?.DeepClone();
        return new ActivityStep.Waiting(WaitKind.Service) { Name = service, Effects = [new RequestService(call.WaitKey, service, arguments)] };
    }

    public ActivityStep Resume(ActivityCall call, ResumeTrigger trigger) =>
        trigger.Outcome is { } outcome && Description.Outcomes.Any(x => x.Name == outcome)
            ? new ActivityStep.Completed(outcome) { Outputs = new Dictionary<string, JsonNode?> { ["Result"] = trigger.Result?.DeepClone() } }
            : new ActivityStep.Faulted(Describe.Message("fault.unknown-outcome", ("step", call.ActivityId), ("outcome", trigger.Outcome)));

    public IReadOnlyList<Effect> Cancel(ActivityCall call) => [];

    public static IEnumerable<IActivityHandler> All() =>
    [
        new ServiceStep(
            Describe.Activity("CheckConflicts") with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Clear"), Describe.Outcome("Conflict"), Describe.Outcome("Duplicate")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "conflict-check"),
        new ServiceStep(
            Describe.Activity("ProposeLawyer") with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Proposed"), Describe.Outcome("NobodyFits")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "propose-lawyer"),
        new ServiceStep(
            Describe.Activity("CheckLawyer") with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Fits"), Describe.Outcome("DoesNotFit")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "check-lawyer"),
        new ServiceStep(
            Describe.Activity("CheckCatalogue", Describe.Text("Catalogue", required: true, picker: "catalogues")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Complete"), Describe.Outcome("Incomplete")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "catalogue-check"),
        new ServiceStep(
            Describe.Activity("AssessEligibility", Describe.Text("ConfirmedBy")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Eligible"), Describe.Outcome("NotEligible"), Describe.Outcome("NeedsEvidence"), Describe.Outcome("NeedsPerson")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "assess-eligibility"),
        new ServiceStep(
            Describe.Activity("AskOnce", Describe.Text("Question", required: true), Describe.Text("Subject", required: true), Describe.Text("SubjectEn")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Asked"), Describe.Outcome("AskedBefore")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "ask-once"),
        new ServiceStep(
            Describe.Activity("OpenServicePeriod", Describe.Choice("Period", "month", "quarter", "year"), Describe.Text("From"), Describe.Choice("Within", "none", "quarter", "year")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Opened"), Describe.Outcome("Over")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "open-service-period"),
        new ServiceStep(
            Describe.Activity("TallyServiceRecords", Describe.Choice("Period", "month", "quarter", "year"), Describe.Text("ServedFrom"), Describe.Text("ServedTo")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Met"), Describe.Outcome("NotMet")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "tally-service-records"),
        new ServiceStep(
            Describe.Activity("CheckAidedCase") with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Aided"), Describe.Outcome("NotAided")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "check-aided-case"),
        new ServiceStep(
            Describe.Activity("ProposeMediator", Describe.Text("Area")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Proposed"), Describe.Outcome("NobodyFits")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "propose-mediator"),
        new ServiceStep(
            Describe.Activity("OfferNext", Describe.Choice("Kind", "lawyer", "mediator"), Describe.Choice("Ended", "none", "declined", "expired")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Offered"), Describe.Outcome("NobodyLeft")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "offer-next"),
        new ServiceStep(
            Describe.Activity("CheckInTime", Describe.Text("Clock", required: true, picker: "clocks"), Describe.Text("From"), Describe.Text("On")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("InTime"), Describe.Outcome("Late")],
                Outputs = [Describe.Output("Result", "Object")],
            },
            "check-in-time"),
        new ServiceStep(
            Describe.Activity("CheckDecidedCase", Describe.Map("Decisions"), Describe.List("Roles"), Describe.List("Named"), Describe.Text("Relation", picker: "relations")) with
            {
                CanWait = true,
                Outcomes = [Describe.Outcome("Found"), Describe.Outcome("NotFound"), Describe.Outcome("Unknown")],
            },
            "check-decided-case"),
    ];
}

/// <summary>A step that waits until a clock has run out, beside other branches.</summary>
internal sealed class WaitForClock : IActivityHandler
{
    public ActivityDescription Description { get; } = Describe.Activity("WaitForClock", Describe.Text("Clock", required: true, picker: "clocks")) with { CanWait = true };

    public ActivityStep Begin(ActivityCall call) => new ActivityStep.Waiting(WaitKind.Clock) { Name = call.Text("Clock") };

    public ActivityStep Resume(ActivityCall call, ResumeTrigger trigger) => Immediate.Done();

    public IReadOnlyList<Effect> Cancel(ActivityCall call) => [];
}
