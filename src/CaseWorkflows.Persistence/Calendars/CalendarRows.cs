using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Calendars;

/// <summary>A year that was published over the files. Clocks name it, so it never changes and never goes.</summary>
internal sealed class CalendarYearRow
{
    public required int Year { get; init; }

    public required int Revision { get; init; }

    public required string Json { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public required string PublishedBy { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<CalendarYearRow>(year =>
    {
        year.ToTable("calendar_years");
        year.HasKey(x => new { x.Year, x.Revision });
        year.Property(x => x.Year).ValueGeneratedNever();
        year.Property(x => x.Revision).ValueGeneratedNever();
    });
}

/// <summary>A year as a file stated it. Clocks name it, so it never changes and never goes.</summary>
internal sealed class CalendarFileRow
{
    public required int Year { get; init; }

    public required DateOnly Version { get; init; }

    public required string Json { get; init; }

    public required DateTimeOffset KeptAt { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<CalendarFileRow>(year =>
    {
        year.ToTable("calendar_files");
        year.HasKey(x => new { x.Year, x.Version });
        year.Property(x => x.Year).ValueGeneratedNever();
        year.Property(x => x.Version).ValueGeneratedNever();
    });
}
