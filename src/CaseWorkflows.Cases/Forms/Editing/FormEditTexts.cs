using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Forms.Editing;

internal static class FormEditTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Forms.Editing.FormEditTexts", typeof(FormEditTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    public static Refusal Refusal(string code, params (string Name, object? Value)[] args) => new($"form.{code}", Catalog.Get(code, args));
}
