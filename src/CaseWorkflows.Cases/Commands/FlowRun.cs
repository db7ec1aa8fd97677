using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Advances a case's flow and performs what it asks for, until it waits for somebody outside.</summary>
internal sealed class FlowRun(CaseSession session)
{
    // A definition whose services answer in a circle would hold the transaction for ever.
    private const int MaxServiceCalls = 100;

    public async ValueTask<Refusal?> AdvanceAsync(Trigger trigger, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        var definition = await session.Rules.Parsed.GetAsync(@case.DefinitionId, @case.DefinitionVersion, cancellationToken);
        Queue<RequestService> services = [];
        Advanced? last = null;
        for (var calls = 0; ; calls++)
        {
            if (calls > MaxServiceCalls) return Refusal.Of("flow.services-without-end", ("limit", MaxServiceCalls));
            var request = new AdvanceRequest(definition, @case.FlowState, trigger, session.FactsForFlow(), session.OccurredAt);
            switch (await session.Rules.Engine.AdvanceAsync(request, cancellationToken))
            {
                case AdvanceRefused refused:
                    return new Refusal(refused.Code, refused.Message);
                case Advanced advanced:
                    last = advanced;
                    @case.FlowState = advanced.State;
                    @case.WaitsJson = JsonSerializer.Serialize(advanced.Waits, CaseJson.Readable);
                    var performer = new EffectPerformer(session);
                    foreach (var effect in advanced.Effects)
                    {
                        if (effect is RequestService service) services.Enqueue(service);
                        else if (await performer.PerformAsync(effect, cancellationToken) is { } refusal) return refusal;
                    }
                    SyncIncidents(advanced);
                    break;
            }
            if (!services.TryDequeue(out var next)) break;
            // The flow may have left the step in the meantime (another branch won): then nobody waits for the answer.
            while (last!.Waits.All(x => x.Key != next.WaitKey))
                if (!services.TryDequeue(out next)) break;
            if (next is null) break;
            if (!session.Rules.Services.TryGetValue(next.Service, out var serves))
                return Refusal.Of("flow.unknown-service", ("service", next.Service));
            var reply = await serves.ServeAsync(next.Arguments, session, cancellationToken);
            trigger = new ResumeTrigger(next.WaitKey, reply.Outcome, reply.Result);
        }
        return await SettleAsync(last!, cancellationToken);
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
                if (await performer.PerformAsync(new OpenTask(wait.Key, wait.ActivityId, new LocalizedText(title, title), People.Role.Supervisor, "note", ["Done"]), cancellationToken) is { } refusal)
                    return refusal;
            }
            else if (wait is { Kind: WaitKind.Clock, DueAt: { } due })
            {
                performer.StartTimer(wait.Key, due);
            }
        }
        performer.StopTimersExcept(keys);
        if (advanced.Status is FlowStatus.Finished && @case.Status is CaseStatus.Open)
            return await performer.PerformAsync(new CloseCase("finished", false), cancellationToken);
        if (@case.Status is CaseStatus.Closed or CaseStatus.Withdrawn) performer.StopClocks();
        return null;
    }

    private void SyncIncidents(Advanced advanced)
    {
        var @case = session.Case;
        var open = advanced.Incidents.Select(x => FlowKeys.InCycle(x.Key, @case.Cycle)).ToHashSet();
        foreach (var incident in @case.Incidents.Where(x => x.ResolvedAt is null && !open.Contains(x.Key)))
            incident.ResolvedAt = session.Now;
        foreach (var incident in advanced.Incidents.Where(x => @case.Incidents.All(y => y.Key != FlowKeys.InCycle(x.Key, @case.Cycle))))
        {
            var key = FlowKeys.InCycle(incident.Key, @case.Cycle);
            @case.Add(new Incident(key, incident.ActivityId, incident.Message.Zh, incident.Message.En, session.Now));
            session.Record("IncidentOpened", CaseSession.Facts(("incident", key), ("step", incident.ActivityId)), CaseSession.Facts(("zh", incident.Message.Zh), ("en", incident.Message.En)));
        }
    }

    /// <summary>The waits of the flow, as kept with the case.</summary>
    public static IReadOnlyList<OpenWait> WaitsOf(LegalCase @case) => JsonSerializer.Deserialize<List<OpenWait>>(@case.WaitsJson, CaseJson.Readable) ?? [];

    /// <summary>What a new flow, or the flow of a reopened case, is told. No personal data: it stays in the engine's state.</summary>
    public static JsonObject InputOf(LegalCase @case, bool reopened) => CaseSession.Facts(
        ("code", @case.Code),
        ("serviceType", @case.ServiceType),
        ("region", @case.Region),
        ("receivedAt", @case.ReceivedAt),
        ("category", @case.Dossier.Application()["matter"]?["category"]),
        ("channel", @case.Dossier.Application()["channel"]),
        ("reopened", reopened),
        ("cycle", @case.Cycle));
}
