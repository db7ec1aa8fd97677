using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Puts the rooms together: what pages, the API, jobs and the command line all need.</summary>
public static class Composition
{
    /// <summary>Registers the library, the engine, the rules, the commands and the database of this configuration.</summary>
    /// <exception cref="StartRefusedException">The configuration names a folder or a database that can't be used.</exception>
    public static IServiceCollection AddCaseWorkflows(this IServiceCollection services, IConfiguration configuration)
    {
        var options = OptionsOf(configuration);
        var paths = ProductPaths.Of(options);
        services.AddSingleton(options);
        services.AddSingleton(paths);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => WorkflowLibrary.Load(paths.Workflows));
        services.AddSingleton(x => x.GetRequiredService<WorkflowLibrary>().Calendars);
        services.AddSingleton<CalendarImport>();
        services.AddSingleton<CalendarWarnings>();
        // Here, not when the engine is first asked for: a limit that can't be stops the start.
        var limits = options.Engine.ToOptions();
        // Here too: an extension that can't be loaded stops the start.
        var activities = ActivityExtensions.With(options.ExtensionsFolder);
        services.AddSingleton(x => new BuiltInEngine(ActivitiesOf(x, activities), limits));
        services.AddSingleton<IWorkflowEngine>(x => x.GetRequiredService<BuiltInEngine>());
        services.AddSingleton(x => x.GetRequiredService<BuiltInEngine>().Catalog);
        services.AddCasePersistence(DatabaseOf(options, paths));
        services.AddSingleton(x => new CaseRules(
            x.GetRequiredService<IWorkflowEngine>(), x.GetRequiredService<WorkflowLibrary>(), x.GetRequiredService<IDefinitionStore>(), x.GetRequiredService<IStaffDirectory>())
            { ServicesPerCommand = options.Engine.ServicesPerCommand });
        services.AddSingleton(x => x.GetRequiredService<CaseRules>().Forms);
        services.AddSingleton<CaseCommands>();
        services.AddSingleton<Cases.Linking.CaseErrands>();
        services.AddSingleton<CaseMigrations>();
        services.AddSingleton<ClockProposals>();
        services.AddSingleton<Cases.Indicators.IndicatorReckoning>();
        services.AddSingleton<Cases.Sampling.QualitySampling>();
        services.AddSingleton<Cases.Sampling.QualityRecords>();
        services.AddSingleton<Cases.Forms.Editing.FormsInForce>();
        services.AddSingleton(x => new Simulator(x.GetRequiredService<WorkflowLibrary>(), StaffOf(paths), ActivitiesOf(x, activities)));
        services.AddSingleton(x => new PublishDefinition(x.GetRequiredService<IDefinitionStore>(), x.GetRequiredService<Simulator>(), paths.Workflows, x.GetRequiredService<TimeProvider>()));
        // Jobs publish what is due, also in processes without pages.
        services.AddSingleton<Cases.Publishing.Drafts.DraftDesk>();
        services.AddSingleton<Cases.Publishing.Releases.ReleaseDesk>();
        services.AddSingleton<Cases.Publishing.Bundles.BundleImport>();
        services.AddSingleton(x => new BundleTrust(x.GetRequiredService<IConfiguration>()));
        return services;
    }

    /// <summary>The activities of the product and of its extensions, and those that whoever builds on it registers beside them.</summary>
    private static IReadOnlyList<IActivityHandler> ActivitiesOf(IServiceProvider services, IReadOnlyList<IActivityHandler> known) => [.. known, .. services.GetServices<IActivityHandler>()];

    // The people of the stories are those of the demonstration, whoever works in this installation.
    private static IReadOnlyList<StaffMember> StaffOf(ProductPaths paths) =>
        Path.Combine(paths.Workflows, "staff-demo.json") is var file && File.Exists(file) ? StaffFile.Load(file) : [];

    /// <summary>The product's part of a configuration.</summary>
    /// <exception cref="StartRefusedException">A setting is no number, or no yes or no, where one belongs.</exception>
    public static ProductOptions OptionsOf(IConfiguration configuration)
    {
        // First: of a list, the binder leaves out without a word what it can't read.
        if (SettingFault.In(configuration.GetSection(ProductOptions.Section), typeof(ProductOptions)) is { } fault) throw new StartRefusedException(fault);
        try
        {
            return configuration.GetSection(ProductOptions.Section).Get<ProductOptions>() ?? new ProductOptions();
        }
        catch (InvalidOperationException wrong)
        {
            throw new StartRefusedException(Texts.Ui.Text("start.setting-unreadable", ("detail", $"{wrong.Message} {wrong.InnerException?.Message}".Trim())), wrong);
        }
    }

    /// <summary>Which database a configuration means.</summary>
    /// <exception cref="StartRefusedException">It means none that can be used.</exception>
    public static PersistenceOptions DatabaseOf(ProductOptions options, ProductPaths paths)
    {
        var connection = options.Database.ConnectionString;
        if (connection.Length == 0 && options.Database.Provider == "sqlite")
            connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(paths.Data, "caseworkflows.db") }.ConnectionString;
        try
        {
            return PersistenceOptions.From(options.Database.Provider, connection);
        }
        catch (InvalidOperationException wrong)
        {
            throw new StartRefusedException(new LocalizedText(wrong.Message, wrong.Message), wrong);
        }
    }
}
