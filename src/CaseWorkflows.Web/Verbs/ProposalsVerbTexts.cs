using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Verbs;

/// <summary>What the verb proposals says.</summary>
internal static class ProposalsVerbTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Web.Verbs.ProposalsVerbTexts", typeof(ProposalsVerbTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    /// <summary>The text in the language of this run.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args).Here();
}
