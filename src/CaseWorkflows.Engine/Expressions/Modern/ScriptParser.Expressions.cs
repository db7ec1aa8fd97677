namespace CaseWorkflows.Engine.Expressions.Modern;

// Expressions, the loosest binding first.
internal sealed partial class ScriptParser
{
    private static readonly Dictionary<string, int> Strengths = new(StringComparer.Ordinal)
    {
        ["??"] = 1, ["||"] = 2, ["&&"] = 3, ["|"] = 4, ["^"] = 5, ["&"] = 6, ["=="] = 7, ["!="] = 7, ["==="] = 7, ["!=="] = 7,
        ["<"] = 8, [">"] = 8, ["<="] = 8, [">="] = 8, ["instanceof"] = 8, ["in"] = 8, ["<<"] = 9, [">>"] = 9, [">>>"] = 9,
        ["+"] = 10, ["-"] = 10, ["*"] = 11, ["/"] = 11, ["%"] = 11, ["**"] = 12,
    };

    private static readonly HashSet<string> Assigning =
        ["=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??="];

    private Expr List()
    {
        var first = Assignment();
        if (!_token.Is(",")) return first;
        var items = new List<Expr> { first };
        while (_token.Is(","))
        {
            Take();
            items.Add(Assignment());
        }
        return new ListExpr(items, first.Line);
    }

    private Expr Assignment()
    {
        using var _ = Deeper();
        var line = _token.Line;
        if (_token.Is("async") && _scanner.Peek(_token) is { Kind: TokenKind.Name, AfterLineEnd: false }) throw Unsupported("async");
        if (_token.Is("yield")) throw Unsupported("yield");
        var left = Choice();
        if (_token.Is("=>") && !_token.AfterLineEnd && left is NameExpr single) return Arrow([single], line);
        if (_token.Kind != TokenKind.Punctuator || !Assigning.Contains(_token.Text)) return left;
        var symbol = Take().Text;
        var target = symbol == "=" ? Patterns.Check(left) : Patterns.CheckSimple(left);
        return new AssignExpr(symbol, target, Assignment(), line);
    }

    private Expr Choice()
    {
        var condition = Binary(0);
        if (!_token.Is("?")) return condition;
        Take();
        var noIn = _noIn;
        _noIn = false;
        var then = Assignment();
        _noIn = noIn;
        Expect(":");
        return new ChoiceExpr(condition, then, Assignment(), condition.Line);
    }

    private Expr Binary(int strength)
    {
        using var _ = Deeper();
        var left = Unary();
        var links = 0;
        while ((_token.Kind == TokenKind.Punctuator || _token.Is("instanceof") || _token.Is("in") && !_noIn)
            && Strengths.TryGetValue(_token.Text, out var next) && next > strength)
        {
            Count(ref links);
            var symbol = Take().Text;
            // Powers go from right to left.
            left = new BinaryExpr(symbol, left, Binary(symbol == "**" ? next - 1 : next), left.Line);
        }
        return left;
    }

    private Expr Unary()
    {
        using var _ = Deeper();
        var line = _token.Line;
        if (_token.Is("await")) throw Unsupported("await");
        if (_token.Is("++") || _token.Is("--"))
        {
            var symbol = Take().Text;
            return new UnaryExpr(symbol, Patterns.CheckSimple(Unary()), false, line);
        }
        if (_token.Is("!") || _token.Is("~") || _token.Is("+") || _token.Is("-") || _token.Is("typeof") || _token.Is("void") || _token.Is("delete"))
        {
            var symbol = Take().Text;
            return new UnaryExpr(symbol, Unary(), false, line);
        }
        var value = Chain(Primary());
        if ((_token.Is("++") || _token.Is("--")) && !_token.AfterLineEnd)
            return new UnaryExpr(Take().Text, Patterns.CheckSimple(value), true, line);
        return value;
    }

