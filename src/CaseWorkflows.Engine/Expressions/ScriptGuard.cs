using System.Text.RegularExpressions;
using Jint.Parser;
using Jint.Parser.Ast;
using ScriptExpression = Jint.Parser.Ast.Expression;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>
/// Rewrites a parsed script so that nothing in it gets past the limits: the interpreter counts statements, but one call of a built-in function
/// can fill the memory, run for ever or use up the stack.
/// </summary>
internal static partial class ScriptGuard
{
    /// <summary>Looks at a result: texts and arrays that are too large, and the memory used so far.</summary>
    public const string Checked = "__checked";

    /// <summary>Looks at the stack at the beginning of every function: callbacks from built-in functions are not counted as recursion.</summary>
    public const string Deep = "__deep";

    /// <summary>Looks at the length that an array is given.</summary>
    public const string Length = "__length";

    /// <summary>Looks at the place in an array that is written to.</summary>
    public const string Key = "__key";

    private static readonly HashSet<string> Reserved = [Checked, Deep, Length, Key, "__pattern", "__sized", "__depth", "__spread", "__begin"];

    /// <summary>Whether a script can build up structures on which the interpreter recurses.</summary>
    public static bool MayGrow(string script) => Growing().IsMatch(script);

    /// <summary>Refuses what would get round the guards.</summary>
    /// <exception cref="ParserException">A guard's name, a <c>with</c>, or a length that is written in another way than by assignment.</exception>
    public static void Refuse(Program program)
    {
        foreach (var node in ScriptSource.Walk(program))
            switch (node)
            {
                case Identifier { Name: { } name } when Reserved.Contains(name):
                    throw new ParserException($"The name {name} is reserved");
                case WithStatement:
                    throw new ParserException("'with' can't be used here");
                case ForInStatement { Left: MemberExpression }:
                    throw new ParserException("A for-in loop needs a variable of its own");
                case AssignmentExpression { Left: MemberExpression { Computed: false, Property: Identifier { Name: "length" } }, Operator: not AssignmentOperator.Assign }:
                    throw new ParserException("A length can only be set with =");
            }
    }

    /// <summary>Puts the guards in.</summary>
    public static void PutIn(Program program)
    {
        foreach (var node in ScriptSource.Walk(program).ToList())
            switch (node)
            {
                case FunctionDeclaration { Body: BlockStatement body }:
                    body.Body = [AtTheBeginning(body), .. body.Body];
                    break;
                case FunctionExpression { Body: BlockStatement body }:
                    body.Body = [AtTheBeginning(body), .. body.Body];
                    break;
                case AssignmentExpression { Left: MemberExpression { Computed: false, Property: Identifier { Name: "length" } }, Operator: AssignmentOperator.Assign } assignment:
                    assignment.Right = Call(Length, assignment.Right);
                    break;
                case AssignmentExpression { Left: MemberExpression { Computed: true } member }:
                    member.Property = Call(Key, member.Property);
                    break;
            }
        ScriptSource.Rewrite(program, Check);
    }

    private static ScriptExpression Check(ScriptExpression expression) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.Plus } or AssignmentExpression { Operator: AssignmentOperator.PlusAssign } or NewExpression => Call(Checked, expression),
        CallExpression { Callee: Identifier { Name: Checked or Length or Key or Deep } } => expression,
        CallExpression => Call(Checked, expression),
        _ => expression,
    };

    private static ExpressionStatement AtTheBeginning(BlockStatement body) =>
        new() { Type = SyntaxNodes.ExpressionStatement, Location = body.Location, Range = body.Range, Expression = Call(Deep, body) };

    private static CallExpression Call(string guard, SyntaxNode at) => new()
    {
        Type = SyntaxNodes.CallExpression,
        Location = at.Location,
        Range = at.Range,
        Callee = new Identifier { Type = SyntaxNodes.Identifier, Name = guard },
        Arguments = at is ScriptExpression expression ? [expression] : [],
        CanBeCached = false,
    };

    [GeneratedRegex(@"\b(function|while|for|do)\b|=>")]
    private static partial Regex Growing();
}
