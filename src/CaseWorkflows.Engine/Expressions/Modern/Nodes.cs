namespace CaseWorkflows.Engine.Expressions.Modern;

internal abstract record Node(int Line);

internal abstract record Expr(int Line) : Node(Line);

internal sealed record NameExpr(string Name, int Line) : Expr(Line);

/// <summary>A number, text or pattern, <c>this</c>, <c>null</c>, … as it stands.</summary>
internal sealed record PlainExpr(string Text, int Line) : Expr(Line);

internal sealed record TemplateExpr(IReadOnlyList<string> Pieces, IReadOnlyList<Expr> Values, int Line) : Expr(Line);

/// <summary>A null item is a hole.</summary>
internal sealed record ArrayExpr(IReadOnlyList<Expr?> Items, int Line) : Expr(Line);

internal sealed record ObjectExpr(IReadOnlyList<Property> Properties, int Line) : Expr(Line);

/// <summary>A property: <paramref name="Key"/> as written, or <paramref name="Computed"/>; neither for a spread.</summary>
internal sealed record Property(string? Key, Expr? Computed, Expr Value)
{
    /// <summary><c>{ a = 1 }</c>, which only a pattern can have.</summary>
    public bool OnlyInPattern { get; init; }

    /// <summary><c>get</c> or <c>set</c> for an accessor.</summary>
    public string? Accessor { get; init; }
}

internal sealed record SpreadExpr(Expr Value, int Line) : Expr(Line);

internal sealed record FunctionExpr(string? Name, IReadOnlyList<Expr> Parameters, IReadOnlyList<Stmt> Body, bool IsArrow, int Line) : Expr(Line);

internal sealed record UnaryExpr(string Operator, Expr Operand, bool IsPostfix, int Line) : Expr(Line);

internal sealed record BinaryExpr(string Operator, Expr Left, Expr Right, int Line) : Expr(Line);

internal sealed record AssignExpr(string Operator, Expr Target, Expr Value, int Line) : Expr(Line);

internal sealed record ChoiceExpr(Expr Condition, Expr Then, Expr Else, int Line) : Expr(Line);

internal sealed record CallExpr(Expr Callee, IReadOnlyList<Expr> Arguments, bool IsOptional, int Line) : Expr(Line);

internal sealed record NewExpr(Expr Callee, IReadOnlyList<Expr> Arguments, int Line) : Expr(Line);

/// <summary>A member by name (<paramref name="Key"/>) or by value (<paramref name="Computed"/>).</summary>
internal sealed record MemberExpr(Expr Object, string? Key, Expr? Computed, bool IsOptional, int Line) : Expr(Line);

internal sealed record ListExpr(IReadOnlyList<Expr> Items, int Line) : Expr(Line);

/// <summary>Brackets: they end an optional chain.</summary>
internal sealed record BracketExpr(Expr Inner, int Line) : Expr(Line);

internal abstract record Stmt(int Line) : Node(Line);

internal sealed record ExprStmt(Expr Value, int Line) : Stmt(Line);

/// <summary><paramref name="Kind"/> is var, let or const.</summary>
internal sealed record DeclareStmt(string Kind, IReadOnlyList<(Expr Target, Expr? Value)> Items, int Line) : Stmt(Line);

internal sealed record FunctionStmt(FunctionExpr Function, int Line) : Stmt(Line);

internal sealed record BlockStmt(IReadOnlyList<Stmt> Body, int Line) : Stmt(Line);

internal sealed record IfStmt(Expr Condition, Stmt Then, Stmt? Else, int Line) : Stmt(Line);

internal sealed record ForStmt(Stmt? Begin, Expr? Condition, Expr? Step, Stmt Body, int Line) : Stmt(Line);

/// <summary>for … in and for … of; <paramref name="Kind"/> is null where nothing is declared.</summary>
internal sealed record ForEachStmt(string? Kind, Expr Target, Expr Over, bool IsOf, Stmt Body, int Line) : Stmt(Line);

internal sealed record WhileStmt(Expr Condition, Stmt Body, bool IsDo, int Line) : Stmt(Line);

/// <summary>break and continue.</summary>
internal sealed record JumpStmt(string Keyword, string? Label, int Line) : Stmt(Line);

/// <summary>return and throw.</summary>
internal sealed record LeaveStmt(string Keyword, Expr? Value, int Line) : Stmt(Line);

internal sealed record TryStmt(BlockStmt Body, Expr? Caught, BlockStmt? Catch, BlockStmt? Finally, int Line) : Stmt(Line);

internal sealed record SwitchStmt(Expr Value, IReadOnlyList<(Expr? Test, IReadOnlyList<Stmt> Body)> Cases, int Line) : Stmt(Line);

internal sealed record LabelStmt(string Label, Stmt Body, int Line) : Stmt(Line);

internal sealed record EmptyStmt(int Line) : Stmt(Line);