    private Expr Chain(Expr value)
    {
        for (var links = 0; ; Count(ref links))
        {
            var line = _token.Line;
            if (value is FunctionExpr { IsArrow: true }) return value;
            if (_token.Is(".") || _token.Is("?."))
            {
                var optional = Take().Text == "?.";
                if (optional && _token.Is("(")) value = new CallExpr(value, Arguments(), true, line);
                else if (optional && _token.Is("[")) value = Indexed(value, true);
                else if (_token.Kind == TokenKind.Name) value = new MemberExpr(value, Take().Text, null, optional, line);
                else throw _token.Is("#") ? Unsupported("#") : Unexpected();
            }
            else if (_token.Is("[")) value = Indexed(value, false);
            else if (_token.Is("(")) value = new CallExpr(value, Arguments(), false, line);
            else if (_token.Kind == TokenKind.Template) throw Unsupported("tag`…`");
            else return value;
        }
    }

    private MemberExpr Indexed(Expr value, bool optional)
    {
        var line = Take().Line;
        var key = Inside(List);
        Expect("]");
        return new MemberExpr(value, null, key, optional, line);
    }

    private List<Expr> Arguments()
    {
        Expect("(");
        return Items(")");
    }

    private List<Expr> Items(string end)
    {
        var items = new List<Expr>();
        while (!_token.Is(end))
        {
            items.Add(Inside(SpreadOrAssignment));
            if (!_token.Is(",")) break;
            Take();
        }
        Expect(end);
        return items;
    }

    private Expr SpreadOrAssignment()
    {
        var line = _token.Line;
        if (!_token.Is("...")) return Assignment();
        Take();
        return new SpreadExpr(Assignment(), line);
    }

    private Expr Inside(Func<Expr> parse)
    {
        var noIn = _noIn;
        _noIn = false;
        var value = parse();
        _noIn = noIn;
        return value;
    }

