using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases;

/// <summary>Puts texts beside each other with the marks of each language: a list, clauses, a remark in brackets.</summary>
public static class Joining
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.JoiningTexts", typeof(Joining).Assembly));

    /// <summary>Names one after the other.</summary>
    public static LocalizedText Names(IEnumerable<LocalizedText> names) => Joined("and", names);

    /// <inheritdoc cref="Names(IEnumerable{LocalizedText})"/>
    public static LocalizedText Names(IEnumerable<string> names) => Joined("and", names.Select(Same));

    /// <summary>Parts of one sentence one after the other.</summary>
    public static LocalizedText Phrases(IEnumerable<LocalizedText> phrases) => Joined("comma", phrases);

    /// <inheritdoc cref="Phrases(IEnumerable{LocalizedText})"/>
    public static LocalizedText Phrases(IEnumerable<string> phrases) => Joined("comma", phrases.Select(Same));

    /// <summary>What may have commas itself, one after the other.</summary>
    public static LocalizedText Clauses(IEnumerable<LocalizedText> clauses) => Joined("then", clauses);

    /// <inheritdoc cref="Clauses(IEnumerable{LocalizedText})"/>
    public static LocalizedText Clauses(IEnumerable<string> clauses) => Joined("then", clauses.Select(Same));

    /// <summary>A text with a remark in brackets. Both are texts, numbers or <see cref="LocalizedText"/>.</summary>
    public static LocalizedText Aside(object text, object remark) => Catalog.Get("aside", ("text", text), ("remark", remark));

    /// <summary>A remark in brackets.</summary>
    public static LocalizedText Bracketed(object remark) => Catalog.Get("bracketed", ("remark", remark));

    /// <summary>A text after what it is about. Both are texts, numbers or <see cref="LocalizedText"/>.</summary>
    public static LocalizedText Headed(object head, object text) => Catalog.Get("headed", ("head", head), ("text", text));

    private static LocalizedText Joined(string mark, IEnumerable<LocalizedText> parts)
    {
        var all = parts.ToList();
        var between = Catalog.Get(mark);
        return new LocalizedText(string.Join(between.Zh, all.Select(x => x.Zh)), string.Join(between.En, all.Select(x => x.En)));
    }

    private static LocalizedText Same(string text) => new(text, text);
}
