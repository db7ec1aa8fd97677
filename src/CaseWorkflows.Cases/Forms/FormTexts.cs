using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Forms;

/// <summary>The texts of this room: each problem code has a message and, under <c>code.remedy</c>, what to do.</summary>
internal static class FormTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Forms.FormTexts", typeof(FormTexts).Assembly));

    public static FieldError Error(string field, string code, params (string Name, object? Value)[] args) =>
        new(field, code, Catalog.Get(code, args), Catalog.Get(code + ".remedy", args));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}
