using System.Globalization;
using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Texts;

/// <summary>What the pages say on which administrators change forms.</summary>
internal static class FormPageTexts
{
    private static readonly ResourceManager Resources = new("CaseWorkflows.Web.Texts.FormPageTexts", typeof(FormPageTexts).Assembly);
    private static readonly TextCatalog Catalog = new(Resources);

    /// <summary>A text in the reader's language.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Format(code, CultureInfo.CurrentUICulture, args);

    /// <summary>Whether there is such a text.</summary>
    public static bool Has(string code) => Resources.GetString(code, CultureInfo.InvariantCulture) is not null;

    /// <summary>A text in both languages.</summary>
    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
