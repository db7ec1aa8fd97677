using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Codes;

/// <summary>What is wrong with a code that somebody typed.</summary>
internal static class CodeTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Codes.CodeTexts", typeof(CodeTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
