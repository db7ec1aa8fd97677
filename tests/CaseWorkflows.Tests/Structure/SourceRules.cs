using System.Text.RegularExpressions;

namespace CaseWorkflows.Tests.Structure;

/// <summary>Rules about single source files. Each returns what is wrong with a file, named with its line.</summary>
internal static partial class SourceRules
{
    /// <summary>More is no longer one room.</summary>
    public const int MaxLines = 600;

    // Put together here, so that this file does not offend against itself.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "throw new NotImplemented" + "Exception", "#" + "region", "Thread" + ".Sleep", "Skip" + " = \""];

    public static IEnumerable<string> TooLong(string file, string text)
    {
        var lines = text.Count(x => x == '\n');
        if (lines > MaxLines) yield return $"{file} has {lines} lines; split it, {MaxLines} are the most.";
    }

    public static IEnumerable<string> UnfinishedWork(string file, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            foreach (var word in Unfinished)
                if (line.Contains(word, StringComparison.Ordinal)) yield return $"{file}:{number} contains '{word}'.";
        }
    }

    /// <summary>Names that say nothing about what is in the room.</summary>
    public static IEnumerable<string> EmptyNames(string file, string text)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (SaysNothing(name)) yield return $"{file}: the name '{name}' says nothing.";
        foreach (Match match in TypeDeclaration().Matches(text))
            if (SaysNothing(match.Groups[1].Value))
                yield return $"{file}: the type name '{match.Groups[1].Value}' says nothing.";
    }

    /// <summary>A path that only exists on the machine where it was written.</summary>
    public static IEnumerable<string> MachinePaths(string file, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (MachinePath().IsMatch(line)) yield return $"{file}:{number} names a folder of one machine.";
        }
    }

    /// <summary>Full-width punctuation in code or markup: it stands there in English too. What is only looked for in what people wrote may be.</summary>
    public static IEnumerable<string> ChineseMarks(string file, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (Mark().Match(Reading().Replace(Comment().Replace(line, ""), "")) is { Success: true } mark) yield return $"{file}:{number} has '{mark.Value}' in code; let Joining or a text put it there.";
        }
    }

    private static bool SaysNothing(string name) => EmptyName().IsMatch(name);

    [GeneratedRegex("[\u3000\u3001\u3002\u300a\u300b\u3010\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1d\uff1e\uff1f]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s*///?.*|(?<![:\w""])// .*|@\*.*\*@")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?:Split|IndexOfAny)\(\[[^\]]*\]|Replace\(""[^""]""|EndsWith\('.'\)|GeneratedRegex\(.*")]
    private static partial Regex Reading();

    [GeneratedRegex(@"(Manager|Helpers?|Util(s|ity|ities)?|Common|Info|Misc|Impl)$|^(Service|Services|Data|Base|Constants)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|\s)*(?:class|record struct|record class|record|struct|interface|enum)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home/\w+|Users/\w+)/|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}
