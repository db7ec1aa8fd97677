using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The commands on cases of an installation, for verbs that change cases without a server: with its database, its calendars and its extensions.</summary>
internal static class VerbCases
{
    /// <summary>Opens the installation's database and does something with it.</summary>
    /// <typeparam name="T">What works on the cases; it gets the commands and the ports.</typeparam>
    /// <exception cref="VerbException">The embedded database was never made.</exception>
    public static async Task<int> OpenAsync<T>(Surroundings at, WorkflowLibrary library, Func<T, Task<int>> act, CancellationToken cancellationToken)
        where T : class
    {
        await using var services = new ServiceCollection()
            .AddSingleton(at.Time)
            .AddLogging()
            .AddSingleton(library)
            .AddSingleton<IWorkflowEngine>(_ => new BuiltInEngine(at.Activities))
            .AddCasePersistence(VerbDatabase.Of(at))
            .AddSingleton(x => new CaseRules(x.GetRequiredService<IWorkflowEngine>(), library, x.GetRequiredService<IDefinitionStore>(), x.GetRequiredService<IStaffDirectory>()))
            .AddSingleton<CaseCommands>()
            .AddSingleton<T>()
            .BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        // Limits would be counted by the calendars of the files alone, and not by those that administrators have published over them.
        await library.Calendars.RefreshAsync(services.GetRequiredService<ICalendarStore>(), cancellationToken);
        return await act(services.GetRequiredService<T>());
    }
}
