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

    private static bool SaysNothing(string name) => EmptyName().IsMatch(name);

    [GeneratedRegex(@"(Manager|Helpers?|Util(s|ity|ities)?|Common|Info|Misc|Impl)$|^(Service|Services|Data|Base|Constants)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|\s)*(?:class|record struct|record class|record|struct|interface|enum)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home/\w+|Users/\w+)/|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}
