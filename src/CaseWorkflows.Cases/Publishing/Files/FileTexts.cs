using System.Resources;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Publishing.Files;

internal static class FileTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Publishing.Files.FileTexts", typeof(FileTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    /// <summary>What is wrong with a file, with what to do.</summary>
    public static PublishProblem Problem(Severity severity, string code, params (string Name, object? Value)[] args) =>
        new(severity, $"file.{code}", null, null, null, Catalog.Get(code, args), Catalog.Get($"{code}.remedy", args));
}
