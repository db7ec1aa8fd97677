namespace CaseWorkflows.Engine.Exploring;

/// <summary>A way was left out by a bound.</summary>
internal sealed class CutException(CutKind kind, string? activityId) : Exception
{
    public CutKind Kind { get; } = kind;

    public string? ActivityId { get; } = activityId;
}

/// <summary>
/// The choices of one advance. An advance is a pure function of its arguments and of these choices, so all its ways are walked by doing it again with the
/// next choice until there is none.
/// </summary>
internal sealed class Trail(ExplorationOptions options)
{
    private readonly List<(int Count, int Chosen)> _choices = [];
    private readonly Dictionary<string, int> _guesses = new(StringComparer.Ordinal);
    private int _at;

    /// <summary>To the beginning of the advance.</summary>
    public void Rewind()
    {
        _at = 0;
        _guesses.Clear();
    }

    /// <summary>Which of several possibilities this way takes.</summary>
    /// <exception cref="CutException">The same question comes up more often than is allowed.</exception>
    public int Choose(int count, string question, string activityId)
    {
        if (count == 1) return 0;
        var times = _guesses[question] = _guesses.GetValueOrDefault(question) + 1;
        if (times > options.GuessesPerActivity) throw new CutException(CutKind.Guesses, activityId);
        if (_at == _choices.Count) _choices.Add((count, 0));
        return _choices[_at++].Chosen;
    }

    /// <summary>Sets out on the next way; false if there is none.</summary>
    public bool Next()
    {
        if (_choices.Count > _at) _choices.RemoveRange(_at, _choices.Count - _at);
        while (_choices is [.., var last])
        {
            if (last.Chosen + 1 < last.Count)
            {
                _choices[^1] = last with { Chosen = last.Chosen + 1 };
                return true;
            }
            _choices.RemoveAt(_choices.Count - 1);
        }
        return false;
    }
}
