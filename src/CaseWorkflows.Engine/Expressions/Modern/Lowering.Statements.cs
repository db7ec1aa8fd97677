using System.Globalization;
using System.Text;

namespace CaseWorkflows.Engine.Expressions.Modern;

internal sealed partial class Lowering
{
    private string Statements(IReadOnlyList<Stmt> body)
    {
        var text = new StringBuilder();
        foreach (var statement in body) text.Append(Statement(statement)).Append('\n');
        return text.ToString();
    }

    private string BlockOf(IReadOnlyList<Stmt> body, Action? declare = null, string opening = "") => In(new Scope(_scope, Frame), () =>
    {
        declare?.Invoke();
        DeclareBlock(body);
        var text = new StringBuilder("{\n").Append(opening);
        // A function in a block is there from the block's beginning.
        foreach (var function in body.OfType<FunctionStmt>())
            text.Append(CultureInfo.InvariantCulture, $"var {_scope.Find(function.Function.Name!).Written} = {Function(function.Function)};\n");
        foreach (var statement in body)
            if (statement is not FunctionStmt) text.Append(Statement(statement)).Append('\n');
        return text.Append('}').ToString();
    });

    private string Braced(Stmt statement) => BlockOf(statement is BlockStmt block ? block.Body : [statement]);

    private string Statement(Stmt statement)
    {
        switch (statement)
        {
            case EmptyStmt:
                return ";";
            case ExprStmt { Value: PlainExpr plain }:
                return plain.Text + ";";
            case ExprStmt expression:
                return $"({Expression(expression.Value)});";
            case DeclareStmt declaration:
                return Declaration(declaration) is { Length: > 0 } text ? text + ";" : ";";
            case FunctionStmt function:
                return Function(function.Function);
            case BlockStmt block:
                return BlockOf(block.Body);
            case IfStmt choice:
                return $"if ({Expression(choice.Condition)}) {Braced(choice.Then)}" + (choice.Else is null ? "" : $" else {Braced(choice.Else)}");
            case WhileStmt loop:
                return While(loop);
            case ForStmt loop:
                return In(new Scope(_scope, Frame), () => For(loop));
            case ForEachStmt loop:
                return In(new Scope(_scope, Frame), () => ForEach(loop));
            case JumpStmt jump:
                return Jump(jump);
            case LeaveStmt leave:
                return Leave(leave);
            case TryStmt attempt:
                return Try(attempt);
            case SwitchStmt choice:
                return Switch(choice);
            case LabelStmt label:
                return $"{label.Label}: {Statement(label.Body)}";
            default:
                throw new InvalidOperationException(statement.GetType().Name);
        }
    }

    private string Declaration(DeclareStmt declaration)
    {
        var parts = new List<string>();
        foreach (var (target, value) in declaration.Items)
        {
            if (value is not null) Assign(target, Expression(value), parts, declaring: true);
            // In a loop the variable begins anew each round.
            else if (declaration.Kind == "let") parts.Add($"{_scope.Find(((NameExpr)target).Name).Written} = void 0");
            else if (!Frame.IsRound) parts.Add(((NameExpr)target).Name);
        }
        if (declaration.Kind != "var" || !Frame.IsRound) return parts.Count == 0 ? "" : "var " + string.Join(", ", parts);
        Frame.OwnerOfVariables.Hoisted.AddRange(declaration.Items.SelectMany(x => Patterns.Names(x.Target)));
        return string.Join(", ", parts);
    }

    private string While(WhileStmt loop)
    {
        var condition = Expression(loop.Condition);
        var body = Body(loop, loop.Body, []);
        return loop.IsDo ? $"do {body} while ({condition});" : $"while ({condition}) {body}";
    }

    private string For(ForStmt loop)
    {
        var declared = loop.Begin is DeclareStmt { Kind: not "var" } head ? head.Items.SelectMany(x => Patterns.Names(x.Target)).ToList() : [];
        foreach (var name in declared) _scope.Declare(name, Fresh(name), ((DeclareStmt)loop.Begin!).Kind == "const");
        var begin = loop.Begin switch
        {
            DeclareStmt declaration => Declaration(declaration),
            ExprStmt expression => Expression(expression.Value),
            _ => "",
        };
        var condition = loop.Condition is null ? "" : Expression(loop.Condition);
        var step = loop.Step is null ? "" : Expression(loop.Step);
        return $"for ({begin}; {condition}; {step}) {Body(loop, loop.Body, [.. declared.Select(x => (x, _scope.Find(x).Written))])}";
    }

    private string ForEach(ForEachStmt loop)
    {
        var over = Expression(loop.Over);
        var item = loop.IsOf ? "" : Temporary();
        var (index, list) = loop.IsOf ? (Temporary(), Temporary()) : ("", "");
        var value = loop.IsOf ? $"{list}[{index}]" : item;
        var head = loop.IsOf
            ? $"for ({index} = 0, {list} = {Helper("list")}({over}); {index} < {list}.length; {index}++)"
            : $"for ({item} in {over})";
        if (loop.Kind == "var" && Frame.IsRound) Frame.OwnerOfVariables.Hoisted.AddRange(Patterns.Names(loop.Target));
        var declared = loop.Kind is "let" or "const" ? Patterns.Names(loop.Target).ToList() : [];
        foreach (var name in declared) _scope.Declare(name, Fresh(name), loop.Kind == "const");
        var parts = new List<string>();
        Assign(loop.Target, value, parts, declaring: loop.Kind is not null);
        var opening = (loop.Kind is not null && !(loop.Kind == "var" && Frame.IsRound) ? "var " : "") + string.Join(", ", parts) + ";\n";
        return $"{head} {Body(loop, loop.Body, [.. declared.Select(x => (x, _scope.Find(x).Written))], opening)}";
    }

