namespace CaseWorkflows.Engine.Expressions.Modern;

internal enum TokenKind
{
    /// <summary>A name or a keyword.</summary>
    Name,

    Punctuator,
    Number,
    Text,
    Pattern,

    /// <summary>A piece of a template text, up to the next value in it or to its end.</summary>
    Template,

    End,
}

/// <summary>A word of a script.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As ECMAScript 5 writes it.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="AfterLineEnd">Whether a line ends before it.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End, int Line, bool AfterLineEnd)
{
    /// <summary>Of a template's piece: whether a value follows.</summary>
    public bool Opens { get; init; }

    public bool Is(string text) => Kind is TokenKind.Punctuator or TokenKind.Name && Text == text;
}
