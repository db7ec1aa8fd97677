using System.Text.RegularExpressions;

namespace CaseWorkflows.Cases.Library;

/// <summary>
/// Which facts a template can read, by the names in its text. A case has many more facts than a document names, and making all of them readable
/// cost more than the document itself. In doubt a fact counts as named: too many cost time, one too few leaves a gap in a document.
/// </summary>
internal sealed partial class NamedFacts
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // Names that stand at the end of a path: whatever lies within them may be read.
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Part)> _parts = [];

    public NamedFacts(string template)
    {
        foreach (Match tag in Tags().Matches(template))
            foreach (var path in tag.Value.Split(Between, StringSplitOptions.RemoveEmptyEntries))
            {
                var names = path.Split(Within, StringSplitOptions.RemoveEmptyEntries);
                for (var i = 0; i < names.Length; i++)
                {
                    _names.Add(names[i]);
                    if (i + 1 < names.Length) _parts.Add((names[i], names[i + 1]));
                    else _whole.Add(names[i]);
                }
            }
    }

    // Everything that can't be part of a name separates two; what is written for other reasons (helpers, texts) counts as a name too and does no harm.
    private static readonly char[] Between = [' ', '\t', '\r', '\n', '{', '}', '(', ')', '=', '|', '~', '#', '^', '&', '!', '>', '"', '\'', ','];
    private static readonly char[] Within = ['.', '/', '[', ']'];

    /// <summary>Whether the name stands anywhere in the template.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>Whether a part of a fact may be read.</summary>
    public bool Has(string name, string part) => _whole.Contains(name) || _parts.Contains((name, part));

    /// <summary>Whether the label of a field (<c>matter.category</c>) may be read.</summary>
    public bool HasLabel(string field)
    {
        var names = field.Split('.');
        return _whole.Contains("labels") || _whole.Contains("application") || names.All(_names.Contains) || names.Any(_whole.Contains);
    }

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Tags();
}
