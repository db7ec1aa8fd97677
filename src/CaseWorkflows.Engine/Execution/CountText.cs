using System.Buffers.Text;
using System.Globalization;

namespace CaseWorkflows.Engine.Execution;

/// <summary>
/// Counts of many things in a fixed order as a short text: <c>8*3 -7 0*12 1</c> is three times 8, once -7, twelve times 0, once 1. Zeros at the end
/// are left out. A flow counts visits of hundreds of activities and ways; with their names they were nine tenths of its state.
/// </summary>
internal static class CountText
{
    // The least number, a star, the greatest number, a space.
    private const int LongestPart = 11 + 1 + 10 + 1;

    /// <summary>Writes the text into a buffer of <see cref="Room"/> bytes; answers how many it took.</summary>
    public static int Write(Counters counts, Span<byte> text)
    {
        var end = counts.Count;
        while (end > 0 && counts[end - 1] == 0) end--;
        var length = 0;
        for (var i = 0; i < end;)
        {
            var times = 1;
            while (i + times < end && counts[i + times] == counts[i]) times++;
            if (i > 0) text[length++] = (byte)' ';
            Append(counts[i], text, ref length);
            if (times > 1)
            {
                text[length++] = (byte)'*';
                Append(times, text, ref length);
            }
            i += times;
        }
        return length;
    }

    /// <summary>The most bytes that the text of so many counts can take.</summary>
    public static int Room(int counts) => counts * LongestPart;

    /// <summary>Reads counts.</summary>
    /// <exception cref="FormatException">It is no such text, or holds more counts than there are things to count.</exception>
    public static void Read(ReadOnlySpan<byte> text, Counters counts)
    {
        var at = 0;
        while (text.Length > 0)
        {
            var count = Number(ref text);
            var times = 1;
            if (text is [(byte)'*', ..])
            {
                text = text[1..];
                times = Number(ref text);
            }
            if (text is [(byte)' ', _, ..]) text = text[1..];
            else if (text.Length > 0) throw new FormatException();
            if (times < 1 || times > counts.Count - at) throw new FormatException();
            for (var end = at + times; at < end; at++) counts[at] = count;
        }
    }

    private static void Append(int number, Span<byte> text, ref int length)
    {
        number.TryFormat(text[length..], out var written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    private static int Number(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out int number, out var length)) throw new FormatException();
        text = text[length..];
        return number;
    }
}
