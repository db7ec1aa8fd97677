using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Verbs;

/// <summary>A verb can't go on; says why and what to do, and with which code it ends.</summary>
internal sealed class VerbException : Exception
{
    private VerbException(int exitCode, LocalizedText text) : base(text.Here()) => (ExitCode, Text) = (exitCode, text);

    public int ExitCode { get; }

    public LocalizedText Text { get; }

    /// <summary>The arguments can't be used.</summary>
    public static VerbException Unusable(string code, params (string Name, object? Value)[] args) => Unusable(VerbTexts.Get(code, args));

    /// <summary>The arguments can't be used.</summary>
    public static VerbException Unusable(LocalizedText text) => new(Verbs.ExitCode.UnusableArguments, text);

    /// <summary>What was looked at is wrong.</summary>
    public static VerbException Wrong(string code, params (string Name, object? Value)[] args) => Wrong(VerbTexts.Get(code, args));

    /// <summary>What was looked at is wrong.</summary>
    public static VerbException Wrong(LocalizedText text) => new(Verbs.ExitCode.FoundWrong, text);
}
