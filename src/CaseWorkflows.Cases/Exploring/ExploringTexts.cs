using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Exploring;

internal static class ExploringTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Exploring.ExploringTexts", typeof(ExploringTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
