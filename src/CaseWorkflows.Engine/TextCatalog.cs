using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace CaseWorkflows.Engine;

/// <summary>Texts of one room, kept in resource files (zh-CN neutral, en beside it), with named places: <c>{activity}</c>.
/// A place may be a word that goes by a number, <c>{count} {count:step was|steps were} added</c>: the first for 1, the second for every other number.</summary>
public sealed partial class TextCatalog(ResourceManager resources)
{
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    // Texts are made many times with every command (each day of a limit has one): searching them for their places again and again would cost more than all else.
    private readonly ConcurrentDictionary<(string Code, string Culture), Piece[]> _pieces = [];

    /// <summary>Both languages of the text <paramref name="code"/>.</summary>
    /// <exception cref="KeyNotFoundException">No such text: a defect of ours, found by the test that renders every code.</exception>
    public LocalizedText Get(string code, params (string Name, object? Value)[] args) =>
        new(Format(code, Chinese, args), Format(code, English, args));

    /// <summary>The text <paramref name="code"/> in one culture.</summary>
    public string Format(string code, CultureInfo culture, params (string Name, object? Value)[] args)
    {
        var pieces = _pieces.GetOrAdd((code, culture.Name), _ => Read(code, culture));
        if (pieces.Length == 1 && pieces[0].Place is null) return pieces[0].Text;
        var filled = new string[pieces.Length];
        for (var i = 0; i < filled.Length; i++)
            filled[i] = pieces[i] switch
            {
                { Place: null, Text: var text } => text,
                // Without a number the word stands for any: "days".
                { Place: { } number, One: { } one, Many: { } many } => Fill(number, "", culture, args) == "1" ? one : many,
                { Place: { } place, Text: var written } => Fill(place, written, culture, args),
            };
        return string.Concat(filled);
    }

    private static string Fill(string place, string written, CultureInfo culture, (string Name, object? Value)[] args)
    {
        foreach (var (name, value) in args)
            if (name == place)
                return value switch
                {
                    LocalizedText text => text.For(culture),
                    IFormattable number => number.ToString(null, culture),
                    _ => value?.ToString() ?? "",
                };
        return written;
    }

    private Piece[] Read(string code, CultureInfo culture)
    {
        var pattern = resources.GetString(code, culture)
            ?? throw new KeyNotFoundException($"No text '{code}' in {resources.BaseName}.");
        List<Piece> pieces = [];
        var at = 0;
        foreach (Match match in Place().Matches(pattern))
        {
            if (match.Index > at) pieces.Add(new Piece(pattern[at..match.Index], null));
            pieces.Add(new Piece(match.Value, match.Groups["name"].Value) { One = Word(match, "one"), Many = Word(match, "many") });
            at = match.Index + match.Length;
        }
        if (at < pattern.Length || pieces.Count == 0) pieces.Add(new Piece(pattern[at..], null));
        return [.. pieces];
    }

    private static string? Word(Match match, string group) => match.Groups[group] is { Success: true } word ? word.Value : null;

    [GeneratedRegex(@"\{(?<name>\w+)(?::(?<one>[^{}|]*)\|(?<many>[^{}|]*))?\}")]
    private static partial Regex Place();

    /// <summary>A stretch of a text.</summary>
    /// <param name="Text">As it is written.</param>
    /// <param name="Place">The name of the place it is; null for a stretch that stays as it is.</param>
    private sealed record Piece(string Text, string? Place)
    {
        /// <summary>The word for 1; null unless it is a word that goes by a number.</summary>
        public string? One { get; init; }

        /// <summary>The word for other numbers; null unless it is such a word.</summary>
        public string? Many { get; init; }
    }
}
