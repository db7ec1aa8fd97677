namespace CaseWorkflows.Engine.Expressions.Modern;

/// <summary>Reads scripts in the present version of the language into a tree; classes, generators, modules and waiting functions are refused by name.</summary>
internal sealed partial class ScriptParser
{
    private const int MaxDepth = 750;
    private const int MaxChain = 200;

    private static readonly HashSet<string> Reserved =
    [
        "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends", "false",
        "finally", "for", "function", "if", "import", "in", "instanceof", "new", "null", "return", "super", "switch", "this", "throw", "true", "try",
        "typeof", "var", "void", "while", "with",
    ];

    private readonly Scanner _scanner;
    private Token _token;
    private int _depth;
    private bool _noIn;

    private ScriptParser(string script)
    {
        _scanner = new Scanner(script);
        _token = _scanner.Next();
    }

    /// <summary>Every name the script uses, for new names to differ from.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    public static (IReadOnlyList<Stmt> Body, IReadOnlySet<string> Names) Parse(string script)
    {
        var parser = new ScriptParser(script);
        var body = new List<Stmt>();
        while (parser._token.Kind != TokenKind.End) body.Add(parser.Statement());
        return (body, parser.Names);
    }

    private Stmt Statement()
    {
        using var _ = Deeper();
        var line = _token.Line;
        if (_token.Is("{")) return Block();
        if (_token.Is(";"))
        {
            Take();
            return new EmptyStmt(line);
        }
        if (_token.Kind != TokenKind.Name) return Expression(line);
        switch (_token.Text)
        {
            case "var" or "const":
                return Finished(Declaration());
            case "let" when _scanner.Peek(_token) is { Kind: TokenKind.Name } or { Kind: TokenKind.Punctuator, Text: "[" or "{" }:
                return Finished(Declaration());
            case "function":
                return Function() is { Name: not null } named ? new FunctionStmt(named, line) : throw Unexpected();
            case "async" when _scanner.Peek(_token) is { AfterLineEnd: false } next && next.Is("function"):
                throw Unsupported("async");
            case "class" or "import" or "export" or "with" or "debugger":
                throw Unsupported(_token.Text);
            case "if":
                return If();
            case "for":
                return For();
            case "while":
                Take();
                return new WhileStmt(Bracketed(), Statement(), false, line);
            case "do":
                Take();
                var body = Statement();
                Expect("while");
                var condition = Bracketed();
                if (_token.Is(";")) Take();
                return new WhileStmt(condition, body, true, line);
            case "break" or "continue":
                var keyword = Take().Text;
                var label = _token is { Kind: TokenKind.Name, AfterLineEnd: false } && !Reserved.Contains(_token.Text) ? Take().Text : null;
                return Finished(new JumpStmt(keyword, label, line));
            case "return":
                Take();
                return Finished(new LeaveStmt("return", EndsHere() ? null : List(), line));
            case "throw":
                Take();
                if (_token.AfterLineEnd) throw Unexpected();
                return Finished(new LeaveStmt("throw", List(), line));
            case "try":
                return Try();
            case "switch":
                return Switch();
            default:
                if (!Reserved.Contains(_token.Text) && _scanner.Peek(_token).Is(":"))
                {
                    var name = Take().Text;
                    Take();
                    return new LabelStmt(name, Statement(), line);
                }
                return Expression(line);
        }
    }

    private ExprStmt Expression(int line) => Finished(new ExprStmt(List(), line));

    private BlockStmt Block()
    {
        var line = _token.Line;
        Expect("{");
        var body = new List<Stmt>();
        while (!_token.Is("}"))
        {
            if (_token.Kind == TokenKind.End) throw Unexpected();
            body.Add(Statement());
        }
        Take();
        return new BlockStmt(body, line);
    }

    private DeclareStmt Declaration(bool inFor = false)
    {
        var line = _token.Line;
        var kind = Take().Text;
        var items = new List<(Expr, Expr?)>();
        do
        {
            if (items.Count > 0) Take();
            var target = BindingTarget();
            Expr? value = null;
            if (_token.Is("="))
            {
                Take();
                value = Assignment();
            }
            else if (!(inFor && (_token.Is("of") || _token.Is("in"))) && (kind == "const" || target is not NameExpr))
            {
                throw ScriptSyntaxException.Of("no-value", _token.Line, ("kind", kind));
            }
            items.Add((target, value));
        }
        while (_token.Is(","));
        return new DeclareStmt(kind, items, line);
    }

    private Expr BindingTarget()
    {
        if (_token.Is("[") || _token.Is("{")) return Patterns.Check(Primary());
        return new NameExpr(NewName(), _token.Line);
    }

