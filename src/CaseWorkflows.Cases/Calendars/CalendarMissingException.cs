using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// A day of a year had to be judged whose holidays are not loaded. Weekends alone would give a wrong date around every holiday,
/// so nothing is guessed: load the year's file and try again.
/// </summary>
public sealed class CalendarMissingException : Exception
{
    /// <summary>The refusal for a year.</summary>
    public CalendarMissingException(int year, DateOnly day) : this(year, CalendarTexts.Catalog.Get("calendar.missing",
        ("year", CalendarTexts.Plain(year)), ("day", CalendarTexts.Iso(day))))
    {
    }

    private CalendarMissingException(int year, LocalizedText text) : base(text.Here())
    {
        Year = year;
        Text = text;
    }

    /// <summary>The refusal's code, for programs.</summary>
    public const string Code = "calendar.missing";

    /// <summary>The year that is missing.</summary>
    public int Year { get; }

    /// <summary>What is missing and what to do, for people.</summary>
    public LocalizedText Text { get; }
}
