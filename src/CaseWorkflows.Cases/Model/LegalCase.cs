using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Model;

/// <summary>
/// A case (案件): the row that is the truth. Its flow only says what comes next. Everything here changes by commands alone,
/// each raising <see cref="Version"/> by one.
/// </summary>
public sealed class LegalCase
{
    private readonly List<CaseTask> _tasks = [];
    private readonly List<Clock> _clocks = [];
    private readonly List<Incident> _incidents = [];
    private readonly List<FileItem> _file = [];
    private readonly List<Alert> _alerts = [];
    private readonly List<CaseLink> _links = [];

    private LegalCase() { }

    internal LegalCase(CaseId id, string code, string serviceType, string region, OfficePath office, string definitionId, int definitionVersion,
        DateTimeOffset receivedAt, DateTimeOffset openedAt, CaseDossier dossier)
    {
        Id = id;
        Code = code;
        ServiceType = serviceType;
        Region = region;
        Office = office;
        DefinitionId = definitionId;
        DefinitionVersion = definitionVersion;
        ReceivedAt = receivedAt;
        OpenedAt = openedAt;
        Dossier = dossier;
    }

    /// <summary>Its id.</summary>
    public CaseId Id { get; private set; }

    /// <summary>The case code people use (一案一码), with check digit.</summary>
    public string Code { get; private set; } = "";

    /// <summary>What kind of service: <c>legal-aid</c>, <c>mediation</c>, …</summary>
    public string ServiceType { get; private set; } = "";

    /// <summary>The region whose policies hold.</summary>
    public string Region { get; private set; } = "";

    /// <summary>The office that has the case.</summary>
    public OfficePath Office { get; private set; }

    /// <summary>The definition it runs on.</summary>
    public string DefinitionId { get; private set; } = "";

    /// <summary>The version it is pinned to.</summary>
    public int DefinitionVersion { get; internal set; }

    /// <summary>Where it stands as a whole.</summary>
    public CaseStatus Status { get; internal set; }

    /// <summary>The stage its flow has set.</summary>
    public string Stage { get; internal set; } = "";

    /// <summary>Whether it goes before others (urgent aid first, Legal Aid Law art. 44; green channel).</summary>
    public bool IsUrgent { get; internal set; }

    /// <summary>When the application was received: the law counts from here.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? ClosedAt { get; internal set; }

    /// <summary>How it ended; null before.</summary>
    public string? Result { get; internal set; }

    /// <summary>1, and one more for each reopening.</summary>
    public int Cycle { get; internal set; } = 1;

    /// <summary>The engine's state, opaque to this room; null before the first advance.</summary>
    public string? FlowState { get; internal set; }

    /// <summary>What the flow waits for, as JSON: kept so that events and clocks find their wait without the engine.</summary>
    public string WaitsJson { get; internal set; } = "[]";

    /// <summary>What the last migration replaced, as JSON, so that it can be undone; null if there was none or it was undone.</summary>
    public string? FormerFlow { get; internal set; }

    /// <summary>Raised by each command; a command that expects another version is refused.</summary>
    public long Version { get; internal set; }

    /// <summary>The sequence number of the last history row.</summary>
    public long HistorySeq { get; internal set; }

    /// <summary>The hash of the last history row; empty before the first.</summary>
    public byte[] HistoryHash { get; internal set; } = [];

    /// <summary>The case that this one came out of; null if it began here.</summary>
    public CaseId? OriginId { get; private set; }

    /// <summary>Its code; null if there is none.</summary>
    public string? OriginCode { get; private set; }

    /// <summary>How the two belong together; null if there is none.</summary>
    public string? OriginRelation { get; private set; }

    /// <summary>How many cases stand before this one in its lineage; null if it began here.</summary>
    public int? LineageDepth { get; private set; }

    /// <summary>Since when another case is to be told how this one ends; null if none is.</summary>
    public DateTimeOffset? FollowedSince { get; private set; }

    /// <summary>The channel by which it came (<c>web</c>, <c>hotline</c>, <c>counter</c>), as the application says; null if it does not, or was erased.</summary>
    internal string? Channel => Dossier.Application()["channel"] is JsonValue value && value.TryGetValue<string>(out var channel) && channel.Length > 0 ? channel : null;

