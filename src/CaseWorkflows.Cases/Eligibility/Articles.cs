using System.Globalization;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// Citations of the Legal Aid Law: <c>25(1)(3), 36</c> is 第二十五条第一款第三项、第三十六条. One bracket alone is an item (项), except in articles of
/// several paragraphs (款).
/// </summary>
internal static partial class Articles
{
    private static readonly string[] OfSeveralParagraphs = ["25", "39", "40", "43", "44", "45"];

    public static LocalizedText Cite(string articles) =>
        EligibilityTexts.Get("basis.legal-aid-law", ("articles", new LocalizedText(string.Join(EligibilityTexts.Get("article.comma").Zh, articles.Split(", ").Select(Chinese)), articles)));

    private static string Chinese(string citation) => citation.Contains('-', StringComparison.Ordinal)
        ? string.Join(EligibilityTexts.Get("article.to").Zh, citation.Split('-').Select(Chinese))
        : Citation().Match(citation) is { Success: true } match ? Compose(match) : citation;

    private static string Compose(Match match)
    {
        var article = Part("article.article", match.Groups[1].Value);
        string[] brackets = [.. match.Groups[2].Captures.Select(c => c.Value)];
        return brackets switch
        {
            [] => article,
            [var one] => article + Part(OfSeveralParagraphs.Contains(match.Groups[1].Value) ? "article.paragraph" : "article.item", one),
            [var paragraph, var item, ..] => article + Part("article.paragraph", paragraph) + Part("article.item", item),
        };
    }

    private static string Part(string code, string number) => EligibilityTexts.Get(code, ("number", Numeral(int.Parse(number, CultureInfo.InvariantCulture)))).Zh;

    // Articles run to 71, so tens and units are enough.
    private static string Numeral(int number)
    {
        var digits = EligibilityTexts.Get("article.numerals").Zh;
        var (tens, units) = (number / 10, number % 10);
        var ten = tens == 0 ? "" : (tens == 1 ? "" : digits[tens].ToString()) + digits[10];
        return ten + (units == 0 ? "" : digits[units].ToString());
    }

    [GeneratedRegex(@"^(\d+)(?:\((\d+)\))*$")]
    private static partial Regex Citation();
}
