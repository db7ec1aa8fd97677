using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// The next year without a calendar, seen from a day. The notice is usually published in the November before; sixty days before the year
/// begins administrators are told that it is missing, and again at each of the shorter stages.
/// </summary>
/// <param name="MissingYear">The year.</param>
/// <param name="DaysLeft">Days until it begins; 0 or less when it has begun.</param>
/// <param name="Stage">The stage that is reached: 60, 30, 14, 7 or 0 days; null if the year is further away.</param>
public sealed record CalendarOutlook(int MissingYear, int DaysLeft, int? Stage)
{
    /// <summary>The kind of its notices.</summary>
    public const string NoticeKind = "calendar";

    private static readonly int[] Stages = [0, 7, 14, 30, 60];

    /// <summary>What is missing next, seen from a legal day.</summary>
    public static CalendarOutlook Of(CalendarBook book, DateOnly today)
    {
        var year = book.MissingFrom(today.Year);
        var left = new DateOnly(year, 1, 1).DayNumber - today.DayNumber;
        return new(year, left, Stages.Where(x => left <= x).Select(x => (int?)x).FirstOrDefault());
    }

    /// <summary>What administrators are told at this stage; null before the first one.</summary>
    /// <param name="awaiting">How many clocks wait for the year, by the name of their rule.</param>
    /// <param name="now">When.</param>
    public SystemNotice? Notice(IReadOnlyCollection<(LocalizedText Rule, int Count)> awaiting, DateTimeOffset now)
    {
        if (Stage is not { } stage) return null;
        var rules = awaiting.OrderByDescending(x => x.Count).Select(x => CalendarTexts.Catalog.Get("outlook.rule", ("name", x.Rule), ("count", x.Count))).ToList();
        var named = rules.Count == 0 ? CalendarTexts.Catalog.Get("outlook.no-rules") : Joining.Names(rules);
        var text = CalendarTexts.Catalog.Get(stage == 0 ? "outlook.begun" : "outlook.soon",
            ("year", CalendarTexts.Plain(MissingYear)), ("days", DaysLeft), ("count", awaiting.Sum(x => x.Count)), ("rules", named));
        return new($"{NoticeKind}:{CalendarTexts.Plain(MissingYear)}:{CalendarTexts.Plain(stage)}", NoticeKind, text, now);
    }
}
