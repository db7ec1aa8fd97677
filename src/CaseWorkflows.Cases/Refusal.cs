using System.Globalization;
using System.Resources;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases;

/// <summary>Why a command was not carried out. Nothing changed.</summary>
/// <param name="Code">The reason for programs, for example <c>task.taken-by-another</c>; also the key of its text.</param>
/// <param name="Message">The reason for people, with what to do.</param>
public sealed record Refusal(string Code, LocalizedText Message)
{
    private static readonly TextCatalog Texts = new(new ResourceManager("CaseWorkflows.Cases.CaseTexts", typeof(Refusal).Assembly));

    /// <summary>Errors of single fields, if the refusal is about what was filled in.</summary>
    public IReadOnlyList<FieldProblem> Fields { get; init; } = [];

    /// <summary>Code and message in both languages, for logs and for rows that keep why something failed.</summary>
    public override string ToString() => $"{Code}: {Message.Zh} / {Message.En}";

    /// <summary>A refusal whose text stands in the resource files.</summary>
    public static Refusal Of(string code, params (string Name, object? Value)[] args) => new(code, Text(code, args));

    /// <summary>A text of this room.</summary>
    public static LocalizedText Text(string code, params (string Name, object? Value)[] args) =>
        Texts.Get(code, [.. args.Select(x => (x.Name, Shown(x.Value)))]);

    // Legal time and ISO dates in both languages: 12/31 of some other time zone helps nobody.
    private static object? Shown(object? value) => value switch
    {
        DateTimeOffset at => ChinaTime.ToChina(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => value,
    };
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">The field's path.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record FieldProblem(string Field, LocalizedText Message);
