namespace CaseWorkflows.Cases.Deadlines;

/// <summary>A length of time allowed by law or by the centre (期间), and how it is counted.</summary>
/// <param name="Length">How many units, 1 or more.</param>
/// <param name="Unit">The unit.</param>
public sealed record TimeLimit(int Length, TimeUnit Unit)
{
    /// <summary>How it is counted where the unit alone doesn't say.</summary>
    public Counting Counting { get; init; } = Counting.Default;
}

/// <summary>How a limit is counted where its unit leaves a choice. Stored with every clock.</summary>
public sealed record Counting
{
    /// <summary>Forward; a last day that is a rest day moves on; hours from the event itself, day and night; ends at 24:00.</summary>
    public static Counting Default { get; } = new();

    /// <summary>
    /// Whether a last day on a statutory rest day moves to the first working day after (民法典 203). Concerns calendar days and months.
    /// Off while a person is in custody, whose limits are not lengthened by holidays (刑诉法 105).
    /// </summary>
    public bool RollsOffRestDays { get; init; } = true;

    /// <summary>Whether hours and minutes run from the next full hour (次时, 民诉解释 125, 刑诉法 105) instead of from the event.</summary>
    public bool FromNextFullHour { get; init; }

    /// <summary>
    /// Whether the limit is counted back from an event to come ("15 days before the hearing"). The day of that event is not counted; the
    /// result is the last day on which the act is still in time, and it never moves off a rest day.
    /// </summary>
    public bool Backward { get; init; }

    /// <summary>Where there are business hours, when business ends on the last day (民法典 203 II); null: at 24:00. Concerns units of days.</summary>
    public TimeOnly? ClosesAt { get; init; }

    /// <summary>Working hours of a working day, for limits in hours or minutes of working time; empty: day and night.</summary>
    public IReadOnlyList<Shift> Shifts { get; init; } = [];
}

/// <summary>One stretch of working hours.</summary>
/// <param name="From">When it starts.</param>
/// <param name="To">When it ends; 00:00 means the end of the day.</param>
public sealed record Shift(TimeOnly From, TimeOnly To)
{
    internal TimeSpan Start => From.ToTimeSpan();

    internal TimeSpan End => To == TimeOnly.MinValue ? TimeSpan.FromDays(1) : To.ToTimeSpan();
}

/// <summary>
/// A stretch that doesn't count (中止, 扣除). For units of days every whole day from the first day through the last is excluded; for hours
/// and minutes the exact stretch.
/// </summary>
/// <param name="From">When the limit stopped running.</param>
/// <param name="To">When the cause ended; null while it lasts.</param>
public sealed record PauseInterval(DateTimeOffset From, DateTimeOffset? To);
