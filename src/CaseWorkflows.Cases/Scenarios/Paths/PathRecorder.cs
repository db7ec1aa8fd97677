using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios.Paths;

/// <summary>An engine that keeps what it was seen to do, so that the way of a case through its definition can be shown. It changes nothing.</summary>
/// <param name="engine">The engine that does the work.</param>
/// <param name="time">The time at which it is done.</param>
public sealed class PathRecorder(IWorkflowEngine engine, TimeProvider time) : IWorkflowEngine
{
    private readonly List<PathEntry> _entries = [];
    private readonly List<(string? State, int Entries)> _moves = [];
    private string? _code;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<PathEntry> Entries => _entries;

    /// <inheritdoc/>
    public async ValueTask<AdvanceResult> AdvanceAsync(AdvanceRequest request, CancellationToken cancellationToken = default)
    {
        if (!IsOfTheStory(request)) return await engine.AdvanceAsync(request, cancellationToken);
        // A command that is decided anew comes with a state it had before: what was seen since did not happen.
        var again = _moves.FindIndex(x => x.State == request.State);
        if (again >= 0)
        {
            KeepOnly(_moves[again].Entries);
            _moves.RemoveRange(again, _moves.Count - again);
        }
        _moves.Add((request.State, _entries.Count));
        var result = await engine.AdvanceAsync(request, cancellationToken);
        if (result is Advanced advanced) _entries.AddRange(advanced.Journal.Select(x => new PathEntry(time.GetUtcNow(), x)));
        return result;
    }

    /// <summary>The case that is seen first is the story's; those that come out of it go ways of their own.</summary>
    private bool IsOfTheStory(AdvanceRequest request)
    {
        var code = request.Facts["case"]?["code"]?.ToString();
        _code ??= code;
        return code == _code;
    }

    /// <summary>Another command begins; the same state may come again with it (a case that is reopened has none, as at its beginning).</summary>
    internal void NextCommand() => _moves.Clear();

    /// <summary>Takes back all but the first entries: a command that is refused after the engine moved has moved nothing.</summary>
    internal void KeepOnly(int count) => _entries.RemoveRange(count, _entries.Count - count);
}

/// <summary>A line of the engine's journal with its instant.</summary>
/// <param name="At">When.</param>
/// <param name="Line">What happened.</param>
public sealed record PathEntry(DateTimeOffset At, JournalEntry Line);
