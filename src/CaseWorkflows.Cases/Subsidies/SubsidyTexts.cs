using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Subsidies;

internal static class SubsidyTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Subsidies.SubsidyTexts", typeof(SubsidyTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
