using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.IntegrationTests.Jobs;

/// <summary>The policies, offices and calendars of the product.</summary>
internal static class ShippedTimes
{
    private static readonly Lazy<WorkflowLibrary> Library = new(() => WorkflowLibrary.Load(Web.LegalAidStory.Workflows));

    public static NotificationTimes Times => new(Library.Value);
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class StandingTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Clocks handed out once, and what came back.</summary>
internal sealed class FakeClockQueue(params DueClock[] due) : IClockQueue
{
    private readonly List<DueClock> _due = [.. due];

    public List<(DueClock Clock, DateTimeOffset RetryAt, string Error)> Postponed { get; } = [];

    public int Claims { get; private set; }

    /// <summary>What happens with each claim.</summary>
    public Action? OnClaim { get; init; }

    public ValueTask<IReadOnlyList<DueClock>> ClaimAsync(DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        Claims++;
        OnClaim?.Invoke();
        List<DueClock> claimed = [.. _due.Where(x => x.FireAt <= now).Take(limit)];
        _due.RemoveAll(claimed.Contains);
        return ValueTask.FromResult<IReadOnlyList<DueClock>>(claimed);
    }

    public ValueTask<DateTimeOffset?> NextAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_due.Min(x => x.FireAt > now ? x.FireAt : (DateTimeOffset?)null));

    public ValueTask PostponeAsync(DueClock clock, DateTimeOffset retryAt, string error, CancellationToken cancellationToken)
    {
        lock (Postponed) Postponed.Add((clock, retryAt, error));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<DueClock>> AwaitingCalendarAsync(IReadOnlyList<int> loadedYears, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DueClock>>([.. Awaiting.Take(limit)]);

    /// <summary>Clocks that wait for a year; they stay, as clocks do whose recount is refused.</summary>
    public IReadOnlyList<DueClock> Awaiting { get; init; } = [];

    public ValueTask<TimeSpan?> OldestWaitAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_due.Count == 0 ? (TimeSpan?)null : now - _due.Min(x => x.FireAt));
}

/// <summary>Messages that stay until they are sent or stuck.</summary>
internal sealed class FakeOutboxQueue(params OutboxMessage[] messages) : IOutboxQueue
{
    public List<OutboxMessage> Settled { get; } = [];

    /// <summary>What followed from them.</summary>
    public List<OutboxMessage> Following { get; } = [];

    /// <summary>What of it may wait for a digest.</summary>
    public List<DigestEntry> Digests { get; } = [];

    public ValueTask<IReadOnlyList<OutboxMessage>> ClaimAsync(OutboxLane lane, DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<OutboxMessage>>([.. messages.Where(x => x.State == OutboxState.Pending && x.NextAttemptAt <= now).Take(limit)]);

    public ValueTask SettleAsync(OutboxMessage message, IReadOnlyList<OutboxMessage> following, IReadOnlyList<DigestEntry> digests, CancellationToken cancellationToken)
    {
        lock (Settled)
        {
            Settled.Add(message);
            Following.AddRange(following);
            Digests.AddRange(digests);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask<OutboxMessage?> FindAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult(messages.FirstOrDefault(x => x.Id == id));
}

/// <summary>People with addresses: everybody who is given, for whatever role.</summary>
internal sealed class FakeMailDirectory(params MailRecipient[] people) : IMailDirectory
{
    public ValueTask<IReadOnlyList<MailRecipient>> RecipientsAsync(Cases.CaseId? caseId, string recipient, Cases.People.OfficePath? toldOffice, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<MailRecipient>>(recipient.StartsWith("role:", StringComparison.Ordinal) ? people : [.. people.Where(x => x.Id.Value == recipient)]);

    public ValueTask<MailRecipient?> FindAsync(Cases.UserId id, CancellationToken cancellationToken) => ValueTask.FromResult(people.FirstOrDefault(x => x.Id == id));
}

/// <summary>A store in which one case is there and broken; all others are unknown.</summary>
internal sealed class BrokenCaseStore(Cases.CaseId broken) : ICaseStore
{
    public ValueTask<ICaseTransaction> BeginAsync(CancellationToken cancellationToken) => ValueTask.FromResult<ICaseTransaction>(new Transaction(broken));

    private sealed class Transaction(Cases.CaseId broken) : ICaseTransaction
    {
        public ValueTask<CommandReceipt?> FindReceiptAsync(Cases.CommandId command, CancellationToken cancellationToken) => ValueTask.FromResult<CommandReceipt?>(null);

        public ValueTask<Cases.Model.LegalCase?> LoadAsync(Cases.CaseId id, CancellationToken cancellationToken) =>
            id == broken ? throw new InvalidDataException("The case can't be read.") : ValueTask.FromResult<Cases.Model.LegalCase?>(null);

        public void Add(Cases.Model.LegalCase @case) => throw new InvalidOperationException("Nothing is added here.");

        public ValueTask<IReadOnlyList<RelatedCase>> FindRelatedAsync(Cases.Model.LegalCase @case, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<RelatedCase>>([]);

        public ValueTask<Cases.Model.LegalCase?> LookAsync(Cases.CaseId id, CancellationToken cancellationToken) => LoadAsync(id, cancellationToken);

        public ValueTask<Cases.CaseId?> FindByCodeAsync(string code, CancellationToken cancellationToken) => ValueTask.FromResult<Cases.CaseId?>(null);

        public ValueTask<IReadOnlyList<(Cases.CaseId Case, Guid Link)>> FollowersAsync(Cases.CaseId id, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<(Cases.CaseId, Guid)>>([]);

        public ValueTask<IReadOnlyDictionary<string, int>> CountOpenTasksByAssigneeAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, int>>(new Dictionary<string, int>());

        public ValueTask<IReadOnlyDictionary<DocumentSeries, int>> TakeNumbersAsync(IReadOnlyDictionary<DocumentSeries, int> wanted, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is numbered here.");

        public ValueTask<CommitOutcome> CommitAsync(CommitSet changes, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing is committed here.");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
