using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>One year as published by the General Office of the State Council (国务院办公厅节假日安排).</summary>
/// <param name="Year">The calendar year.</param>
/// <param name="Version">The date of the notice, or of its amendment. A changed file carries another version.</param>
/// <param name="Source">The notice.</param>
/// <param name="RestDays">The days off (放假), weekends within them included.</param>
/// <param name="MakeUpWorkingDays">The Saturdays and Sundays on which work is done instead (调休上班).</param>
public sealed record CalendarYear(
    int Year,
    DateOnly Version,
    LocalizedText Source,
    IReadOnlyList<RestPeriod> RestDays,
    IReadOnlyList<MakeUpWorkingDay> MakeUpWorkingDays)
{
    /// <summary>1 for the file that came with the program; each year that an administrator publishes over it has the next number.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Which notice and which revision: <c>2026@2025-11-04</c>, <c>2026@2025-11-04#2</c>. Kept with every clock that used it.</summary>
    public string Mark => $"{CalendarTexts.Plain(Year)}@{CalendarTexts.Iso(Version)}{(Revision > 1 ? $"#{CalendarTexts.Plain(Revision)}" : "")}";
}

/// <summary>Days off in a row, first and last included.</summary>
public sealed record RestPeriod(LocalizedText Name, DateOnly From, DateOnly To);

/// <summary>A Saturday or Sunday worked in exchange for a holiday.</summary>
/// <param name="Name">The holiday it is exchanged for.</param>
/// <param name="Date">The day.</param>
public sealed record MakeUpWorkingDay(LocalizedText Name, DateOnly Date);
