using System.Globalization;
using System.Text;

namespace CaseWorkflows.Engine.Expressions.Modern;

/// <summary>
/// Writes a script of the present language in ECMAScript 5, which the interpreter runs: definitions made for Elsa use arrow functions,
/// template texts, destructuring, spreads, <c>?.</c> and <c>??</c>. What can't be said in ECMAScript 5 (classes, generators, waiting) is refused.
/// </summary>
/// <remarks>A variable of a block gets a name of its own. A loop whose body makes functions runs each round in a function, so that every round has variables of its own.</remarks>
internal sealed partial class Lowering
{
    private readonly IReadOnlySet<string> _names;
    private readonly string _prefix = "$";
    private readonly HashSet<string> _helpers = [];
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<Node, bool> _makesFunctions = new(ReferenceEqualityComparer.Instance);
    private Scope _scope;
    private int _temporaries;

    private Lowering(IReadOnlySet<string> names)
    {
        _names = names;
        while (names.Any(x => x.StartsWith(_prefix, StringComparison.Ordinal))) _prefix += "$";
        _scope = new Scope(null, new Frame(null, false));
    }

    /// <summary>The script in ECMAScript 5.</summary>
    /// <exception cref="ScriptSyntaxException">It can't be read, or uses what scripts can't do here.</exception>
    public static string ToEs5(string script)
    {
        var (body, names) = ScriptParser.Parse(script);
        var lowering = new Lowering(names);
        lowering.DeclareFunctionLevel(body);
        var text = lowering.Statements(body);
        return lowering.Helpers() + Opening(lowering._scope.Frame, lowering._prefix) + text;
    }

    private Frame Frame => _scope.Frame;

    private static string Opening(Frame frame, string prefix)
    {
        var text = new StringBuilder();
        if (frame.Hoisted.Count > 0) text.Append("var ").AppendJoin(", ", frame.Hoisted.Distinct()).Append(";\n");
        if (frame.KeepsThis) text.Append(CultureInfo.InvariantCulture, $"var {prefix}this = this;\n");
        if (frame.KeepsArguments) text.Append(CultureInfo.InvariantCulture, $"var {prefix}arguments = arguments;\n");
        return text.ToString();
    }

    private string Helpers()
    {
        var text = new StringBuilder();
        foreach (var helper in _helpers.Order(StringComparer.Ordinal)) text.Append("function ").Append(_prefix).Append(HelperTexts[helper].Replace("$", _prefix, StringComparison.Ordinal)).Append('\n');
        return text.ToString();
    }

    private static readonly Dictionary<string, string> HelperTexts = new(StringComparer.Ordinal)
    {
        ["list"] = "list(v) { if (v === null || v === undefined) throw new TypeError(v + ' is not iterable'); if (Array.isArray(v)) return v; "
            + "if (typeof v === 'string') return v.match(/[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[\\s\\S]/g) || []; "
            + "if (typeof v === 'object' && typeof v.length === 'number') return [].slice.call(v); throw new TypeError('The value is not iterable'); }",
        ["copy"] = "copy(t) { for (var i = 1; i < arguments.length; i++) { var s = arguments[i]; if (s === null || s === undefined) continue; "
            + "if (typeof s === 'string') s = s.split(''); var k = Object.keys(Object(s)); for (var j = 0; j < k.length; j++) t[k[j]] = s[k[j]]; } return t; }",
        ["pair"] = "pair(k, v) { var o = {}; o[k] = v; return o; }",
        ["rest"] = "rest(o, x) { var t = {}, k = Object.keys(Object(o)); for (var j = 0; j < k.length; j++) if (x.indexOf(k[j]) < 0) t[k[j]] = o[k[j]]; return t; }",
        ["call"] = "call(o, k, a) { return o[k].apply(o, a); }",
        ["make"] = "make(f, a) { return new (f.bind.apply(f, [null].concat(a)))(); }",
        ["constant"] = "constant() { throw new TypeError('Assignment to constant variable'); }",
    };

    private string Helper(string name)
    {
        _helpers.Add(name);
        return _prefix + name;
    }

    private string Temporary()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}{++_temporaries}");
        Frame.Hoisted.Add(name);
        return name;
    }

    private string Fresh(string name)
    {
        for (var i = 1; ; i++)
        {
            var fresh = string.Create(CultureInfo.InvariantCulture, $"{name}{_prefix}{i}");
            if (!_names.Contains(fresh) && _made.Add(fresh)) return fresh;
        }
    }

    // What a function declares: var wherever it stands, and what stands at its top.
    private void DeclareFunctionLevel(IReadOnlyList<Stmt> body)
    {
        foreach (var name in body.SelectMany(Variables)) _scope.Declare(name, name);
        foreach (var statement in body)
            switch (statement)
            {
                case FunctionStmt function:
                    _scope.Declare(function.Function.Name!, function.Function.Name!);
                    break;
                case DeclareStmt { Kind: not "var" } declaration:
                    foreach (var name in declaration.Items.SelectMany(x => Patterns.Names(x.Target))) _scope.Declare(name, name, declaration.Kind == "const");
                    break;
            }
    }

    private void DeclareBlock(IReadOnlyList<Stmt> body)
    {
        foreach (var statement in body)
            switch (statement)
            {
                case FunctionStmt function:
                    _scope.Declare(function.Function.Name!, Fresh(function.Function.Name!));
                    break;
                case DeclareStmt { Kind: not "var" } declaration:
                    foreach (var name in declaration.Items.SelectMany(x => Patterns.Names(x.Target))) _scope.Declare(name, Fresh(name), declaration.Kind == "const");
                    break;
            }
    }

    private static IEnumerable<string> Variables(Stmt? statement) => statement switch
    {
        DeclareStmt { Kind: "var" } declaration => declaration.Items.SelectMany(x => Patterns.Names(x.Target)),
        ForEachStmt { Kind: "var" } loop => Patterns.Names(loop.Target).Concat(Variables(loop.Body)),
        null => [],
        _ => Inside(statement).SelectMany(Variables),
    };

    /// <summary>The statements that stand directly in one.</summary>
    private static IEnumerable<Stmt?> Inside(Stmt statement) => statement switch
    {
        BlockStmt block => block.Body.Cast<Stmt?>(),
        IfStmt choice => [choice.Then, choice.Else],
        ForStmt loop => [loop.Begin, loop.Body],
        ForEachStmt loop => [loop.Body],
        WhileStmt loop => [loop.Body],
        TryStmt attempt => [attempt.Body, attempt.Catch, attempt.Finally],
        SwitchStmt choice => choice.Cases.SelectMany(x => x.Body),
        LabelStmt label => [label.Body],
        _ => [],
    };

    private T In<T>(Scope scope, Func<T> write)
    {
        var before = _scope;
        _scope = scope;
        try
        {
            return write();
        }
        finally
        {
            _scope = before;
        }
    }

    private static ScriptSyntaxException Unsupported(string what, int line) => ScriptSyntaxException.Of("unsupported", line, ("what", what));
}
