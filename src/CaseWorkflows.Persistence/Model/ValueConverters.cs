using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CaseWorkflows.Persistence.Model;

/// <summary>Instants as both databases keep them: UTC, to the microsecond (what PostgreSQL's timestamptz holds).</summary>
internal static class Instants
{
    public static DateTimeOffset Precise(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

internal sealed class InstantAsTimestamp() : ValueConverter<DateTimeOffset, DateTimeOffset>(x => Instants.Precise(x), x => x.ToUniversalTime());

/// <summary>SQLite can't compare or sort a DateTimeOffset: there an instant is its UTC ticks.</summary>
internal sealed class InstantAsTicks() : ValueConverter<DateTimeOffset, long>(x => Instants.Precise(x).UtcTicks, x => new DateTimeOffset(x, TimeSpan.Zero));

internal sealed class CaseIdAsGuid() : ValueConverter<CaseId, Guid>(x => x.Value, x => new CaseId(x));

internal sealed class TaskIdAsGuid() : ValueConverter<TaskId, Guid>(x => x.Value, x => new TaskId(x));

internal sealed class ClockIdAsGuid() : ValueConverter<ClockId, Guid>(x => x.Value, x => new ClockId(x));

internal sealed class CommandIdAsGuid() : ValueConverter<CommandId, Guid>(x => x.Value, x => new CommandId(x));

internal sealed class UserIdAsText() : ValueConverter<UserId, string>(x => x.Value, x => new UserId(x));

internal sealed class OfficePathAsText() : ValueConverter<OfficePath, string>(x => x.Value, x => new OfficePath(x));

internal sealed class AsJson<T>() : ValueConverter<T, string>(x => Write(x), x => Read(x))
    where T : class
{
    public static string Write(T value) => JsonSerializer.Serialize(value, CaseJson.Readable);

    public static T Read(string json) => JsonSerializer.Deserialize<T>(json, CaseJson.Readable)!;
}

/// <summary>
/// Compares by content and keeps a copy of its own: with the reference as the snapshot, a list changed in place would equal itself and never be written.
/// </summary>
internal sealed class ByJson<T>() : ValueComparer<T>(
    (a, b) => a == null ? b == null : b != null && AsJson<T>.Write(a) == AsJson<T>.Write(b),
    x => AsJson<T>.Write(x).GetHashCode(StringComparison.Ordinal),
    x => AsJson<T>.Read(AsJson<T>.Write(x)))
    where T : class;
