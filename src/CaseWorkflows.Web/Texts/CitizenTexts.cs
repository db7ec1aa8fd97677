using System.Globalization;
using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Texts;

/// <summary>What citizens are told without signing in.</summary>
internal static class CitizenTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Web.Texts.CitizenTexts", typeof(CitizenTexts).Assembly));

    /// <summary>A text in the reader's language.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Format(code, CultureInfo.CurrentUICulture, args);

    /// <summary>A text in both languages.</summary>
    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
