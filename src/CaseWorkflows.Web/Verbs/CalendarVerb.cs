using System.CommandLine;
using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The calendars of an installation: which are in force, what a file would change, and publishing it.</summary>
internal static class CalendarVerb
{
    private const int FirstYear = 1900;
    private const int LastYear = 2999;

    public static Command Create(Surroundings at)
    {
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        (json.Recursive, workflows.Recursive) = (true, true);
        var verb = new Command("calendar", CalendarVerbTexts.Here("calendar.about")) { json, workflows };

        var list = new Command("list", CalendarVerbTexts.Here("calendar.list"));
        list.SetAction((parsed, cancellationToken) =>
            CalendarDesk.OpenAsync(at, parsed.GetValue(workflows), parsed.GetValue(json), publishes: false, desk => desk.ListAsync(cancellationToken), cancellationToken));

        var year = new Argument<string>("year") { Description = CalendarVerbTexts.Here("calendar.year") };
        var show = new Command("show", CalendarVerbTexts.Here("calendar.show")) { year };
        show.SetAction((parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(year);
            if (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < FirstYear or > LastYear)
                throw VerbException.Unusable(CalendarVerbTexts.Get("calendar.year-unreadable", ("value", given)));
            return CalendarDesk.OpenAsync(at, parsed.GetValue(workflows), parsed.GetValue(json), publishes: false, desk => desk.ShowAsync(number, cancellationToken), cancellationToken);
        });

        var file = new Argument<string>("file") { Description = CalendarVerbTexts.Here("calendar.file") };
        var publish = new Option<bool>("--publish") { Description = CalendarVerbTexts.Here("calendar.publish") };
        var notice = new Option<string?>("--notice-date") { Description = CalendarVerbTexts.Here("calendar.notice-date"), HelpName = "yyyy-mm-dd" };
        var source = new Option<string?>("--source") { Description = CalendarVerbTexts.Here("calendar.source"), HelpName = "text" };
        var import = new Command("import", CalendarVerbTexts.Here("calendar.import")) { file, publish, notice, source };
        import.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(file);
            var noticeDate = ChinaTime.DayOf(at.Time.GetUtcNow());
            if (parsed.GetValue(notice) is { } date && !DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out noticeDate))
                throw VerbException.Unusable(CalendarVerbTexts.Get("calendar.notice-unreadable", ("value", date)));
            var name = Path.GetFileName(given);
            var terms = new CalendarFileTerms(noticeDate, parsed.GetValue(source) is { Length: > 0 } said ? new LocalizedText(said, said) : CalendarVerbTexts.Get("calendar.source-file", ("file", name)));
            var text = await ReadAsync(at, given, cancellationToken);
            return await CalendarDesk.OpenAsync(at, parsed.GetValue(workflows), parsed.GetValue(json), parsed.GetValue(publish),
                desk => desk.ImportAsync(name, text, terms, parsed.GetValue(publish), cancellationToken), cancellationToken);
        });
        verb.Add(list);
        verb.Add(show);
        verb.Add(import);
        return verb;
    }

    // Tables saved by an office program on a Chinese desktop are often not in UTF-8.
    private static async Task<string> ReadAsync(Surroundings at, string given, CancellationToken cancellationToken)
    {
        if (given == "-") return await VerbFiles.ReadAsync(at, given, cancellationToken);
        try
        {
            return CalendarText.Decode(await File.ReadAllBytesAsync(at.PathOf(given), cancellationToken));
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw VerbException.Unusable("args.no-file", ("file", given));
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException)
        {
            throw VerbException.Unusable("args.unreadable-file", ("file", given), ("problem", problem.Message));
        }
    }
}
