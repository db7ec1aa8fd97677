using System.CommandLine;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Hosting;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Which clocks are due soon, overdue or stuck, and why one is due when it is; without a running server.</summary>
internal static class ClocksVerb
{
    // Whoever may run the program on the database's machine may do this; a case that is looked into has it in its log of readings.
    private static readonly Actor CommandLineActor = new(new("system:command-line"), "system:command-line", [], OfficePath.Root) { IsSystem = true };

    public static Command Create(Surroundings at)
    {
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        (json.Recursive, workflows.Recursive) = (true, true);
        var state = new Option<string?>("--state") { Description = ClockTexts.Here("verb.state"), HelpName = string.Join('|', ClockLists.AllWords) };
        var within = new Option<string?>("--within") { Description = ClockTexts.Here("verb.within"), HelpName = "2d|12h|90m" };
        var office = new Option<string?>("--office") { Description = ClockTexts.Here("verb.office"), HelpName = "code|path" };
        var region = new Option<string?>("--region") { Description = ClockTexts.Here("verb.region"), HelpName = "code" };
        var service = new Option<string?>("--service") { Description = ClockTexts.Here("verb.service"), HelpName = "type" };
        var clock = new Option<string?>("--clock") { Description = ClockTexts.Here("verb.clock"), HelpName = "key" };
        var assignee = new Option<string?>("--assignee") { Description = ClockTexts.Here("verb.assignee"), HelpName = "account" };
        var @case = new Option<string?>("--case") { Description = ClockTexts.Here("verb.case"), HelpName = "code" };
        var limit = new Option<int>("--limit") { Description = ClockTexts.Here("verb.limit"), HelpName = "n", DefaultValueFactory = _ => 50 };
        var verb = new Command("clocks", ClockTexts.Here("verb.about")) { json, workflows, state, within, office, region, service, clock, assignee, @case, limit };
        verb.SetAction((parsed, cancellationToken) =>
        {
            var question = new ClockQuestion
            {
                State = parsed.GetValue(state), Within = parsed.GetValue(within), Office = parsed.GetValue(office), Region = parsed.GetValue(region), Service = parsed.GetValue(service),
                Clock = parsed.GetValue(clock), Assignee = parsed.GetValue(assignee), Case = parsed.GetValue(@case),
            };
            if (parsed.GetValue(limit) is var most && most is < 1 or > ClockFilter.MostListed) throw VerbException.Unusable(ClockTexts.Get("verb.limit-range", ("value", most), ("most", ClockFilter.MostListed)));
            return WithDeskAsync(at, parsed.GetValue(workflows), (desk, services) => ListAsync(at, desk, services, question, most, parsed.GetValue(json), cancellationToken), cancellationToken);
        });

        var which = new Argument<string>("case") { Description = ClockTexts.Here("verb.show-case") };
        var one = new Argument<string?>("clock") { Description = ClockTexts.Here("verb.show-clock"), Arity = ArgumentArity.ZeroOrOne };
        var show = new Command("show", ClockTexts.Here("verb.show")) { which, one };
        show.SetAction((parsed, cancellationToken) => WithDeskAsync(at, parsed.GetValue(workflows), (desk, services) =>
            ShowAsync(at, desk, services, parsed.GetRequiredValue(which), parsed.GetValue(one), parsed.GetValue(json), cancellationToken), cancellationToken));
        verb.Add(show);
        return verb;
    }

    private static async Task<int> WithDeskAsync(Surroundings at, string? workflows, Func<ClockDesk, IServiceProvider, Task> act, CancellationToken cancellationToken)
    {
        var patience = Composition.OptionsOf(at.Configuration()).Health.ToPatience();
        var database = VerbDatabase.Of(at);
        var library = WorkflowLibrary.Load(VerbFolders.Of(at, workflows));
        await using var services = new ServiceCollection().AddSingleton(at.Time).AddLogging().AddCasePersistence(database)
            .AddSingleton(library).AddSingleton(patience).AddSingleton<ClockDesk>().BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        await library.Calendars.RefreshAsync(services.GetRequiredService<ICalendarStore>(), cancellationToken);
        await act(services.GetRequiredService<ClockDesk>(), services);
        return ExitCode.Good;
    }

    private static async Task ListAsync(Surroundings at, ClockDesk desk, IServiceProvider services, ClockQuestion question, int limit, bool json, CancellationToken cancellationToken)
    {
        if (!(await desk.ReadAsync(question, CommandLineActor, cancellationToken)).Try(out var filter, out var refusal))
            throw VerbException.Unusable(Both(refusal.Fields.Select(x => new Engine.LocalizedText($"--{x.Field}: {x.Message.Zh}", $"--{x.Field}: {x.Message.En}"))));
        var now = at.Time.GetUtcNow();
        var queries = services.GetRequiredService<IClockQueries>();
        List<ClockLine> lines = [];
        var total = new ClockCount();
        const int batch = 200;
        for (var page = 0; lines.Count < limit; page++)
        {
            var found = await queries.ListAsync(CommandLineActor, filter with { PageNumber = page, PageSize = batch }, now, cancellationToken);
            total = found.Total;
            lines.AddRange(found.Items.Take(limit - lines.Count));
            if (found.Items.Count < batch) break;
        }
        var answers = lines.Select(x => desk.Of(x, filter, now, withError: true)).ToList();
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Total = total.Number, TotalIsAtLeast = total.IsAtLeast, At = now, Clocks = answers }));
            return;
        }
        await ClockPrint.ListAsync(at.Out, answers, total);
    }

    private static async Task ShowAsync(Surroundings at, ClockDesk desk, IServiceProvider services, string code, string? clock, bool json, CancellationToken cancellationToken)
    {
        var queries = services.GetRequiredService<ICaseQueries>();
        var now = at.Time.GetUtcNow();
        var id = Guid.TryParse(code, out var guid) ? new Cases.CaseId(guid) : await queries.FindByCodeAsync(code, cancellationToken);
        if (id is null || await queries.CaseAsync(CommandLineActor, id.Value, now, cancellationToken) is not { Case: var @case }) throw VerbException.Unusable(ClockTexts.Get("verb.no-case", ("case", code)));
        var known = string.Join(", ", @case.Clocks.Select(x => x.Generation > 1 ? $"{x.Key}#{x.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : x.Key));
        if (known.Length == 0) throw VerbException.Unusable(ClockTexts.Get("verb.no-clocks", ("case", @case.Code)));
        if (clock is null) throw VerbException.Unusable(ClockTexts.Get("verb.which-clock", ("case", @case.Code), ("clocks", known)));
        if (ClockDesk.Find(@case, clock) is not { } found) throw VerbException.Unusable(ClockTexts.Get("verb.no-clock", ("case", @case.Code), ("clock", clock), ("clocks", known)));
        var explained = await desk.ExplainAsync(@case, found, now);
        if (json) await at.Out.WriteLineAsync(VerbJson.Of(explained));
        else await ClockPrint.ShowAsync(at.Out, explained, found.Unit);
    }

    private static Engine.LocalizedText Both(IEnumerable<Engine.LocalizedText> lines) => new(string.Join('\n', lines.Select(x => x.Zh)), string.Join('\n', lines.Select(x => x.En)));
}
