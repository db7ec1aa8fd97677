using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands.Incidents;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Advances a case's flow and performs what it asks for, until it waits for somebody outside.</summary>
internal sealed class FlowRun(CaseSession session)
{
    /// <summary>The event that a linked case has ended.</summary>
    public const string LinkedCaseClosed = "linked-case-closed";

    /// <summary>The event that a case about this one came without the flow: linked by the system (an objection entered at the counter) or opened out of this case by a person.</summary>
    public const string LinkedCaseTied = "linked-case-tied";

    public async ValueTask<Refusal?> AdvanceAsync(Trigger trigger, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        var definition = await session.Rules.Parsed.GetAsync(@case.DefinitionId, @case.DefinitionVersion, cancellationToken);
        var incidents = new IncidentBook(session, definition);
        Queue<RequestService> services = [];
        Advanced? last = null;
        for (var calls = 0; ; calls++)
        {
            var request = new AdvanceRequest(definition, @case.FlowState, trigger, session.FactsForFlow(), session.ReachedAt) { Impossible = session.Failures.Why };
            switch (await session.Rules.Engine.AdvanceAsync(request, cancellationToken))
            {
                case AdvanceRefused refused:
                    return new Refusal(refused.Code, refused.Message);
                case Advanced advanced:
                    last = advanced;
                    session.Moved(advanced.Journal);
                    @case.FlowState = advanced.State;
                    @case.WaitsJson = JsonSerializer.Serialize(advanced.Waits, CaseJson.Readable);
                    var performer = new EffectPerformer(session);
                    foreach (var (effect, source) in advanced.Effects.Zip(advanced.Sources))
                    {
                        if (effect is RequestService service) services.Enqueue(service);
                        else if (effect is StopClock stop && source.Phase == StepPhase.TakeBack && IsHeldByAnother(stop, source.RunKey)) continue;
                        else await PerformAsync(performer, effect, source, cancellationToken);
                    }
                    // A service that is asked twice may answer for the second time: the month after the one it has opened. So its answer is kept as a person's is.
                    incidents.Sync(advanced, trigger);
                    break;
            }
            RequestService? next;
            // The flow may have left the step in the meantime (another branch won): then nobody waits for the answer.
            while (services.TryDequeue(out next) && last!.Waits.All(x => x.Key != next.WaitKey)) { }
            if (next is null) break;
            trigger = await AskAsync(next, calls, cancellationToken);
        }
        return await SettleAsync(last!, cancellationToken);
    }

    // What could not be taken back when a step was left is taken back later: meanwhile the flow may have come to the step again.
    private bool IsHeldByAnother(StopClock stop, string runKey) =>
        session.Case.Tasks.Any(x => x.IsLive && x.ClockKey == stop.Key && x.Cycle == session.Case.Cycle && x.WaitKey != runKey && x.OpenedAt < session.Now);

    private static ValueTask PerformAsync(EffectPerformer performer, Effect effect, StepMoment source, CancellationToken cancellationToken) =>
        StepFailures.TryAsync(source, () => Refusal.Text("incident.effect-failed"), () => performer.PerformAsync(effect, cancellationToken));

    private async ValueTask<ResumeTrigger> AskAsync(RequestService request, int calls, CancellationToken cancellationToken)
    {
        ServiceReply? reply = null;
        var limit = session.Rules.ServicesPerCommand;
        await StepFailures.TryAsync(new StepMoment(request.WaitKey, StepPhase.Begin), () => Refusal.Text("incident.service-failed", ("service", request.Service)), async () =>
        {
            if (calls >= limit) return Refusal.Of("flow.services-without-end", ("limit", limit));
            if (!session.Rules.Services.TryGetValue(request.Service, out var service)) return Refusal.Of("flow.unknown-service", ("service", request.Service));
            reply = await service.ServeAsync(request.Arguments, session, cancellationToken);
            return null;
        });
        return new ResumeTrigger(request.WaitKey, reply!.Outcome, reply.Result);
    }

    /// <summary>Makes rows for waits that no case activity made (plain Elsa tasks and delays), and closes what the flow's end leaves.</summary>
    private async ValueTask<Refusal?> SettleAsync(Advanced advanced, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        // A case that its flow has closed has ended: what other branches still wait for is given up.
        if (@case.Status is CaseStatus.Closed or CaseStatus.Withdrawn && advanced.Status is FlowStatus.Suspended)
            return await AdvanceAsync(new CancelTrigger(), cancellationToken);
        var performer = new EffectPerformer(session);
        var keys = advanced.Waits.Select(x => x.Key).ToHashSet();
        foreach (var task in @case.Tasks.Where(x => x.IsLive && !keys.Contains(x.WaitKey)).ToList())
            performer.CancelTask(task);
        foreach (var wait in advanced.Waits)
        {
            if (wait.Kind == WaitKind.Task && @case.Tasks.All(x => x.Cycle != @case.Cycle || x.WaitKey != wait.Key))
            {
                var title = wait.Name ?? wait.ActivityId;
                var order = new OpenTask(wait.Key, wait.ActivityId, new LocalizedText(title, title), People.Role.Supervisor, "note", ["Done"]);
                await PerformAsync(performer, order, new StepMoment(wait.Key, StepPhase.Begin), cancellationToken);
            }
            else if (wait is { Kind: WaitKind.Clock, DueAt: { } due })
            {
                performer.StartTimer(wait.Key, due);
            }
        }
        performer.StopTimersExcept(keys);
        // Nothing will fire any more for a clock that has run out before it was waited for: the wait is over as it begins.
        if (@case.Status is CaseStatus.Open && advanced.Waits.FirstOrDefault(x => x.Kind == WaitKind.Clock && x.Name is { } key && @case.Clock(key) is { BreachedAt: not null }) is { } over)
        {
            await StepFailures.TryAsync(new StepMoment(over.Key, StepPhase.Begin), () => Refusal.Text("incident.effect-failed"),
                () => ValueTask.FromResult(session.CountWaitOver() > session.Rules.ServicesPerCommand ? Refusal.Of("flow.clock-waits-without-end", ("clock", over.Name)) : null));
            return await AdvanceAsync(new ResumeTrigger(over.Key), cancellationToken);
        }
        if (advanced.Status is FlowStatus.Finished && @case.Status is CaseStatus.Open)
            return await performer.PerformAsync(new CloseCase("finished", false), cancellationToken);
        if (@case.Status is CaseStatus.Closed or CaseStatus.Withdrawn) performer.StopClocks();
        return await HearAsync(cancellationToken);
    }

