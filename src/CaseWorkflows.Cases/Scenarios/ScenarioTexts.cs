using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

internal static class ScenarioTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Scenarios.ScenarioTexts", typeof(ScenarioTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
