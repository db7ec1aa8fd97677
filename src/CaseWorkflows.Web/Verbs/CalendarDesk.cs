using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Desk;
using Microsoft.Data.Sqlite;

namespace CaseWorkflows.Web.Verbs;

/// <summary>What <see cref="CalendarVerb"/> does, and what it says of it.</summary>
internal sealed class CalendarDesk(Surroundings at, bool json, CalendarsInForce calendars, ICalendarStore store)
{
    /// <summary>Who publishes from a command line: there nobody signs in.</summary>
    private const string Caller = "system:command-line";

    /// <summary>Acts on the configured database; on the files alone while the embedded one was never made.</summary>
    /// <param name="at">Where the verb runs.</param>
    /// <param name="workflows">The folder of workflows that was given, or null.</param>
    /// <param name="json">Whether a program reads the result.</param>
    /// <param name="publishes">Whether an embedded database that is not there yet is made.</param>
    /// <param name="act">What to do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> OpenAsync(Surroundings at, string? workflows, bool json, bool publishes, Func<CalendarDesk, Task<int>> act, CancellationToken cancellationToken)
    {
        var calendars = WorkflowLibrary.Load(VerbFolders.Of(at, workflows)).Calendars;
        var database = VerbDatabase.ToMake(at);
        if (!publishes && database.Provider == DatabaseProvider.Sqlite && !File.Exists(at.PathOf(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource)))
            return await act(new CalendarDesk(at, json, calendars, new NothingPublished()));
        await using var services = new ServiceCollection().AddSingleton(at.Time).AddLogging().AddCasePersistence(database).BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        var store = services.GetRequiredService<ICalendarStore>();
        await calendars.RefreshAsync(store, cancellationToken);
        return await act(new CalendarDesk(at, json, calendars, store));
    }

