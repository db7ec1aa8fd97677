using System.Globalization;
using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Texts;

/// <summary>The texts of pages and of the API's own answers.</summary>
internal static class Ui
{
    private static readonly ResourceManager Resources = new("CaseWorkflows.Web.Texts.UiTexts", typeof(Ui).Assembly);
    private static readonly TextCatalog Catalog = new(Resources);

    /// <summary>A text in the reader's language.</summary>
    public static string T(string code, params (string Name, object? Value)[] args) => Catalog.Format(code, CultureInfo.CurrentUICulture, args);

    /// <summary>A text in both languages.</summary>
    public static LocalizedText Text(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    /// <summary>Whether there is such a text.</summary>
    public static bool Has(string code) => Resources.GetString(code, CultureInfo.InvariantCulture) is not null;

    /// <summary>Several things one after the other, as the reader's language parts them.</summary>
    public static string Listed(IEnumerable<string> things) => string.Join(T("list.and"), things);

    /// <summary>The text, or <paramref name="otherwise"/> where definitions may name things that no text exists for.</summary>
    public static string TOr(string code, string otherwise) => Has(code) ? T(code) : otherwise;
}