    /// <summary>
    /// Tells the flow of linked cases that have ended, or whose link a person gave up (result <c>link-given-up</c>), if it waits to hear of it: for any
    /// (<c>linked-case-closed</c>) or for those of a relation (<c>linked-case-closed:confirmation</c>). What it does not wait for yet it hears when it does; each end once. Of a case that the system tied to
    /// this one, or that somebody opened out of it (<c>linked-case-tied:objection</c>), it hears before it has ended or was heard of, so that it can go and wait for its end.
    /// </summary>
    public async ValueTask<Refusal?> HearAsync(CancellationToken cancellationToken)
    {
        var @case = session.Case;
        if (@case.Status != CaseStatus.Open) return null;
        var awaited = WaitsOf(@case).Where(x => x.Kind == WaitKind.Event).Select(x => x.Name).ToHashSet();
        foreach (var link in @case.Links.Where(x => x is { State: LinkState.Ended or LinkState.GivenUp, IsHeard: false } && x.Cycle == @case.Cycle))
            foreach (var name in new[] { $"{LinkedCaseClosed}:{link.Relation}", LinkedCaseClosed })
                if (awaited.Contains(name) && IsMeant(@case, link))
                {
                    link.Hear();
                    var told = CaseSession.Facts(("relation", link.Relation), ("service", link.Service), ("code", link.OtherCode), ("result", link.State == LinkState.GivenUp ? CaseLink.GivenUpResult : link.Result), ("at", link.EndedAt));
                    return await AdvanceAsync(new EventTrigger(name, told), cancellationToken);
                }
        foreach (var link in @case.Links.Where(x => (x.IsNew || x.IsTie(@case.Id)) && x is { State: LinkState.Linked or LinkState.Ended, IsHeard: false } && x.Cycle == @case.Cycle))
            if (awaited.Contains($"{LinkedCaseTied}:{link.Relation}") && session.TellTie(link.Id))
                return await AdvanceAsync(new EventTrigger($"{LinkedCaseTied}:{link.Relation}", CaseSession.Facts(("relation", link.Relation), ("service", link.Service), ("code", link.OtherCode))), cancellationToken);
        return null;
    }

    // Of a relation by which a case was opened out of this one, no other that was tied to it gives the answer: its result was come to for something else. One that the system tied, having looked whether
    // it is about this case, answers when no opened one is waited for any more; one that a person tied only where there is neither.
    private static bool IsMeant(LegalCase @case, CaseLink link)
    {
        if (link.IsNew) return true;
        var same = @case.Links.Where(x => x.Relation == link.Relation && x.Cycle == link.Cycle);
        return link.IsTie(@case.Id) ? !same.Any(x => x is { IsNew: true, IsHeard: false }) : !same.Any(x => x.IsNew || x.IsTie(@case.Id));
    }

    /// <summary>The waits of the flow, as kept with the case.</summary>
    public static IReadOnlyList<OpenWait> WaitsOf(LegalCase @case) => JsonSerializer.Deserialize<List<OpenWait>>(@case.WaitsJson, CaseJson.Readable) ?? [];

    /// <summary>
    /// What a new flow, or the flow of a reopened case, is told. No personal data: it stays in the engine's state. A reopened one hears too which documents were issued (<c>issued</c>: kinds, oldest first)
    /// and which steps people completed (<c>done</c>: ids, oldest first).
    /// </summary>
    public static JsonObject InputOf(LegalCase @case, WorkflowLibrary library, bool reopened)
    {
        var service = library.Services.Find(@case.ServiceType);
        var intake = @case.Dossier.Application();
        var input = CaseSession.Facts(
            ("code", @case.Code),
            ("serviceType", @case.ServiceType),
            ("region", @case.Region),
            ("receivedAt", @case.ReceivedAt),
            ("category", PartyField.Look(intake, service?.CategoryField ?? "matter.category")),
            ("channel", PartyField.Look(intake, service?.ChannelField ?? "channel")),
            ("origin", @case.OriginRelation),
            ("reopened", reopened),
            ("cycle", @case.Cycle));
        if (reopened)
        {
            // The variables of the flow before are gone: what was decided, and how far the work had come, stands in the case.
            input["issued"] = new JsonArray([.. @case.File.Where(x => x.Origin == "issued").Select(x => JsonValue.Create(x.Kind))]);
            input["done"] = new JsonArray([.. @case.Tasks.Where(x => x.Outcome is not null).OrderBy(x => x.EndedAt).Select(x => JsonValue.Create(x.StepId))]);
        }
        foreach (var (name, field) in service?.FlowInputs ?? new Dictionary<string, string>()) input[name] = PartyField.Look(intake, field)?.DeepClone();
        return input;
    }
}
