using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Jint.Native;
using Jint.Native.RegExp;
using Jint.Parser;
using Jint.Parser.Ast;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>
/// Runs scripts in a closed room: no .NET, no files, no network; the clock is the trigger's instant; chance is the same in every
/// replay; time, statements, depth and size are limited.
/// </summary>
internal sealed partial class ScriptEngine(ScriptLimits limits, TimeZoneInfo zone)
{
    // Beyond this an ordinary stack might not do.
    private const int RoomyDepth = 300;

    // What is done before a script begins, which is not the script's to answer for.
    private const int OwnStatements = 20_000;

    // The interpreter notes values in the nodes it has run, so a parsed script is never shared between threads.
    [ThreadStatic]
    private static Program? _prelude;

    [ThreadStatic]
    private static Program? _newer;

    private static readonly Regex Newer = NewerNames();

    /// <summary>Runs a script and answers the value of its last expression, and the outcomes it chose.</summary>
    /// <exception cref="EvaluationException">The script is wrong, failed or reached a limit.</exception>
    public (JsonNode? Value, IReadOnlyList<string>? Outcomes) Run(string script, IExpressionScope scope)
    {
        if (string.IsNullOrWhiteSpace(script)) return (null, null);
        if (PlainScript.Of(script)?.TryRun(scope, out var plain) == true) return (plain, null);
        var putBack = scope.Remember();
        try
        {
            var program = Parsed(script);
            var calls = Functions().IsMatch(script) ? limits.Recursion : 1;
            return ScriptSource.Depth(program) * calls > RoomyDepth ? DeepStack.Run(() => Execute(program, script, scope)) : Execute(program, script, scope);
        }
        catch (EvaluationException)
        {
            putBack();
            throw;
        }
        catch (ParserException exception)
        {
            throw new EvaluationException(EvaluationException.Texts.Get("script-unreadable", ("detail", ScriptSource.Reason(exception))), exception);
        }
    }

    private (JsonNode? Value, IReadOnlyList<string>? Outcomes) Execute(Program program, string script, IExpressionScope scope)
    {
        if (ScriptGuard.MayGrow(script) && !DeepStack.IsHere) return DeepStack.Run(() => Execute(program, script, scope));
        try
        {
            Jint.Options? kept = null;
            var engine = new Jint.Engine(options => (kept = options)
                .Culture(CultureInfo.InvariantCulture)
                .LocalTimeZone(zone)
                .MaxStatements(OwnStatements)
                .TimeoutInterval(limits.Time)
                .LimitRecursion(limits.Recursion));
            var names = new ScriptNames(engine, new ScriptValues(engine, limits, zone), scope, script);
            Guard(engine, scope, script);
            names.Provide();
            kept!.MaxStatements(limits.Statements);
            engine.Execute(program);
            var value = names.Values.ToJson(engine.GetCompletionValue());
            names.WriteBack();
            return (value, names.Outcomes);
        }
        catch (JavaScriptException exception)
        {
            throw new EvaluationException(EvaluationException.Texts.Get("script-failed", ("detail", exception.Message)), exception);
        }
        catch (StatementsCountOverflowException exception)
        {
            throw new EvaluationException(EvaluationException.Texts.Get("script-statements", ("limit", limits.Statements)), exception);
        }
        catch (RecursionDepthOverflowException exception)
        {
            throw new EvaluationException(EvaluationException.Texts.Get("script-recursion", ("limit", limits.Recursion)), exception);
        }
        catch (Exception exception) when (exception is TimeoutException or RegexMatchTimeoutException)
        {
            throw new EvaluationException(EvaluationException.Texts.Get("script-time", ("limit", limits.Time.TotalSeconds)), exception);
        }
        catch (Exception exception) when (Inside(exception) is { } inner)
        {
            // Sorting wraps what the comparison that it was given throws.
            throw inner is EvaluationException known ? known : inner is StatementsCountOverflowException
                ? new EvaluationException(EvaluationException.Texts.Get("script-statements", ("limit", limits.Statements)), exception)
                : new EvaluationException(EvaluationException.Texts.Get("script-time", ("limit", limits.Time.TotalSeconds)), exception);
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw new EvaluationException(EvaluationException.Texts.Get("script-recursion", ("limit", limits.Recursion)), exception);
        }
        catch (Exception exception) when (exception is InvalidCastException or ArgumentException or InvalidOperationException or NullReferenceException
            or KeyNotFoundException or FormatException or OverflowException or NotImplementedException or NotSupportedException or IndexOutOfRangeException)
        {
            // The interpreter answers some misuse of its built-in functions with exceptions of its own language; to a flow they are the script's errors.
            throw new EvaluationException(EvaluationException.Texts.Get("script-failed", ("detail", exception.Message)), exception);
        }
    }

    private static Exception? Inside(Exception exception)
    {
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            if (inner is EvaluationException or StatementsCountOverflowException or TimeoutException or RegexMatchTimeoutException)
                return inner;
        return null;
    }

