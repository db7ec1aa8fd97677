using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands.Incidents;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands;

/// <summary>One command being decided: the loaded case, who acts, the two times, and what is to be written with it.</summary>
internal sealed class CaseSession(CommandEnvelope envelope, ICaseTransaction transaction, CaseRules rules, StepFailures failures, DateTimeOffset occurredAt, DateTimeOffset now)
{
    private readonly List<(string Kind, JsonObject Facts, JsonObject? Payload)> _happenings = [];
    private readonly List<OutboxMessage> _outbox = [];
    private readonly List<Engine.JournalEntry> _moves = [];
    private readonly List<CaseTask> _givenUp = [];
    private readonly List<(Clock Clock, string StepId)> _left = [];
    private LegalCase? _case;
    private int _waitsOver;
    private readonly HashSet<Guid> _tiesTold = [];
    private readonly Dictionary<UserId, StaffMember?> _staff = [];
    private JsonObject? _facts;
    private (int, string, bool, int, Mending?) _factsOf;

    public LegalCase Case
    {
        get => _case ?? throw new InvalidOperationException("The case is not there before OpenCase has made it.");
        init => _case = value;
    }

    public Actor Actor => envelope.Actor;

    public CommandEnvelope Envelope => envelope;

    public ICaseTransaction Transaction => transaction;

    public CaseRules Rules => rules;

    /// <summary>When it happened; deadlines count from here.</summary>
    public DateTimeOffset OccurredAt => occurredAt;

    /// <summary>When it is written down.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The forms of the case's version; they were read when the case was loaded.</summary>
    public Library.VersionForms Forms => rules.Forms.Known(Case.DefinitionId, Case.DefinitionVersion);

    public FlowRun Flow => new(this);

    /// <summary>Documents that still wait for their numbers.</summary>
    public DocumentNumbering Numbering { get; } = new();

    /// <summary>What could not be done when this command was decided before.</summary>
    public StepFailures Failures => failures;

    /// <summary>The incident that the command deals with; null for other commands.</summary>
    public Mending? Mending { get; set; }

    /// <summary>
    /// When the steps that the command sets going were reached, for limits that begin with them: for a failed step when it would have been done.
    /// Whoever says when it happened is taken at their word.
    /// </summary>
    public DateTimeOffset ReachedAt => Mending is { } mending && envelope.OccurredAt is null ? mending.Incident.ReachedAt : occurredAt;

    public void Begin(LegalCase @case)
    {
        _case = @case;
        transaction.Add(@case);
    }

    /// <summary>Notes what happened. <paramref name="facts"/> stay for ever and hold no personal data; <paramref name="payload"/> can be erased.</summary>
    public void Record(string kind, JsonObject? facts = null, JsonObject? payload = null) => _happenings.Add((kind, facts ?? [], payload));

    /// <summary>Notes what the flow did.</summary>
    public void Moved(IEnumerable<Engine.JournalEntry> journal) => _moves.AddRange(journal);

    /// <summary>
    /// The flow gave a task up. If it comes back to the same step before the command ends (a lawyer reports progress while somebody decides
    /// on a replacement), the task lives on: whoever has it keeps it, with what they have typed.
    /// </summary>
    public void GiveUp(CaseTask task)
    {
        task.Cancel(now);
        _givenUp.Add(task);
    }

    /// <summary>The task of the same step that the flow gave up in this command, or null.</summary>
    public CaseTask? TakeBack(Activities.OpenTask order)
    {
        var task = _givenUp.Find(x => x.StepId == order.StepId && x.Role == order.Role && x.Cycle == Case.Cycle);
        if (task is not null) _givenUp.Remove(task);
        return task;
    }

    /// <summary>
    /// Puts off the stop of a clock whose task the flow has just given up until the command ends: the flow may come back to the step. False
    /// if no such task was given up.
    /// </summary>
    public bool LeaveClock(Clock clock)
    {
        if (_givenUp.FindLast(x => x.ClockKey == clock.Key) is not { } task) return false;
        _left.Add((clock, task.StepId));
        return true;
    }

    /// <summary>Takes back the stop that was put off, if it was this step's; the clock goes on.</summary>
    public bool KeepClock(Clock clock, string stepId) => _left.RemoveAll(x => x.Clock == clock && x.StepId == stepId) > 0;

