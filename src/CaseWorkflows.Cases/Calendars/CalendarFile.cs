using System.Text.Json;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>What an administrator adds to a file that does not say it itself (a table, or a public holiday list).</summary>
/// <param name="Notice">The date of the notice.</param>
/// <param name="Source">The notice.</param>
public sealed record CalendarFileTerms(DateOnly Notice, LocalizedText Source);

/// <summary>A file that was read.</summary>
/// <param name="Years">The year it is about, and years beside it of which it changes days. Empty if there are problems.</param>
/// <param name="Notes">What an administrator should look at.</param>
/// <param name="Problems">What is wrong with it; nothing of it is used then.</param>
public sealed record CalendarReading(IReadOnlyList<CalendarYear> Years, IReadOnlyList<LocalizedText> Notes, IReadOnlyList<FieldProblem> Problems);

/// <summary>
/// A year's holidays as somebody hands them in: a file as in <c>workflows/calendars</c>, a table <c>date,kind,name</c> with <c>off</c> and
/// <c>work</c>, or a public list with <c>year</c> and <c>days</c> of <c>name</c>, <c>date</c>, <c>isOffDay</c>.
/// </summary>
public static class CalendarFile
{
    private const int NearDays = 3;
    private static readonly TextCatalog Texts = CalendarTexts.Catalog;

    /// <summary>Reads and checks.</summary>
    /// <param name="file">What the file is called in complaints.</param>
    /// <param name="text">Its text.</param>
    /// <param name="terms">What it may not say itself.</param>
    /// <param name="inForce">The years in force, whose days beside the file's year it may change.</param>
    public static CalendarReading Read(string file, string text, CalendarFileTerms terms, CalendarBook inForce)
    {
        try
        {
            var raw = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
            if (raw.Length == 0) return Wrong(new FieldProblem("", Texts.Get("import.empty")));
            if (raw[0] != '{') return Arrange(CalendarTable.Read(raw, terms, inForce), inForce);
            if (!HasDays(file, raw)) return Check(CalendarBook.ReadYear(file, raw), [], []);
            return Arrange(CalendarTable.ReadList(file, raw, terms, inForce), inForce);
        }
        catch (PolicyFileException wrong)
        {
            return Wrong(new FieldProblem(wrong.Field, wrong.Problem));
        }
    }

    private static bool HasDays(string file, string json)
    {
        FileNode.Parse(file, json);
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("days", out _);
    }

    private static CalendarReading Arrange(CalendarTable table, CalendarBook inForce)
    {
        List<FieldProblem> problems = [.. table.Problems];
        Dictionary<DateOnly, CalendarRow> taken = [];
        foreach (var row in table.Rows)
        {
            var day = row.Entry.Date;
            if (day.Year != table.Year && !IsBeside(day, table.Year))
                Add("calendar.not-beside", ("day", CalendarTexts.Iso(day)), ("year", CalendarTexts.Plain(table.Year)));
            else if (row.Entry.Kind == CalendarEntryKind.Work && !BusinessCalendar.IsWeekend(day))
                Add("calendar.make-up-on-weekday", ("day", CalendarTexts.Iso(day)));
            else if (!taken.TryAdd(day, row))
                Add(taken[day].Entry.Kind == row.Entry.Kind ? "calendar.overlap" : "calendar.off-and-work", ("day", CalendarTexts.Iso(day)), ("other", taken[day].Place));

            void Add(string code, params (string Name, object? Value)[] args) => problems.Add(new FieldProblem(row.Place, Texts.Get(code, args)));
        }
        if (problems.Count > 0) return Wrong([.. problems]);
        var entries = taken.Values.Select(x => x.Entry).ToList();
        List<LocalizedText> notes = [];
        var beside = entries.Where(x => x.Date.Year != table.Year).GroupBy(x => x.Date.Year)
            .Select(x => Beside(x.Key, [.. x], table.Terms, inForce, notes)).OfType<CalendarYear>().ToList();
        return Check(CalendarEntry.ToYear(table.Year, table.Terms.Notice, table.Terms.Source, entries.Where(x => x.Date.Year == table.Year)), beside, notes);
    }

    // A holiday over New Year may take days of the year before, or give days to the year after.
    private static bool IsBeside(DateOnly day, int year) => (day.Year == year - 1 && day.Month == 12) || (day.Year == year + 1 && day.Month == 1);

    /// <summary>The year beside, with these days as the file has them; null if nothing about it changes.</summary>
    private static CalendarYear? Beside(int year, IReadOnlyList<CalendarEntry> days, CalendarFileTerms terms, CalendarBook inForce, List<LocalizedText> notes)
    {
        if (inForce.Find(year) is not { } loaded)
        {
            notes.Add(Texts.Get("import.beside-not-loaded", ("year", CalendarTexts.Plain(year)), ("days", string.Join(", ", days.Select(x => CalendarTexts.Iso(x.Date))))));
            return null;
        }
        var changing = days.Where(x => inForce.Calendar.IsRestDay(x.Date) != (x.Kind == CalendarEntryKind.Off)).ToList();
        if (changing.Count == 0) return null;
        notes.Add(Texts.Get("import.beside-changes", ("year", CalendarTexts.Plain(year)), ("days", string.Join(", ", changing.Select(x => CalendarTexts.Iso(x.Date))))));
        var kept = CalendarEntry.Of(loaded).Where(x => changing.All(y => y.Date != x.Date));
        // A working day that is one by its weekday needs no entry.
        var added = changing.Where(x => x.Kind == CalendarEntryKind.Off || BusinessCalendar.IsWeekend(x.Date));
        return CalendarEntry.ToYear(year, terms.Notice, loaded.Source, kept.Concat(added));
    }

    private static CalendarReading Check(CalendarYear year, IReadOnlyList<CalendarYear> beside, IReadOnlyList<LocalizedText> notes)
    {
        var entries = CalendarEntry.Of(year);
        var calendar = new BusinessCalendar([year]);
        List<FieldProblem> problems = [];
        List<LocalizedText> seen = [.. notes];
        foreach (var holiday in StatutoryHolidays.Of(year.Year))
        {
            if (calendar.IsRestDay(holiday.Date) && IsNamedNear(holiday.Date)) continue;
            var text = Texts.Get(!IsNamedNear(holiday.Date) ? "import.holiday-missing" : "import.holiday-worked",
                ("holiday", Texts.Get($"statutory.{holiday.Key}")), ("day", CalendarTexts.Iso(holiday.Date)), ("year", CalendarTexts.Plain(year.Year)));
            // Dates by the moon are computed here: where the notice names days close by, the notice is right.
            if (holiday.IsFixed || !IsNamedNear(holiday.Date)) problems.Add(new FieldProblem(CalendarTexts.Iso(holiday.Date), text));
            else seen.Add(text);
        }
        if (entries.All(x => x.Kind == CalendarEntryKind.Off)) seen.Add(Texts.Get("import.no-make-up", ("year", CalendarTexts.Plain(year.Year))));
        return problems.Count > 0 ? Wrong([.. problems.DistinctBy(x => x.Message)]) : new([year, .. beside], seen, []);

        bool IsNamedNear(DateOnly day) => entries.Any(x => x.Kind == CalendarEntryKind.Off && Math.Abs(x.Date.DayNumber - day.DayNumber) <= NearDays);
    }

    private static CalendarReading Wrong(params IReadOnlyList<FieldProblem> problems) => new([], [], problems);
}