    private static Program Parsed(string script)
    {
        var program = ScriptSource.Parse(script);
        ScriptGuard.Refuse(program);
        ScriptGuard.PutIn(program);
        return program;
    }

    private static Program Own(string script)
    {
        var program = ScriptSource.Parse(script);
        ScriptGuard.PutIn(program);
        return program;
    }

    private void Guard(Jint.Engine engine, IExpressionScope scope, string script)
    {
        JsValue TooLarge() => throw EvaluationException.Of("value-too-large", ("size", limits.Size), ("depth", 50));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Add(ScriptGuard.Checked, args =>
        {
            if (GC.GetAllocatedBytesForCurrentThread() - before > limits.Memory) throw EvaluationException.Of("script-memory", ("limit", limits.Memory / 1024 / 1024));
            var value = args.At(0);
            if (value.IsString()) return value.AsString().Length > limits.Size ? TooLarge() : value;
            return value.IsArray() && TypeConverter.ToNumber(value.AsObject().Get("length")) > limits.Size ? TooLarge() : value;
        });
        Add(ScriptGuard.Deep, _ => RuntimeHelpers.TryEnsureSufficientExecutionStack() ? JsValue.Undefined : throw EvaluationException.Of("script-recursion", ("limit", limits.Recursion)));
        Add(ScriptGuard.Key, args => args.At(0) is var key && (key.IsNumber() || key.IsString()) && (TypeConverter.ToNumber(key) > limits.Size || key.IsString() && key.AsString() == "length") ? TooLarge() : args.At(0));
        Add("__depth", args => DepthOf(TypeConverter.ToString(args.At(0))) > 50 ? TooLarge() : JsValue.Undefined);
        // A replacement may quote the whole text around each match, and a look-ahead may capture the rest of it.
        Add("__spread", args => TypeConverter.ToString(args.At(1)) is var by && (by.Contains("$`", StringComparison.Ordinal) || by.Contains("$'", StringComparison.Ordinal) || TypeConverter.ToString(args.At(2)).Contains("(?", StringComparison.Ordinal))
            && Math.Pow(TypeConverter.ToNumber(args.At(0)), 2) * Math.Max(1, by.Length / 2) > limits.Size * 16d ? TooLarge() : JsValue.Undefined);
        Add(ScriptGuard.Length, args => TypeConverter.ToNumber(args.At(0)) > limits.Size ? TooLarge() : args.At(0));
        Add("__pattern", args =>
        {
            // A pattern can take for ever over a short text; .NET lets only a pattern made with a time limit be stopped.
            if (args.At(0).TryCast<RegExpInstance>() is { } pattern && pattern.Value.MatchTimeout == Regex.InfiniteMatchTimeout)
                pattern.Value = new Regex(pattern.Value.ToString(), pattern.Value.Options, limits.Time);
            return args.At(0);
        });
        Add("__sized", args =>
        {
            new ScriptValues(engine, limits, zone).ToJson(args.At(0));
            return args.At(0);
        });
        engine.Execute(_prelude ??= Own(Prelude));
        if (Newer.IsMatch(script)) engine.Execute(_newer ??= Own(NewerFunctions));
        engine.Invoke("__begin", (double)scope.Now.ToUnixTimeMilliseconds(), (double)(scope.Seed & 0x7fffffff));
        engine.SetValue("__begin", JsValue.Undefined);

        void Add(string name, Func<JsValue[], JsValue> function) =>
            engine.Global.FastAddProperty(name, new ClrFunctionInstance(engine, (_, args) => function(args)), false, false, false);
    }

    private static int DepthOf(string json)
    {
        var (depth, deepest, inText) = (0, 0, false);
        for (var i = 0; i < json.Length; i++)
            if (json[i] == '\\' && inText) i++;
            else if (json[i] == '"') inText = !inText;
            else if (inText) continue;
            else if (json[i] is '[' or '{') deepest = Math.Max(deepest, ++depth);
            else if (json[i] is ']' or '}') depth--;
        return deepest;
    }

    [GeneratedRegex(@"\b(includes|startsWith|endsWith|padStart|padEnd|repeat|find|findIndex|fill|assign|values|entries|isInteger|trunc|sign|from|of|flat|flatMap|at|findLast|fromEntries|isNaN|isFinite|isSafeInteger|parseInt|parseFloat|trimStart|trimEnd|replaceAll|cbrt|hypot|log2|log10|MAX_SAFE_INTEGER|MIN_SAFE_INTEGER|EPSILON|hasOwn|is)\b")]
    private static partial Regex NewerNames();

    // Only a script with functions of its own can call itself.
    [GeneratedRegex(@"function|=>|[,{]\s*(?!(?:if|for|while|switch)\b)[\w$\[\]""']+\s*\([^)]*\)\s*\{")]
    private static partial Regex Functions();
}
