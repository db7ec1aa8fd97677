namespace CaseWorkflows.Engine.Expressions.Modern;

internal sealed partial class Lowering
{
    private string Expression(Expr expression)
    {
        switch (expression)
        {
            case PlainExpr { Text: "this" }:
                var owner = Frame.OwnerOfThis;
                if (owner == Frame) return "this";
                owner.KeepsThis = true;
                return _prefix + "this";
            case PlainExpr plain:
                return plain.Text;
            case NameExpr { Name: "arguments" } when Frame.OwnerOfThis != Frame && Frame.OwnerOfThis.Outer is not null:
                Frame.OwnerOfThis.KeepsArguments = true;
                return _prefix + "arguments";
            case NameExpr name:
                return _scope.Find(name.Name).Written;
            case BracketExpr brackets:
                return $"({Expression(brackets.Inner)})";
            case ListExpr list:
                return $"({string.Join(", ", list.Items.Select(Expression))})";
            case TemplateExpr template:
                return $"({template.Pieces[0]}{string.Concat(template.Values.Select((x, i) => $" + String({Expression(x)}) + {template.Pieces[i + 1]}"))})";
            case ArrayExpr array:
                return Array(array);
            case ObjectExpr json:
                return Object(json);
            case FunctionExpr function:
                return $"({Function(function)})";
            case UnaryExpr unary:
                return Unary(unary);
            case BinaryExpr binary:
                return Binary(binary);
            case AssignExpr assign:
                return Assignment(assign);
            case ChoiceExpr choice:
                return $"({Expression(choice.Condition)} ? {Expression(choice.Then)} : {Expression(choice.Else)})";
            case NewExpr made when made.Arguments.Any(x => x is SpreadExpr):
                return $"{Helper("make")}({Expression(made.Callee)}, {Items(made.Arguments)})";
            case NewExpr made:
                return $"new ({Expression(made.Callee)})({string.Join(", ", made.Arguments.Select(Expression))})";
            case MemberExpr or CallExpr:
                var (guard, text) = Chain(expression);
                return guard.Length == 0 ? text : $"({guard} ? void 0 : {text})";
            case SpreadExpr:
                throw ScriptSyntaxException.Of("unexpected", expression.Line, ("text", "..."));
            default:
                throw new InvalidOperationException(expression.GetType().Name);
        }
    }

    // An optional link guards everything to its right.
    private (string Guard, string Text) Chain(Expr expression)
    {
        switch (expression)
        {
            case MemberExpr member:
                var (guard, holder) = Chain(member.Object);
                if (member.IsOptional)
                {
                    var kept = Temporary();
                    guard = Guarded(guard, kept, holder);
                    holder = kept;
                }
                return (guard, Member(holder, member));
            case CallExpr { IsOptional: false, Callee: MemberExpr { IsOptional: false } method } call when call.Arguments.Any(x => x is SpreadExpr):
                var (before, of) = Chain(method.Object);
                return (before, $"{Helper("call")}({of}, {Key(method)}, {Items(call.Arguments)})");
            case CallExpr { IsOptional: true, Callee: MemberExpr method } call:
                var (guardOf, self) = Chain(method.Object);
                var (target, function) = (Temporary(), Temporary());
                if (method.IsOptional) guardOf = Guarded(guardOf, target, self);
                else self = $"({target} = {self})";
                guardOf = Guarded(guardOf, function, Member(method.IsOptional ? target : self, method));
                return (guardOf, call.Arguments.Any(x => x is SpreadExpr)
                    ? $"{function}.apply({target}, {Items(call.Arguments)})"
                    : $"{function}.call({string.Join(", ", call.Arguments.Select(Expression).Prepend(target))})");
            case CallExpr call:
                var (guardBefore, callee) = Chain(call.Callee);
                if (call.IsOptional)
                {
                    var kept = Temporary();
                    guardBefore = Guarded(guardBefore, kept, callee);
                    callee = kept;
                }
                else if (call.Callee is MemberExpr { IsOptional: true } && call.Arguments.Any(x => x is SpreadExpr))
                {
                    throw Unsupported("?.x(...y)", call.Line);
                }
                return (guardBefore, call.Arguments.Any(x => x is SpreadExpr)
                    ? $"{callee}.apply(void 0, {Items(call.Arguments)})"
                    : $"{callee}({string.Join(", ", call.Arguments.Select(Expression))})");
            case PlainExpr { Text: not "this" } plain when char.IsAsciiDigit(plain.Text[0]):
                return ("", $"({plain.Text})");
            default:
                return ("", Expression(expression));
        }
    }

    private static string Guarded(string guard, string kept, string value) =>
        (guard.Length == 0 ? "" : guard + " || ") + $"({kept} = {value}) === null || {kept} === void 0";