    private string NewName()
    {
        if (_token.Kind != TokenKind.Name || Reserved.Contains(_token.Text)) throw Unexpected();
        Names.Add(_token.Text);
        return Take().Text;
    }

    private IfStmt If()
    {
        var line = Take().Line;
        var condition = Bracketed();
        var then = Statement();
        if (!_token.Is("else")) return new IfStmt(condition, then, null, line);
        Take();
        return new IfStmt(condition, then, Statement(), line);
    }

    private Stmt For()
    {
        var line = Take().Line;
        if (_token.Is("await")) throw Unsupported("await");
        Expect("(");
        Stmt? begin = null;
        _noIn = true;
        try
        {
            if (_token.Is("var") || _token.Is("const") || _token.Is("let") && _scanner.Peek(_token) is { Kind: TokenKind.Name } or { Kind: TokenKind.Punctuator, Text: "[" or "{" })
            {
                var declaration = Declaration(inFor: true);
                begin = declaration;
                if ((_token.Is("of") || _token.Is("in")) && declaration.Items is [(var target, null)])
                    return ForEach(declaration.Kind, target, line);
            }
            else if (!_token.Is(";"))
            {
                var value = List();
                if (_token.Is("of") || _token.Is("in")) return ForEach(null, Patterns.Check(value), line);
                begin = new ExprStmt(value, line);
            }
        }
        finally
        {
            _noIn = false;
        }
        Expect(";");
        var condition = _token.Is(";") ? null : List();
        Expect(";");
        var step = _token.Is(")") ? null : List();
        Expect(")");
        return new ForStmt(begin, condition, step, Statement(), line);
    }

    private ForEachStmt ForEach(string? kind, Expr target, int line)
    {
        var isOf = Take().Text == "of";
        _noIn = false;
        var over = isOf ? Assignment() : List();
        Expect(")");
        return new ForEachStmt(kind, target, over, isOf, Statement(), line);
    }

    private TryStmt Try()
    {
        var line = Take().Line;
        var body = Block();
        Expr? caught = null;
        BlockStmt? handler = null;
        if (_token.Is("catch"))
        {
            Take();
            if (_token.Is("("))
            {
                Take();
                caught = BindingTarget();
                Expect(")");
            }
            handler = Block();
        }
        BlockStmt? last = null;
        if (_token.Is("finally"))
        {
            Take();
            last = Block();
        }
        if (handler is null && last is null) throw Unexpected();
        return new TryStmt(body, caught, handler, last, line);
    }

    private SwitchStmt Switch()
    {
        var line = Take().Line;
        var value = Bracketed();
        Expect("{");
        var cases = new List<(Expr?, IReadOnlyList<Stmt>)>();
        while (!_token.Is("}"))
        {
            Expr? test = null;
            if (_token.Is("default")) Take();
            else
            {
                Expect("case");
                test = List();
            }
            Expect(":");
            var body = new List<Stmt>();
            while (!_token.Is("case") && !_token.Is("default") && !_token.Is("}")) body.Add(Statement());
            cases.Add((test, body));
        }
        Take();
        return new SwitchStmt(value, cases, line);
    }

    private Expr Bracketed()
    {
        Expect("(");
        var value = List();
        Expect(")");
        return value;
    }

    private bool EndsHere() => _token.AfterLineEnd || _token.Kind == TokenKind.End || _token.Is(";") || _token.Is("}");

    private T Finished<T>(T statement)
    {
        if (_token.Is(";")) Take();
        else if (!EndsHere()) throw Unexpected();
        return statement;
    }

    private Token Take()
    {
        var taken = _token;
        _token = _scanner.Next();
        return taken;
    }

    private void Expect(string text)
    {
        if (!_token.Is(text)) throw Unexpected();
        Take();
    }

    private ScriptSyntaxException Unexpected() => _token.Kind == TokenKind.End
        ? ScriptSyntaxException.Of("unexpected-end", _token.Line)
        : ScriptSyntaxException.Of("unexpected", _token.Line, ("text", _token.Text));

    private ScriptSyntaxException Unsupported(string what) => ScriptSyntaxException.Of("unsupported", _token.Line, ("what", what));

    // A long chain is as deep a tree as brackets are.
    private void Count(ref int links)
    {
        if (++links > MaxChain) throw ScriptSyntaxException.Of("too-deep", _token.Line, ("depth", MaxChain));
    }

    private Depth Deeper() => ++_depth <= MaxDepth ? new Depth(this) : throw ScriptSyntaxException.Of("too-deep", _token.Line, ("depth", MaxDepth));

    private readonly struct Depth(ScriptParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
