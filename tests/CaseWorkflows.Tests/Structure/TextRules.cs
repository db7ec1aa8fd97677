using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CaseWorkflows.Tests.Structure;

/// <summary>Rules about texts that people read: both languages, the same places in both, and a text for every code.</summary>
internal static partial class TextRules
{
    public static Dictionary<string, string> Read(string resx) => XDocument.Parse(resx).Descendants("data")
        .GroupBy(x => (string)x.Attribute("name")!)
        .ToDictionary(x => x.Key, x => (string?)x.First().Element("value") ?? "");

    public static IEnumerable<string> KeysTwice(string file, string resx) => XDocument.Parse(resx).Descendants("data")
        .GroupBy(x => (string)x.Attribute("name")!).Where(x => x.Count() > 1).Select(x => $"{file}: '{x.Key}' stands there twice.");

    /// <summary>Where the two languages of one room differ.</summary>
    public static IEnumerable<string> Differences(string file, IReadOnlyDictionary<string, string> chinese, IReadOnlyDictionary<string, string> english)
    {
        foreach (var key in chinese.Keys.Except(english.Keys)) yield return $"{file}: '{key}' has no English text.";
        foreach (var key in english.Keys.Except(chinese.Keys)) yield return $"{file}: '{key}' has no Chinese text.";
        foreach (var key in chinese.Keys.Intersect(english.Keys))
        {
            if (chinese[key].Trim().Length == 0 || english[key].Trim().Length == 0) yield return $"{file}: '{key}' is empty.";
            if (!Places(chinese[key]).SetEquals(Places(english[key]))) yield return $"{file}: the places of '{key}' differ between the languages.";
            if (Chinese().IsMatch(english[key])) yield return $"{file}: the English text of '{key}' is Chinese.";
        }
    }

    /// <summary>English texts that read wrong when a number in them is 1: "1 steps", "1 were added".</summary>
    public static IEnumerable<string> WrongForOne(string file, IReadOnlyDictionary<string, string> chinese, IReadOnlyDictionary<string, string> english)
    {
        foreach (var (key, text) in english)
        {
            var written = chinese.GetValueOrDefault(key);
            // What is the same in both languages is read by programs.
            if (written == text) continue;
            foreach (Match match in Several().Matches(text))
                if (!NoNouns.Contains(match.Groups["word"].Value)) yield return $"{file}: '{key}' reads wrong for 1: '{match.Value}'. Write {{{match.Groups["place"].Value}:one|many}}.";
            foreach (Match match in SeveralDo().Matches(text)) yield return $"{file}: '{key}' reads wrong for 1: '{match.Value}'.";
            foreach (Match match in Word().Matches(text))
                if (match.Value != text && written?.Contains($"{{{match.Groups["place"].Value}}}", StringComparison.Ordinal) != true) yield return $"{file}: the word '{match.Value}' of '{key}' goes by a number that is not given.";
        }
    }

    /// <summary>Codes of texts in a source file that no resource of its project has.</summary>
    public static IEnumerable<string> UnknownCodes(string file, string source, IReadOnlySet<string> keys)
    {
        foreach (Match match in Use().Matches(source))
        {
            var code = match.Groups["code"].Value;
            // Of a code that is put together only the beginning can be looked up.
            var beginning = match.Groups["open"].Value == "$\"" ? code.Split('{')[0] : match.Groups["more"].Success ? code : null;
            if (beginning is null)
            {
                if (!keys.Contains(code)) yield return $"{file}: there is no text '{code}'.";
            }
            else if (!keys.Any(x => x.StartsWith(beginning, StringComparison.Ordinal)))
            {
                yield return $"{file}: there is no text that begins with '{beginning}'.";
            }
        }
    }

    /// <summary>How many uses of texts a source file has.</summary>
    public static int Uses(string source) => Use().Count(source);

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(x => x.Value)];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    private static readonly HashSet<string> NoNouns =
    [
        "is", "was", "has", "does", "as", "its", "this", "ms", "less", "appears", "applies", "becomes", "belongs", "exists", "fails", "finds", "follows", "goes", "hangs", "lies", "names", "needs",
        "overlaps", "relies", "says", "uses", "waits",
    ];

    [GeneratedRegex(@"\{(?<place>\w+)\} (?:(?:make-up|working|calendar|closed|ended|failed|more|open|related|running|internal|statutory|different|other|new|late|unread|waiting|further) )?(?<word>[a-z]+s|people)\b")]
    private static partial Regex Several();

    [GeneratedRegex(@"(?:(?:^|[.;,:(] |most )\{\w+\}|\{\w+:[^}]*\}) (?:are|were|have|do)\b")]
    private static partial Regex SeveralDo();

    [GeneratedRegex(@"\{(?<place>\w+):[^{}|]*\|[^{}|]*\}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}{4,}")]
    private static partial Regex Chinese();

    [GeneratedRegex("""\b(?:Refusal\.(?:Of|Text)|(?:\w*Texts|Catalog)\.(?:Get|Here|Format)|VerbException\.(?:Unusable|Wrong)|Ui\.(?:Text|Here))\(\s*(?<open>\$?")(?<code>[^"]+)"(?<more>\s*\+)?""")]
    private static partial Regex Use();
}
