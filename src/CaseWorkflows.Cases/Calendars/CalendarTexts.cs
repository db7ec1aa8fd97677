using System.Globalization;
using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

internal static class CalendarTexts
{
    internal static readonly TextCatalog Catalog =
        new(new ResourceManager("CaseWorkflows.Cases.Calendars.CalendarTexts", typeof(CalendarTexts).Assembly));

    internal static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A year printed as a number gets a group separator in some cultures.
    internal static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
