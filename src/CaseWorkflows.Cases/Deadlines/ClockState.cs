using System.Text.Json.Serialization;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>
/// Whether a clock runs. Starts as <see cref="Running"/>; changes with <see cref="Paused"/> any number of times; <see cref="Stopped"/> is
/// final. Missed is not a state: a clock whose deadline has passed runs on until what it waits for is done, and says so in
/// <see cref="Clock.BreachedAt"/>. A case that is reopened gets a new clock of the next generation.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockState>))]
public enum ClockState
{
    /// <summary>
    /// Time counts; there is a due instant, and unfired steps fire. While the calendar of a year is missing there is a provisional one
    /// instead, and only the warnings before it fire.
    /// </summary>
    Running,

    /// <summary>At least one cause keeps time from counting; there is no due instant, and nothing fires.</summary>
    Paused,

    /// <summary>What it waited for was done or no longer matters; the verdict is frozen.</summary>
    Stopped,
}

/// <summary>Whether a stopped clock's deadline was kept. Frozen at the stop together with rule and calendar version.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockVerdict>))]
public enum ClockVerdict
{
    /// <summary>Not stopped yet; or stopped after the provisional due instant, so that only the missing calendar can tell.</summary>
    None,

    /// <summary>Stopped in time: not after the due instant, or while paused.</summary>
    Met,

    /// <summary>Stopped after the due instant.</summary>
    Missed,

    /// <summary>
    /// Stopped after the due instant of a period that is somebody else's (to file an objection, to supplement): the period is over, and the
    /// centre has missed nothing.
    /// </summary>
    Lapsed,
}
