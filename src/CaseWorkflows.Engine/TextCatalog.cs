using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace CaseWorkflows.Engine;

/// <summary>Texts of one room, kept in resource files (zh-CN neutral, en beside it), with named places: <c>{activity}</c>.</summary>
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
        for (var i = 0; i < filled.Length; i++) filled[i] = pieces[i].Place is { } place ? Fill(place, pieces[i].Text, culture, args) : pieces[i].Text;
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
            pieces.Add(new Piece(match.Value, match.Groups[1].Value));
            at = match.Index + match.Length;
        }
        if (at < pattern.Length || pieces.Count == 0) pieces.Add(new Piece(pattern[at..], null));
        return [.. pieces];
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();

    /// <summary>A stretch of a text.</summary>
    /// <param name="Text">As it is written.</param>
    /// <param name="Place">The name of the place it is; null for a stretch that stays as it is.</param>
    private sealed record Piece(string Text, string? Place);
}
