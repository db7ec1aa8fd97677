using System.Globalization;

namespace CaseWorkflows.Engine;

/// <summary>A text that a person reads, in Chinese first and English beside it.</summary>
/// <param name="Zh">The text in simplified Chinese.</param>
/// <param name="En">The text in English.</param>
public sealed record LocalizedText(string Zh, string En)
{
    /// <summary>The text for a reader of <paramref name="culture"/>: English for English cultures, Chinese for all others.</summary>
    public string For(CultureInfo culture) => culture.TwoLetterISOLanguageName == "en" ? En : Zh;

    /// <summary>The text for the culture of the present request.</summary>
    public string Here() => For(CultureInfo.CurrentUICulture);

    /// <inheritdoc/>
    public override string ToString() => Here();
}
