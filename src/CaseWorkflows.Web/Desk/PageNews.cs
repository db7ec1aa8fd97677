using CaseWorkflows.Cases;

namespace CaseWorkflows.Web.Desk;

/// <summary>Tells open pages of this process that a case changed or that somebody was alerted, so that lists need no reload.</summary>
internal sealed class PageNews
{
    private readonly Audience<CaseId> _changed = new();
    private readonly Audience<PageMessage> _arrived = new();
    private readonly Audience<UserId> _read = new();

    /// <summary>A case changed.</summary>
    public event Action<CaseId>? CaseChanged
    {
        add => _changed.Add(value);
        remove => _changed.Remove(value);
    }

    /// <summary>A message for people arrived: to whom, and which case.</summary>
    public event Action<PageMessage>? MessageArrived
    {
        add => _arrived.Add(value);
        remove => _arrived.Remove(value);
    }

    /// <summary>Somebody read notices; their other pages count anew.</summary>
    public event Action<UserId>? NoticesRead
    {
        add => _read.Add(value);
        remove => _read.Remove(value);
    }

    public void Read(UserId reader) => _read.Tell(reader);

    public void Changed(CaseId id) => _changed.Tell(id);

    public void Arrived(PageMessage message) => _arrived.Tell(message);

    /// <summary>
    /// Who listens, each with the surroundings in which they began to: a page that was told on the thread of whoever did something would be drawn anew in that
    /// person's language.
    /// </summary>
    private sealed class Audience<T>
    {
        private readonly Lock _gate = new();
        private (Action<T> Listener, ExecutionContext? Surroundings)[] _listeners = [];

        public void Add(Action<T>? listener)
        {
            if (listener is null) return;
            lock (_gate) _listeners = [.. _listeners, (listener, ExecutionContext.Capture())];
        }

        public void Remove(Action<T>? listener)
        {
            lock (_gate)
                if (Array.FindLastIndex(_listeners, x => x.Listener == listener) is >= 0 and var at)
                    _listeners = [.. _listeners[..at], .. _listeners[(at + 1)..]];
        }

        public void Tell(T news)
        {
            foreach (var (listener, surroundings) in _listeners)
                if (surroundings is null) listener(news);
                else ExecutionContext.Run(surroundings, _ => listener(news), null);
        }
    }
}

/// <summary>A message shown to people who have a page open.</summary>
/// <param name="CaseId">The case; null for none.</param>
/// <param name="Kind"><c>alert</c>, <c>notice</c>, <c>document</c>, <c>incident</c>, <c>stuck</c>, <c>system</c>.</param>
/// <param name="Recipient">A user id or <c>role:…</c>.</param>
/// <param name="Text">What it says.</param>
internal sealed record PageMessage(CaseId? CaseId, string Kind, string Recipient, Engine.LocalizedText Text);
