using System.Globalization;
using System.Numerics;
using System.Text;

namespace CaseWorkflows.Engine.Expressions.Modern;

/// <summary>Splits a script into words. What a slash means only the parser knows, so it asks for a pattern or a template's next piece.</summary>
internal sealed class Scanner(string source)
{
    private static readonly string[] Punctuators =
    [
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=",
        "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**",
        "{", "}", "(", ")", "[", "]", ";", ",", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=", ".",
    ];

    private int _at;
    private int _line = 1;

    public Token Next()
    {
        var lineEnd = SkipSpace();
        if (_at >= source.Length) return new Token(TokenKind.End, "", _at, _at, _line, lineEnd);
        var start = _at;
        var c = source[_at];
        if (IsNameStart(c)) return Make(TokenKind.Name, Name(), start, lineEnd);
        if (char.IsAsciiDigit(c) || c == '.' && _at + 1 < source.Length && char.IsAsciiDigit(source[_at + 1])) return Make(TokenKind.Number, Number(), start, lineEnd);
        if (c is '"' or '\'')
        {
            var line = _line;
            return Make(TokenKind.Text, Quoted(c), start, lineEnd) with { Line = line };
        }
        if (c == '`')
        {
            _at++;
            return Piece(start, lineEnd);
        }
        var found = Array.Find(Punctuators, x => string.CompareOrdinal(source, _at, x, 0, x.Length) == 0)
            ?? throw ScriptSyntaxException.Of("character", _line, ("character", c.ToString()));
        // a?.5:1 is a choice with a number in it.
        if (found == "?." && _at + 2 < source.Length && char.IsAsciiDigit(source[_at + 2])) found = "?";
        _at += found.Length;
        return Make(TokenKind.Punctuator, found, start, lineEnd);
    }

    /// <summary>The token after <paramref name="token"/>, without taking it.</summary>
    public Token Peek(Token token)
    {
        var (at, line) = (_at, _line);
        _at = token.End;
        var next = Next();
        (_at, _line) = (at, line);
        return next;
    }

