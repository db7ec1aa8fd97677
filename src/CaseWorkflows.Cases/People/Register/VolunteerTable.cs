using System.Globalization;
using System.Text;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Spreadsheets;

namespace CaseWorkflows.Cases.People.Register;

/// <summary>The volunteer service of lawyers and mediators as a table (CSV), for handing on to the national information system of volunteer service.</summary>
public static class VolunteerTable
{
    // The words of tables are a format, as the keys of JSON files are.
    private static readonly string[] Heads = ["账号", "姓名", "机构", "执业机构或者调委会", "服务日期", "时数", "服务内容"];

    /// <summary>The services from one day to another, both included, by person and day; with the mark that spreadsheets know UTF-8 by.</summary>
    /// <param name="people">The people.</param>
    /// <param name="officeName">The name of an office.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    public static string Of(IEnumerable<RegisteredPractitioner> people, Func<OfficePath, string> officeName, DateOnly from, DateOnly to)
    {
        var csv = new StringBuilder("\uFEFF").Append(SpreadsheetText.Line(Heads)).Append("\r\n");
        foreach (var one in people)
            foreach (var service in one.Entry.Volunteering.Where(x => x.On >= from && x.On <= to).OrderBy(x => x.On))
                csv.Append(SpreadsheetText.Line([one.Person.Id.Value, one.Person.Name, officeName(one.Person.Office), one.Entry.Organisation, CalendarTexts.Iso(service.On), service.Hours.ToString("0.##", CultureInfo.InvariantCulture), service.Text])).Append("\r\n");
        return csv.ToString();
    }
}
