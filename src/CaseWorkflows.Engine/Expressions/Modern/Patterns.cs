namespace CaseWorkflows.Engine.Expressions.Modern;

/// <summary>What may stand to the left of an assignment.</summary>
internal static class Patterns
{
    /// <summary>A name, a member or a pattern of them.</summary>
    public static Expr Check(Expr target)
    {
        switch (target)
        {
            case ArrayExpr array:
                for (var i = 0; i < array.Items.Count; i++)
                    switch (array.Items[i])
                    {
                        case null:
                            break;
                        case SpreadExpr rest when i == array.Items.Count - 1:
                            Check(rest.Value);
                            break;
                        case var item:
                            CheckWithDefault(item);
                            break;
                    }
                return target;
            case ObjectExpr pattern:
                foreach (var property in pattern.Properties)
                    if (property.Accessor is not null || property.Value is FunctionExpr) throw Wrong(target);
                    else CheckWithDefault(property.Value);
                return target;
            default:
                return CheckSimple(target);
        }
    }

    public static Expr CheckSimple(Expr target) => target switch
    {
        BracketExpr brackets => CheckSimple(brackets.Inner),
        NameExpr => target,
        MemberExpr member when !IsOptional(member) => target,
        _ => throw Wrong(target),
    };

    public static void CheckParameters(IReadOnlyList<Expr> parameters)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i] is SpreadExpr rest && i == parameters.Count - 1) Check(rest.Value);
            else CheckWithDefault(parameters[i]);
        }
        if (parameters.Any(x => x is MemberExpr or BracketExpr)) throw Wrong(parameters[0]);
    }

    /// <summary>The target and its default.</summary>
    public static (Expr Target, Expr? Default) Split(Expr item) =>
        item is AssignExpr { Operator: "=" } withDefault ? (withDefault.Target, withDefault.Value) : (item, null);

    /// <summary>The names that a pattern brings into being.</summary>
    public static IEnumerable<string> Names(Expr target) => target switch
    {
        NameExpr name => [name.Name],
        AssignExpr withDefault => Names(withDefault.Target),
        SpreadExpr rest => Names(rest.Value),
        ArrayExpr array => array.Items.OfType<Expr>().SelectMany(Names),
        ObjectExpr pattern => pattern.Properties.SelectMany(x => Names(x.Value)),
        _ => [],
    };

    public static bool IsOptional(Expr expression) => expression switch
    {
        MemberExpr member => member.IsOptional || IsOptional(member.Object),
        CallExpr call => call.IsOptional || IsOptional(call.Callee),
        _ => false,
    };

    private static void CheckWithDefault(Expr item) => Check(Split(item).Target);

    private static ScriptSyntaxException Wrong(Expr target) => ScriptSyntaxException.Of("target", target.Line);
}
