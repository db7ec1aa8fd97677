using System.Text.Json.Nodes;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Tests.Engine.Expressions;

/// <summary>Scripts in the present version of the language, as definitions made for Elsa contain them.</summary>
public sealed class ModernScriptTests
{
    [Theory]
    [InlineData("const x = 1; x + 1", "2")]
    [InlineData("let x = 1; x = x + 2; return x;", "3")]
    [InlineData("let x; x", "null")]
    [InlineData("const x = 1; { const x = 2; } x", "1")]
    [InlineData("let x = 1; if (true) { let x = 5; x++; } x", "1")]
    [InlineData("let s = ''; for (let i = 0; i < 3; i++) { let i = 'a'; s += i; } s", "\"aaa\"")]
    [InlineData("const f = []; for (let i = 0; i < 3; i++) { f.push(() => i); } f.map(g => g()).join()", "\"0,1,2\"")]
    [InlineData("const f = []; for (const x of ['a', 'b']) { const y = x + x; f.push(() => y); } f.map(g => g()).join()", "\"aa,bb\"")]
    [InlineData("const f = []; let n = 0; while (n < 2) { const m = n; f.push(() => m); n++; } f.map(g => g())", "[0,1]")]
    [InlineData("const find = l => { for (const x of l) { if ([2].some(y => y === x)) return 'found ' + x; } return 'none'; }; [find([1, 2]), find([3])]", "[\"found 2\",\"none\"]")]
    [InlineData("let s = ''; for (const x of [1, 2, 3, 4]) { const f = () => x; if (x === 2) continue; if (x === 4) break; s += f(); } s", "\"13\"")]
    [InlineData("let s = ''; for (const x of [1, 2]) { for (const y of [1, 2, 3]) { const f = () => x * y; if (y === 3) break; s += f(); } } s", "\"1224\"")]
    [InlineData("const f = () => { for (const a of [1]) { for (const b of [2]) { const g = () => a + b; if (g() === 3) return 'deep'; } } }; f()", "\"deep\"")]
    [InlineData("let s = ''; for (const x of [1, 2]) { const f = () => x; switch (f()) { case 1: s += 'one'; break; default: s += 'other'; } } s", "\"oneother\"")]
    [InlineData("function f() { for (var i = 0; i < 3; i++) { const g = () => i; var last = g(); } return last + ':' + i; } f()", "\"2:3\"")]
    [InlineData("let s = 0; for (const k in {a: 1, b: 2}) { const f = () => k; s += f(); } s", "\"0ab\"")]
    [InlineData("(x => x)(1)", "1")]
    [InlineData("((a, b = a + 1, ...c) => a + b + c.length)(1, undefined, 5, 6)", "5")]
    [InlineData("[1, 2, 3].map(x => x * 2).filter(x => x > 2).reduce((a, b) => a + b, 0)", "10")]
    [InlineData("[1, 2].map(n => ({ n, twice: n * 2 }))", "[{\"n\":1,\"twice\":2},{\"n\":2,\"twice\":4}]")]
    [InlineData("(() => { return { a: 1 }; })()", "{\"a\":1}")]
    [InlineData("const o = { n: 4, f() { return [1].map(() => this.n)[0]; } }; o.f()", "4")]
    [InlineData("function f() { return [1].map(() => arguments[0])[0]; } f(7)", "7")]
    [InlineData("`a${1 + 1}b${'c'}`", "\"a2bc\"")]
    [InlineData("`line\nnext \\` \\${x} \"q\" ${`in ${1}`}`", "\"line\\nnext ` ${x} \\\"q\\\" in 1\"")]
    [InlineData("`${1}${2}`", "\"12\"")]
    [InlineData("`${[1, 2]}/${null}`", "\"1,2/null\"")]
    [InlineData("const { a, b: { c = 5, ...others }, ...rest } = { a: 1, b: { d: 2 }, e: 3 }; [a, c, others, rest]", "[1,5,{\"d\":2},{\"e\":3}]")]
    [InlineData("const [a, , b = 9, ...c] = [1, 2, undefined, 4, 5]; [a, b, c]", "[1,9,[4,5]]")]
    [InlineData("let a = 1, b = 2; [a, b] = [b, a]; a + '-' + b", "\"2-1\"")]
    [InlineData("let a, b; ({ a, b = 3 } = { a: 1 }); a + b", "4")]
    [InlineData("const o = {}; [o.x, o['y']] = [1, 2]; o", "{\"x\":1,\"y\":2}")]
    [InlineData("(({ a, b }, [c]) => a + b + c)({ a: 1, b: 2 }, [3])", "6")]
    [InlineData("for (const [k, v] of Object.entries({ a: 1, b: 2 })) setVariable('Trace', (getVariable('Trace') || '') + k + v); getVariable('Trace')", "\"a1b2\"")]
    [InlineData("const k = 'key'; ({ [k]: 1, [k + 2]: 2, 'a-b': 3, 5: 4 })", "{\"key\":1,\"key2\":2,\"a-b\":3,\"5\":4}")]
    [InlineData("({ ...{ a: 1, b: 2 }, b: 3, ...null })", "{\"a\":1,\"b\":3}")]
    [InlineData("[...[1, 2], 3, ...'ab']", "[1,2,3,\"a\",\"b\"]")]
    [InlineData("Math.max(...[1, 5, 3], 4)", "5")]
    [InlineData("const o = { n: 1, add(...x) { return this.n + x.length; } }; o.add(...[1, 2], 3)", "4")]
    [InlineData("new Date(...[2026, 0, 5]).toISOString()", "\"2026-01-04T16:00:00.000Z\"")]
    [InlineData("const o = { a: { b: null } }; [o?.a?.b?.c, o.x?.y.z, o.a?.['b'], o.f?.(1), o.a.b?.c.d.e()]", "[null,null,null,null,null]")]
    [InlineData("const o = { n: 2, f(x) { return this.n * x; } }; [o?.f(2), o.f?.(3), o?.['f']?.(4)]", "[4,6,8]")]
    [InlineData("(undefined)?.a", "null")]
    [InlineData("[null ?? 'd', undefined ?? 1, 0 ?? 2, '' ?? 3, false ?? 4]", "[\"d\",1,0,\"\",false]")]
    [InlineData("let a = null; a ??= 5; let b = 0; b ||= 6; let c = 1; c &&= 7; const o = {}; o.x ??= 8; o['y'] ||= 9; [a, b, c, o]", "[5,6,7,{\"x\":8,\"y\":9}]")]
    [InlineData("let x = 3; x **= 2; x + 2 ** 3 ** 0", "11")]
    [InlineData("0b101 + 0o17 + 1_000 + 0xff", "1275")]
    [InlineData("try { nope(); } catch { 'caught' }", "\"caught\"")]
    [InlineData("let m; try { throw { code: 7 }; } catch ({ code }) { m = code; } m", "7")]
    [InlineData("const v = getVariable('List'); `${v.length}:${v.at(-1)}`", "\"2:b\"")]
    [InlineData("const { length } = getList(); length", "2")]
    [InlineData("const f = x => { switch (x) { case 1: { const r = 'one'; return r; } default: const r = 'other'; return r; } }; f(1) + f(2)", "\"oneother\"")]
    [InlineData("[[1, [2]], [3]].flat().length + [1, 2].flatMap(x => [x, x]).length", "7")]
    [InlineData("Array.from({ length: 3 }, (_, i) => i * i)", "[0,1,4]")]
    [InlineData("Object.fromEntries(Object.entries({ a: 1 }).map(([k, v]) => [k + k, v + 1]))", "{\"aa\":2}")]
    [InlineData("'a-b-c'.replaceAll('-', '+') + ' x '.trimStart() + [1, 2, 3].findLast(x => x < 3)", "\"a+b+cx 2\"")]
    [InlineData("const 金额 = 3; `共${金额}元`", "\"共3元\"")]
    [InlineData("'\\u{1F600}'.length", "2")]
    [InlineData("// comment\nconst a = 1 /* two */\nconst b = a / 1 / 1\nb", "1")]
    [InlineData("const r = /[/]\\/x/g.test('//x'); r", "true")]
    [InlineData("const a = 1\nlet b = a\n++b\nb", "2")]
    [InlineData("const f = () => {}\nf()", "null")]
    [InlineData("if (true) { function f() { return 1; } var g = f(); } const h = g; h", "1")]
    [InlineData("const $ = 2, $1 = 3; `${$ ?? 0}${$1}`", "\"23\"")]
    [InlineData("const let1 = 1; const of = [2]; let r = 0; for (const x of of) r += x + let1; r", "3")]
    [InlineData("do { var i = (i || 0) + 1; const k = i; } while (i < 3); i", "3")]
    [InlineData("label: for (let i = 0; i < 3; i++) { for (;;) { if (i < 2) continue label; break label; } } `done`", "\"done\"")]
    [InlineData("const o = { get x() { return 5; }, if: 1 }; o.x + o.if", "6")]
    [InlineData("const add = (a) => (b) => a + b; add(1)(2)", "3")]
    [InlineData("true ? x => x : null; 1", "1")]
    [InlineData("const list = [3, 1, 2]; [...list].sort((a, b) => a - b)", "[1,2,3]")]
    [InlineData("typeof (() => 1) + typeof undefinedName", "\"functionundefined\"")]
    public async Task A_script_is_worth_what_it_should_be(string script, string json)
    {
        var flow = await Evaluate(script).Start(new JsonObject { ["who"] = "ann" });

        Assert.True(flow.Last.Status == FlowStatus.Finished, string.Join('\n', flow.Last.Incidents.Select(x => x.Message.En)));
        Assert.Equal(json, flow.Last.Outputs["x"]?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null");
    }

    [Theory]
    [InlineData("var a = [3, 1, 2]; a.sort(function (x, y) { return x - y; }); a.join('')")]
    [InlineData("function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); } fib(10)")]
    [InlineData("var o = { a: 1, 'b c': [1, , 2], get d() { return this.a + 1; } }; JSON.stringify(o) + o.d + o['b c'].length")]
    [InlineData("var s = ''; for (var k in { x: 1, y: 2 }) { if (k === 'y') continue; s += k; } s")]
    [InlineData("var i = 0; do { i++; if (i > 5) break; } while (true); i")]
    [InlineData("var r; switch ('b') { case 'a': r = 1; case 'b': r = 2; case 'c': r += 10; break; default: r = 0; } r")]
    [InlineData("var x = 1; try { throw new Error('e'); } catch (e) { x = e.message; } finally { x += '!'; } x")]
    [InlineData("(function () { return arguments.length + typeof this; }).call(5, 1, 2)")]
    [InlineData("-2 * -3 + +'4' - -(1) + (1, 2) + ~5 + (5 >>> 1) + (7 & 3 | 8 ^ 1) + 7 % 4 / 2")]
    [InlineData("var n = 5; n += 2; n -= 1; n *= 3; n /= 2; n %= 5; n <<= 3; n++ + ++n")]
    [InlineData("1 < 2 && 2 >= 2 || 'a' in { a: 1 } ? [] instanceof Array : void 0")]
    [InlineData("new Date(2026, 0, 5).getMonth() + typeof new Object() + new (function () { this.v = 3; })().v")]
    [InlineData("outer: for (var i = 0; i < 3; i++) { for (var j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; } } i + ':' + j")]
    [InlineData("'a\\'b\\n\\u0041'.length + /\\d+[/]/i.exec('x12/')[0]")]
    [InlineData("var f = function g(n) { return n ? n * g(n - 1) : 1; }; f(5)")]
    [InlineData("var a = 1\nvar b = 2\nif (a) b = 3\nelse b = 4\nb")]
    [InlineData("delete { a: 1 }.a; typeof nothing + (null == undefined) + (1 !== '1')")]
    public async Task A_script_of_the_old_language_means_the_same_when_it_is_rewritten(string script)
    {
        var before = await Evaluate(script).Start();
        var after = await Evaluate($"let rewritten;\n{script}").Start();

        Assert.True(before.Last.Status == FlowStatus.Finished, string.Join('\n', before.Last.Incidents.Select(x => x.Message.En)));
        Assert.True(after.Last.Status == FlowStatus.Finished, string.Join('\n', after.Last.Incidents.Select(x => x.Message.En)));
        Assert.Equal(before.Last.Outputs["x"]?.ToJsonString(), after.Last.Outputs["x"]?.ToJsonString());
    }

    [Theory]
    [InlineData("const x = 1; x = 2;", "constant")]
    [InlineData("const x = 1; x++;", "constant")]
    [InlineData("const [a] = null;", "iterable")]
    [InlineData("const {a} = undefined;", "")]
    [InlineData("class A {}", "class")]
    [InlineData("async () => 1", "")]
    [InlineData("const f = async function () {};", "async")]
    [InlineData("function* f() {} let x", "function*")]
    [InlineData("import x from 'y'", "import")]
    [InlineData("const x = 10n;", "BigInt")]
    [InlineData("const x = tag`a`;", "tag")]
    [InlineData("const x;", "value")]
    [InlineData("let x = 1;\nlet y = ;", "line 2")]
    [InlineData("let x = `abc", "no end")]
    [InlineData("let x = (1", "too early")]
    [InlineData("let x = 5 = 6", "assigned")]
    [InlineData("const o = {a = 1};", "=")]
    [InlineData("const f = []; for (let i = 0; i < 3; i++) { f.push(() => i); i++; }", "\"i\"")]
    [InlineData("let s = 'x'; while (true) s = `${s}${s}`;", "too large")]
    [InlineData("const f = () => f(); f()", "levels deep")]
    [InlineData("let i = 0; for (;;) { const f = () => i; i = f() + 1; }", "statements")]
    [InlineData("const f = (() => {}).constructor('return 1');", "made from texts")]
    public async Task What_cannot_be_said_or_goes_wrong_is_an_incident_that_says_why(string script, string says)
    {
        var flow = await Evaluate(script).Start();

        var incident = Assert.Single(flow.Last.Incidents);
        Assert.Contains(says, incident.Message.En, StringComparison.Ordinal);
        Assert.NotEqual(incident.Message.Zh, incident.Message.En);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('`')]
    [InlineData('!')]
    public async Task Endless_nesting_is_refused_and_ends_nothing(char nested)
    {
        var flow = await Evaluate("let x = " + new string(nested, 15_000)).Start();

        Assert.Single(flow.Last.Incidents);
    }

    [Theory]
    [InlineData("x?.a", ".a")]
    [InlineData("x", " + x")]
    [InlineData("x", " ?? x")]
    [InlineData("() => 1", ", () => 1")]
    [InlineData("`${x}`", " + `${x}`")]
    public async Task Endless_chains_are_refused_and_end_nothing(string first, string more)
    {
        var flow = await Evaluate($"let x = [{first}{string.Concat(Enumerable.Repeat(more, 18_000 / more.Length))}]; x.length").Start();

        Assert.True(flow.Last.Incidents.Count == 1 || flow.Last.Status == FlowStatus.Finished);
    }

    private static RunningFlow Evaluate(string script) => new(new FlowBuilder()
        .Variable("List", "String", "[\"a\",\"b\"]", isArray: true).Variable("Trace", "String").Input("who").Output("x")
        .With(FlowBuilder.Activity("s", "SetOutput", ("outputName", FlowBuilder.Literal("x")), ("outputValue", FlowBuilder.Script(script)))).Build());
}
