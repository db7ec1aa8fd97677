using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>
/// Which clocks there are and how they stand, for those who watch deadlines. Everything is limited to the cases the actor may see. Numbers end at a
/// bound: with a million clocks running nobody reads the exact number, and counting them would keep everybody waiting.
/// </summary>
public interface IClockQueries
{
    /// <summary>The clocks of a list, the nearest due first; those at rest come after those that run, ended ones last.</summary>
    ValueTask<ClockPage> ListAsync(Actor actor, ClockFilter filter, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>How many clocks stand in each list, by the other conditions of the filter.</summary>
    ValueTask<IReadOnlyDictionary<ClockList, ClockCount>> CountAsync(Actor actor, ClockFilter filter, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What comes due on each of the next days, today first, by the conditions of the filter apart from its list.</summary>
    ValueTask<IReadOnlyList<DueDay>> DueDaysAsync(Actor actor, ClockFilter filter, DateTimeOffset now, int days, CancellationToken cancellationToken);

    /// <summary>Whether there is such a case and the actor may see it. That alone is no reading of the case.</summary>
    ValueTask<bool> MaySeeAsync(Actor actor, CaseId id, CancellationToken cancellationToken);
}

/// <summary>The lists of clocks. One clock may stand in several: what is due soon runs as well.</summary>
public enum ClockList
{
    /// <summary>All that have not ended.</summary>
    Live,

    /// <summary>Running, and due within a span from now, or possibly so while a year's calendar is missing.</summary>
    DueSoon,

    /// <summary>Running and not past the due instant.</summary>
    Running,

    /// <summary>Running on past the due instant.</summary>
    Overdue,

    /// <summary>A step should have fired and did not: it failed again and again, or nobody has processed it.</summary>
    Stuck,

    /// <summary>At rest.</summary>
    Paused,

    /// <summary>Can't be counted before a year's calendar is loaded.</summary>
    Provisional,

    /// <summary>Ended.</summary>
    Stopped,

    /// <summary>All, the ended ones too.</summary>
    Any,
}

/// <summary>The words for the lists.</summary>
public static class ClockLists
{
    private static readonly string[] Words = ["live", "due-soon", "running", "overdue", "stuck", "paused", "provisional", "stopped", "any"];

    /// <summary>All words, in the order of the lists.</summary>
    public static IReadOnlyList<string> AllWords => Words;

    /// <summary>The word of a list.</summary>
    public static string Word(this ClockList list) => Words[(int)list];

    /// <summary>The list of a word; false for anything but exactly one of <see cref="AllWords"/>.</summary>
    public static bool TryParse(string word, out ClockList list)
    {
        list = (ClockList)Array.IndexOf(Words, word);
        return list >= 0;
    }
}

/// <summary>Which clocks.</summary>
public sealed record ClockFilter
{
    /// <summary>How many clocks of a list can be counted and read at most; whoever looks for more narrows the filter.</summary>
    public const int MostListed = 5_000;

    /// <summary>For <see cref="UnprocessedAfter"/>: what the health check calls late unless an installation sets it.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(30);

    /// <summary>The list.</summary>
    public ClockList List { get; init; }

    /// <summary>How near the due instant of <see cref="ClockList.DueSoon"/> is.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(3);

    /// <summary>After what time a step that nobody has processed makes its clock <see cref="ClockList.Stuck"/>.</summary>
    public TimeSpan UnprocessedAfter { get; init; } = UsualPatience;

    /// <summary>Whose.</summary>
    public ClockScope Scope { get; init; }

    /// <summary>An office: its cases and those of the offices below; null for all.</summary>
    public OfficePath? Office { get; init; }

    /// <summary>The code of the region whose policies hold for the case; null for all.</summary>
    public string? Region { get; init; }

    /// <summary>The service of the case; null for all.</summary>
    public string? ServiceType { get; init; }

    /// <summary>The key of the rule; null for all.</summary>
    public string? Key { get; init; }

    /// <summary>Who has the task that the clock limits; null for anybody.</summary>
    public UserId? Assignee { get; init; }

    /// <summary>One case; null for all.</summary>
    public CaseId? Case { get; init; }

    /// <summary>From 0.</summary>
    public int PageNumber { get; init; }

    /// <summary>At most 200.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>Whose clocks, or alerts.</summary>
public enum ClockScope
{
    /// <summary>All that the actor may see.</summary>
    All,

    /// <summary>Of tasks that the actor has; alerts that are addressed to the actor in person too.</summary>
    Mine,

    /// <summary>Of cases of the actor's own office, without the offices below.</summary>
    Office,
}

/// <summary>The words for scopes.</summary>
public static class ClockScopes
{
    private static readonly string[] Words = ["all", "mine", "office"];

    /// <summary>All words, in the order of the scopes.</summary>
    public static IReadOnlyList<string> AllWords => Words;

    /// <summary>The word of a scope.</summary>
    public static string Word(this ClockScope scope) => Words[(int)scope];

    /// <summary>The scope of a word; false for anything but exactly one of <see cref="AllWords"/>.</summary>
    public static bool TryParse(string word, out ClockScope scope)
    {
        scope = (ClockScope)Array.IndexOf(Words, word);
        return scope >= 0;
    }
}

/// <summary>A number that may be only the least there can be.</summary>
/// <param name="Number">How many.</param>
/// <param name="IsAtLeast">Whether counting stopped there and there are more.</param>
public readonly record struct ClockCount(int Number, bool IsAtLeast);

/// <summary>A page of clocks.</summary>
/// <param name="Items">The clocks.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record ClockPage(IReadOnlyList<ClockLine> Items, ClockCount Total);

/// <summary>A clock in a list.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="Clock">The clock.</param>
public sealed record ClockLine(CaseId CaseId, string CaseCode, Clock Clock)
{
    /// <summary>The applicant's name; empty if it was erased.</summary>
    public required string Applicant { get; init; }

    /// <summary>The office of the case.</summary>
    public required OfficePath Office { get; init; }

    /// <summary>The region of the case.</summary>
    public required string Region { get; init; }

    /// <summary>The service of the case.</summary>
    public required string ServiceType { get; init; }

    /// <summary>Whether the case goes before others.</summary>
    public required bool IsUrgent { get; init; }

    /// <summary>How often firing has failed since it last fired or changed.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why the last of these failed; null without one.</summary>
    public required string? LastError { get; init; }

    /// <summary>The live task it limits; null if there is none: then its supervisor has to see to it.</summary>
    public required ClockTask? Task { get; init; }

    /// <summary>Alerts of this clock that are addressed to the actor and that nobody has acknowledged.</summary>
    public required IReadOnlyList<Guid> OpenAlerts { get; init; }

    /// <summary>How it stands.</summary>
    public ClockStanding StandingAt(DateTimeOffset now, ClockFilter filter) =>
        ClockStandings.Of(Clock, now, filter.Within, Attempts >= ClockStandings.StuckAfter || Clock.NextFireAt < now - filter.UnprocessedAfter);
}

/// <summary>The task that a clock limits.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Role">The role whose queue it lies in.</param>
/// <param name="Office">The office of the queue.</param>
/// <param name="Assignee">Who has it; null while nobody does.</param>
/// <param name="AssigneeName">Their name.</param>
public sealed record ClockTask(Engine.LocalizedText Title, string Role, OfficePath Office, UserId? Assignee, string? AssigneeName);

/// <summary>What comes due on a day.</summary>
/// <param name="Day">The day, in China.</param>
/// <param name="Statutory">Limits the law sets.</param>
/// <param name="Internal">Limits the centre sets.</param>
/// <param name="Provisional">Limits that may be due then, while a year's calendar is missing.</param>
/// <param name="IsAtLeast">Whether counting stopped and there are more.</param>
public sealed record DueDay(DateOnly Day, int Statutory, int Internal, int Provisional, bool IsAtLeast)
{
    /// <summary>All together.</summary>
    public int Total => Statutory + Internal + Provisional;
}