    private string Member(string holder, MemberExpr member) => member.Computed is null ? $"{holder}.{member.Key}" : $"{holder}[{Expression(member.Computed)}]";

    private string Key(MemberExpr member) => member.Computed is null ? $"\"{member.Key}\"" : Expression(member.Computed);

    private string Function(FunctionExpr function)
    {
        var frame = new Frame(Frame, function.IsArrow);
        var scope = new Scope(_scope, frame);
        return In(scope, () =>
        {
            if (function.Name is { } own) _scope.Declare(own, own);
            if (!function.IsArrow) _scope.Declare("arguments", "arguments");
            foreach (var name in function.Parameters.SelectMany(Patterns.Names)) _scope.Declare(name, name);
            DeclareFunctionLevel(function.Body);
            var parameters = new List<string>();
            var prologue = new List<string>();
            for (var i = 0; i < function.Parameters.Count; i++)
            {
                switch (function.Parameters[i])
                {
                    case NameExpr simple:
                        parameters.Add(simple.Name);
                        break;
                    case SpreadExpr rest:
                        Assign(rest.Value, $"[].slice.call(arguments, {i})", prologue, declaring: true);
                        break;
                    case var pattern:
                        var parameter = $"{_prefix}p{i}";
                        parameters.Add(parameter);
                        Assign(pattern, parameter, prologue, declaring: true);
                        break;
                }
            }
            var body = Statements(function.Body);
            var opening = Opening(frame, _prefix) + (prologue.Count == 0 ? "" : $"var {string.Join(", ", prologue)};\n");
            return $"function {function.Name}({string.Join(", ", parameters)}) {{\n{opening}{body}}}";
        });
    }

    private string Array(ArrayExpr array) => array.Items.Any(x => x is SpreadExpr)
        ? Items(array.Items)
        : $"[{string.Join(", ", array.Items.Select(x => x is null ? "" : Expression(x)))}{(array.Items is [.., null] ? "," : "")}]";

    // A list with spreads in it: the parts, one after the other.
    private string Items(IReadOnlyList<Expr?> items)
    {
        var parts = new List<string>();
        var plain = new List<string>();
        foreach (var item in items)
        {
            if (item is not SpreadExpr spread)
            {
                plain.Add(item is null ? "void 0" : Expression(item));
                continue;
            }
            if (plain.Count > 0) parts.Add($"[{string.Join(", ", plain)}]");
            plain.Clear();
            parts.Add($"{Helper("list")}({Expression(spread.Value)})");
        }
        if (plain.Count > 0) parts.Add($"[{string.Join(", ", plain)}]");
        return $"[].concat({string.Join(", ", parts)})";
    }

    private string Object(ObjectExpr json)
    {
        if (json.Properties.FirstOrDefault(x => x.OnlyInPattern) is not null) throw ScriptSyntaxException.Of("unexpected", json.Line, ("text", "="));
        if (json.Properties.All(x => x.Key is not null)) return $"({{{string.Join(", ", json.Properties.Select(Property))}}})";
        if (json.Properties.Any(x => x.Accessor is not null)) throw Unsupported("get/set + ...", json.Line);
        var parts = new List<string>();
        var plain = new List<string>();
        foreach (var property in json.Properties)
        {
            if (property.Key is not null)
            {
                plain.Add(Property(property));
                continue;
            }
            if (plain.Count > 0) parts.Add($"{{{string.Join(", ", plain)}}}");
            plain.Clear();
            parts.Add(property.Computed is null ? Expression(property.Value) : $"{Helper("pair")}({Expression(property.Computed)}, {Expression(property.Value)})");
        }
        if (plain.Count > 0) parts.Add($"{{{string.Join(", ", plain)}}}");
        return $"{Helper("copy")}({{}}, {string.Join(", ", parts)})";
    }

    private string Property(Property property) => property.Accessor is { } accessor
        ? $"{accessor} {property.Key}{Function((FunctionExpr)property.Value)["function ".Length..]}"
        : $"{property.Key}: {Expression(property.Value)}";

    private string Unary(UnaryExpr unary)
    {
        if (unary.Operator is "++" or "--")
        {
            if (unary.Operand is NameExpr name && _scope.Find(name.Name).IsConstant) return $"{Helper("constant")}()";
            var target = Expression(unary.Operand);
            return unary.IsPostfix ? $"({target}{unary.Operator})" : $"({unary.Operator}{target})";
        }
        if (unary.Operator == "delete" && Patterns.IsOptional(unary.Operand)) throw Unsupported("delete ?.", unary.Line);
        return $"({unary.Operator} {Expression(unary.Operand)})";
    }

