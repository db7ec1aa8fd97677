using System.Text.Json.Serialization;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>The answer of <see cref="DueDates.Compute"/>: <see cref="DueDateResult"/> or <see cref="DueUndetermined"/>.</summary>
public abstract record DueDateAnswer
{
    /// <summary>How the date came about, day by day (for hours and minutes: stretch by stretch), oldest first; backward counts newest first.</summary>
    public required IReadOnlyList<PathEntry> Path { get; init; }
}

/// <summary>The limit ends.</summary>
/// <param name="Due">The last day (期间届满日), in China.</param>
/// <param name="DueAt">
/// The last instant that is in time, written with +08:00. For units of days it is 24:00 of the last day, which prints as 00:00 of the next
/// day, or the closing hour.
/// </param>
public sealed record DueDateResult(DateOnly Due, DateTimeOffset DueAt) : DueDateAnswer;

/// <summary>A pause without an end began before the limit ran out: nobody can say yet when it ends.</summary>
/// <param name="PausedSince">When that pause began.</param>
public sealed record DueUndetermined(DateTimeOffset PausedSince) : DueDateAnswer;

/// <summary>One day, or one stretch of a day, on the way to a due date.</summary>
/// <param name="Date">The day, in China; for a stretch the day on which it starts.</param>
/// <param name="From">Start of the stretch; for a day its 00:00.</param>
/// <param name="To">End of the stretch; for a day its 24:00; null for a pause that lasts.</param>
/// <param name="Mark">What happened to it.</param>
/// <param name="Number">For a counted day its number; for a counted stretch the minutes counted at its end; else null.</param>
public sealed record PathEntry(DateOnly Date, DateTimeOffset From, DateTimeOffset? To, PathMark Mark, int? Number)
{
    private readonly Func<LocalizedText> _why = () => throw new InvalidOperationException("A day on the way to a due date without a reason.");
    private LocalizedText? _reason;

    // Every command that starts or moves a clock counts its days, and hardly any reads why.
    internal PathEntry(DateOnly date, DateTimeOffset from, DateTimeOffset? to, PathMark mark, int? number, Func<LocalizedText> why)
        : this(date, from, to, mark, number) => _why = why;

    /// <summary>Why, with the legal basis.</summary>
    public LocalizedText Reason => _reason ??= _why();

    /// <summary>Whether it was counted.</summary>
    public bool Counts => Mark == PathMark.Counted;

    /// <inheritdoc/>
    public bool Equals(PathEntry? other) =>
        other is not null && (Date, From, To, Mark, Number) == (other.Date, other.From, other.To, other.Mark, other.Number) && Reason == other.Reason;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Date, From, To, Mark, Number);
}

/// <summary>What happened to a day on the way to a due date.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PathMark>))]
public enum PathMark
{
    /// <summary>The day of the event; not counted (民法典 201).</summary>
    EventDay,

    /// <summary>Counted.</summary>
    Counted,

    /// <summary>Not counted: the limit was paused.</summary>
    Paused,

    /// <summary>Not counted: a rest day in a limit of working days or working hours.</summary>
    RestDay,

    /// <summary>The last day was a rest day, and this rest day after it is passed over too (民法典 203).</summary>
    PassedOver,

    /// <summary>The working day to which the last day moved (民法典 203).</summary>
    MovedHere,
}
