using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CaseWorkflows.Engine.Execution;

/// <summary>
/// Counts of many things in a fixed order as a short text: <c>8*3 -7 0*12 1</c> is three times 8, once -7, twelve times 0, once 1. Zeros at the end
/// are left out. A flow counts visits of hundreds of activities and ways; with their names they were nine tenths of its state.
/// </summary>
internal static class CountText
{
    public static string Write(ReadOnlySpan<int> counts)
    {
        counts = counts.TrimEnd(0);
        var text = new StringBuilder();
        for (var i = 0; i < counts.Length;)
        {
            var times = 1;
            while (i + times < counts.Length && counts[i + times] == counts[i]) times++;
            if (i > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{counts[i]}");
            if (times > 1) text.Append(CultureInfo.InvariantCulture, $"*{times}");
            i += times;
        }
        return text.ToString();
    }

    /// <summary>Reads counts.</summary>
    /// <exception cref="FormatException">It is no such text, or holds more counts than there are things to count.</exception>
    public static void Read(ReadOnlySpan<byte> text, Span<int> counts)
    {
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
            if (times < 1 || times > counts.Length) throw new FormatException();
            counts[..times].Fill(count);
            counts = counts[times..];
        }
    }

    private static int Number(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out int number, out var length)) throw new FormatException();
        text = text[length..];
        return number;
    }
}
