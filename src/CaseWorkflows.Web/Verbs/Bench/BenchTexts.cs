using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>What the measurements say.</summary>
internal static class BenchTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Web.Verbs.Bench.BenchTexts", typeof(BenchTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    /// <summary>The text in the language of this run.</summary>
    public static string Here(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args).Here();
}