    public async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        var lines = await CalendarVersion.AllAsync(calendars, store, cancellationToken);
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Calendars = lines, calendars.Book.Version, NextMissingYear = calendars.Book.NextMissingYear }));
            return ExitCode.Good;
        }
        foreach (var line in lines)
            await at.Out.WriteLineAsync(CalendarVerbTexts.Here(line.PublishedBy is null ? "line.shipped" : "line.published",
                ("year", Plain(line.Year)), ("revision", line.Revision), ("notice", Iso(line.NoticeDate)), ("off", line.DaysOff), ("work", line.MakeUpDays),
                ("state", CalendarVerbTexts.Here(line.InForce ? "state.in-force" : "state.replaced")), ("by", line.PublishedBy), ("at", line.PublishedAt is { } when ? InstantText.Show(when) : "")));
        await at.Out.WriteLineAsync(CalendarVerbTexts.Here("list.missing", ("year", Plain(calendars.Book.NextMissingYear))));
        return ExitCode.Good;
    }

    public async Task<int> ShowAsync(int year, CancellationToken cancellationToken)
    {
        if (calendars.Book.Find(year) is not { } found) throw VerbException.Wrong(CalendarVerbTexts.Get("show.missing", ("year", Plain(year)), ("years", string.Join(", ", calendars.Book.LoadedYears.Select(Plain)))));
        if (json)
        {
            var published = (await store.ListAsync(cancellationToken)).FirstOrDefault(x => x.Year.Year == year && x.Year.Revision == found.Revision);
            await at.Out.WriteLineAsync(VerbJson.Of(new
            {
                Calendar = CalendarVersion.Of(calendars, found, published),
                found.Source,
                WorkingDays = calendars.Book.Calendar.WorkingDaysIn(year),
                Days = CalendarEntry.Of(found).Select(x => new { x.Date, x.Kind, x.Name }),
            }));
            return ExitCode.Good;
        }
        await at.Out.WriteLineAsync(CalendarVerbTexts.Here("show.head", ("year", Plain(year)), ("revision", found.Revision), ("notice", Iso(found.Version)), ("source", found.Source), ("days", calendars.Book.Calendar.WorkingDaysIn(year))));
        foreach (var entry in CalendarEntry.Of(found))
            await at.Out.WriteLineAsync($"  {Day(entry.Date)}  {CalendarVerbTexts.Here($"kind.{entry.Kind}")}  {entry.Name.Here()}");
        return ExitCode.Good;
    }

    public async Task<int> ImportAsync(string file, string text, CalendarFileTerms terms, bool publish, CancellationToken cancellationToken)
    {
        var reading = CalendarFile.Read(file, text, terms, calendars.Book);
        if (reading.Problems.Count > 0) return await RefuseAsync(file, reading);
        var import = new CalendarImport(calendars, store, at.Time);
        var preview = await import.PreviewAsync(reading, cancellationToken);
        if (!json) await TellAsync(preview);
        var outcome = preview.Years.Count == 0 ? CalendarPublication.AlreadyInForce
            : publish || await AskAsync() ? await PublishAsync(import, reading, preview, cancellationToken)
            : (CalendarPublication?)null;
        if (json) await at.Out.WriteLineAsync(VerbJson.Of(new { Published = outcome == CalendarPublication.Published, Outcome = outcome, Preview = CalendarSummary.Of(preview) }));
        else await at.Out.WriteLineAsync(CalendarVerbTexts.Here(outcome is { } done ? $"outcome.{done}" : "outcome.nothing", ("version", calendars.Book.Version)));
        return outcome == CalendarPublication.ReviewIsStale ? ExitCode.FoundWrong : ExitCode.Good;
    }

    private async Task<CalendarPublication> PublishAsync(CalendarImport import, CalendarReading reading, CalendarPreview preview, CancellationToken cancellationToken)
    {
        // Said yes on a terminal over an embedded database that was never made: there is nothing to publish into.
        if (store is NothingPublished) throw VerbException.Unusable(CalendarVerbTexts.Get("import.no-database"));
        return await import.PublishAsync(reading, preview.Review, Caller, cancellationToken);
    }

    private async Task<int> RefuseAsync(string file, CalendarReading reading)
    {
        if (json) await at.Out.WriteLineAsync(VerbJson.Of(new { Published = false, Problems = reading.Problems }));
        else
            foreach (var problem in reading.Problems)
                await at.Error.WriteLineAsync(problem.Field.Length > 0
                    ? CalendarVerbTexts.Here("import.problem-at", ("file", file), ("field", problem.Field), ("problem", problem.Message))
                    : CalendarVerbTexts.Here("import.problem", ("file", file), ("problem", problem.Message)));
        return ExitCode.FoundWrong;
    }

    private async Task TellAsync(CalendarPreview preview)
    {
        foreach (var year in preview.Years)
        {
            var changes = preview.Changes.Where(x => x.Date.Year == year.Year).ToList();
            await at.Out.WriteLineAsync(CalendarVerbTexts.Here(preview.NewYears.Contains(year.Year) ? "import.new-year" : "import.changed-year",
                ("year", Plain(year.Year)), ("revision", year.Revision), ("notice", Iso(year.Version)), ("days", changes.Count)));
            foreach (var change in changes)
                await at.Out.WriteLineAsync($"  {(change.Before is null ? "+" : change.After is null ? "-" : "~")} {Day(change.Date)}  {Said(change)}{(change.MovesTheDay ? "" : $"  {CalendarVerbTexts.Here("change.no-effect")}")}");
        }
        foreach (var note in preview.Notes) await at.Out.WriteLineAsync(CalendarVerbTexts.Here("import.note", ("note", note)));
        await TellAsync("moved", preview.Moved);
        await TellAsync("counted", preview.Counted);
    }

    private async Task TellAsync(string what, MovedClocks clocks)
    {
        await at.Out.WriteLineAsync(CalendarVerbTexts.Here($"import.{what}", ("count", clocks.Total)));
        foreach (var clock in clocks.First)
            await at.Out.WriteLineAsync($"  {clock.CaseCode}  {clock.Name.Here()}  {Due(clock.OldDueAt)} -> {(clock.NewDueAt is { } next ? Due(next) : CalendarVerbTexts.Here("import.at-rest"))}");
        if (clocks.Total > clocks.First.Count) await at.Out.WriteLineAsync(CalendarVerbTexts.Here("import.more", ("count", clocks.Total - clocks.First.Count)));
    }

    private async Task<bool> AskAsync()
    {
        if (json || !at.CanAsk) return false;
        await at.Error.WriteAsync(CalendarVerbTexts.Here("import.ask"));
        return (await at.In.ReadLineAsync())?.Trim().ToLowerInvariant() is "y" or "yes" or "是";
    }

    private static string Said(CalendarDayChange change) => (change.Before, change.After) switch
    {
        ({ } before, { } after) => CalendarVerbTexts.Here("change.both", ("before", Named(before)), ("after", Named(after))),
        ({ } before, _) => Named(before),
        (_, { } after) => Named(after),
        _ => "",
    };

    private static string Named(CalendarEntry entry) => $"{CalendarVerbTexts.Here($"kind.{entry.Kind}")} {entry.Name.Here()}";

    // The last instant of a day is 24:00, which would be read as the day after.
    private static string Due(DateTimeOffset at) => InstantText.Show(at, ChinaTime.DayOf(at.AddTicks(-1)));

    private static string Day(DateOnly day) => $"{Iso(day)} {CalendarVerbTexts.Here($"weekday.{(int)day.DayOfWeek}")}";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An installation before its first start: only the files are there.</summary>
    private sealed class NothingPublished : ICalendarStore
    {
        public ValueTask<int> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult(0);

        public ValueTask<IReadOnlyList<PublishedCalendar>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<PublishedCalendar>>([]);

        public ValueTask<IReadOnlyList<CalendarYear>> KeepAsync(IReadOnlyList<CalendarYear> years, DateTimeOffset at, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CalendarYear>>([]);

        public ValueTask<IReadOnlyList<CalendarYear>> KeptAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CalendarYear>>([]);

        public ValueTask<bool> PublishAsync(IReadOnlyList<PublishedCalendar> years, CancellationToken cancellationToken) => throw new InvalidOperationException("There is no database to publish into.");

        public IAsyncEnumerable<CountedClock> ClocksTouchedAsync(DateTimeOffset from, DateTimeOffset until, IReadOnlyList<int> years, CancellationToken cancellationToken) => AsyncEnumerable.Empty<CountedClock>();

        public ValueTask<IReadOnlyDictionary<string, int>> AwaitingAsync(int year, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyDictionary<string, int>>(new Dictionary<string, int>());
    }
}
