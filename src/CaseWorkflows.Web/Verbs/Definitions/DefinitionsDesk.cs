using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Forms.Editing;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Publishing.Bundles;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Files;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>The installation's definitions for the parts of the verb: its database, its folder of workflows, its gate.</summary>
internal sealed class DefinitionsDesk(Surroundings at, IServiceProvider services)
{
    public Surroundings At => at;

    public DraftDesk Drafts => Get<DraftDesk>();

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Opens the configured database, and closes it afterwards.</summary>
    public static async Task<int> OpenAsync(Surroundings at, string? workflows, Func<DefinitionsDesk, Task<int>> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var library = WorkflowLibrary.Load(VerbFolders.Of(at, workflows));
        var staff = Path.Combine(library.Folder, "staff-demo.json") is var file && File.Exists(file) ? StaffFile.Load(file) : [];
        await using var services = new ServiceCollection()
            .AddSingleton(at.Time)
            .AddLogging()
            .AddSingleton(library)
            .AddCasePersistence(VerbDatabase.Of(at))
            .AddSingleton(_ => new Simulator(library, staff, at.Activities))
            .AddSingleton(x => new PublishDefinition(x.GetRequiredService<IDefinitionStore>(), x.GetRequiredService<Simulator>(), library.Folder, at.Time))
            .AddSingleton<FormsInForce>()
            .AddSingleton<DraftDesk>()
            .AddSingleton<ReleaseDesk>()
            .AddSingleton<DefinitionImport>()
            .AddSingleton<BundleMaking>()
            .AddSingleton<BundleImport>()
            .BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        await library.Calendars.RefreshAsync(services.GetRequiredService<ICalendarStore>(), cancellationToken);
        // Forms that were edited and approved come before those of the folder, as in the server.
        await services.GetRequiredService<FormsInForce>().RefreshAsync(cancellationToken);
        return await act(new DefinitionsDesk(at, services));
    }

    /// <summary>The versions that are meant, of one definition or of all, by definition.</summary>
    /// <exception cref="VerbException">A definition that was named is not there, or has no such version.</exception>
    public async Task<IReadOnlyList<DesignedVersion>> FindAsync(string? definition, VersionChoice choice, CancellationToken cancellationToken)
    {
        var all = await Drafts.ListAsync(cancellationToken);
        if (definition is null) return [.. all.Where(choice.Means).DistinctBy(x => x.Id.DefinitionId)];
        var own = all.Where(x => x.Id.DefinitionId == definition).ToList();
        if (own.Count == 0) throw VerbException.Unusable(DefinitionsTexts.Get("unknown", ("definition", definition), ("known", string.Join(", ", all.Select(x => x.Id.DefinitionId).Distinct()))));
        // A number is first of all the published version's; a draft has one only until it is published.
        return own.Where(choice.Means).OrderBy(x => x.IsDraft && choice.Number is not null).FirstOrDefault() is { } found ? [found]
            : throw VerbException.Unusable(DefinitionsTexts.Get("unknown-version", ("definition", definition), ("version", choice.Name), ("versions", string.Join(", ", own.Select(Named)))));
    }

    /// <summary>A version with its document.</summary>
    /// <exception cref="VerbException">It went in the meantime.</exception>
    public async Task<OpenedVersion> OpenAsync(DesignedVersion version, CancellationToken cancellationToken) => await Drafts.OpenAsync(version, cancellationToken)
        ?? throw VerbException.Wrong(DefinitionsTexts.Get("gone", ("definition", version.Id.DefinitionId), ("version", version.Id.Version)));

    /// <summary>The administrator in whose name something is done.</summary>
    /// <exception cref="VerbException">There is no such account, or it is no administrator's.</exception>
    public async Task<Actor> AdministratorAsync(string account, CancellationToken cancellationToken)
    {
        var person = await Get<IStaffDirectory>().FindAsync(new UserId(account), cancellationToken);
        return person is not null && person.Roles.Contains(Role.Administrator) ? new Actor(person.Id, person.Name, person.Roles, person.Office)
            : throw VerbException.Unusable(DefinitionsTexts.Get(person is null ? "account-unknown" : "account-no-administrator", ("account", account)));
    }

    /// <summary>One line for each problem: file, activity, what is wrong, what to do.</summary>
    public static async Task TellAsync(TextWriter output, string file, IEnumerable<PublishProblem> problems)
    {
        foreach (var problem in problems)
        {
            var severity = VerbTexts.Here(problem.Severity == Severity.Error ? "check.error" : "check.warning");
            await output.WriteLineAsync($"{file}: {problem.Activity ?? problem.Scenario ?? "-"}: {severity} {OneLine(problem.Message)} {OneLine(problem.Remedy)} [{problem.Code}]");
        }
    }

    public static string Named(DesignedVersion version) => version.IsDraft ? DefinitionsTexts.Here("named.draft", ("version", version.Id.Version))
        : version.IsInForce ? DefinitionsTexts.Here("named.in-force", ("version", version.Id.Version)) : DefinitionsTexts.Here("named.published", ("version", version.Id.Version));

    private static string OneLine(LocalizedText text) => text.Here().ReplaceLineEndings(" ");
}
