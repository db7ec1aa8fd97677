using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>What an exploration can find wrong, or worth knowing.</summary>
public enum FindingKind
{
    /// <summary>The case is open and nothing can move it.</summary>
    DeadEnd,

    /// <summary>The flow goes on for ever: no way leads to an end any more.</summary>
    NoEnd,

    /// <summary>A step fails.</summary>
    Incident,

    /// <summary>A person has something to do, and the clock meant for it does not run, and no other limits it.</summary>
    PersonWithoutClock,

    /// <summary>Only somebody outside can move the case, and no clock runs.</summary>
    OutsideWithoutClock,

    /// <summary>A step waits for the end of a clock that does not run.</summary>
    ClockNotRunning,

    /// <summary>The flow can go round for ever while no clock runs.</summary>
    LoopWithoutClock,

    /// <summary>The flow of a case ends and no step has closed it.</summary>
    EndsUnclosed,

    /// <summary>An event without a clock that the definition declares to be without one.</summary>
    DeclaredWithoutClock,
}

/// <summary>One thing found.</summary>
/// <param name="Kind">What.</param>
/// <param name="IsError">Whether the definition should not be used so; false: worth knowing.</param>
/// <param name="Activities">The activities concerned.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="State">The nearest state in which it is so.</param>
/// <param name="States">In how many states it is so.</param>
public sealed record Finding(
    FindingKind Kind, bool IsError, IReadOnlyList<string> Activities, LocalizedText Message, LocalizedText Remedy, ExploredState State, int States);
