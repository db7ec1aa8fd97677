using System.Globalization;
using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Texts;

/// <summary>What pages, the API and the verbs say of indicators and quality samples.</summary>
internal static class IndicatorTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Web.Texts.IndicatorTexts", typeof(IndicatorTexts).Assembly));

    /// <summary>A text in the reader's language.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Format(code, CultureInfo.CurrentUICulture, args);

    /// <summary>A text in both languages.</summary>
    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
