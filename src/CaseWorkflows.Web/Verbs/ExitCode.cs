namespace CaseWorkflows.Web.Verbs;

/// <summary>How a verb ends.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Good = 0;

    /// <summary>It did its work and found something wrong.</summary>
    public const int FoundWrong = 1;

    /// <summary>It could not begin: the arguments can't be used.</summary>
    public const int UnusableArguments = 2;
}
