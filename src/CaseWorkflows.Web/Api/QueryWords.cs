using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>
/// Reads the words of an address that come from a closed list. One that is not in it is refused with its field and what there is: an empty list would look like good news.
/// An empty word is none.
/// </summary>
internal sealed class QueryWords
{
    private readonly List<FieldProblem> _problems = [];
    private string? _code;

    /// <summary>The word, if it is one of <paramref name="options"/>; null if none was given, or a wrong one.</summary>
    public string? OneOf(string field, string? value, IEnumerable<string> options)
    {
        if (Given(value) is not { } word) return null;
        var known = options as IReadOnlyCollection<string> ?? [.. options];
        if (known.Contains(word)) return word;
        Wrong(field, word, known);
        return null;
    }

    /// <summary>The value that a word names. Numbers name nothing: what they stand for is not promised.</summary>
    public T? OneOf<T>(string field, string? value) where T : struct, Enum
    {
        if (Given(value) is not { } word) return null;
        foreach (var one in Enum.GetValues<T>())
            if (string.Equals(word, Word(one), StringComparison.OrdinalIgnoreCase) || string.Equals(word, one.ToString(), StringComparison.OrdinalIgnoreCase)) return one;
        Wrong(field, word, [.. Enum.GetValues<T>().Select(Word)]);
        return null;
    }

    /// <summary>An office by its path or code; null if none was given, or one that is not there.</summary>
    public Office? Office(string field, string? value, WorkflowLibrary library)
    {
        if (Given(value) is not { } word) return null;
        if (library.Office(word) is { } office) return office;
        _code ??= "case.unknown-office";
        _problems.Add(new FieldProblem(field, Refusal.Text("case.unknown-office", ("office", word))));
        return null;
    }

    /// <summary>A number within bounds.</summary>
    public int? Within(string field, int? value, int from, int to)
    {
        if (value is not { } number || number >= from && number <= to) return value;
        _problems.Add(new FieldProblem(field, Ui.Text("request.out-of-range", ("from", from), ("to", to))));
        return null;
    }

    /// <summary>Something else is wrong with a field.</summary>
    public void Refuse(string field, Engine.LocalizedText why) => _problems.Add(new FieldProblem(field, why));

    /// <summary>The answer that names all that is wrong; null if nothing is.</summary>
    public IResult? Problem => _problems.Count == 0 ? null : Problems.Of(Refused);

    private Refusal Refused => new(_code ?? "request.unreadable", _code is null ? Ui.Text("request.unreadable") : _problems[0].Message) { Fields = _problems };

    /// <summary>How the API writes a value.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private void Wrong(string field, string word, IReadOnlyCollection<string> options) =>
        _problems.Add(new FieldProblem(field, Ui.Text("request.not-an-option", ("value", word), ("options", string.Join(", ", options)))));
}
