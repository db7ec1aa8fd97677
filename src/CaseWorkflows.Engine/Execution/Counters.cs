using System.Collections;

namespace CaseWorkflows.Engine.Execution;

/// <summary>
/// Counts of many things in a fixed order. Each takes one byte until one of them does not fit: a flow counts about a thousand things at each
/// advance, and hardly ever one of them more than a hundred times.
/// </summary>
internal sealed class Counters(int count) : IReadOnlyList<int>
{
    private sbyte[]? _small = new sbyte[count];
    private int[]? _large;

    public int Count => count;

    public int this[int index]
    {
        get => _small is not null ? _small[index] : _large![index];
        set
        {
            if (_small is null) _large![index] = value;
            else if (value is >= sbyte.MinValue and <= sbyte.MaxValue) _small[index] = (sbyte)value;
            else Widen()[index] = value;
        }
    }

    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int[] Widen()
    {
        _large = new int[count];
        for (var i = 0; i < count; i++) _large[i] = _small![i];
        _small = null;
        return _large;
    }
}
