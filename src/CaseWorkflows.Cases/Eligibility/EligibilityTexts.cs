using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>The texts of the eligibility rules and of the checks on their policy files.</summary>
internal static class EligibilityTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Eligibility.EligibilityTexts", typeof(EligibilityTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    /// <summary>Names of which one is enough.</summary>
    public static LocalizedText Either(IEnumerable<LocalizedText> texts)
    {
        const string mark = " / ";
        var all = texts.ToList();
        return new LocalizedText(string.Join(mark, all.Select(t => t.Zh)), string.Join(mark, all.Select(t => t.En)));
    }

    /// <summary>An article of the Legal Aid Law, whose text was read.</summary>
    public static LegalBasis LegalAidLaw(string articles) => new(Articles.Cite(articles), Certainty.Statute);
}
