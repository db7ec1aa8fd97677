using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Forms;

/// <summary>One thing wrong with one field of a file that staff own: a form, a policy, a scenario.</summary>
/// <param name="Severity">An error keeps the file out of use; a warning is only shown.</param>
/// <param name="File">The file, as a path below the folder that was loaded.</param>
/// <param name="Field">Where in the file; empty for the whole file.</param>
/// <param name="Code">What, for programs.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record FileProblem(Severity Severity, string File, string Field, string Code, LocalizedText Message, LocalizedText Remedy)
{
    /// <summary>One line for a log or a terminal.</summary>
    public override string ToString() => $"{File}: {Field}: {Message.Here()} {Remedy.Here()}";
}

/// <summary>Files can't be put into use; every error is listed, and nothing was loaded.</summary>
public sealed class FileProblemsException(IReadOnlyList<FileProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>What is wrong, file by file.</summary>
    public IReadOnlyList<FileProblem> Problems { get; } = problems;
}
