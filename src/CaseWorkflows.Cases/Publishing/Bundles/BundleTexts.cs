using System.Resources;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Publishing.Bundles;

internal static class BundleTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Publishing.Bundles.BundleTexts", typeof(BundleTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    public static PublishProblem Problem(Severity severity, string code, params (string Name, object? Value)[] args) =>
        new(severity, $"bundle.{code}", null, null, null, Catalog.Get(code, args), Catalog.Get($"{code}.remedy", args));
}

/// <summary>A bundle can't be made or is not to be trusted; says why and what to do.</summary>
public sealed class BundleException : Exception
{
    internal BundleException(string code, params (string Name, object? Value)[] args) : base(BundleTexts.Get(code, args).En) => (Code, Text) = ($"bundle.{code}", BundleTexts.Get(code, args));

    /// <summary>The reason for programs.</summary>
    public string Code { get; }

    /// <summary>The reason for people, with what to do.</summary>
    public LocalizedText Text { get; }
}
