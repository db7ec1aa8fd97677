using System.Security.Claims;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Desk;

/// <summary>
/// What pages and the API ask and order. Each call has a scope of its own: a page lives as long as its connection, and its calls overlap.
/// </summary>
internal sealed partial class CaseDesk(IServiceScopeFactory scopes, PageNews news, ILogger<CaseDesk> log)
{
    /// <summary>Asks the read side.</summary>
    public async Task<T> AskAsync<T>(Func<ICaseQueries, ValueTask<T>> question)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<ICaseQueries>());
    }

    /// <summary>Asks the staff directory.</summary>
    public async Task<T> AskStaffAsync<T>(Func<IStaffDirectory, ValueTask<T>> question)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<IStaffDirectory>());
    }

    /// <summary>Carries out a command and tells open pages when the case changed.</summary>
    public async Task<CommandResult> SendAsync(CommandEnvelope envelope, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<CaseCommands>().ExecuteAsync(envelope, cancellationToken);
        if (result is not CommandResult.Accepted { Repeated: false } accepted) return result;
        news.Changed(accepted.CaseId);
        if (accepted.HasErrands) await CarryOnAsync(scope.ServiceProvider, accepted.CaseId, cancellationToken);
        return result;
    }

    /// <summary>What the command ordered of other cases is done at once, so that a person sees it; what does not work now the job does.</summary>
    private async Task CarryOnAsync(IServiceProvider services, CaseId id, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var changed in await services.GetRequiredService<CaseErrands>().RunAsync(id, cancellationToken)) news.Changed(changed);
        }
        // The command is kept and answered; its message is in the outbox.
        catch (Exception later) when (later is not OutOfMemoryException)
        {
            LeftToTheJob(log, later, id.Value);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "What case {Case} ordered of other cases is left to the job.")]
    private static partial void LeftToTheJob(ILogger log, Exception why, Guid @case);

    /// <summary>Who is signed in, with today's roles and office; null if the account is gone or disabled.</summary>
    public async Task<Actor?> ActorAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            && await AskStaffAsync(x => x.FindAsync(new UserId(id), cancellationToken)) is { IsDisabled: false } person
            ? person.AsActor()
            : null;

    /// <summary>The names of people by their ids; system actors and people who are gone keep their id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> ids)
    {
        var names = new Dictionary<string, string>();
        foreach (var id in ids.Distinct())
            if (await AskStaffAsync(x => x.FindAsync(new UserId(id), default)) is { } person)
                names[id] = person.Name;
        return names;
    }
}
