using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Persistence;

internal static class PersistenceTexts
{
    private static readonly TextCatalog Texts = new(new ResourceManager("CaseWorkflows.Persistence.PersistenceTexts", typeof(PersistenceTexts).Assembly));

    /// <summary>Both languages in one line: an exception at start is read before anybody could choose one.</summary>
    public static string Both(string code, params (string Name, object? Value)[] args)
    {
        var text = Texts.Get(code, args);
        return $"{text.Zh} / {text.En}";
    }
}
