using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>A deadline as a region's policy file states it, in force between two dates. Immutable: a change is a new rule from a later date.</summary>
public sealed record ClockRule
{
    /// <summary>What the definition of a workflow calls it: <c>legal-aid.review</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The region whose file states it; <c>default</c> is the whole country.</summary>
    public required string Region { get; init; }

    /// <summary>The service it belongs to: <c>legal-aid</c>, <c>mediation</c>, <c>consultation</c>, <c>complaint</c>.</summary>
    public required string ServiceType { get; init; }

    /// <summary>Its name for people.</summary>
    public required LocalizedText Name { get; init; }

    /// <summary>The event from which it is counted (起算点).</summary>
    public required LocalizedText StartsOn { get; init; }

    /// <summary>How much time there is, in <see cref="Unit"/>.</summary>
    public required int Length { get; init; }

    /// <summary>The unit of <see cref="Length"/>.</summary>
    public required TimeUnit Unit { get; init; }

    /// <summary>How it is counted.</summary>
    public required Counting Counting { get; init; }

    /// <summary>Whether, while the person concerned is in custody, a last day on a rest day stays (刑诉法 105).</summary>
    public bool StaysOnRestDaysInCustody { get; init; }

    /// <summary>The channels of a case for which it holds (<c>web</c>, <c>hotline</c>); none: for all that no other rule of its key names.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>The named events at which it starts by itself; none: a step of the flow starts it.</summary>
    public IReadOnlyList<string> StartEvents { get; init; } = [];

    /// <summary>The named events at which it stops by itself.</summary>
    public IReadOnlyList<string> StopEvents { get; init; } = [];

    /// <summary>What a further start event does.</summary>
    public ClockRestart Again { get; init; }

    /// <summary>What may pause it, with the legal basis of each cause. Nothing else pauses it.</summary>
    public IReadOnlyList<PauseGround> PausedBy { get; init; } = [];

    /// <summary>Whether the law sets it or the centre.</summary>
    public required LimitForce Force { get; init; }

    /// <summary>How sure the number is.</summary>
    public required Certainty Certainty { get; init; }

    /// <summary>Where it comes from.</summary>
    public required LegalBasis Basis { get; init; }

    /// <summary>Who is told when, in the order of the file.</summary>
    public required IReadOnlyList<LadderStep> Ladder { get; init; }

    /// <summary>The first day on which the rule is in force, in China. A clock keeps the rule that was in force when it started.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>The last day on which it is in force; null while no end is known.</summary>
    public DateOnly? EffectiveTo { get; init; }

    /// <summary>What staff should know about the number, if anything.</summary>
    public LocalizedText? Note { get; init; }

    /// <summary>The name of the file that states it, without folder.</summary>
    public required string File { get; init; }

    /// <summary>
    /// File and first day of force, kept with every clock: <c>default/clocks-legal-aid.json@2022-01-01</c>, with the channels behind it if it
    /// is for some alone: <c>…@2022-01-01:hotline+web</c>.
    /// </summary>
    public string Version => $"{Region}/{File}@{CalendarTexts.Iso(EffectiveFrom)}{(Channels.Count > 0 ? ":" + string.Join('+', Channels) : "")}";

    /// <summary>A digest of all that decides when a clock is due, what pauses it and whom it tells; its name and its dates of force change nothing in it.</summary>
    public string Digest => DigestOf();

    /// <summary>The fields of its file that name events, with what they name.</summary>
    internal IEnumerable<(string Field, IReadOnlyList<string> Events)> EventFields =>
        [("startEvents", StartEvents), ("stopEvents", StopEvents), .. PausedBy.SelectMany(x => new[] { ("pausedBy.from", x.From), ("pausedBy.until", x.Until) })];

    /// <summary>Whether it is in force on a day.</summary>
    public bool IsInForce(DateOnly day) => day >= EffectiveFrom && (EffectiveTo is null || day <= EffectiveTo);

    /// <summary>The limit as it is counted for one case.</summary>
    /// <param name="inCustody">Whether the person concerned is in custody (在押).</param>
    public TimeLimit LimitFor(bool inCustody = false) => new(Length, Unit)
    {
        Counting = inCustody && StaysOnRestDaysInCustody ? Counting with { RollsOffRestDays = false } : Counting,
    };

