using System.CommandLine;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Plays the sample stories through the real commands and a real database on a fake clock, and prints what happens in each.</summary>
internal static class DemoVerb
{
    private const int BarWidth = 30;

    public static Command Create(Surroundings at)
    {
        var folder = new Argument<string?>("file|folder") { Description = VerbTexts.Here("demo.folder"), Arity = ArgumentArity.ZeroOrOne };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var cities = new Option<bool>("--cities") { Description = VerbTexts.Here("demo.cities") };
        var city = new Option<string>("--city") { Description = VerbTexts.Here("demo.which-city"), HelpName = "region", DefaultValueFactory = _ => CitiesDemo.AllCities };
        var cases = new Option<int>("--cases") { Description = VerbTexts.Here("demo.how-many"), DefaultValueFactory = _ => 500 };
        var seed = new Option<long>("--seed") { Description = VerbTexts.Here("demo.seed"), DefaultValueFactory = _ => 1 };
        var month = new Option<string?>("--month") { Description = VerbTexts.Here("demo.which-month"), HelpName = "yyyy-MM" };
        var into = new Option<string?>("--into") { Description = VerbTexts.Here("demo.into"), HelpName = "file" };
        var verb = new Command("demo", VerbTexts.Here("demo.about")) { folder, cities, city, cases, seed, month, into, json, workflows };
        verb.SetAction((parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(cities))
            {
                // Without it these options would do nothing, and nobody would notice.
                foreach (var option in new Option[] { city, cases, seed, month, into })
                    if (parsed.GetResult(option) is { Implicit: false }) throw VerbException.Unusable("demo.needs-cities", ("option", option.Name));
                return RunAsync(at, parsed.GetValue(folder), parsed.GetValue(json), parsed.GetValue(workflows), cancellationToken);
            }
            if (parsed.GetValue(folder) is { } story) throw VerbException.Unusable("demo.cities-or-stories", ("file", story));
            var order = new CitiesDemo.Order(parsed.GetValue(city)!, parsed.GetValue(cases), parsed.GetValue(seed), parsed.GetValue(month), parsed.GetValue(into), parsed.GetValue(json));
            return CitiesDemo.RunAsync(at, order, parsed.GetValue(workflows), cancellationToken);
        });
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string? target, bool json, string? workflows, CancellationToken cancellationToken)
    {
        var root = VerbFolders.Of(at, workflows);
        var stories = target is null ? StoriesOfAll(root) : Stories(at, target);
        var library = WorkflowLibrary.Load(root);
        var staff = DemoDirectory.Load(Path.Combine(root, "staff-demo.json"));
        var temporary = Directory.CreateTempSubdirectory("caseworkflows-demo-");
        List<ScenarioResult> played = [];
        try
        {
            foreach (var story in stories)
            {
                ShowProgress(at, played.Count, stories.Count, story.Title);
                played.Add(await PlayAsync(story, library, at.Activities, staff, Path.Combine(root, "definitions"), Path.Combine(temporary.FullName, $"{played.Count}-{story.Id}.db"), cancellationToken));
                ClearProgress(at);
                if (!json) await PrintAsync(at.Out, played[^1]);
            }
        }
        finally
        {
            ClearProgress(at);
            SqliteConnection.ClearAllPools();
            temporary.Delete(true);
        }

        var good = played.Count(x => x.Holds);
        if (json)
            await at.Out.WriteLineAsync(VerbJson.Of(new { Stories = played.Count, AsExpected = good, NotAsExpected = played.Count - good, Played = played.Select(x => new { x.Scenario.Id, x.Scenario.Title, Case = x.Code, x.Holds, x.Timeline, x.Failures }) }));
        else
            await at.Out.WriteLineAsync(VerbTexts.Here("demo.summary", ("stories", played.Count), ("good", good), ("bad", played.Count - good)));
        return good == played.Count ? ExitCode.Good : ExitCode.FoundWrong;
    }

    /// <summary>The stories beside every definition of the folder.</summary>
    private static List<Scenario> StoriesOfAll(string root)
    {
        List<Scenario> found = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "definitions"), "*.json").Order(StringComparer.Ordinal))
        {
            var definition = WorkflowDefinition.Parse(File.ReadAllText(file));
            if (ScenarioBook.FolderOf(root, definition.DefinitionId, DefinitionPublishing.ServiceTypeOf(definition), definition.Version) is { } folder) found.AddRange(ScenarioBook.Load(folder));
        }
        return found;
    }

    private static IReadOnlyList<Scenario> Stories(Surroundings at, string target)
    {
        var path = at.PathOf(target);
        if (File.Exists(path)) return [ScenarioBook.LoadFile(path)];
        if (!Directory.Exists(path)) throw VerbException.Unusable("args.no-file", ("file", target));
        return ScenarioBook.Load(path) is { Count: > 0 } found ? found : throw VerbException.Unusable("args.no-json-below", ("folder", target));
    }

    /// <summary>Each story has a database of its own: people with the same name in two of them are no conflict of interest.</summary>
    private static async Task<ScenarioResult> PlayAsync(Scenario story, WorkflowLibrary library, IReadOnlyList<IActivityHandler> activities, IStaffDirectory staff, string definitions, string database, CancellationToken cancellationToken)
    {
        var time = new PlayedTime(DateTimeOffset.UnixEpoch);
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            // One factory for all stories: with another one each would build its model of the database anew.
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddCasePersistence(new PersistenceOptions(DatabaseProvider.Sqlite, new SqliteConnectionStringBuilder { DataSource = database }.ConnectionString))
            .BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        var store = services.GetRequiredService<IDefinitionStore>();
        foreach (var file in Directory.EnumerateFiles(definitions, "*.json").Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            var definition = WorkflowDefinition.Parse(text);
            await store.PublishAsync(DefinitionPublishing.ServiceTypeOf(definition), definition.DefinitionId, definition.Version, text, time.GetUtcNow(), cancellationToken);
        }
        var rules = new CaseRules(new BuiltInEngine(activities), library, store, staff);
        var cases = services.GetRequiredService<ICaseStore>();
        var player = new ScenarioPlayer(new CaseCommands(cases, rules, time), cases, services.GetRequiredService<IClockQueue>(), rules, time);
        return await player.PlayAsync(story, cancellationToken);
    }

    private static async Task PrintAsync(TextWriter output, ScenarioResult result)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{result.Scenario.Id}  {result.Scenario.Title.Here()}  {result.Code}");
        foreach (var line in result.Timeline)
            await output.WriteLineAsync($"  {InstantText.Show(line.At)}  {Mark(line.Kind)} {line.Who.Here()}: {line.What.Here()}");
        foreach (var failure in result.Failures)
            await output.WriteLineAsync("  " + VerbTexts.Here("demo.failure", ("row", failure.Row), ("problem", failure.Text)));
        await output.WriteLineAsync("  " + VerbTexts.Here(result.Holds ? "demo.holds" : "demo.fails"));
    }

    private static char Mark(TimelineKind kind) => kind switch
    {
        TimelineKind.Stage => '>',
        TimelineKind.Document => '=',
        TimelineKind.Clock => '!',
        TimelineKind.Refusal => 'x',
        _ => '-',
    };

    private static void ShowProgress(Surroundings at, int done, int all, LocalizedText title)
    {
        if (!at.IsTerminal) return;
        var filled = BarWidth * done / all;
        at.Error.Write($"\r\u001b[K[{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}/{all}  {title.Here()}");
    }

    private static void ClearProgress(Surroundings at)
    {
        if (at.IsTerminal) at.Error.Write("\r\u001b[K");
    }
}
