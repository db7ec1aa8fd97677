using System.Globalization;
using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Texts;

/// <summary>What pages, the API and the verb say of clocks.</summary>
internal static class ClockTexts
{
    private static readonly ResourceManager Resources = new("CaseWorkflows.Web.Texts.ClockTexts", typeof(ClockTexts).Assembly);
    private static readonly TextCatalog Catalog = new(Resources);

    /// <summary>A text in the reader's language.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Format(code, CultureInfo.CurrentUICulture, args);

    /// <summary>The text, or <paramref name="otherwise"/> where policies may name things that no text exists for.</summary>
    public static string Or(string code, string otherwise) => Resources.GetString(code, CultureInfo.InvariantCulture) is null ? otherwise : Here(code);

    /// <summary>A text in both languages.</summary>
    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
