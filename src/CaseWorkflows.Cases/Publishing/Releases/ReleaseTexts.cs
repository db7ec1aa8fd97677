using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Publishing.Releases;

internal static class ReleaseTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Publishing.Releases.ReleaseTexts", typeof(ReleaseTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    public static Refusal Refusal(string code, params (string Name, object? Value)[] args) => new($"release.{code}", Catalog.Get(code, args));
}
