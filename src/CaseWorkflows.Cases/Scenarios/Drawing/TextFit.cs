using System.Text;

namespace CaseWorkflows.Cases.Scenarios.Drawing;

/// <summary>Breaks labels into lines that fit a box. Widths are in units of the font's size.</summary>
internal static class TextFit
{
    private const double Narrow = 0.56;

    /// <summary>About how wide a text is: Chinese characters are squares.</summary>
    public static double Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>The text in at most <paramref name="most"/> lines; what does not fit ends in an ellipsis.</summary>
    public static IReadOnlyList<string> Lines(string text, double width, int most)
    {
        List<string> lines = [];
        var line = new StringBuilder();
        double used = 0;
        foreach (var word in Words(text))
        {
            var needed = Width(word);
            if (used + needed > width && line.Length > 0)
            {
                lines.Add(line.ToString().Trim());
                line.Clear();
                used = 0;
            }
            line.Append(word);
            used += needed;
        }
        if (line.ToString().Trim() is { Length: > 0 } rest) lines.Add(rest);
        if (lines.Count > most)
        {
            lines.RemoveRange(most, lines.Count - most);
            lines[^1] = Shortened(lines[^1], width);
        }
        return [.. lines.Select(x => Width(x) > width + 1 ? Shortened(x, width) : x)];
    }

    private static string Shortened(string line, double width)
    {
        var kept = new StringBuilder();
        double used = 1;
        foreach (var rune in line.EnumerateRunes())
        {
            used += Width(rune);
            if (used > width) break;
            kept.Append(rune);
        }
        return kept.Append('…').ToString();
    }

    // Chinese may be broken anywhere, other words only between them.
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Width(rune) < 1 && !Rune.IsWhiteSpace(rune))
            {
                word.Append(rune);
                continue;
            }
            if (word.Length > 0) yield return word.ToString();
            word.Clear();
            yield return rune.ToString();
        }
        if (word.Length > 0) yield return word.ToString();
    }

    private static double Width(Rune rune) => rune.Value >= 0x2E80 ? 1 : Narrow;
}
