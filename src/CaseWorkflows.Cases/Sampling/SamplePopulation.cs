using System.Security.Cryptography;
using System.Text;

namespace CaseWorkflows.Cases.Sampling;

/// <summary>An answered case that a sample may be drawn from.</summary>
/// <param name="Id">The case.</param>
/// <param name="Code">Its code; unique, so the draw goes by it.</param>
/// <param name="City">The path of the city's office.</param>
/// <param name="Channel">The channel by which it came; <c>-</c> if not known.</param>
/// <param name="Author">Who answered it; <c>-</c> if not known.</param>
/// <param name="Office">The path of the office that has it.</param>
/// <param name="DoneAt">When it was answered.</param>
/// <param name="HadAHandIn">Everybody who completed a step of it: none of them reviews it.</param>
public sealed record SampleCandidate(CaseId Id, string Code, string City, string Channel, string Author, string Office, DateTimeOffset DoneAt, IReadOnlyList<string> HadAHandIn)
{
    /// <summary>The group it is drawn in: the same city, channel and author.</summary>
    public string Stratum => $"{City}|{Channel}|{Author}";

    /// <summary>Its line in the population's text.</summary>
    public string Line => $"{Code}|{Stratum}";
}

/// <summary>What a sample is drawn from, as a text that anybody can hash again: one line for each case, sorted by their characters, each with a line feed.</summary>
public static class SamplePopulation
{
    /// <summary>The text of a population; the order in which the cases come does not matter.</summary>
    public static string TextOf(IEnumerable<SampleCandidate> candidates) => string.Concat(candidates.Select(x => x.Line).Order(StringComparer.Ordinal).Select(x => x + "\n"));

    /// <summary>The SHA-256 of the text's UTF-8 bytes, 64 lower-case hexadecimal digits.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Code and group of each line of a population's text.</summary>
    public static IReadOnlyList<(string Code, string Stratum)> Read(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => x.IndexOf('|', StringComparison.Ordinal) is var bar ? (x[..bar], x[(bar + 1)..]) : default)];
}

/// <summary>
/// The draw: within each group the cases are put in the order of the SHA-256 of <c>seed|code</c>, and the first ones are taken. Whoever has the seed and the
/// population's text gets the same cases, in whatever order the rows come.
/// </summary>
public static class SampleDraw
{
    /// <summary>Names this way of drawing; a sample keeps the one it was drawn by.</summary>
    public const string Method = "sha256-rank-1";

    /// <summary>How many of a group are taken: its percentage, rounded up, and at least the minimum; never more than there are.</summary>
    public static int SizeOf(int members, decimal percent, int minimum) => Math.Min(members, Math.Max((int)Math.Ceiling(members * percent / 100m), minimum));

    /// <summary>The drawn codes with their place in their group, group by group.</summary>
    public static IReadOnlyList<DrawnCase> Of(string populationText, string seed, decimal percent, int minimum) =>
    [
        .. SamplePopulation.Read(populationText).GroupBy(x => x.Stratum).OrderBy(x => x.Key, StringComparer.Ordinal).SelectMany(group => group
            .Select(x => (x.Code, Ticket: SamplePopulation.HashOf($"{seed}|{x.Code}")))
            .OrderBy(x => x.Ticket, StringComparer.Ordinal).ThenBy(x => x.Code, StringComparer.Ordinal)
            .Take(SizeOf(group.Count(), percent, minimum))
            .Select((x, i) => new DrawnCase(x.Code, group.Key, i + 1, group.Count()))),
    ];
}

/// <summary>A case that was drawn.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Stratum">Its group.</param>
/// <param name="Rank">Its place in the group's order, from 1.</param>
/// <param name="Members">How many the group had.</param>
public sealed record DrawnCase(string Code, string Stratum, int Rank, int Members);
