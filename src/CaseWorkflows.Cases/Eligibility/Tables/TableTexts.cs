using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility.Tables;

/// <summary>What is said about tables of eligibility scenarios.</summary>
internal static class TableTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Eligibility.Tables.TableTexts", typeof(TableTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
