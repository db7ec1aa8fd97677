using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>The folder of yearly holiday files, one <c>cn-YYYY.json</c> for each published notice, read and checked at start.</summary>
public sealed partial class CalendarBook
{
    private CalendarBook(IReadOnlyList<CalendarYear> years)
    {
        Years = years;
        Calendar = new BusinessCalendar(years);
    }

    /// <summary>The years as published, ascending.</summary>
    public IReadOnlyList<CalendarYear> Years { get; }

    /// <summary>All loaded years as one calendar.</summary>
    public BusinessCalendar Calendar { get; }

    /// <summary>Which notices are loaded; see <see cref="BusinessCalendar.Version"/>.</summary>
    public string Version => Calendar.Version;

    /// <summary>The loaded years, ascending.</summary>
    public IReadOnlyList<int> LoadedYears => Calendar.Years;

    /// <summary>The first year after the earliest loaded one for which somebody must load the notice.</summary>
    public int NextMissingYear => MissingFrom(LoadedYears[0]);

    /// <summary>The first year from <paramref name="year"/> on that isn't loaded.</summary>
    public int MissingFrom(int year)
    {
        while (Calendar.Covers(year))
            year++;
        return year;
    }

    /// <summary>Reads every <c>*.json</c> of the folder.</summary>
    /// <exception cref="PolicyFileException">A file is wrong (it and the field are named), a year is there twice, or the folder has none.</exception>
    public static CalendarBook Load(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray() : [];
        if (files.Length == 0)
            throw new PolicyFileException(folder, "", CalendarTexts.Catalog.Get("calendar.folder-empty"));
        return new([.. files.Select(x => Read(Path.GetFileName(x), File.ReadAllText(x))).OrderBy(x => x.Year)]);
    }

    /// <summary>Reads one year from its file's text.</summary>
    /// <param name="file">The file's name, <c>cn-2026.json</c>, which must agree with the year inside.</param>
    /// <param name="json">The file's text.</param>
    /// <exception cref="PolicyFileException">Something is wrong; the file and the field are named.</exception>
    public static CalendarYear Read(string file, string json)
    {
        var name = FileName().Match(file);
        if (!name.Success)
            throw new PolicyFileException(file, "", CalendarTexts.Catalog.Get("calendar.file-name"));
        return Read(file, json, int.Parse(name.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    /// <summary>Reads one year from a text, whatever its file is called.</summary>
    /// <param name="file">What the text is called in complaints.</param>
    /// <param name="json">The text.</param>
    /// <exception cref="PolicyFileException">Something is wrong; the file and the field are named.</exception>
    public static CalendarYear ReadYear(string file, string json) => Read(file, json, null);

    private static CalendarYear Read(string file, string json, int? expected)
    {
        var root = FileNode.Parse(file, json);
        root.AllowOnly("year", "version", "source", "restDays", "makeUpWorkingDays");
        var year = root.Integer("year", 1900, 2999);
        if (expected is { } named && year != named)
            throw root.Problem("year", "calendar.year-of-file", ("year", CalendarTexts.Plain(year)));
        var taken = new Dictionary<DateOnly, string>();
        var rests = root.Items("restDays").Select(x => ReadRest(x, year, taken)).ToArray();
        var makeUps = root.Items("makeUpWorkingDays").Select(x => ReadMakeUp(x, year, taken)).ToArray();
        return new(year, root.Date("version"), root.Text("source"), rests, makeUps);
    }

    /// <summary>The same book with these years in the place of its own.</summary>
    public CalendarBook With(IEnumerable<CalendarYear> years)
    {
        var others = years.ToDictionary(x => x.Year);
        return new([.. Years.Where(x => !others.ContainsKey(x.Year)).Concat(others.Values).OrderBy(x => x.Year)]);
    }

    /// <summary>The year as published, or null.</summary>
    public CalendarYear? Find(int year) => Years.FirstOrDefault(x => x.Year == year);

    private static RestPeriod ReadRest(FileNode node, int year, Dictionary<DateOnly, string> taken)
    {
        node.AllowOnly("name", "from", "to");
        var (from, to) = (DateIn(node, "from", year), DateIn(node, "to", year));
        if (to < from)
            throw node.Problem("to", "calendar.ends-before-start", ("from", CalendarTexts.Iso(from)), ("to", CalendarTexts.Iso(to)));
        for (var day = from; day <= to; day = day.AddDays(1))
            Take(node, "from", day, taken);
        return new(node.Text("name"), from, to);
    }

    private static MakeUpWorkingDay ReadMakeUp(FileNode node, int year, Dictionary<DateOnly, string> taken)
    {
        node.AllowOnly("name", "date");
        var day = DateIn(node, "date", year);
        if (!BusinessCalendar.IsWeekend(day))
            throw node.Problem("date", "calendar.make-up-on-weekday", ("day", CalendarTexts.Iso(day)));
        Take(node, "date", day, taken);
        return new(node.Text("name"), day);
    }

    private static DateOnly DateIn(FileNode node, string field, int year)
    {
        var day = node.Date(field);
        return day.Year == year
            ? day
            : throw node.Problem(field, "calendar.not-in-year", ("day", CalendarTexts.Iso(day)), ("year", CalendarTexts.Plain(year)));
    }

    private static void Take(FileNode node, string field, DateOnly day, Dictionary<DateOnly, string> taken)
    {
        if (!taken.TryAdd(day, node.Path))
            throw node.Problem(field, "calendar.overlap", ("day", CalendarTexts.Iso(day)), ("other", taken[day]));
    }

    [GeneratedRegex(@"^cn-(\d{4})\.json$")]
    private static partial Regex FileName();
}