    /// <summary>The pattern that begins with the slash <paramref name="slash"/>.</summary>
    public Token Pattern(Token slash)
    {
        _at = slash.Start + 1;
        var inClass = false;
        for (; ; _at++)
        {
            if (_at >= source.Length || IsLineEnd(source[_at])) throw ScriptSyntaxException.Of("unfinished-pattern", _line);
            var c = source[_at];
            if (c == '\\') _at++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '/' && !inClass) break;
        }
        _at++;
        while (_at < source.Length && IsNamePart(source[_at])) _at++;
        return Make(TokenKind.Pattern, source[slash.Start.._at], slash.Start, slash.AfterLineEnd);
    }

    /// <summary>The template's piece that begins after the brace <paramref name="brace"/>.</summary>
    public Token Continue(Token brace)
    {
        _at = brace.Start + 1;
        _line = brace.Line;
        return Piece(brace.Start, false);
    }

    private Token Make(TokenKind kind, string text, int start, bool lineEnd) => new(kind, text, start, _at, _line, lineEnd);

    private bool SkipSpace()
    {
        var lineEnd = _at == 0;
        while (_at < source.Length)
        {
            var c = source[_at];
            if (IsLineEnd(c))
            {
                if (c != '\r' || _at + 1 >= source.Length || source[_at + 1] != '\n') _line++;
                lineEnd = true;
                _at++;
            }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                _at++;
            }
            else if (c == '/' && _at + 1 < source.Length && source[_at + 1] == '/')
            {
                while (_at < source.Length && !IsLineEnd(source[_at])) _at++;
            }
            else if (c == '/' && _at + 1 < source.Length && source[_at + 1] == '*')
            {
                var end = source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                if (end < 0) throw ScriptSyntaxException.Of("unfinished-comment", _line);
                var lines = source[_at..end].Count(x => x == '\n');
                _line += lines;
                lineEnd |= lines > 0;
                _at = end + 2;
            }
            else
            {
                break;
            }
        }
        return lineEnd;
    }

    private string Name()
    {
        var start = _at;
        while (_at < source.Length && IsNamePart(source[_at])) _at++;
        return source[start.._at];
    }

    private string Number()
    {
        var start = _at;
        if (source[_at] == '0' && _at + 1 < source.Length && char.ToLowerInvariant(source[_at + 1]) is var mark and ('x' or 'b' or 'o'))
        {
            _at += 2;
            var radix = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
            var value = BigInteger.Zero;
            var digits = 0;
            for (; _at < source.Length && (char.IsAsciiHexDigit(source[_at]) || source[_at] == '_'); _at++)
            {
                if (source[_at] == '_') continue;
                var digit = Convert.ToInt32(source[_at].ToString(), 16);
                if (digit >= radix) throw ScriptSyntaxException.Of("number", _line);
                value = value * radix + digit;
                digits++;
            }
            if (digits == 0) throw ScriptSyntaxException.Of("number", _line);
            EndOfNumber();
            return ((double)value).ToString("R", CultureInfo.InvariantCulture);
        }
        Digits();
        if (_at < source.Length && source[_at] == '.')
        {
            _at++;
            Digits();
        }
        if (_at < source.Length && source[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < source.Length && source[_at] is '+' or '-') _at++;
            Digits();
        }
        EndOfNumber();
        return source[start.._at].Replace("_", "", StringComparison.Ordinal);
    }

    private void Digits()
    {
        while (_at < source.Length && (char.IsAsciiDigit(source[_at]) || source[_at] == '_')) _at++;
    }

    private void EndOfNumber()
    {
        if (_at >= source.Length || !IsNamePart(source[_at])) return;
        throw ScriptSyntaxException.Of(source[_at] == 'n' ? "unsupported" : "number", _line, ("what", "BigInt"));
    }

    private string Quoted(char quote)
    {
        var text = new StringBuilder().Append(quote);
        for (_at++; ;)
        {
            if (_at >= source.Length || source[_at] is '\n' or '\r') throw ScriptSyntaxException.Of("unfinished-text", _line);
            var c = source[_at];
            if (c == '\\')
            {
                Escape(text);
                continue;
            }
            _at++;
            text.Append(c is '\u2028' or '\u2029' ? $"\\u{(int)c:x4}" : c);
            if (c == quote) return text.ToString();
        }
    }

    private Token Piece(int start, bool lineEnd)
    {
        var line = _line;
        var text = new StringBuilder().Append('"');
        while (true)
        {
            if (_at >= source.Length) throw ScriptSyntaxException.Of("unfinished-text", line);
            var c = source[_at];
            if (c == '`')
            {
                _at++;
                return new Token(TokenKind.Template, text.Append('"').ToString(), start, _at, line, lineEnd);
            }
            if (c == '$' && _at + 1 < source.Length && source[_at + 1] == '{')
            {
                _at += 2;
                return new Token(TokenKind.Template, text.Append('"').ToString(), start, _at, line, lineEnd) { Opens = true };
            }
            if (c == '\\')
            {
                Escape(text);
                continue;
            }
            _at++;
            if (c == '\r' && _at < source.Length && source[_at] == '\n') continue;
            if (c is '\n' or '\r') _line++;
            text.Append(c switch { '\n' or '\r' => "\\n", '"' => "\\\"", '\u2028' or '\u2029' => $"\\u{(int)c:x4}", _ => c.ToString() });
        }
    }

    // Escapes stay as they are, but for those that ECMAScript 5 doesn't know.
    private void Escape(StringBuilder text)
    {
        var next = _at + 1 < source.Length ? source[_at + 1] : throw ScriptSyntaxException.Of("unfinished-text", _line);
        if (IsLineEnd(next))
        {
            _at += next == '\r' && _at + 2 < source.Length && source[_at + 2] == '\n' ? 3 : 2;
            _line++;
            return;
        }
        if (next == 'u' && _at + 2 < source.Length && source[_at + 2] == '{')
        {
            var end = source.IndexOf('}', _at);
            if (end < 0 || !int.TryParse(source[(_at + 3)..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) || point > 0x10FFFF)
                throw ScriptSyntaxException.Of("escape", _line);
            foreach (var unit in point is >= 0xD800 and <= 0xDFFF ? ((char)point).ToString() : char.ConvertFromUtf32(point)) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            _at = end + 1;
            return;
        }
        text.Append(next switch { '`' or '$' or '{' => next.ToString(), _ => $"\\{next}" });
        _at += 2;
    }

    private static bool IsLineEnd(char c) => c is '\n' or '\r' or '\u2028' or '\u2029';

    private static bool IsNameStart(char c) => c is '$' or '_' || char.IsLetter(c);

    private static bool IsNamePart(char c) =>
        IsNameStart(c) || char.IsDigit(c) || c is '\u200C' or '\u200D'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
}
