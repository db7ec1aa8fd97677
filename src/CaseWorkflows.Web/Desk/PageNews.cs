using CaseWorkflows.Cases;

namespace CaseWorkflows.Web.Desk;

/// <summary>Tells open pages of this process that a case changed or that somebody was alerted, so that lists need no reload.</summary>
internal sealed class PageNews
{
    /// <summary>A case changed.</summary>
    public event Action<CaseId>? CaseChanged;

    /// <summary>A message for people arrived: to whom, and which case.</summary>
    public event Action<PageMessage>? MessageArrived;

    /// <summary>Somebody read notices; their other pages count anew.</summary>
    public event Action<UserId>? NoticesRead;

    public void Read(UserId reader) => NoticesRead?.Invoke(reader);

    public void Changed(CaseId id) => CaseChanged?.Invoke(id);

    public void Arrived(PageMessage message) => MessageArrived?.Invoke(message);
}

/// <summary>A message shown to people who have a page open.</summary>
/// <param name="CaseId">The case; null for none.</param>
/// <param name="Kind"><c>alert</c>, <c>notice</c>, <c>document</c>, <c>incident</c>, <c>stuck</c>, <c>system</c>.</param>
/// <param name="Recipient">A user id or <c>role:…</c>.</param>
/// <param name="Text">What it says.</param>
internal sealed record PageMessage(CaseId? CaseId, string Kind, string Recipient, Engine.LocalizedText Text);
