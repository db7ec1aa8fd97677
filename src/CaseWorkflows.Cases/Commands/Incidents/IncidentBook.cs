using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Commands.Incidents;

/// <summary>The command deals with an open incident.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="CauserName">The name of whoever's command reached the step: what it does now counts as done for them.</param>
/// <param name="How">How the incident ends if the step does.</param>
internal sealed record Mending(Incident Incident, string CauserName, IncidentResolution How);

/// <summary>Keeps the incidents of a case as its engine reports them: who, where, why, since when; and tells of new ones.</summary>
internal sealed class IncidentBook(CaseSession session, WorkflowDefinition definition)
{
    /// <summary>
    /// The fact that keeps, by incident, what a person, the world outside or a service answered where the step failed on it. The answer must not be
    /// asked for again, and as it may hold personal data it lies where it can be erased, not in the engine's state.
    /// </summary>
    private const string HeldFact = "heldAnswers";

    private LegalCase Case => session.Case;

    /// <summary>What was answered to the step of an incident, or null if it failed otherwise.</summary>
    public static StepAnswer? HeldAnswer(LegalCase @case, Incident incident) =>
        @case.Dossier.Fact(HeldFact)?[incident.Key] is JsonObject held ? new StepAnswer(held["outcome"]?.ToString(), held["result"]?.DeepClone()) : null;

    /// <param name="advanced">What the engine answered.</param>
    /// <param name="trigger">What came from outside, or what a service answered.</param>
    public void Sync(Advanced advanced, Trigger trigger)
    {
        var open = advanced.Incidents.Select(x => Key(x.Key)).ToHashSet();
        foreach (var incident in Case.Incidents.Where(x => x.ResolvedAt is null && !open.Contains(x.Key)))
        {
            var isMended = incident == session.Mending?.Incident;
            incident.Resolve(isMended ? session.Mending!.How : IncidentResolution.Overtaken, isMended ? session.Actor.Id.Value : null, session.Now);
            Hold(incident.Key, null);
        }
        foreach (var failed in advanced.Incidents.Where(x => Case.Incidents.All(y => y.Key != Key(x.Key)))) Open(failed, trigger);
    }

    private void Open(EngineIncident failed, Trigger trigger)
    {
        var key = Key(failed.Key);
        // A step that was tried again and failed again is the same trouble under a new key: who has it keeps it, and it is no younger.
        var before = session.Mending?.Incident is { ResolvedAt: not null, Resolution: IncidentResolution.Retried } mended && mended.StepId == failed.ActivityId
            && !Case.Incidents.Any(x => x.StepId == mended.StepId && x.Since == mended.Since && x.Retries > mended.Retries) ? mended : null;
        var title = StepTitle.Of(definition, failed.ActivityId);
        var incident = new Incident(key, failed.ActivityId, failed.Message.Zh, failed.Message.En, session.Now)
        {
            StepZh = title.Zh,
            StepEn = title.En,
            DefinitionId = Case.DefinitionId,
            DefinitionVersion = Case.DefinitionVersion,
            Detail = session.Failures.DetailOf(RunKey(failed.Key)),
            CausedBy = session.Mending?.Incident.CausedBy ?? session.Actor.Id.Value,
            Cause = session.Mending?.Incident.Cause ?? session.Envelope.Command.GetType().Name,
            Since = before?.Since ?? session.Now,
            ReachedAt = session.ReachedAt,
            Retries = before is null ? 0 : before.Retries + 1,
            Outcomes = failed.Outcomes,
            Assignee = before?.Assignee,
            AssignedAt = before?.AssignedAt,
        };
        Case.Add(incident);
        if (failed.AnsweredWait is { } wait && AnswerTo(wait, trigger) is { } answer) Hold(key, CaseSession.Facts(("outcome", answer.Outcome), ("result", answer.Result)));
        session.Record("IncidentOpened",
            CaseSession.Facts(("incident", key), ("step", incident.StepId), ("definition", incident.DefinitionId), ("definitionVersion", incident.DefinitionVersion), ("retries", incident.Retries)),
            CaseSession.Facts(("zh", failed.Message.Zh), ("en", failed.Message.En)));
        if (before is not null) return;
        foreach (var role in new[] { Role.Supervisor, Role.Administrator })
            Tell(session, incident, "role:" + role, Refusal.Text("alert.incident", ("code", Case.Code), ("step", title)));
    }

    /// <summary>Tells somebody of an incident, once.</summary>
    public static void Tell(CaseSession session, Incident incident, string to, LocalizedText text) => session.Tell(new OutboxMessage(session.NewId(), session.Case.Id, "page", "incident", to,
        CaseSession.Facts(("code", session.Case.Code), ("incident", incident.Key), ("zh", text.Zh), ("en", text.En)).ToJsonString(CaseJson.Readable),
        $"incident:{session.Case.Id}:{incident.Key}:{to}:{incident.AssignedAt?.UtcTicks}", session.Now));

    private static StepAnswer? AnswerTo(string wait, Trigger trigger) => trigger switch
    {
        ResumeTrigger resume when resume.WaitKey == wait => new StepAnswer(resume.Outcome, resume.Result),
        EventTrigger happened => new StepAnswer(null, happened.Payload),
        RetryTrigger { Answer: { } again } => again,
        _ => null,
    };

    private void Hold(string incident, JsonObject? answer)
    {
        var held = Case.Dossier.Fact(HeldFact) as JsonObject;
        if (answer is null && held?.ContainsKey(incident) != true) return;
        held ??= [];
        if (answer is null) held.Remove(incident);
        else held[incident] = answer;
        Case.Dossier.SetFact(HeldFact, held.Count == 0 ? null : held);
    }

    private string Key(string engineKey) => FlowKeys.InCycle(engineKey, Case.Cycle);

    private static string RunKey(string engineKey) => engineKey[..engineKey.LastIndexOf('!')];
}

/// <summary>What a step is called where no task names it.</summary>
internal static class StepTitle
{
    /// <summary>The titles written in the step, else its display text; in English its technical name, where the display text is Chinese.</summary>
    public static LocalizedText Of(WorkflowDefinition definition, string activityId)
    {
        if (definition.FindActivity(activityId) is not { } step) return new LocalizedText(activityId, activityId);
        var zh = Written(step, "Title") ?? step.DisplayText;
        var en = Written(step, "TitleEn") ?? (zh.Any(x => x > '\u2e7f') && step.Name.Length > 0 ? step.Name : zh);
        return new LocalizedText(zh, en);
    }

    private static string? Written(ActivityDefinition step, string input) => step.Input(input) is { IsConstant: true, Text: { Length: > 0 } text } ? text : null;
}
