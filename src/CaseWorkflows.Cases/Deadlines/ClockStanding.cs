namespace CaseWorkflows.Cases.Deadlines;

/// <summary>How a clock stands for a person who looks at it: the one word that matters most.</summary>
public enum ClockStanding
{
    /// <summary>Runs, and there is time.</summary>
    Running,

    /// <summary>Runs, and is due soon.</summary>
    DueSoon,

    /// <summary>Runs, and can't be counted before a year's calendar is loaded.</summary>
    Provisional,

    /// <summary>At rest.</summary>
    Paused,

    /// <summary>The deadline has passed and what it waits for is not done.</summary>
    Overdue,

    /// <summary>The period of somebody outside is over; the centre has missed nothing.</summary>
    RanOut,

    /// <summary>A step should have fired and did not.</summary>
    Stuck,

    /// <summary>Ended.</summary>
    Stopped,
}

/// <summary>Finds the <see cref="ClockStanding"/> of a clock.</summary>
public static class ClockStandings
{
    /// <summary>After so many failed firings in a row a clock does not get on by itself.</summary>
    public const int StuckAfter = 5;

    /// <summary>How the clock stands.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="soon">How near the due instant is when it is due soon.</param>
    /// <param name="isStuck">Whether a step should have fired and did not.</param>
    public static ClockStanding Of(Clock clock, DateTimeOffset now, TimeSpan soon, bool isStuck = false) => clock.State switch
    {
        ClockState.Stopped => ClockStanding.Stopped,
        _ when isStuck => ClockStanding.Stuck,
        ClockState.Paused => ClockStanding.Paused,
        _ when clock.IsProvisional => ClockStanding.Provisional,
        _ when clock.DueAt < now => clock.CanBeMissed ? ClockStanding.Overdue : ClockStanding.RanOut,
        _ when clock.DueAt < now + soon => ClockStanding.DueSoon,
        _ => ClockStanding.Running,
    };
}
