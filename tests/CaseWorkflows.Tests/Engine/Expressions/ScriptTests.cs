using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Tests.Engine.Expressions;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("1 + 2", "3")]
    [InlineData("'a' + 1", "\"a1\"")]
    [InlineData("[1, 'b', {c: null}]", "[1,\"b\",{\"c\":null}]")]
    [InlineData("({a: undefined, b: function () {}})", "{}")]
    [InlineData("undefined", "null")]
    [InlineData("0 / 0", "null")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("return 5;", "5")]
    [InlineData("new Date()", "\"2026-03-02T01:30:00.000Z\"")]
    [InlineData("new Date().getTime() === Date.now()", "true")]
    [InlineData("new Date(2026, 0, 5).toISOString()", "\"2026-01-04T16:00:00.000Z\"")]
    [InlineData("new Date('2026-01-05T00:00:00Z') instanceof Date", "true")]
    [InlineData("Date.UTC(2026, 0, 1)", "1767225600000")]
    [InlineData("typeof Date()", "\"string\"")]
    [InlineData("getVariable('List').length + ':' + getVariable('List')[1]", "\"2:b\"")]
    [InlineData("variables.List.push('c'); variables.List.length", "3")]
    [InlineData("getList().join('-')", "\"a-b\"")]
    [InlineData("getwho() + getInput('who') + getInput('nobody')", "\"annannnull\"")]
    [InlineData("setVariable('X', 4); getVariable('X') + variables.X", "8")]
    [InlineData("variables.Y = 2; getVariable('Trace')", "null")]
    [InlineData("'2026-01-05'.replace(/-/g, '/')", "\"2026/01/05\"")]
    [InlineData("[3,1,2].sort().map(function (x) { return x * 2; }).indexOf(4)", "1")]
    [InlineData("JSON.stringify({a: [1, null]})", "\"{\\\"a\\\":[1,null]}\"")]
    [InlineData("toJson({名: '张'})", "\"{\\\"名\\\":\\\"张\\\"}\"")]
    [InlineData("[1, [2, 3]].toString()", "\"1,2,3\"")]
    [InlineData("[1, 2].includes(2) && 'abc'.includes('b') && 'abc'.startsWith('ab') && 'abc'.endsWith('bc')", "true")]
    [InlineData("'7'.padStart(3, '0') + 'ab'.repeat(2) + [1, 2, 3].find(function (x) { return x > 1; })", "\"007abab2\"")]
    [InlineData("Object.assign({}, {a: 1}, {b: 2})", "{\"a\":1,\"b\":2}")]
    [InlineData("'xxxxxxxxxx'.repeat(3).length", "30")]
    [InlineData("[null, undefined, 1].join()", "\",,1\"")]
    [InlineData("typeof System + typeof importNamespace + typeof require + typeof process", "\"undefinedundefinedundefinedundefined\"")]
    public async Task A_script_is_worth_what_it_should_be(string script, string json)
    {
        var flow = await Evaluate(script).Start(new JsonObject { ["who"] = "ann" });

        Assert.Equal(FlowStatus.Finished, flow.Last.Status);
        Assert.Equal(json, flow.Last.Outputs["x"]?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null");
    }

    [Theory]
    [InlineData("while (true) {}", "statements")]
    [InlineData("for (;;);", "statements")]
    [InlineData("function f() { return f(); } f()", "levels deep")]
    [InlineData("var s = 'x'; while (true) s += s;", "too large")]
    [InlineData("var s = 'x'; while (true) s = s + s;", "too large")]
    [InlineData("Array(1000000000).join('x')", "too large")]
    [InlineData("var a = []; a[4000000000] = 1; a.map(function (x) { return x; })", "too large")]
    [InlineData("var a = []; for (var i = 0; i < 30000; i++) a.push('123456789'); a", "too large")]
    [InlineData("var s = 'x'; for (var i = 0; i < 17; i++) s += s; s.replace(/x/g, s)", "too large")]
    [InlineData("var a = {}; a.a = a; a", "too large")]
    [InlineData("/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "seconds")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.match(/^(a+)+$/)", "seconds")]
    [InlineData("'xxxxxxxxxx'.repeat(100000000)", "too large")]
    [InlineData("eval('1')", "made from texts")]
    [InlineData("new Function('return 1')()", "made from texts")]
    [InlineData("(function () {}).constructor('return 1')()", "made from texts")]
    [InlineData("nope()", "nope is not defined")]
    [InlineData("throw new Error('stop')", "stop")]
    [InlineData("try { while (true) {} } catch (e) {} 1", "statements")]
    [InlineData("if (", "can’t be read")]
    [InlineData("getOutputFrom('nobody')", "nobody")]
    [InlineData("setVariable('Number', 'many')", "many")]
    [InlineData("setVariable('Number', 3000000000)", "out of range")]
    public async Task A_script_that_fails_or_takes_too_much_becomes_an_incident(string script, string says)
    {
        var limits = new ScriptLimits { Time = TimeSpan.FromSeconds(20) };
        var options = new EngineOptions { Script = says == "seconds" ? limits with { Time = TimeSpan.FromMilliseconds(200) } : limits };

        var flow = await Evaluate(script, options).Start();

        var incident = Assert.Single(flow.Last.Incidents);
        Assert.Equal("x", incident.ActivityId);
        Assert.Contains(says, incident.Message.En, StringComparison.Ordinal);
        Assert.Contains(incident.Message.Zh, c => c > 0x4e00);
        Assert.Equal(FlowStatus.Suspended, flow.Last.Status);
        Assert.Empty(flow.Last.Outputs);
    }

    [Theory]
    [InlineData("(", "1", ")", 9_900, 0)]
    [InlineData("[", "1", "]", 120, 1)]
    [InlineData("!", "1", "", 19_000, 1)]
    [InlineData("1+", "1", "", 9_000, 1)]
    [InlineData("a=", "1", "", 9_000, 1)]
    [InlineData("if(1);else ", "1", "", 1_500, 1)]
    [InlineData("(", "1", ")", 30_000, 1)]
    public async Task A_script_nested_too_deeply_ends_neither_the_process_nor_the_flow(string open, string core, string close, int times, int incidents)
    {
        var script = string.Concat(Enumerable.Repeat(open, times)) + core + string.Concat(Enumerable.Repeat(close, times));

        var flow = await Evaluate(script).Start();

        Assert.Equal(incidents, flow.Last.Incidents.Count);
    }

    [Fact]
    public async Task Deep_recursion_through_deep_expressions_is_stopped()
    {
        var flow = await Evaluate($"function f() {{ return {string.Concat(Enumerable.Repeat("[", 200))}f(){string.Concat(Enumerable.Repeat("]", 200))}; }} f()").Start();

        Assert.Contains("levels deep", Assert.Single(flow.Last.Incidents).Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_changes_nothing()
    {
        var flow = await Evaluate("setVariable('Number', 3); setVariable('New', 1); variables.Trace = 't'; setCorrelationId('c'); nope()").Start();

        Assert.Null(flow.Last.Variables["Number"]);
        Assert.Null(flow.Last.CorrelationId);
        Assert.DoesNotContain("New", flow.Last.State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chance_differs_between_evaluations_and_is_the_same_in_a_replay()
    {
        const string Script = "[Math.random(), Math.random(), newGuidString()].join()";
        var first = new RunningFlow(new FlowBuilder().With(Output("a", Script), Output("b", Script)).To("a>b").Build());
        var second = new RunningFlow(new FlowBuilder().With(Output("a", Script), Output("b", Script)).To("a>b").Build());

        await first.Start();
        await second.Start();

        Assert.Equal(first.Last.Outputs.ToJsonString(), second.Last.Outputs.ToJsonString());
        Assert.NotEqual((string)first.Last.Outputs["a"]!, (string)first.Last.Outputs["b"]!);
        Assert.Equal(3, ((string)first.Last.Outputs["a"]!).Split(',').Distinct().Count());
    }

    [Fact]
    public async Task A_date_variable_is_a_date_to_a_script()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Due", "DateTimeOffset", "2026-03-02 09:30").With(
            Output("x", "getVariable('Due').getTime() === new Date().getTime()")).Build());

        await flow.Start();

        Assert.True((bool)flow.Last.Outputs["x"]!);
        Assert.Equal("2026-03-02T09:30:00+08:00", (string)flow.Last.Variables["Due"]!);
    }

    private static RunningFlow Evaluate(string script, EngineOptions? options = null) => new(
        new FlowBuilder().Variable("Trace", "String").Variable("List", "String", "[\"a\",\"b\"]", true).Variable("Number", "Int32").Variable("X").Input("who")
            .With(Output("x", script)).Build(), options);

    private static JsonObject Output(string id, string script) =>
        FlowBuilder.Activity(id, "SetOutput", ("outputName", FlowBuilder.Literal(id)), ("outputValue", FlowBuilder.Script(script)));
}
