using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using Microsoft.Data.Sqlite;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The calendars by which an installation counts: those of the files, with what administrators have published over them.</summary>
internal static class VerbCalendars
{
    /// <summary>What is in force; the files alone while the embedded database was never made.</summary>
    public static async Task<CalendarBook> InForceAsync(Surroundings at, string? workflows, CancellationToken cancellationToken)
    {
        var calendars = new CalendarsInForce(CalendarBook.Load(VerbFolders.Of(at, workflows, "calendars")));
        var database = VerbDatabase.ToMake(at);
        if (database.Provider == DatabaseProvider.Sqlite && !File.Exists(at.PathOf(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource))) return calendars.Book;
        await using var services = new ServiceCollection().AddSingleton(at.Time).AddLogging().AddCasePersistence(database).BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        await calendars.RefreshAsync(services.GetRequiredService<ICalendarStore>(), cancellationToken);
        return calendars.Book;
    }
}
