using System.CommandLine;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Options that several verbs have.</summary>
internal static class VerbOptions
{
    /// <summary>The language; read before anything else, see <see cref="VerbLanguage"/>.</summary>
    public static Option<string?> Language => new("--lang") { Description = VerbTexts.Here("option.lang"), Recursive = true, HelpName = "zh|en" };

    public static Option<bool> Json => new("--json") { Description = VerbTexts.Here("option.json") };

    public static Option<string?> Workflows => new("--workflows") { Description = VerbTexts.Here("option.workflows"), HelpName = "folder" };
}
