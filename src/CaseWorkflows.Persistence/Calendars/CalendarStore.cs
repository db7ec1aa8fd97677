using System.Data.Common;
using System.Runtime.CompilerServices;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Calendars;

internal sealed class CalendarStore(CaseDatabase database) : ICalendarStore
{
    public async ValueTask<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Set<CalendarYearRow>().CountAsync(cancellationToken) + await db.Set<CalendarFileRow>().CountAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<CalendarYear>> KeepAsync(IReadOnlyList<CalendarYear> years, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var kept = await db.Set<CalendarFileRow>().AsNoTracking().ToDictionaryAsync(x => (x.Year, x.Version), x => x.Json, cancellationToken);
        IReadOnlyList<CalendarYear> changed = [.. years.Where(x => kept.TryGetValue((x.Year, x.Version), out var json) && json != CalendarYearFile.Write(x))];
        if (changed.Count > 0) return changed;
        // Nodes that start at once all keep the same years.
        foreach (var year in years.Where(x => !kept.ContainsKey((x.Year, x.Version))))
            await db.Database.ExecuteSqlAsync(
                $"insert into calendar_files (year, version, json, kept_at) values ({year.Year}, {Day(year.Version)}, {CalendarYearFile.Write(year)}, {database.Parameter(at)}) on conflict (year, version) do nothing",
                cancellationToken);
        await write.CommitAsync(cancellationToken);
        return [];
    }

    public async ValueTask<IReadOnlyList<CalendarYear>> KeptAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = await db.Set<CalendarFileRow>().AsNoTracking().OrderBy(x => x.Year).ThenBy(x => x.Version).ToListAsync(cancellationToken);
        return [.. rows.Select(x => CalendarYearFile.Read(x.Json, 1))];
    }

    // As the model writes it: SQLite keeps days as texts.
    private object Day(DateOnly day) => database.IsSqlite ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : day;

    public async ValueTask<IReadOnlyList<PublishedCalendar>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = await db.Set<CalendarYearRow>().AsNoTracking().OrderBy(x => x.Year).ThenBy(x => x.Revision).ToListAsync(cancellationToken);
        return [.. rows.Select(x => new PublishedCalendar(CalendarYearFile.Read(x.Json, x.Revision), x.PublishedAt, x.PublishedBy))];
    }

    public async ValueTask<bool> PublishAsync(IReadOnlyList<PublishedCalendar> years, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        db.AddRange(years.Select(x => new CalendarYearRow
        {
            Year = x.Year.Year,
            Revision = x.Year.Revision,
            Json = CalendarYearFile.Write(x.Year),
            PublishedAt = x.PublishedAt,
            PublishedBy = x.PublishedBy,
        }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException error && UniqueViolation.IsOn(error, "pk_calendar_years", "calendar_years.year, calendar_years.revision"))
        {
            return false;
        }
        await write.CommitAsync(cancellationToken);
        return true;
    }

    public async IAsyncEnumerable<CountedClock> ClocksTouchedAsync(DateTimeOffset @from, DateTimeOffset until, IReadOnlyList<int> years, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        // A backward count ends before it starts: the range is compared with both ends. Timers of flows are counted by no calendar.
        var touched =
            from clock in db.Clocks.AsNoTracking()
            join @case in db.Cases on EF.Property<CaseId>(clock, CaseMapping.CaseId) equals @case.Id
            where (clock.State != ClockState.Stopped && clock.CalendarVersion != "" && clock.DueAt != null
                    && ((clock.DueAt >= @from && until > clock.StartedAt) || (clock.StartedAt >= @from && until > clock.DueAt)))
                || (clock.AwaitsCalendarYear != null && years.Contains(clock.AwaitsCalendarYear.Value))
            select new { @case.Id, @case.Code, Clock = clock };
        await foreach (var one in touched.AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return new(one.Id, one.Code, one.Clock);
    }

    public async ValueTask<IReadOnlyDictionary<string, int>> AwaitingAsync(int year, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Clocks.Where(x => x.AwaitsCalendarYear == year).GroupBy(x => x.Key).Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
    }
}
