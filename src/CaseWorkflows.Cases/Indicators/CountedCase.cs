using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>A case as indicators see it. Of one whose personal data was erased the places are empty, and the rest still counts.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">Its code.</param>
/// <param name="Service">Its service.</param>
/// <param name="Office">The path of its office.</param>
/// <param name="Status">Where it stands, in lower case.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Result">How it ended; null before.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="ClosedAt">When it ended; null before.</param>
/// <param name="ApplicationJson">Its application.</param>
/// <param name="FactsJson">Its facts.</param>
public sealed record CountedCase(
    CaseId Id, string Code, string Service, string Office, string Status, string Stage, string? Result, DateTimeOffset ReceivedAt, DateTimeOffset? ClosedAt,
    string ApplicationJson = "{}", string FactsJson = "{}")
{
    private JsonObject? _application;
    private JsonObject? _facts;

    /// <summary>Its completed steps, oldest first.</summary>
    public IReadOnlyList<CountedTask> Tasks { get; init; } = [];

    /// <summary>Its clocks, oldest first.</summary>
    public IReadOnlyList<MeasuredClock> Clocks { get; init; } = [];

    /// <summary>What came out of it.</summary>
    public IReadOnlyList<CountedLink> Links { get; init; } = [];

    /// <summary>The channel by which it came; null if not known.</summary>
    public string? Channel => At("application.channel")?.ToString();

    /// <summary>What stands at a place: <c>application.…</c>, <c>facts.…</c>, or <c>steps.&lt;step&gt;.&lt;field&gt;</c> for what was filled in with a step; null if nothing does.</summary>
    public JsonNode? At(string place)
    {
        var parts = place.Split('.');
        var root = parts[0] switch
        {
            "application" => _application ??= Read(ApplicationJson),
            _ => _facts ??= Read(FactsJson),
        };
        IEnumerable<string> rest = parts[0] == "steps" && parts.Length > 2 ? ["steps", parts[1], "data", .. parts[2..]] : parts.Skip(1);
        JsonNode? at = root;
        foreach (var part in rest) at = (at as JsonObject)?[part];
        return at;
    }

    private static JsonObject Read(string json) => JsonNode.Parse(json) as JsonObject ?? [];
}

/// <summary>A completed step.</summary>
public sealed record CountedTask(string Step, string Role, string Outcome, DateTimeOffset EndedAt, string? By);

/// <summary>A clock of a case.</summary>
/// <param name="Key">Its rule.</param>
/// <param name="Verdict">Whether it was kept; None while it runs.</param>
/// <param name="StoppedAt">When it ended; null before.</param>
/// <param name="BreachedAt">When it was missed; null if it was not.</param>
public sealed record MeasuredClock(string Key, ClockVerdict Verdict, DateTimeOffset? StoppedAt, DateTimeOffset? BreachedAt);

/// <summary>That another case came out of a case.</summary>
public sealed record CountedLink(string Relation, string Service, DateTimeOffset OccurredAt);

/// <summary>A scored case of a quality sample.</summary>
/// <param name="Id">The case.</param>
/// <param name="Code">Its code.</param>
/// <param name="Service">Its service.</param>
/// <param name="Office">Its office.</param>
/// <param name="At">When what was scored was done.</param>
/// <param name="Score">The score, 0 to 100.</param>
/// <param name="Passed">Whether it passed.</param>
public sealed record CountedSample(CaseId Id, string Code, string Service, string Office, DateTimeOffset At, decimal Score, bool Passed);
