using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>A policy or calendar file is wrong. Nothing of it is used.</summary>
public sealed class PolicyFileException : Exception
{
    /// <summary>The problem at a place.</summary>
    /// <param name="file">The file or folder.</param>
    /// <param name="field">The path of the field within the file, <c>restDays[2].to</c>; empty if the whole file is meant.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    public PolicyFileException(string file, string field, LocalizedText problem) : this(file, field, problem,
        CalendarTexts.Catalog.Get(field.Length == 0 ? "file.problem" : "file.problem-at", ("file", file), ("field", field), ("problem", problem)))
    {
    }

    private PolicyFileException(string file, string field, LocalizedText problem, LocalizedText text) : base(text.Here())
    {
        File = file;
        Field = field;
        Problem = problem;
        Text = text;
    }

    /// <summary>The file or folder.</summary>
    public string File { get; }

    /// <summary>The field's path, or empty.</summary>
    public string Field { get; }

    /// <summary>What is wrong, without the place.</summary>
    public LocalizedText Problem { get; }

    /// <summary>The place and what is wrong, for people.</summary>
    public LocalizedText Text { get; }
}
