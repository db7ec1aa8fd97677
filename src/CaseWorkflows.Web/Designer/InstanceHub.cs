using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Desk;
using Microsoft.AspNetCore.SignalR;

namespace CaseWorkflows.Web.Designer;

/// <summary>Tells the designer's viewer that a case went on.</summary>
internal sealed class InstanceHub(CaseDesk desk, IFlowInstances instances, TrialRuns trials) : Hub
{
    public const string Path = "/elsa/hubs/workflow-instance";

    /// <summary>Begins to tell the caller of one case, if they may see it.</summary>
    public async Task ObserveInstanceAsync(string instanceId)
    {
        var actor = Context.User is { } user ? await desk.ActorAsync(user, Context.ConnectionAborted) : null;
        if (actor is null || !Studio.MayLook(actor)) throw new HubException(Texts.Ui.T("request.forbidden"));
        // A trial is over before it is looked at.
        if (trials.Find(instanceId, actor) is not null) return;
        if (!Guid.TryParse(instanceId, out var id) || await instances.FindAsync(actor, new CaseId(id), Context.ConnectionAborted) is null) throw new HubException(Texts.Ui.T("request.not-found"));
        await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(new CaseId(id)), Context.ConnectionAborted);
    }

    internal static string GroupOf(CaseId id) => $"case:{id}";
}

/// <summary>Hands the news of cases on to those who look at them in the designer.</summary>
internal sealed partial class InstanceNews(PageNews news, IHubContext<InstanceHub> hub, ILogger<InstanceNews> log) : IHostedService
{
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

    private void OnChanged(CaseId id) => _ = TellAsync(id);

    private async Task TellAsync(CaseId id)
    {
        try
        {
            var lookers = hub.Clients.Group(InstanceHub.GroupOf(id));
            await lookers.SendAsync("WorkflowInstanceUpdatedAsync", new { workflowInstanceId = id.ToString() });
            await lookers.SendAsync("WorkflowExecutionLogUpdatedAsync", new { });
        }
        // Whoever is not told sees it with the next look; the command that brought the news must not fail for it.
        catch (Exception error)
        {
            NotTold(log, error, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Viewers of case {Case} could not be told.")]
    private static partial void NotTold(ILogger log, Exception error, CaseId @case);
}
