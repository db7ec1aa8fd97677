using System.Globalization;

namespace CaseWorkflows.Web.Verbs;

/// <summary>In which language a verb speaks: <c>--lang</c>, else English where the environment asks for it, else Chinese.</summary>
internal static class VerbLanguage
{
    private static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>The language asked for.</summary>
    /// <exception cref="VerbException"><c>--lang</c> names another language than zh and en.</exception>
    public static CultureInfo Of(IReadOnlyList<string> args, Func<string, string?> variable)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--") break;
            if (args[i] == "--lang" && i + 1 < args.Count) return Named(args[i + 1]);
            if (args[i].StartsWith("--lang=", StringComparison.Ordinal)) return Named(args[i]["--lang=".Length..]);
        }
        var set = Variables.Select(variable).FirstOrDefault(x => !string.IsNullOrEmpty(x)) ?? "";
        return set.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : Chinese;
    }

    private static CultureInfo Chinese => CultureInfo.GetCultureInfo("zh-CN");

    private static CultureInfo English => CultureInfo.GetCultureInfo("en");

    private static CultureInfo Named(string name) => name switch
    {
        "zh" or "zh-CN" => Chinese,
        "en" => English,
        _ => throw VerbException.Unusable("args.lang", ("value", name)),
    };
}
