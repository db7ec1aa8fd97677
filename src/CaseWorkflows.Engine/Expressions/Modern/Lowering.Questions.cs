namespace CaseWorkflows.Engine.Expressions.Modern;

// What a part of a script contains.
internal sealed partial class Lowering
{
    private bool MakesFunctions(Node? node)
    {
        if (node is null) return false;
        if (node is FunctionExpr) return true;
        if (_makesFunctions.TryGetValue(node, out var known)) return known;
        return _makesFunctions[node] = Parts(node).Any(MakesFunctions);
    }

    private static bool Has(Stmt? statement, Func<Stmt, bool> what) => statement is not null && (what(statement) || Inside(statement).Any(x => Has(x, what)));

    private static bool Changes(Node? node, string name) => node switch
    {
        null => false,
        AssignExpr assign when Patterns.Names(assign.Target).Contains(name) => true,
        UnaryExpr { Operator: "++" or "--", Operand: NameExpr operand } when operand.Name == name => true,
        _ => Parts(node).Any(x => Changes(x, name)),
    };

    private static IEnumerable<Node?> Parts(Node node) => node switch
    {
        Stmt statement => Inside(statement).Concat(Expressions(statement)),
        TemplateExpr template => template.Values,
        ArrayExpr array => array.Items,
        ObjectExpr json => json.Properties.SelectMany(x => new[] { x.Computed, x.Value }),
        SpreadExpr spread => [spread.Value],
        FunctionExpr function => function.Parameters.Concat<Node?>(function.Body),
        UnaryExpr unary => [unary.Operand],
        BinaryExpr binary => [binary.Left, binary.Right],
        AssignExpr assign => [assign.Target, assign.Value],
        ChoiceExpr choice => [choice.Condition, choice.Then, choice.Else],
        CallExpr call => call.Arguments.Prepend(call.Callee),
        NewExpr made => made.Arguments.Prepend(made.Callee),
        MemberExpr member => [member.Object, member.Computed],
        ListExpr list => list.Items,
        BracketExpr brackets => [brackets.Inner],
        _ => [],
    };

    private static IEnumerable<Node?> Expressions(Stmt statement) => statement switch
    {
        ExprStmt expression => [expression.Value],
        DeclareStmt declaration => declaration.Items.SelectMany(x => new[] { x.Target, x.Value }),
        FunctionStmt function => [function.Function],
        IfStmt choice => [choice.Condition],
        ForStmt loop => [loop.Condition, loop.Step],
        ForEachStmt loop => [loop.Target, loop.Over],
        WhileStmt loop => [loop.Condition],
        LeaveStmt leave => [leave.Value],
        TryStmt attempt => [attempt.Caught],
        SwitchStmt choice => choice.Cases.Select(x => x.Test).Prepend(choice.Value),
        _ => [],
    };
}
