using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Tests.Calendars;

/// <summary>The files the product ships with.</summary>
internal static class WorkflowsFolder
{
    private static readonly Lazy<CalendarBook> Book = new(() => CalendarBook.Load(Calendars));

    internal static string Calendars => Path.Combine(Find(), "calendars");

    internal static string Policies => Path.Combine(Find(), "policies");

    internal static BusinessCalendar Calendar => Book.Value.Calendar;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CaseWorkflows.sln")))
                return Path.Combine(folder.FullName, "workflows");
        throw new DirectoryNotFoundException("No folder above the tests holds CaseWorkflows.sln.");
    }
}