    /// <summary>Counts the waits that were over as they began: a flow that goes in a circle through one would go round for ever.</summary>
    public int CountWaitOver() => ++_waitsOver;

    /// <summary>Whether the flow was not told yet in this command of a case tied to this one: a flow that comes back to the wait at once would go round for ever.</summary>
    public bool TellTie(Guid link) => _tiesTold.Add(link);

    public void Tell(OutboxMessage message) => _outbox.Add(message);

    /// <summary>A member of staff; one command asks once for each, so that all of it is decided on the same roles.</summary>
    public async ValueTask<StaffMember?> FindStaffAsync(UserId id, CancellationToken cancellationToken)
    {
        if (!_staff.TryGetValue(id, out var member)) _staff[id] = member = await rules.Staff.FindAsync(id, cancellationToken);
        return member;
    }

    public Guid NewId() => Guid.CreateVersion7(now);

    /// <summary>Raises the version, links the history and makes the receipt.</summary>
    public CommitSet Finish(string contentDigest)
    {
        if (Numbering.IsNeeded) throw new InvalidOperationException("A document has no number yet: the history would keep it without one.");
        var @case = Case;
        foreach (var (clock, _) in _left)
            new ClockWork(this).Stop(clock);
        foreach (var task in _givenUp)
            Record("TaskCancelled", Facts(("task", task.Id.ToString()), ("step", task.StepId)));
        foreach (var task in @case.Tasks)
            if (task is { IsLive: true, ClockKey: { } key })
                (task.DueAt, task.DueIsProvisional) = @case.Clock(key) is { } clock ? (clock.DueAt ?? Provisional(clock), clock.IsProvisional) : (null, false);
        @case.Version++;
        List<HistoryRow> rows = [];
        List<HistoryPayload> payloads = [];
        using var body = new HistoryBody(this);
        foreach (var (kind, facts, payload) in _happenings)
        {
            var seq = @case.HistorySeq + 1;
            var payloadJson = payload?.ToJsonString(CaseJson.Readable);
            string? digest = null;
            if (payloadJson is not null && @case.Dossier.DigestKey is { } digestKey)
            {
                digest = HistoryCheck.Digest(digestKey, payloadJson);
                payloads.Add(new HistoryPayload(@case.Id, seq, payloadJson));
            }
            var row = new HistoryRow(@case.Id, seq, kind, body.Of(seq, kind, facts, rows.Count == 0 ? _moves : [], digest), @case.HistoryHash, now);
            rows.Add(row);
            @case.HistorySeq = seq;
            @case.HistoryHash = row.Hash;
        }
        return new CommitSet(rows, payloads, _outbox, new CommandReceipt(envelope.Id, @case.Id, @case.Version, contentDigest, now));
    }

    private static DateTimeOffset? Provisional(Clock clock) => clock.State == ClockState.Running ? clock.ProvisionalDueAt : null;

    /// <summary>What case activities may know; the same object as long as nothing has changed, so whoever reads it must not change it.</summary>
    public JsonObject FactsForFlow()
    {
        var @case = Case;
        var of = (@case.Dossier.Changes, @case.Stage, @case.IsUrgent, @case.Cycle, Mending);
        if (_facts is null || _factsOf != of) (_facts, _factsOf) = (FactsOf(@case), of);
        return _facts;
    }

    private JsonObject FactsOf(LegalCase @case)
    {
        var facts = CaseFacts.Of(@case, rules.Library);
        facts["actor"] = Mending is { } mending
            ? new JsonObject { ["id"] = mending.Incident.CausedBy, ["name"] = mending.CauserName }
            : new JsonObject { ["id"] = Actor.Id.Value, ["name"] = Actor.Name };
        facts["occurredAt"] = Instant(ReachedAt);
        return facts;
    }

    public static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A JSON object from name and value pairs.</summary>
    public static JsonObject Facts(params (string Name, object? Value)[] facts)
    {
        var json = new JsonObject();
        foreach (var (name, value) in facts)
            json[name] = value switch
            {
                null => null,
                JsonNode node => node.DeepClone(),
                string text => JsonValue.Create(text),
                bool flag => JsonValue.Create(flag),
                int number => JsonValue.Create(number),
                DateTimeOffset at => Instant(at),
                _ => JsonSerializer.SerializeToNode(value, CaseJson.Readable),
            };
        return json;
    }
}