    /// <summary>The people and the matter.</summary>
    public CaseDossier Dossier { get; private set; } = null!;

    /// <summary>All tasks, oldest first.</summary>
    public IReadOnlyList<CaseTask> Tasks => _tasks;

    /// <summary>All clocks, oldest first.</summary>
    public IReadOnlyList<Clock> Clocks => _clocks;

    /// <summary>All incidents.</summary>
    public IReadOnlyList<Incident> Incidents => _incidents;

    /// <summary>The file's contents (卷宗).</summary>
    public IReadOnlyList<FileItem> File => _file;

    /// <summary>All alerts.</summary>
    public IReadOnlyList<Alert> Alerts => _alerts;

    /// <summary>What came out of this case, and what a person tied to it, oldest first.</summary>
    public IReadOnlyList<CaseLink> Links => _links;

    /// <summary>The link, or null.</summary>
    public CaseLink? Link(Guid id) => _links.Find(x => x.Id == id);

    /// <summary>The task, or null.</summary>
    public CaseTask? Task(TaskId id) => _tasks.Find(x => x.Id == id);

    /// <summary>The newest clock of a rule, or null.</summary>
    public Clock? Clock(string key) => _clocks.FindLast(x => x.Key == key);

    /// <summary>
    /// Erases what is known of the people of an ended case: application, facts, parties, texts of documents, the digest key and the flow's state.
    /// What remains says which steps the case took and when. The payloads of its history have to be deleted with it.
    /// </summary>
    /// <param name="actor">Who erases.</param>
    /// <param name="reason">Why; it stays for ever, so it must not name the person.</param>
    /// <param name="at">When.</param>
    /// <returns>The history row that says so; it is the last of the chain.</returns>
    /// <exception cref="InvalidOperationException">The case has not ended, or was erased before.</exception>
    public HistoryRow ErasePeople(Actor actor, string reason, DateTimeOffset at)
    {
        if (Status is not (CaseStatus.Closed or CaseStatus.Withdrawn)) throw new InvalidOperationException($"Case {Code} has not ended: its people are still needed.");
        if (Dossier.ErasedAt is not null) throw new InvalidOperationException($"The people of case {Code} were erased before.");
        Dossier.Erase(at);
        foreach (var item in _file) item.Erase();
        foreach (var link in _links) link.Erase();
        foreach (var incident in _incidents)
        {
            // The flow's state goes too: nobody could try the step again.
            if (incident.ResolvedAt is null) incident.Resolve(IncidentResolution.Overtaken, null, at);
            incident.Erase();
        }
        (FlowState, WaitsJson, FormerFlow) = (null, "[]", null);
        Version++;
        HistorySeq++;
        var body = new JsonObject
        {
            ["seq"] = HistorySeq,
            ["case"] = Id.ToString(),
            ["kind"] = "PeopleErased",
            ["actor"] = actor.Id.Value,
            ["occurred"] = CaseSession.Instant(at),
            ["recorded"] = CaseSession.Instant(at),
            ["version"] = Version,
            ["facts"] = CaseSession.Facts(("reason", reason)),
        };
        var row = new HistoryRow(Id, HistorySeq, "PeopleErased", body.ToJsonString(CaseJson.Readable), HistoryHash, at);
        HistoryHash = row.Hash;
        return row;
    }

    internal void Add(CaseTask task) => _tasks.Add(task);

    internal void Add(Clock clock) => _clocks.Add(clock);

    internal void Add(Incident incident) => _incidents.Add(incident);

    internal void Add(FileItem item) => _file.Add(item);

    internal void Add(Alert alert) => _alerts.Add(alert);

    internal void Add(CaseLink link) => _links.Add(link);

    internal void ComeFrom(CaseOrigin origin) => (OriginId, OriginCode, OriginRelation, LineageDepth, FollowedSince) = (origin.CaseId, origin.Code, origin.Relation, origin.Depth, OpenedAt);

    internal void BeFollowed(DateTimeOffset since) => FollowedSince ??= since;
}
