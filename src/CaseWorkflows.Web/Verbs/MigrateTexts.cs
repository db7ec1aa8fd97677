using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Verbs;

/// <summary>What the verb migrate says.</summary>
internal static class MigrateTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Web.Verbs.MigrateTexts", typeof(MigrateTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    /// <summary>The text in the language of this run.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args).Here();
}