    private string DigestOf()
    {
        var text = new StringBuilder();
        text.Append(Length).Append(' ').Append(Unit.Word()).Append('\n').Append(JsonSerializer.Serialize(Counting)).Append('\n').Append(StaysOnRestDaysInCustody).Append('\n');
        foreach (var cause in PausedBy.Select(x => x.Cause).Order(StringComparer.Ordinal)) text.Append(cause).Append(' ');
        foreach (var step in Ladder) text.Append('\n').Append(step.Key).Append(' ').Append(step.Level);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}

/// <summary>What a further start event does to a clock that starts by named events.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockRestart>))]
public enum ClockRestart
{
    /// <summary>A new clock if none of the rule runs: it counts from the oldest event that nobody has dealt with (each reply). In files: <c>when-stopped</c>.</summary>
    WhenStopped,

    /// <summary>Nothing, until the case is reopened (the first reply). In files: <c>once</c>.</summary>
    Once,

    /// <summary>A new clock in the place of the one that runs. In files: <c>always</c>.</summary>
    Always,
}

/// <summary>Where a rule comes from.</summary>
/// <param name="Citation">The act and article as people cite it.</param>
/// <param name="Article">The article's number alone; null where there is none (a centre's own rule).</param>
/// <param name="Source">The id in the project's list of legal facts: <c>LA-5/P-4</c>.</param>
public sealed record LegalBasis(LocalizedText Citation, string? Article, string Source);

/// <summary>A cause that stops a clock.</summary>
/// <param name="Cause">Its code, which <see cref="Clock.Pause"/> is given: <c>supplement</c>.</param>
/// <param name="Basis">What lets it stop the clock.</param>
public sealed record PauseGround(string Cause, LocalizedText Basis)
{
    /// <summary>The named events at which the cause begins by itself; none: a step or a person says so.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>The named events at which it ends by itself.</summary>
    public IReadOnlyList<string> Until { get; init; } = [];
}

/// <summary>Who set a limit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LimitForce>))]
public enum LimitForce
{
    /// <summary>Statutory (法定期限). A region may shorten it and never lengthen it. In files: <c>hard</c>.</summary>
    Hard,

    /// <summary>Internal (内部时限): a norm, a target or the centre's own number. In files: <c>soft</c>.</summary>
    Soft,
}

/// <summary>How sure the number is; the words are those of the list of legal facts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Certainty>))]
public enum Certainty
{
    /// <summary><c>F1</c>: the full text of the statute was read.</summary>
    StatuteRead,

    /// <summary><c>F2</c>: an excerpt or a secondary page was read.</summary>
    ExcerptRead,

    /// <summary><c>M-hi</c>: remembered with high confidence; to be checked against the official text.</summary>
    Remembered,

    /// <summary><c>seed</c>: a document of the city says so.</summary>
    CityDocument,

    /// <summary><c>configuration</c>: no source gives a number; the centre sets it.</summary>
    Configured,
}

/// <summary>One step of the ladder by which people are told of a deadline.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How grave.</param>
/// <param name="To">Who.</param>
public sealed record LadderStep(LadderMoment At, AlertLevel Level, AlertRecipient To)
{
    /// <summary>Unique within a ladder: <c>80%:supervisor</c>.</summary>
    public string Key => $"{At}:{AlertWords.Of(To)}";
}

/// <summary>How grave an alert is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertLevel>))]
public enum AlertLevel
{
    /// <summary>The deadline comes near, or a period of somebody outside has ended.</summary>
    Warning,

    /// <summary>The deadline is missed.</summary>
    Breach,

    /// <summary>The deadline stays missed.</summary>
    Escalation,
}

/// <summary>Whom an alert goes to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertRecipient>))]
public enum AlertRecipient
{
    /// <summary>Whoever has the task; the queue's owner if nobody has.</summary>
    Assignee,

    /// <summary>The assignee's supervisor.</summary>
    Supervisor,

    /// <summary>The head of the centre.</summary>
    Head,
}

internal static class AlertWords
{
    internal static readonly IReadOnlyDictionary<string, AlertLevel> Levels = new Dictionary<string, AlertLevel>
    {
        ["warning"] = AlertLevel.Warning, ["breach"] = AlertLevel.Breach, ["escalation"] = AlertLevel.Escalation,
    };

    internal static readonly IReadOnlyDictionary<string, AlertRecipient> Recipients = new Dictionary<string, AlertRecipient>
    {
        ["assignee"] = AlertRecipient.Assignee, ["supervisor"] = AlertRecipient.Supervisor, ["head"] = AlertRecipient.Head,
    };

    internal static readonly IReadOnlyDictionary<string, ClockRestart> Restarts = new Dictionary<string, ClockRestart>
    {
        ["when-stopped"] = ClockRestart.WhenStopped, ["once"] = ClockRestart.Once, ["always"] = ClockRestart.Always,
    };

    internal static string Of(AlertRecipient recipient) => Recipients.First(x => x.Value == recipient).Key;
}