    private string Binary(BinaryExpr binary)
    {
        var left = Expression(binary.Left);
        switch (binary.Operator)
        {
            case "**":
                return $"Math.pow({left}, {Expression(binary.Right)})";
            case "??":
                var kept = Temporary();
                return $"(({kept} = {left}) !== null && {kept} !== void 0 ? {kept} : {Expression(binary.Right)})";
            default:
                return $"({left} {binary.Operator} {Expression(binary.Right)})";
        }
    }

    private string Assignment(AssignExpr assign)
    {
        var target = assign.Target is BracketExpr brackets ? brackets.Inner : assign.Target;
        if (target is ArrayExpr or ObjectExpr)
        {
            var value = Temporary();
            var parts = new List<string> { $"{value} = {Expression(assign.Value)}" };
            Assign(target, value, parts, declaring: false);
            return $"({string.Join(", ", parts)}, {value})";
        }
        if (Patterns.Names(target).Any(x => _scope.Find(x).IsConstant)) return $"{Helper("constant")}({Expression(assign.Value)})";
        if (assign.Operator is not ("??=" or "||=" or "&&=" or "**=")) return $"({Expression(target)} {assign.Operator} {Expression(assign.Value)})";
        var opening = "";
        var read = target is NameExpr ? Expression(target) : "";
        if (target is MemberExpr member)
        {
            var holder = Temporary();
            opening = $"{holder} = {Expression(member.Object)}, ";
            read = $"{holder}.{member.Key}";
            if (member.Computed is not null)
            {
                var key = Temporary();
                opening += $"{key} = {Expression(member.Computed)}, ";
                read = $"{holder}[{key}]";
            }
        }
        var write = $"({read} = {(assign.Operator == "**=" ? $"Math.pow({read}, {Expression(assign.Value)})" : Expression(assign.Value))})";
        return assign.Operator switch
        {
            "**=" => $"({opening}{write})",
            "??=" => $"({opening}{read} === null || {read} === void 0 ? {write} : {read})",
            var both => $"({opening}{read} {both[..2]} {write})",
        };
    }

    // Takes a value apart; each part is one assignment.
    private void Assign(Expr target, string value, List<string> parts, bool declaring)
    {
        switch (target)
        {
            case BracketExpr brackets:
                Assign(brackets.Inner, value, parts, declaring);
                break;
            case AssignExpr { Operator: "=" } withDefault:
                var given = Temporary();
                Assign(withDefault.Target, $"({given} = {value}) === void 0 ? {Expression(withDefault.Value)} : {given}", parts, declaring);
                break;
            case NameExpr name when !declaring && _scope.Find(name.Name).IsConstant:
                parts.Add($"{Helper("constant")}({value})");
                break;
            case NameExpr name:
                parts.Add($"{_scope.Find(name.Name).Written} = {value}");
                break;
            case MemberExpr member:
                parts.Add($"{Expression(member)} = {value}");
                break;
            case ArrayExpr array:
                var list = Kept($"{Helper("list")}({value})", parts, declaring);
                for (var i = 0; i < array.Items.Count; i++)
                {
                    if (array.Items[i] is SpreadExpr rest) Assign(rest.Value, $"{list}.slice({i})", parts, declaring);
                    else if (array.Items[i] is { } item) Assign(item, $"{list}[{i}]", parts, declaring);
                }
                break;
            case ObjectExpr json:
                var source = Kept(value, parts, declaring);
                var taken = new List<string>();
                foreach (var property in json.Properties)
                {
                    if (property is { Key: null, Computed: null })
                    {
                        Assign(property.Value, $"{Helper("rest")}({source}, [{string.Join(", ", taken)}])", parts, declaring);
                        continue;
                    }
                    if (property.Computed is { } computed)
                    {
                        var key = Kept(Expression(computed), parts, declaring);
                        taken.Add($"String({key})");
                        Assign(property.Value, $"{source}[{key}]", parts, declaring);
                        continue;
                    }
                    var written = property.Key!;
                    var quoted = char.IsLetter(written[0]) || written[0] is '_' or '$' ? $"\"{written}\"" : written;
                    taken.Add($"String({quoted})");
                    Assign(property.Value, $"{source}[{quoted}]", parts, declaring);
                }
                break;
            default:
                throw ScriptSyntaxException.Of("target", target.Line);
        }
    }

    // In a declaration the part is a declarator, so the value is kept in a variable that it declares.
    private string Kept(string value, List<string> parts, bool declaring)
    {
        var name = Temporary();
        if (declaring) Frame.Hoisted.Remove(name);
        if (declaring && Frame.IsRound) Frame.Hoisted.Add(name);
        parts.Add($"{name} = {value}");
        return name;
    }
}
