using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>What the verb definitions says.</summary>
internal static class DefinitionsTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Web.Verbs.Definitions.DefinitionsTexts", typeof(DefinitionsTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    /// <summary>The text in the language of this run.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args).Here();
}
