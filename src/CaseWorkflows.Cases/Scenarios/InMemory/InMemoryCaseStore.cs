using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Scenarios.InMemory;

/// <summary>Cases in memory, kept as the real store keeps them: copies in and out, versions, receipts, history and outbox in one commit.</summary>
public sealed class InMemoryCaseStore : ICaseStore, IClockQueue
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CaseId, LegalCase> _cases = [];
    private readonly Dictionary<CommandId, CommandReceipt> _receipts = [];
    private readonly Dictionary<Guid, DateTimeOffset> _claims = [];
    private readonly List<HistoryRow> _history = [];
    private readonly List<HistoryPayload> _payloads = [];
    private readonly Dictionary<string, OutboxMessage> _outbox = [];
    private readonly Dictionary<DocumentSeries, int> _numbers = [];

    public IReadOnlyList<OutboxMessage> Outbox
    {
        get { lock (_gate) return [.. _outbox.Values]; }
    }

    /// <summary>Told of each case as it was committed.</summary>
    public Action<LegalCase>? Committed { get; set; }

    public IReadOnlyList<LegalCase> Cases
    {
        get { lock (_gate) return [.. _cases.Values.Select(DeepCopy.Of)]; }
    }

    /// <summary>Looks through all cases without copying them; nothing of them may be kept.</summary>
    public IReadOnlyList<T> Ask<T>(Func<IEnumerable<LegalCase>, IEnumerable<T>> question)
    {
        lock (_gate) return [.. question(_cases.Values)];
    }

    /// <summary>Keeps a case as it is, without a command.</summary>
    public void Put(LegalCase @case)
    {
        lock (_gate) _cases[@case.Id] = DeepCopy.Of(@case);
    }

    public LegalCase Case(CaseId id)
    {
        lock (_gate) return DeepCopy.Of(_cases[id]);
    }

    public IReadOnlyList<HistoryRow> History(CaseId id)
    {
        lock (_gate) return [.. _history.Where(x => x.CaseId == id).OrderBy(x => x.Seq)];
    }

    public IReadOnlyDictionary<long, string> Payloads(CaseId id)
    {
        lock (_gate) return _payloads.Where(x => x.CaseId == id).ToDictionary(x => x.Seq, x => x.Json);
    }

    public ValueTask<ICaseTransaction> BeginAsync(CancellationToken cancellationToken) => ValueTask.FromResult<ICaseTransaction>(new Work(this));

    public ValueTask<IReadOnlyList<DueClock>> ClaimAsync(DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            IReadOnlyList<DueClock> due = [.. _cases.Values
                .SelectMany(@case => @case.Clocks.Select(clock => (@case, clock)))
                .Where(x => x.clock.NextFireAt <= now && !(_claims.TryGetValue(x.clock.Id.Value, out var until) && until > now))
                .OrderBy(x => x.clock.NextFireAt).Take(limit)
                .Select(x => new DueClock(x.@case.Id, x.clock.Id.Value, x.clock.Generation, x.clock.NextFireAt!.Value))];
            foreach (var clock in due) _claims[clock.ClockId] = now + lease;
            return ValueTask.FromResult(due);
        }
    }

    public ValueTask<DateTimeOffset?> NextAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult(_cases.Values.SelectMany(x => x.Clocks).Min(x => x.NextFireAt > now ? x.NextFireAt : null));
    }

    public ValueTask PostponeAsync(DueClock clock, DateTimeOffset retryAt, string error, CancellationToken cancellationToken)
    {
        lock (_gate) _claims[clock.ClockId] = retryAt;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<DueClock>> AwaitingCalendarAsync(IReadOnlyList<int> loadedYears, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            IReadOnlyList<DueClock> waiting = [.. _cases.Values
                .SelectMany(@case => @case.Clocks.Select(clock => (@case, clock)))
                .Where(x => x.clock.AwaitsCalendarYear is { } year && loadedYears.Contains(year))
                .OrderBy(x => x.clock.ProvisionalDueAt).Take(limit)
                .Select(x => new DueClock(x.@case.Id, x.clock.Id.Value, x.clock.Generation, x.clock.ProvisionalDueAt!.Value))];
            return ValueTask.FromResult(waiting);
        }
    }

    public ValueTask<TimeSpan?> OldestWaitAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult(now - _cases.Values.SelectMany(x => x.Clocks).Min(x => x.NextFireAt <= now ? x.NextFireAt : null));
    }

    private sealed class Work(InMemoryCaseStore store) : ICaseTransaction
    {
        private LegalCase? _case;
        private long? _loadedVersion;
        private Dictionary<DocumentSeries, (int First, int Count)> _taken = [];

        public ValueTask<CommandReceipt?> FindReceiptAsync(CommandId command, CancellationToken cancellationToken)
        {
            lock (store._gate) return ValueTask.FromResult(store._receipts.GetValueOrDefault(command));
        }

        public ValueTask<LegalCase?> LoadAsync(CaseId id, CancellationToken cancellationToken)
        {
            lock (store._gate) _case = store._cases.TryGetValue(id, out var kept) ? DeepCopy.Of(kept) : null;
            _loadedVersion = _case?.Version;
            return ValueTask.FromResult(_case);
        }

        public void Add(LegalCase @case) => _case = @case;

        public ValueTask<IReadOnlyList<RelatedCase>> FindRelatedAsync(LegalCase @case, CancellationToken cancellationToken)
        {
            lock (store._gate)
            {
                var lineage = Lineage(@case);
                var people = Party.WithLinked(@case.Dossier.Parties, lineage.SelectMany(x => x.Dossier.Parties));
                return ValueTask.FromResult<IReadOnlyList<RelatedCase>>(
                [
                    .. lineage.SelectMany(x => Relations(@case, @case.Dossier.Parties, x)).Select(x => x with { Relation = "linked" }).Distinct(),
                    .. store._cases.Values.Where(x => x.Id != @case.Id && !lineage.Contains(x)).SelectMany(other => Relations(@case, people, other)),
                ]);
            }
        }

        public ValueTask<LegalCase?> LookAsync(CaseId id, CancellationToken cancellationToken)
        {
            lock (store._gate) return ValueTask.FromResult(store._cases.TryGetValue(id, out var kept) ? DeepCopy.Of(kept) : null);
        }

        public ValueTask<CaseId?> FindByCodeAsync(string code, CancellationToken cancellationToken)
        {
            lock (store._gate) return ValueTask.FromResult(store._cases.Values.FirstOrDefault(x => x.Code == code)?.Id);
        }

        public ValueTask<IReadOnlyList<(CaseId Case, Guid Link)>> FollowersAsync(CaseId id, CancellationToken cancellationToken)
        {
            lock (store._gate)
                return ValueTask.FromResult<IReadOnlyList<(CaseId, Guid)>>([.. store._cases.Values.SelectMany(x => x.Links.Where(y => y.OtherCase == id).Select(y => (x.Id, y.Id)))]);
        }

        /// <summary>Cases that hang together with this one by links, however far.</summary>
        private List<LegalCase> Lineage(LegalCase @case)
        {
            HashSet<CaseId> found = [@case.Id, .. @case.Links.Select(x => x.OtherCase)];
            for (var before = 0; before != found.Count;)
            {
                before = found.Count;
                foreach (var one in store._cases.Values)
                    if (found.Contains(one.Id)) found.UnionWith(one.Links.Select(x => x.OtherCase));
                    else if (one.Links.Any(x => found.Contains(x.OtherCase))) found.Add(one.Id);
            }
            return [.. store._cases.Values.Where(x => x.Id != @case.Id && found.Contains(x.Id))];
        }

        public ValueTask<IReadOnlyDictionary<string, int>> CountOpenTasksByAssigneeAsync(CancellationToken cancellationToken)
        {
            lock (store._gate)
                return ValueTask.FromResult<IReadOnlyDictionary<string, int>>(store._cases.Values.SelectMany(x => x.Tasks)
                    .Where(x => x is { IsLive: true, Assignee: not null }).GroupBy(x => x.Assignee!.Value.Value).ToDictionary(x => x.Key, x => x.Count()));
        }

        public ValueTask<IReadOnlyDictionary<DocumentSeries, int>> TakeNumbersAsync(IReadOnlyDictionary<DocumentSeries, int> wanted, CancellationToken cancellationToken)
        {
            lock (store._gate) _taken = wanted.ToDictionary(x => x.Key, x => (store._numbers.GetValueOrDefault(x.Key) + 1, x.Value));
            return ValueTask.FromResult<IReadOnlyDictionary<DocumentSeries, int>>(_taken.ToDictionary(x => x.Key, x => x.Value.First));
        }

        public ValueTask<CommitOutcome> CommitAsync(CommitSet changes, CancellationToken cancellationToken)
        {
            var @case = _case ?? throw new InvalidOperationException("There is no case to commit.");
            lock (store._gate)
            {
                if (store._receipts.ContainsKey(changes.Receipt.Command)) return ValueTask.FromResult(CommitOutcome.AlreadyCommitted);
                var kept = store._cases.GetValueOrDefault(@case.Id);
                if (kept?.Version != _loadedVersion) return ValueTask.FromResult(CommitOutcome.VersionIsStale);
                // Nobody waits here; whoever took the same numbers and comes later begins anew.
                if (_taken.Any(x => store._numbers.GetValueOrDefault(x.Key) + 1 != x.Value.First)) return ValueTask.FromResult(CommitOutcome.NumbersAreTaken);
                if (kept is null && store._cases.Values.Any(x => x.Code == @case.Code)) return ValueTask.FromResult(CommitOutcome.CodeIsTaken);
                foreach (var (series, (first, count)) in _taken) store._numbers[series] = first + count - 1;
                foreach (var clock in @case.Clocks) store._claims.Remove(clock.Id.Value);
                store._cases[@case.Id] = DeepCopy.Of(@case);
                store.Committed?.Invoke(DeepCopy.Of(@case));
                store._receipts.Add(changes.Receipt.Command, changes.Receipt);
                store._history.AddRange(changes.History);
                store._payloads.AddRange(changes.Payloads);
                foreach (var message in changes.Outbox) store._outbox.TryAdd(message.DedupKey, message);
                return ValueTask.FromResult(CommitOutcome.Committed);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static IEnumerable<RelatedCase> Relations(LegalCase @case, IReadOnlyList<Party> people, LegalCase other)
        {
            var lawyer = other.Dossier.Facts()["lawyer"]?.ToString() is { } id ? new UserId(id) : (UserId?)null;
            foreach (var ours in people)
                foreach (var theirs in other.Dossier.Parties.Where(x => IsSame(ours, x)))
                    if (ours.Side == "opponent" != (theirs.Side == "opponent")) yield return new(other.Id, other.Code, "conflict", ours.Name, lawyer);
            var isLive = other.Status is CaseStatus.Open or CaseStatus.Paused;
            if (isLive && other.ServiceType == @case.ServiceType && Category(other) == Category(@case)
                && @case.Dossier.Parties.FirstOrDefault(x => x.Side == "applicant") is { } applicant
                && other.Dossier.Parties.Any(x => x.Side == "applicant" && IsSame(applicant, x)))
                yield return new(other.Id, other.Code, "duplicate", applicant.Name, lawyer);
        }

        private static string? Category(LegalCase @case) => @case.Dossier.Application()["matter"]?["category"]?.ToString();

        private static bool IsSame(Party one, Party other) =>
            one.IdNumber is not null && other.IdNumber is not null ? one.IdNumber == other.IdNumber : one.Name == other.Name;
    }
}