    // The body of a loop, with what each round declares.
    private string Body(Stmt loop, Stmt body, List<(string Name, string Written)> own, string opening = "")
    {
        var block = body is BlockStmt written ? written.Body : [body];
        if (!MakesFunctions(body) || own.Count == 0 && !Has(body, x => x is DeclareStmt { Kind: not "var" } or FunctionStmt or ForEachStmt { Kind: "let" or "const" }))
        {
            Frame.Leavings.Push(Leaving.Loop);
            var text = BlockOf(block, null, opening);
            Frame.Leavings.Pop();
            return text;
        }
        if (Has(body, x => x is LabelStmt or JumpStmt { Label: not null })) throw Unsupported("label", loop.Line);
        if (loop is ForStmt && own.Exists(x => Changes(body, x.Name))) throw ScriptSyntaxException.Of("loop-variable", loop.Line, ("name", own.First(x => Changes(body, x.Name)).Name));
        var round = new Frame(Frame, true) { IsRound = true };
        var inner = In(new Scope(_scope, round), () => BlockOf(block));
        var result = Temporary();
        var parameters = string.Join(", ", own.Select(x => x.Written));
        var run = $"{result} = (function ({parameters}) {{\n{Opening(round, _prefix)}{inner}\n}})({parameters});";
        // 1 is a break; a list holds what the function around returns.
        var breaks = Has(body, x => x is JumpStmt { Keyword: "break" }) ? $"if ({result} === 1) break;\n" : "";
        var returns = Has(body, x => x is LeaveStmt { Keyword: "return" }) ? $"if ({result}) return {(Frame.IsRound ? result : $"{result}[0]")};\n" : "";
        return $"{{\n{opening}{run}\n{breaks}{returns}}}";
    }

    private string Jump(JumpStmt jump)
    {
        if (jump.Label is not null) return $"{jump.Keyword} {jump.Label};";
        var leavings = jump.Keyword == "break" ? Frame.Leavings : Frame.Leavings.Where(x => x == Leaving.Loop);
        if (leavings.Any()) return jump.Keyword + ";";
        if (!Frame.IsRound) throw ScriptSyntaxException.Of("unexpected", jump.Line, ("text", jump.Keyword));
        return jump.Keyword == "break" ? "return 1;" : "return;";
    }

    private string Leave(LeaveStmt leave)
    {
        var value = leave.Value is null ? null : Expression(leave.Value);
        if (leave.Keyword == "throw") return $"throw {value};";
        return Frame.IsRound ? $"return [{value ?? "void 0"}];" : value is null ? "return;" : $"return {value};";
    }

    private string Try(TryStmt attempt)
    {
        var text = "try " + BlockOf(attempt.Body.Body);
        if (attempt.Catch is { } handler)
        {
            if (attempt.Caught is null or NameExpr)
            {
                var name = attempt.Caught is NameExpr written ? Fresh(written.Name) : _prefix + "error";
                text += $" catch ({name}) " + BlockOf(handler.Body, () =>
                {
                    if (attempt.Caught is NameExpr caught) _scope.Declare(caught.Name, name);
                });
            }
            else
            {
                var error = _prefix + "error";
                text += In(new Scope(_scope, Frame), () =>
                {
                    foreach (var name in Patterns.Names(attempt.Caught)) _scope.Declare(name, Fresh(name));
                    var parts = new List<string>();
                    Assign(attempt.Caught, error, parts, declaring: true);
                    return $" catch ({error}) " + BlockOf(handler.Body, null, $"var {string.Join(", ", parts)};\n");
                });
            }
        }
        return attempt.Finally is { } last ? text + " finally " + BlockOf(last.Body) : text;
    }

    private string Switch(SwitchStmt choice)
    {
        var value = Expression(choice.Value);
        return In(new Scope(_scope, Frame), () =>
        {
            var all = choice.Cases.SelectMany(x => x.Body).ToList();
            DeclareBlock(all);
            var text = new StringBuilder();
            foreach (var function in all.OfType<FunctionStmt>())
                text.Append(CultureInfo.InvariantCulture, $"var {_scope.Find(function.Function.Name!).Written} = {Function(function.Function)};\n");
            text.Append(CultureInfo.InvariantCulture, $"switch ({value}) {{\n");
            Frame.Leavings.Push(Leaving.Switch);
            foreach (var (test, body) in choice.Cases)
            {
                text.Append(test is null ? "default:\n" : $"case {Expression(test)}:\n");
                foreach (var statement in body)
                    if (statement is not FunctionStmt) text.Append(Statement(statement)).Append('\n');
            }
            Frame.Leavings.Pop();
            return text.Append('}').ToString();
        });
    }
}
