using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Ports;

/// <summary>What the system tells administrators and what belongs to no single person's work: a missing calendar, a clock that does not get on.</summary>
public interface ISystemNotices
{
    /// <summary>How many open notices are read at most.</summary>
    const int MostOpen = 200;

    /// <summary>Tells it, once for each key as long as it is true; false if it was told before and has not ended since.</summary>
    ValueTask<bool> RaiseAsync(SystemNotice notice, CancellationToken cancellationToken);

    /// <summary>Ends the notices of a kind whose cause is gone: all but those that are still true.</summary>
    ValueTask EndOthersAsync(string kind, IReadOnlyCollection<string> stillTrue, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Those that are true and that nobody has taken note of, the newest first.</summary>
    ValueTask<IReadOnlyList<SystemNotice>> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Takes note; false if there is no such notice. Repeating it changes nothing.</summary>
    ValueTask<bool> AcknowledgeAsync(string key, string by, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>Something administrators are told.</summary>
/// <param name="Key">Unique: <c>calendar:2027:60</c>. The same thing is told once.</param>
/// <param name="Kind"><c>calendar</c>, <c>policy</c>, <c>clock</c>.</param>
/// <param name="Text">What it says.</param>
/// <param name="RaisedAt">When.</param>
public sealed record SystemNotice(string Key, string Kind, LocalizedText Text, DateTimeOffset RaisedAt)
{
    /// <summary>Both languages in one line, for logs.</summary>
    public string Line => $"{Text.Zh} / {Text.En}";
}
