using System.Collections.Concurrent;
using System.Security.Claims;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Desk;
using Microsoft.AspNetCore.SignalR;

namespace CaseWorkflows.Web.Designer;

/// <summary>Tells the designer's viewer that a case went on.</summary>
internal sealed class InstanceHub(CaseDesk desk, IFlowInstances instances, TrialRuns trials, InstanceLookers lookers) : Hub
{
    public const string Path = "/elsa/hubs/workflow-instance";

    /// <summary>Begins to tell the caller of one case, if they may see it.</summary>
    public async Task ObserveInstanceAsync(string? instanceId)
    {
        var actor = Context.User is { } user ? await desk.ActorAsync(user, Context.ConnectionAborted) : null;
        if (actor is null || !Studio.MayLook(actor)) throw new HubException(Texts.Ui.T("request.forbidden"));
        // A trial is over before it is looked at.
        if (instanceId is not null && trials.Find(instanceId, actor) is not null) return;
        if (!Guid.TryParse(instanceId, out var id) || await instances.FindAsync(actor, new CaseId(id), Context.ConnectionAborted) is null) throw new HubException(Texts.Ui.T("request.not-found"));
        lookers.Add(new InstanceLooker(Context.ConnectionId, new CaseId(id), Context.User!));
        // Whoever closed the page while they were looked up would be told for ever.
        if (Context.ConnectionAborted.IsCancellationRequested) lookers.Remove(Context.ConnectionId);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        lookers.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}

/// <summary>A viewer's connection and the case it shows.</summary>
internal sealed record InstanceLooker(string Connection, CaseId Case, ClaimsPrincipal User);

/// <summary>Who looks at which case in the designer, through this process.</summary>
internal sealed class InstanceLookers
{
    private readonly ConcurrentDictionary<(string Connection, CaseId Case), InstanceLooker> _all = [];

    public void Add(InstanceLooker looker) => _all[(looker.Connection, looker.Case)] = looker;

    public void Remove(string connection)
    {
        foreach (var key in _all.Keys.Where(x => x.Connection == connection)) _all.TryRemove(key, out _);
    }

    public IReadOnlyList<InstanceLooker> Of(CaseId id) => [.. _all.Values.Where(x => x.Case == id)];
}

/// <summary>
/// Hands the news of cases on to those who look at them in the designer, in whichever process the case went on: that it did, that its journal is longer, and how often each of
/// its steps began and ended, which the viewer shows on the steps and asks for at no other time.
/// </summary>
internal sealed partial class InstanceNews(PageNews news, InstanceLookers lookers, CaseDesk desk, FlowReading flows, IHubContext<InstanceHub> hub, ILogger<InstanceNews> log) : IHostedService
{
    private readonly Lock _gate = new();

    // Cases that are being told, and whether they went on since. Told side by side, an older state could arrive after a newer one.
    private readonly Dictionary<CaseId, bool> _telling = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        news.CaseChanged += OnChanged;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        news.CaseChanged -= OnChanged;
        return Task.CompletedTask;
    }

    private void OnChanged(CaseId id)
    {
        if (lookers.Of(id).Count == 0) return;
        lock (_gate)
        {
            var isBusy = _telling.ContainsKey(id);
            _telling[id] = isBusy;
            if (isBusy) return;
        }
        _ = TellInTurnAsync(id);
    }

    private async Task TellInTurnAsync(CaseId id)
    {
        while (true)
        {
            await TellAsync(id);
            lock (_gate)
            {
                if (!_telling[id])
                {
                    _telling.Remove(id);
                    return;
                }
                _telling[id] = false;
            }
        }
    }

    private async Task TellAsync(CaseId id)
    {
        foreach (var person in lookers.Of(id).GroupBy(x => x.User.FindFirstValue(ClaimTypes.NameIdentifier)))
        {
            var connections = person.Select(x => x.Connection).Distinct().ToList();
            try
            {
                // With today's rights: a connection may outlive a role, an office or an account.
                var actor = await desk.ActorAsync(person.First().User);
                if (actor is null || !Studio.MayLook(actor) || await flows.ReadAsync(id.ToString(), actor, default) is not { } flow)
                {
                    connections.ForEach(lookers.Remove);
                    continue;
                }
                var viewers = hub.Clients.Clients(connections);
                await viewers.SendAsync("WorkflowInstanceUpdatedAsync", new { workflowInstanceId = id.ToString() });
                await viewers.SendAsync("WorkflowExecutionLogUpdatedAsync", new { });
                await viewers.SendAsync("ActivityExecutionLogUpdatedAsync", InstanceAnswers.Report(flow));
            }
            // Whoever is not told sees it with the next look; the command that brought the news must not fail for it.
            catch (Exception error)
            {
                NotTold(log, error, id);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Viewers of case {Case} could not be told.")]
    private static partial void NotTold(ILogger log, Exception error, CaseId @case);
}
