using System.Globalization;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Scenarios.Cities;
using CaseWorkflows.Cases.Scenarios.InMemory;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Plays months of cities and prints their tables of indicators: in memory, or into a database that a server can be started on.</summary>
internal static class CitiesDemo
{
    public const string AllCities = "all";

    private const int BarWidth = 30;

    /// <summary>What is asked for.</summary>
    /// <param name="City">A region, or <c>all</c>.</param>
    /// <param name="Cases">How many cases come in.</param>
    /// <param name="Seed">The seed.</param>
    /// <param name="Month">The month, or null for the plan's.</param>
    /// <param name="Into">An SQLite file to be made; null: in memory.</param>
    /// <param name="Json">For programs.</param>
    public sealed record Order(string City, int Cases, long Seed, string? Month, string? Into, bool Json);

    public static async Task<int> RunAsync(Surroundings at, Order order, string? workflows, CancellationToken cancellationToken)
    {
        var root = VerbFolders.Of(at, workflows);
        var library = WorkflowLibrary.Load(root);
        var plan = CityPlan.Load(library);
        var staff = StaffFile.Load(Path.Combine(root, "staff-demo.json"));
        if (order.Cases is < 1 or > 100_000) throw VerbException.Unusable("demo.cases", ("cases", order.Cases));
        var month = CityPlan.MonthOf(order.Month ?? plan.Month) ?? throw VerbException.Unusable("demo.month", ("month", order.Month));
        // A case of the last days has limits in the year after.
        if (!library.Calendar.LoadedYears.Contains(month.Year)) throw VerbException.Unusable("demo.no-calendar", ("month", order.Month ?? plan.Month), ("years", string.Join(", ", library.Calendar.LoadedYears)));
        var cities = order.City == AllCities ? plan.Cities : [.. plan.Cities.Where(x => x.Region == order.City)];
        if (cities.Count == 0) throw VerbException.Unusable("demo.no-city", ("city", order.City), ("known", string.Join(", ", plan.Cities.Select(x => x.Region).Append(AllCities))));

        List<CityMonthResult> played = [];
        await using var place = order.Into is { } file ? await DatabaseAsync(at.PathOf(file), cancellationToken) : null;
        foreach (var city in cities)
        {
            var done = played.Count;
            var result = await PlayAsync(library, staff, root, plan, city, month, order, place, x => ShowProgress(at, library, city, (done * 100) + x, cities.Count * 100), cancellationToken);
            ClearProgress(at);
            played.Add(result);
            if (!order.Json) await CityPrint.WriteAsync(at.Out, library, result);
        }
        if (order.Json) await at.Out.WriteLineAsync(VerbJson.Of(new { Played = played.Select(CityPrint.ToAnswer) }));
        if (order.Into is not null) await at.Error.WriteLineAsync(VerbTexts.Here("demo.kept", ("file", order.Into)));
        return ExitCode.Good;
    }

    private static async Task<CityMonthResult> PlayAsync(
        WorkflowLibrary library, IReadOnlyList<StaffMember> staff, string root, CityPlan plan, CityMix city, DateOnly month, Order order, ServiceProvider? place, Action<int> progress,
        CancellationToken cancellationToken)
    {
        var time = new PlayedTime(DateTimeOffset.UnixEpoch);
        IDefinitionStore definitions = place?.GetRequiredService<IDefinitionStore>() ?? new InMemoryDefinitions();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "definitions"), "*.json").Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            var definition = WorkflowDefinition.Parse(text);
            await definitions.PublishAsync(DefinitionPublishing.ServiceTypeOf(definition), definition.DefinitionId, definition.Version, text, time.GetUtcNow(), cancellationToken);
        }
        var rules = new CaseRules(new BuiltInEngine(CaseActivities.All), library, definitions, new InMemoryStaff(staff)) { NewSerial = CityMonth.SerialsOf(city.Region, month, order.Seed) };
        var memory = new InMemoryCaseStore();
        var store = place?.GetRequiredService<ICaseStore>() ?? memory;
        var played = new CityMonth(
            new CaseCommands(store, rules, time), store, place?.GetRequiredService<IClockQueue>() ?? memory, rules, staff,
            place?.GetRequiredService<IIndicatorRows>() ?? new InMemoryIndicatorRows(memory), place?.GetRequiredService<IReportedFigures>() ?? new InMemoryFigures(),
            place?.GetRequiredService<ISampleBook>() ?? new InMemorySampleBook(), time) { Progress = progress };
        return await played.PlayAsync(plan, city, month, order.Cases, order.Seed, cancellationToken);
    }

    private static async Task<ServiceProvider> DatabaseAsync(string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file)) throw VerbException.Unusable("demo.file-exists", ("file", file));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddCasePersistence(new PersistenceOptions(DatabaseProvider.Sqlite, new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString))
            .BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        return services;
    }

    private static void ShowProgress(Surroundings at, WorkflowLibrary library, CityMix city, int done, int all)
    {
        if (!at.IsTerminal) return;
        var filled = BarWidth * done / all;
        at.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K[{new string('#', filled)}{new string('.', BarWidth - filled)}] {done * 100 / all}%  {library.Office(city.Office)!.Name.Here()}"));
    }

    private static void ClearProgress(Surroundings at)
    {
        if (at.IsTerminal) at.Error.Write("\r\u001b[K");
    }
}
