using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>
/// Chance that comes out the same for the same seed on every machine and every version of .NET. Whoever needs chance for something of its own takes dice of
/// its own, named by what it is for: then another case more or less changes nothing elsewhere.
/// </summary>
internal sealed class Dice
{
    private ulong _state;

    private Dice(ulong state) => _state = state;

    /// <summary>The dice for <paramref name="parts"/>.</summary>
    public static Dice For(params ReadOnlySpan<object> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(CultureInfo.InvariantCulture, $"{part}\n");
        return new(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }

    /// <summary>A whole number from 0 to one less than <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>A whole number between two, both among them.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>Whether something happens that happens so often of a hundred times.</summary>
    public bool Chance(decimal percent) => Below(10_000) < percent * 100;

    /// <summary>One of a list.</summary>
    public T Among<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    /// <summary>One of a list, the heavier the more often; the first if none has any weight.</summary>
    public T Weighted<T>(IReadOnlyList<(T Item, int Weight)> list)
    {
        var left = list.Sum(x => x.Weight) is var all and > 0 ? Below(all) : 0;
        foreach (var (item, weight) in list)
            if ((left -= weight) < 0) return item;
        return list[0].Item;
    }

    // SplitMix64 (public domain algorithm): small, and the same everywhere.
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
