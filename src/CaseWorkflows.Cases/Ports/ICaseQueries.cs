using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>What pages and the API read. Everything is limited to the actor's office and the offices below it, and to the actor's own tasks.</summary>
public interface ICaseQueries
{
    /// <summary>Live tasks the actor has or may take, the most pressing first.</summary>
    ValueTask<Page<TaskLine>> TasksAsync(Actor actor, TaskFilter filter, CancellationToken cancellationToken);

    /// <summary>Cases the actor may see, newest first.</summary>
    ValueTask<Page<CaseLine>> CasesAsync(Actor actor, CaseFilter filter, CancellationToken cancellationToken);

    /// <summary>One case with everything, or null if it does not exist or lies outside what the actor may see. The reading is logged.</summary>
    ValueTask<CaseView?> CaseAsync(Actor actor, CaseId id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What came out of a case and what it came out of, oldest first: the state and way to another case only where the actor may see that one.</summary>
    ValueTask<IReadOnlyList<LinkLine>> LinksAsync(Actor actor, CaseId id, CancellationToken cancellationToken);

    /// <summary>The case with this code, or null.</summary>
    ValueTask<CaseId?> FindByCodeAsync(string code, CancellationToken cancellationToken);

    /// <summary>Alerts for the actor, unacknowledged first, newest first.</summary>
    ValueTask<Page<AlertLine>> AlertsAsync(Actor actor, AlertFilter filter, CancellationToken cancellationToken);

    /// <summary>Open incidents that the actor may deal with, the oldest first. Says nothing of the people of a case.</summary>
    ValueTask<Page<IncidentLine>> IncidentsAsync(Actor actor, IncidentFilter filter, CancellationToken cancellationToken);

    /// <summary>The ids of all cases in order, for walking their histories in batches after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<CaseId>> CaseIdsAsync(CaseId? after, int limit, CancellationToken cancellationToken);

    /// <summary>Everything needed to verify one case's history.</summary>
    ValueTask<HistoryMaterial?> HistoryAsync(CaseId id, CancellationToken cancellationToken);
}

/// <summary>A page of a list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, int Total);

/// <summary>Which tasks.</summary>
/// <param name="Scope"><c>mine</c>, <c>queue</c> (could be taken) or <c>all</c>.</param>
/// <param name="Search">Part of a case code or an applicant's name.</param>
/// <param name="PageNumber">From 0.</param>
/// <param name="PageSize">At most 200.</param>
public sealed record TaskFilter(string Scope = "all", string? Search = null, int PageNumber = 0, int PageSize = 50);

/// <summary>Which cases.</summary>
public sealed record CaseFilter(string? Search = null, CaseStatus? Status = null, string? Stage = null, int PageNumber = 0, int PageSize = 50)
{
    /// <summary>The service; null: any.</summary>
    public string? Service { get; init; }
}

/// <summary>Which open incidents.</summary>
/// <param name="Scope"><c>mine</c> (handed to the actor), <c>all</c> (also those of the offices the actor leads or repairs flows for).</param>
/// <param name="Office">The path of an office: that one and those below.</param>
/// <param name="DefinitionId">The definition the step stands in.</param>
/// <param name="StepId">The step.</param>
/// <param name="Before">Failed for the first time before this instant.</param>
/// <param name="PageNumber">From 0.</param>
/// <param name="PageSize">At most 200.</param>
public sealed record IncidentFilter(
    string Scope = "all", string? Office = null, string? DefinitionId = null, string? StepId = null, DateTimeOffset? Before = null, int PageNumber = 0, int PageSize = 50);

/// <summary>An open incident in a list. <c>MaySeeCase</c>: whether the actor may open the case too; administrators repair flows without that.</summary>
public sealed record IncidentLine(CaseId CaseId, string CaseCode, string OfficePath, string Stage, Incident Incident, string? AssigneeName, string CauserName, bool MaySeeCase);

/// <summary>A task in a list.</summary>
public sealed record TaskLine(CaseId CaseId, string CaseCode, string Applicant, string Stage, bool IsUrgent, CaseTask Task, string OfficePath, string? AssigneeName);

/// <summary>A case in a list.</summary>
public sealed record CaseLine(CaseId Id, string Code, string ServiceType, string Applicant, string Stage, CaseStatus Status, bool IsUrgent, string OfficePath, DateTimeOffset ReceivedAt, DateTimeOffset? ClosedAt, string? Result, DateTimeOffset? NextDueAt);

/// <summary>Which alerts.</summary>
/// <param name="OnlyOpen">Only those that nobody has acknowledged.</param>
/// <param name="Scope">Whose.</param>
/// <param name="PageNumber">From 0.</param>
/// <param name="PageSize">At most 200.</param>
public sealed record AlertFilter(bool OnlyOpen = false, ClockScope Scope = ClockScope.All, int PageNumber = 0, int PageSize = 50);

/// <summary>An alert in a list.</summary>
public sealed record AlertLine(CaseId CaseId, string CaseCode, string Applicant, string Region, string OfficePath, Alert Alert, DateTimeOffset? DueAt);

/// <summary>A link as one of its two cases shows it.</summary>
/// <param name="Link">The link.</param>
/// <param name="IsOutward">Whether the case shown is the one with the link, and the other came out of it.</param>
/// <param name="OtherCase">The other case; null if it is not there yet or the actor may not see it.</param>
/// <param name="OtherCode">Its code; null if it is not there yet.</param>
/// <param name="OtherService">Its service.</param>
public sealed record LinkLine(CaseLink Link, bool IsOutward, CaseId? OtherCase, string? OtherCode, string OtherService)
{
    /// <summary>Where the other case stands; null if the actor may not see it.</summary>
    public CaseStatus? Status { get; init; }

    /// <summary>Its stage; null if the actor may not see it.</summary>
    public string? Stage { get; init; }

    /// <summary>How it ended; null before, and if the actor may not see it.</summary>
    public string? Result { get; init; }

    /// <summary>The path of its office.</summary>
    public string? OfficePath { get; init; }
}

/// <summary>A case with everything.</summary>
public sealed record CaseView(LegalCase Case, IReadOnlyList<HistoryLine> History);

/// <summary>A history row with what is left of its payload.</summary>
public sealed record HistoryLine(HistoryRow Row, string? Payload);

/// <summary>What a check of a history needs.</summary>
public sealed record HistoryMaterial(string Code, IReadOnlyList<HistoryRow> Rows, IReadOnlyDictionary<long, string> Payloads, byte[]? DigestKey, long ExpectedSeq, byte[] ExpectedHash);