    private Expr Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Text:
                Take();
                return new PlainExpr(token.Text, token.Line);
            case TokenKind.Template:
                return Template();
            case TokenKind.Punctuator when token.Text is "/" or "/=":
                _token = _scanner.Pattern(token);
                return new PlainExpr(Take().Text, token.Line);
            case TokenKind.Punctuator when token.Text == "(":
                return Brackets();
            case TokenKind.Punctuator when token.Text == "[":
                return Array();
            case TokenKind.Punctuator when token.Text == "{":
                return Object();
            case TokenKind.Name:
                break;
            default:
                throw Unexpected();
        }
        switch (token.Text)
        {
            case "function":
                return Function();
            case "new":
                return New();
            case "this" or "null" or "true" or "false":
                Take();
                return new PlainExpr(token.Text, token.Line);
            case "class" or "super" or "import":
                throw Unsupported(token.Text);
            case var name when Reserved.Contains(name):
                throw Unexpected();
            default:
                Names.Add(token.Text);
                Take();
                return new NameExpr(token.Text, token.Line);
        }
    }

    private TemplateExpr Template()
    {
        var line = _token.Line;
        var pieces = new List<string> { _token.Text };
        var values = new List<Expr>();
        while (_token.Opens)
        {
            Take();
            values.Add(Inside(List));
            if (!_token.Is("}")) throw Unexpected();
            _token = _scanner.Continue(_token);
            pieces.Add(_token.Text);
        }
        Take();
        return new TemplateExpr(pieces, values, line);
    }

    // Either brackets around an expression, or the parameters of an arrow.
    private Expr Brackets()
    {
        var line = Take().Line;
        var items = new List<Expr>();
        var onlyParameters = false;
        while (!_token.Is(")"))
        {
            items.Add(Inside(SpreadOrAssignment));
            onlyParameters |= items[^1] is SpreadExpr;
            if (!_token.Is(",")) break;
            Take();
            onlyParameters |= _token.Is(")");
        }
        Expect(")");
        if (_token.Is("=>") && !_token.AfterLineEnd) return Arrow(items, line);
        if (onlyParameters || items.Count == 0) throw Unexpected();
        return new BracketExpr(items.Count == 1 ? items[0] : new ListExpr(items, line), line);
    }

    private FunctionExpr Arrow(List<Expr> parameters, int line)
    {
        Patterns.CheckParameters(parameters);
        Expect("=>");
        if (_token.Is("{")) return new FunctionExpr(null, parameters, Block().Body, true, line);
        var value = Assignment();
        return new FunctionExpr(null, parameters, [new LeaveStmt("return", value, value.Line)], true, line);
    }

    private FunctionExpr Function()
    {
        var line = Take().Line;
        if (_token.Is("*")) throw Unsupported("function*");
        var name = _token.Is("(") ? null : NewName();
        return Rest(name, line);
    }

    private FunctionExpr Rest(string? name, int line)
    {
        var parameters = Arguments();
        Patterns.CheckParameters(parameters);
        var noIn = _noIn;
        _noIn = false;
        var body = Block().Body;
        _noIn = noIn;
        return new FunctionExpr(name, parameters, body, false, line);
    }

    private NewExpr New()
    {
        var line = Take().Line;
        if (_token.Is(".")) throw Unsupported("new.target");
        Expr callee = _token.Is("new") ? New() : Primary();
        while (_token.Is(".") || _token.Is("["))
        {
            if (_token.Is("["))
            {
                callee = Indexed(callee, false);
                continue;
            }
            Take();
            if (_token.Kind != TokenKind.Name) throw Unexpected();
            callee = new MemberExpr(callee, Take().Text, null, false, line);
        }
        return new NewExpr(callee, _token.Is("(") ? Arguments() : [], line);
    }

    private ArrayExpr Array()
    {
        var line = Take().Line;
        var items = new List<Expr?>();
        while (!_token.Is("]"))
        {
            if (_token.Is(","))
            {
                Take();
                items.Add(null);
                continue;
            }
            items.Add(Inside(SpreadOrAssignment));
            if (!_token.Is("]")) Expect(",");
        }
        Take();
        return new ArrayExpr(items, line);
    }

    private ObjectExpr Object()
    {
        var line = Take().Line;
        var properties = new List<Property>();
        while (!_token.Is("}"))
        {
            var noIn = _noIn;
            _noIn = false;
            properties.Add(Property());
            _noIn = noIn;
            if (!_token.Is("}")) Expect(",");
        }
        Take();
        return new ObjectExpr(properties, line);
    }

    private Property Property()
    {
        var line = _token.Line;
        if (_token.Is("..."))
        {
            Take();
            return new Property(null, null, Assignment());
        }
        if (_token.Is("*")) throw Unsupported("function*");
        var start = _token;
        var (key, computed) = Key();
        if (start.Kind == TokenKind.Name && start.Text is "get" or "set" && !_token.Is(":") && !_token.Is("(") && !_token.Is(",") && !_token.Is("}") && !_token.Is("="))
        {
            (key, computed) = Key();
            if (computed is not null) throw Unsupported($"{start.Text} [ ]");
            return new Property(key, null, Rest(null, line)) { Accessor = start.Text };
        }
        if (start.Is("async") && !_token.Is(":") && !_token.Is("(") && !_token.Is(",") && !_token.Is("}") && !_token.Is("=")) throw Unsupported("async");
        if (_token.Is("(")) return new Property(key, computed, Rest(null, line));
        if (_token.Is(":"))
        {
            Take();
            return new Property(key, computed, Assignment());
        }
        if (start.Kind != TokenKind.Name || Reserved.Contains(start.Text)) throw Unexpected();
        Names.Add(start.Text);
        var name = new NameExpr(start.Text, line);
        if (!_token.Is("=")) return new Property(key, null, name);
        Take();
        return new Property(key, null, new AssignExpr("=", name, Assignment(), line)) { OnlyInPattern = true };
    }

    private (string? Key, Expr? Computed) Key()
    {
        if (_token.Is("["))
        {
            Take();
            var computed = Assignment();
            Expect("]");
            return (null, computed);
        }
        if (_token.Kind is not (TokenKind.Name or TokenKind.Number or TokenKind.Text)) throw Unexpected();
        return (Take().Text, null);
    }
}
