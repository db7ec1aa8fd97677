using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Expressions;
using Xunit.Abstractions;

namespace CaseWorkflows.Tests.Engine.Fuzz;

/// <summary>Runs while no other test does: what is measured is the whole process's.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>Scripts that want to hang, to fill the memory, to end the process or to get out: each ends in a refusal or does no harm.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class HostileScriptTests(ITestOutputHelper output)
{
    // Far above what one script may take; far below what would hurt a server.
    private const long MostBytes = 900L * 1024 * 1024;

    private static readonly ScriptLimits Tight = new() { Statements = 800, Size = 20_000, Time = TimeSpan.FromMilliseconds(100), Memory = 64 * 1024 * 1024 };

    /// <summary>Each with every kind of wrapping below makes more than two thousand.</summary>
    private static IEnumerable<string> Kernels()
    {
        foreach (var loop in new[] { "while (true) {$}", "for (;;) {$}", "do {$} while (1);", "a: for (;;) { for (;;) { $; continue a; } }", "for (var i = 0; i < 1e12; i++) {$}", "for (var k = 0; k >= 0; k--) {$}" })
            foreach (var inside in new[] { "", "x = 1", "s = s + s", "s += s + 'x'", "list.push(list)", "list.push(s)", "list = list.concat(list, [1])", "o = Object.create(o)", "o = { o: o }", "list = [list]", "s = s.replace(/x/g, 'xx')", "s = s.split('').join('yy')", "new Date()", "/(x+x+)+y/.test(s)", "f = f.bind(null)" })
                yield return "var s = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', x, list = [1], o = {}, f = function () {}; " + loop.Replace("$", inside, StringComparison.Ordinal);
        foreach (var size in new[] { "1e5", "1e7", "1e9", "4294967295", "1e308", "-1", "NaN", "Infinity" })
            foreach (var use in new[]
            {
                "new Array($)", "Array($)", "var a = []; a.length = $; a", "var a = []; a['len' + 'gth'] = $; a.length = 0", "var a = []; a[$] = 1; a.sort()", "var a = []; a.length = $; a.length = 0", "[].slice.call({ length: $ })",
                "Array.prototype.join.call({ length: $ }, 'x')", "Array.prototype.reverse.call({ length: $ })", "Array.prototype.sort.call({ length: $ })", "Array.prototype.push.call({ length: $ }, 1)", "Array.prototype.splice.call({ length: $ }, 0, $)",
                "Math.max.apply(null, { length: $ })", "String.fromCharCode.apply(null, { length: $ })", "'x'.repeat($)", "'x'.padStart($)", "'x'.padEnd($, 'ab')", "new Array($).join('x')", "var a = []; Object.defineProperty(a, 'length', { value: $ }); a.shift()",
                "var a = []; Object.defineProperty(a, $, { value: 1 }); a.toString()", "var a = []; Object.defineProperties(a, { length: { value: $ } }); a", "(1.5).toFixed($)", "(255).toString($)", "new Date($).toISOString()", "new Date($, $, $)", "Date.UTC($, $)", "'x'.substr($, $)", "'abc'.slice($)",
                "parseInt('9', $)", "[1, 2].slice($, $)", "[1, 2].indexOf(1, $)", "var a = [1]; a.length += $", "var a = []; for (a.length in { '$': 1 }); a.pop()", "stringToBase64(new Array($).join('x'))", "toJson(new Array($))", "JSON.stringify({ a: new Array($) })", "setVariable('x', new Array($))", "[].concat(new Array($), new Array($))",
            })
                yield return use.Replace("$", size, StringComparison.Ordinal);
        foreach (var hook in new[] { "toString", "valueOf", "toJSON" })
            foreach (var use in new[] { "'' + o", "o + 1", "o == 1", "String(o)", "[o].join()", "JSON.stringify(o)", "toJson(o)", "setVariable('x', o)", "[o, o].sort()", "({})[o]", "isNaN(o)", "parseInt(o)", "'x'.replace('x', o)", "new Date(o)", "o" })
                yield return $"var o = {{}}; o.{hook} = function () {{ return {use}; }}; {use}";
        foreach (var call in new[] { "f()", "f.call(this)", "f.apply(this, [])", "[1].forEach(f)", "[1].map(f)", "[1, 2].reduce(f)", "[2, 1].sort(f)", "'x'.replace('x', f)", "JSON.parse('[1]', f)", "JSON.stringify([1], f)", "f.bind(1)()", "new f()", "[1].filter(f).some(f)", "(g = f, g())" })
            yield return $"var g; var f = function () {{ return {call}; }}; f()";
        foreach (var times in new[] { 10, 100, 1_000, 5_000, 9_000 })
            foreach (var (open, core, close) in new[] { ("[", "1", "]"), ("(", "1", ")"), ("{", "", "}"), ("-", "1", ""), ("!", "1", ""), ("f(", "1", ")"), ("a[", "0", "]"), ("'x'+", "1", ""), ("function(){return ", "1", "}"), ("x?", "1", ":2"), ("if(1)", "1", ""), ("a.b.", "c", "") })
                yield return string.Concat(Enumerable.Repeat(open, times)) + core + string.Concat(Enumerable.Repeat(close, times));
        foreach (var depth in new[] { 20, 60, 1_000, 15_000 })
        {
            yield return $"JSON.parse(new Array({depth}).join('[') + new Array({depth}).join(']'))";
            yield return $"JSON.parse(new Array({depth}).join('{{\"a\":') + '1' + new Array({depth}).join('}}'))";
            yield return $"var a = []; for (var i = 0; i < {depth}; i++) a = [a]; String(a)";
            yield return $"var a = []; for (var i = 0; i < {depth}; i++) a = [a]; a.toLocaleString()";
            yield return $"var o = {{}}; for (var i = 0; i < {depth}; i++) o = Object.create(o); o.x";
            yield return $"var f = function () {{ return 1; }}; for (var i = 0; i < {depth}; i++) f = f.bind(null); f()";
            yield return $"new RegExp(new Array({depth}).join('(') + 'a' + new Array({depth}).join(')'))";
            yield return $"new RegExp(new Array({depth}).join('(a|')).test('a')";
        }
        foreach (var pattern in new[] { "(a+)+$", "(a|a)*b", "(.*)*x", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?=(.*))", "(x+x+)+y", "(.+)+\\\\d" })
            foreach (var use in new[] { "new RegExp('$').test(s)", "new RegExp('$').exec(s)", "s.match('$')", "s.match(new RegExp('$', 'g'))", "s.replace(new RegExp('$', 'g'), \"$1$1$`$'\")", "s.search('$')", "s.split(new RegExp('$'))", "s.replace(new RegExp('$', 'g'), function (x) { return x + x; })" })
                yield return "var s = new Array(2000).join('a') + '!'; " + use.Replace("$'", "\u0001", StringComparison.Ordinal).Replace("'$", "'" + pattern, StringComparison.Ordinal).Replace("\u0001", use.Contains("$`", StringComparison.Ordinal) ? "$'" : pattern + "'", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Wrappings(string kernel)
    {
        yield return kernel;
        yield return $"(function () {{ {kernel} }})()";
        yield return $"try {{ {kernel} }} catch (e) {{ setVariable('x', 1); }} finally {{ 2; }}";
        yield return $"var h = {{ get x() {{ {kernel} }} }}; h.x";
        yield return $"[3, 1, 2].sort(function () {{ {kernel} }})";
    }

    [Fact]
    public void More_than_two_thousand_hostile_scripts_end_in_a_refusal_or_do_no_harm()
    {
        var scripts = Kernels().SelectMany(Wrappings).ToList();
        Assert.True(scripts.Count >= 2_000, $"{scripts.Count}");
        var (refused, harmless) = (0, 0);
        foreach (var (script, index) in scripts.Select((x, i) => (x, i)))
            if (Run(script, Tight) is null) harmless++;
            else refused++;
        output.WriteLine($"{scripts.Count} scripts: {refused} refused, {harmless} harmless");
        Assert.True(refused > scripts.Count / 3);
    }

    [Theory]
    [InlineData("while (true) {}", "statements")]
    [InlineData("(function f() { f(); })()", "levels deep")]
    [InlineData("(function () { var o = { toString: function () { return '' + o; } }; return '' + o; })()", "statements")]
    [InlineData("var s = 'x'; for (var i = 0; i < 40; i++) s = s + s; s", "too large")]
    [InlineData("var s = 'x', a = []; for (var i = 0; i < 17; i++) s = s + s; for (i = 0; i < 9000; i++) a.push(s + i); 1", "memory")]
    [InlineData("/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "seconds")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.match('^(a+)+$')", "seconds")]
    [InlineData("[2, 1].sort(function () { while (true) {} })", "statements")]
    [InlineData("Function.prototype.apply = function () { taken = this; }; [1].sort(); typeof taken", null)]
    [InlineData("(function () { var __checked = function (x) { return x; }; })()", "reserved")]
    [InlineData("with ({ a: 1 }) { a; }", "with")]
    [InlineData("__begin(0, 1)", "reserved")]
    public void A_limit_that_is_reached_is_named(string script, string? says)
    {
        // Only what is stopped by nothing else may take as long as it likes on a busy machine.
        var refusal = Run(script, new ScriptLimits { Time = TimeSpan.FromSeconds(says == "seconds" ? 1 : 60) });
        if (says is null) Assert.Null(refusal);
        else Assert.Contains(says, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(function () {}).constructor('return 1')()")]
    [InlineData("[].constructor.constructor('return this')()")]
    [InlineData("getVariable.constructor('return 1')()")]
    [InlineData("Date.constructor('return 1')()")]
    [InlineData("new Function('return 1')()")]
    [InlineData("eval('1')")]
    [InlineData("(0, eval)('1')")]
    [InlineData("importNamespace('System.IO')")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("clr.System")]
    [InlineData("getVariable.GetType()")]
    [InlineData("getVariable.Method.Module.Assembly")]
    [InlineData("''.GetType().Assembly")]
    [InlineData("this.System.Diagnostics.Process.Start('sh')")]
    [InlineData("require('fs')")]
    [InlineData("process.exit()")]
    [InlineData("Object.getPrototypeOf(function () {}).constructor('return 1')()")]
    [InlineData("(function () { return arguments.callee.caller.constructor('return 1')(); })()")]
    public void Nothing_leads_out_of_the_room(string script) => Assert.NotNull(Run(script, new ScriptLimits()));

    [Fact]
    public void What_one_script_does_to_the_room_the_next_one_does_not_see()
    {
        var engine = Engine(new ScriptLimits());
        foreach (var spoil in new[]
        {
            "Object.prototype.evil = 1", "Array.prototype.join = function () { return 'evil'; }", "String.prototype.trim = null", "JSON.parse = null", "Math.random = function () { return 7; }", "Date = null",
            "getVariable = null", "leak = 1", "({}).__proto__.evil = 1", "Array.prototype.push = function () {}", "Object.defineProperty(Object.prototype, 'evil', { value: 1 })", "undefined = 1; NaN = 1",
        })
        {
            Try(engine, spoil);
            Assert.Equal("\"a-b,undefined,undefined,x,1,true\"", engine.Run("['a', 'b'].join('-') + ',' + ({}).evil + ',' + typeof leak + ',' + ' x '.trim() + ',' + JSON.parse('1') + ',' + (Math.random() < 1 && new Date() !== null && [].push(1) === 1)", new Scope()).Value!.ToJsonString());
        }
    }

    [Fact]
    public void The_same_script_gives_the_same_in_every_run()
    {
        var engine = Engine(new ScriptLimits());
        const string Script = "new Date().getTime() + ':' + Date.now() + ':' + Math.random() + ':' + newGuid() + ':' + new Date(2026, 1, 1).getTime()";
        Assert.Equal(engine.Run(Script, new Scope()).Value!.ToJsonString(), engine.Run(Script, new Scope()).Value!.ToJsonString());
    }

    [Fact]
    public void Half_a_character_that_a_script_makes_becomes_one_that_can_be_written() =>
        Assert.Equal("\ufffd", (string?)Engine(new ScriptLimits()).Run("'\\ud800'", new Scope()).Value);

    private static ScriptEngine Engine(ScriptLimits limits) => new(limits, TimeZoneInfo.Utc);

    private static void Try(ScriptEngine engine, string script)
    {
        try
        {
            engine.Run(script, new Scope());
        }
        catch (EvaluationException refused)
        {
            Assert.NotEmpty(refused.Text.Zh);
        }
    }

    /// <summary>Why a script was refused; null if it ran. Anything else than a refusal fails the test.</summary>
    private static string? Run(string script, ScriptLimits limits)
    {
        var before = GC.GetTotalAllocatedBytes();
        string? refusal = null;
        try
        {
            Engine(limits).Run(script, new Scope());
        }
        catch (EvaluationException refused)
        {
            Assert.NotEmpty(refused.Text.Zh);
            refusal = refused.Text.En;
        }
        catch (Exception other)
        {
            Assert.Fail($"{other.GetType().Name} {other.Message}\n{script}");
        }
        Assert.True(GC.GetTotalAllocatedBytes() - before < MostBytes, script);
        return refusal;
    }

    private sealed class Scope : IExpressionScope
    {
        public string ActivityId => "";

        private readonly Dictionary<string, JsonNode?> _variables = [];

        public DateTimeOffset Now => new(2026, 3, 2, 1, 30, 0, TimeSpan.Zero);

        public int Seed => 5;

        public IReadOnlyCollection<string> VariableNames => _variables.Keys;

        public IReadOnlyCollection<string> InputNames => [];

        public IEnumerable<(string ActivityId, string ActivityName, string Output)> Results => [];

        public JsonNode? LastResult => null;

        public string? CorrelationId { get; set; }

        public string? InstanceName { get; set; }

        public string DefinitionId => "flow";

        public string DefinitionVersionId => "flow-1";

        public int DefinitionVersion => 1;

        public (JsonNode? Value, string TypeName)? Variable(string name) => _variables.TryGetValue(name, out var value) ? (value, "Object") : null;

        public (JsonNode? Value, string TypeName)? VariableById(string? id, string? name) => Variable(name ?? "");

        public void SetVariable(string name, JsonNode? value) => _variables[name] = value;

        public Action Remember() => () => { };

        public JsonNode? Input(string name) => null;

        public JsonNode? Output(string activityIdOrName, string? output) => null;
    }
}
