using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace CaseWorkflows.Engine;

/// <summary>Texts of one room, kept in resource files (zh-CN neutral, en beside it), with named places: <c>{activity}</c>.</summary>
public sealed partial class TextCatalog(ResourceManager resources)
{
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <summary>Both languages of the text <paramref name="code"/>.</summary>
    /// <exception cref="KeyNotFoundException">No such text: a defect of ours, found by the test that renders every code.</exception>
    public LocalizedText Get(string code, params (string Name, object? Value)[] args) =>
        new(Format(code, Chinese, args), Format(code, English, args));

    /// <summary>The text <paramref name="code"/> in one culture.</summary>
    public string Format(string code, CultureInfo culture, params (string Name, object? Value)[] args)
    {
        var pattern = resources.GetString(code, culture)
            ?? throw new KeyNotFoundException($"No text '{code}' in {resources.BaseName}.");
        return Place().Replace(pattern, match =>
        {
            foreach (var (name, value) in args)
                if (name == match.Groups[1].Value)
                    return value switch
                    {
                        LocalizedText text => text.For(culture),
                        IFormattable number => number.ToString(null, culture),
                        _ => value?.ToString() ?? "",
                    };
            return match.Value;
        });
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
