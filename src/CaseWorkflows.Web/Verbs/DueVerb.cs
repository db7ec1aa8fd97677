using System.CommandLine;
using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Says when a time limit ends, and how that comes about day by day.</summary>
internal static class DueVerb
{
    public static Command Create(Surroundings at)
    {
        var from = new Option<string>("--from") { Description = VerbTexts.Here("due.from"), Required = true, HelpName = "instant|date" };
        var length = new Option<string>("--length") { Description = VerbTexts.Here("due.length"), Required = true, HelpName = "n" };
        var unit = new Option<string>("--unit") { Description = VerbTexts.Here("due.unit"), Required = true, HelpName = string.Join('|', TimeUnits.AllWords) };
        var pause = new Option<string[]>("--pause") { Description = VerbTexts.Here("due.pause"), HelpName = "from/to", Arity = ArgumentArity.OneOrMore };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("due", VerbTexts.Here("due.about")) { from, length, unit, pause, json, workflows };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (start, limit, stretches) = Read(parsed.GetRequiredValue(from), parsed.GetRequiredValue(length), parsed.GetRequiredValue(unit), parsed.GetValue(pause) ?? []);
            var answer = Compute(start, limit, stretches, await VerbCalendars.InForceAsync(at, parsed.GetValue(workflows), cancellationToken));
            if (parsed.GetValue(json)) at.Out.WriteLine(Json(answer));
            else Print(at.Out, answer);
            return ExitCode.Good;
        });
        return verb;
    }

    private static (DateTimeOffset Start, TimeLimit Limit, IReadOnlyList<PauseInterval> Pauses) Read(string from, string length, string unit, IReadOnlyList<string> pauses)
    {
        if (!TimeUnits.TryParse(unit, out var counted))
            throw VerbException.Unusable("due.unit-unknown", ("value", unit), ("units", string.Join(", ", TimeUnits.AllWords)));
        if (!int.TryParse(length, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            throw VerbException.Unusable("due.length-unreadable", ("value", length));
        if (!InstantText.TryRead(from, ChinaTime.StartOf, out var start))
            throw VerbException.Unusable("due.instant-unreadable", ("option", "--from"), ("value", from));
        return (start, new TimeLimit(count, counted), [.. pauses.Select(x => ReadPause(x, counted))]);
    }

    private static DueDateAnswer Compute(DateTimeOffset start, TimeLimit limit, IReadOnlyList<PauseInterval> stretches, CalendarBook calendars)
    {
        try
        {
            return DueDates.Compute(start, limit, calendars.Calendar, stretches);
        }
        catch (DeadlineException wrong)
        {
            throw VerbException.Unusable(wrong.Text);
        }
        catch (CalendarMissingException missing)
        {
            throw VerbException.Wrong(missing.Text);
        }
    }

    private static PauseInterval ReadPause(string text, TimeUnit unit)
    {
        var parts = text.Split('/');
        if (parts.Length != 2) throw VerbException.Unusable("due.pause-unreadable", ("value", text));
        if (!InstantText.TryRead(parts[0], ChinaTime.StartOf, out var from))
            throw VerbException.Unusable("due.instant-unreadable", ("option", "--pause"), ("value", parts[0]));
        if (parts[1].Trim().Length == 0) return new PauseInterval(from, null);
        // A last day is excluded whole. Limits of days take any instant of it for that; to those of hours it must be its end.
        if (!InstantText.TryRead(parts[1], unit.IsElapsed() ? ChinaTime.EndOf : ChinaTime.StartOf, out var to))
            throw VerbException.Unusable("due.instant-unreadable", ("option", "--pause"), ("value", parts[1]));
        return new PauseInterval(from, to);
    }

    private static string Json(DueDateAnswer answer)
    {
        var path = answer.Path.Select(x => new { x.Date, x.From, x.To, x.Mark, Counted = x.Counts, x.Number, x.Reason });
        return answer switch
        {
            DueDateResult due => VerbJson.Of(new { due.Due, due.DueAt, Path = path }),
            DueUndetermined open => VerbJson.Of(new { Due = (DateOnly?)null, DueAt = (DateTimeOffset?)null, open.PausedSince, Path = path }),
            _ => throw new InvalidOperationException("There are no other answers."),
        };
    }

    private static void Print(TextWriter output, DueDateAnswer answer)
    {
        output.WriteLine(answer switch
        {
            DueDateResult due => VerbTexts.Here("due.result", ("due", due.Due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("at", InstantText.Show(due.DueAt, due.Due)), ("instant", InstantText.Write(due.DueAt))),
            DueUndetermined open => VerbTexts.Here("due.open", ("since", InstantText.Show(open.PausedSince))),
            _ => throw new InvalidOperationException("There are no other answers."),
        });
        foreach (var entry in answer.Path)
        {
            var whole = entry.From == ChinaTime.StartOf(entry.Date) && entry.To == ChinaTime.EndOf(entry.Date);
            var when = whole ? entry.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : $"{InstantText.Show(entry.From)} – {(entry.To is { } to ? InstantText.Show(to, entry.Date) : "…")}";
            var number = entry.Number?.ToString(CultureInfo.InvariantCulture) ?? "";
            output.WriteLine($"  {when}  {number,5}  {entry.Reason.Here()}");
        }
    }
}
