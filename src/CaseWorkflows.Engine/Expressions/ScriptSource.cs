using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Expressions.Modern;
using Jint.Parser;
using Jint.Parser.Ast;
using ScriptExpression = Jint.Parser.Ast.Expression;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>Parsing of scripts, and walks over what was parsed.</summary>
internal static partial class ScriptSource
{
    private const int MaxLength = 20_000;
    private const int MaxDepth = 250;
    private const int ShortScript = 150;

    private static readonly ConcurrentDictionary<Type, Part[]> PartsOf = new();

    private sealed record Part(Type Type, Func<object, object?> Get, Action<object, object?> Set);

    /// <summary>Parses a script; one that says <c>return</c> outside a function is taken as a function's body, as Elsa does.</summary>
    /// <exception cref="ParserException">The script can't be read.</exception>
    public static Program Parse(string script)
    {
        if (script.Length > MaxLength) throw new ParserException($"The script is longer than {MaxLength} characters");
        return script.Length <= ShortScript ? ParseHere(script) : DeepStack.Run(() => ParseHere(script));
    }

    /// <summary>Why a script can't be read: a text in both languages where there is one.</summary>
    public static object Reason(ParserException exception) => exception is ScriptSyntaxException { Text: var text } ? text : exception.Message;

    /// <summary>How many nodes stand inside each other at the most.</summary>
    public static int Depth(SyntaxNode node)
    {
        var deepest = 0;
        foreach (var part in Parts(node.GetType()))
            switch (part.Get(node))
            {
                case SyntaxNode child:
                    deepest = Math.Max(deepest, Depth(child));
                    break;
                case IEnumerable children and not string:
                    foreach (var child in children.OfType<SyntaxNode>()) deepest = Math.Max(deepest, Depth(child));
                    break;
            }
        return deepest + 1;
    }

    private static Program ParseHere(string script)
    {
        var program = ParseAny(script);
        if (Depth(program) > MaxDepth) throw new ParserException($"The script is nested more than {MaxDepth} levels deep");
        // The interpreter's parser lets it pass and the interpreter falls over it.
        if (Walk(program).Any(x => x is FunctionDeclaration { Id: null or { Name: null or "" } })) throw new ParserException("A function that is a statement needs a name");
        return program;
    }

    // Definitions made for Elsa may be written in the present language. Some of it the interpreter's parser lets pass and takes for something else.
    private static Program ParseAny(string script)
    {
        if (!MistakenForEs5().IsMatch(script))
            try
            {
                return ParseText(script);
            }
            catch (ParserException)
            {
                return ParseText(Lowering.ToEs5(script));
            }
        return ParseText(Lowering.ToEs5(script));
    }

    [GeneratedRegex(@"\b(let|const)\b|\\u\{|[\]}]\s*=(?!=)")]
    private static partial Regex MistakenForEs5();

    private static Program ParseText(string script)
    {
        try
        {
            return new JavaScriptParser().Parse(script);
        }
        catch (ParserException exception) when (exception.Message.Contains("return", StringComparison.OrdinalIgnoreCase))
        {
            return new JavaScriptParser().Parse($"(function () {{{script}\n}})()");
        }
    }

    /// <summary>Every node under <paramref name="node"/>, itself included.</summary>
    public static IEnumerable<SyntaxNode> Walk(SyntaxNode node)
    {
        yield return node;
        foreach (var part in Parts(node.GetType()))
            switch (part.Get(node))
            {
                case SyntaxNode child:
                    foreach (var below in Walk(child)) yield return below;
                    break;
                case IEnumerable children and not string:
                    foreach (var child in children.OfType<SyntaxNode>())
                        foreach (var below in Walk(child)) yield return below;
                    break;
            }
    }

    /// <summary>Replaces expressions in place, innermost first.</summary>
    public static void Rewrite(SyntaxNode node, Func<ScriptExpression, ScriptExpression> replace)
    {
        foreach (var part in Parts(node.GetType()))
            switch (part.Get(node))
            {
                case ScriptExpression child:
                    Rewrite(child, replace);
                    if (part.Type.IsAssignableFrom(typeof(CallExpression))) part.Set(node, replace(child));
                    break;
                case SyntaxNode child:
                    Rewrite(child, replace);
                    break;
                case IEnumerable<ScriptExpression> children:
                    var rewritten = children.ToList();
                    for (var i = 0; i < rewritten.Count; i++)
                    {
                        if (rewritten[i] is null) continue;
                        Rewrite(rewritten[i], replace);
                        rewritten[i] = replace(rewritten[i]);
                    }
                    if (part.Type.IsAssignableFrom(typeof(List<ScriptExpression>))) part.Set(node, rewritten);
                    break;
                case IEnumerable children and not string:
                    foreach (var child in children.OfType<SyntaxNode>()) Rewrite(child, replace);
                    break;
            }
    }

    // Declarations are listed a second time on the scope they belong to; following that list would visit them twice.
    private static Part[] Parts(Type type) => PartsOf.GetOrAdd(type, static t =>
    [
        .. t.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => new Part(f.FieldType, f.GetValue, f.SetValue)),
        .. t.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.Name is not ("FunctionDeclarations" or "VariableDeclarations") && p is { CanRead: true, CanWrite: true } && p.GetIndexParameters().Length == 0)
            .Select(p => new Part(p.PropertyType, p.GetValue, p.SetValue)),
    ]);
}
