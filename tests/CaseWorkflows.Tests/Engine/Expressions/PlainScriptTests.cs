using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Tests.Engine.Expressions;

public sealed class PlainScriptTests
{
    private static readonly string?[] Values = ["null", "true", "false", "0", "1", "-2.5", "\"\"", "\"a\"", "\"1\"", "\"true\"", "[]", "[1]", "{\"a\":1}", "\"2026-03-02T00:00:00Z\"", null];

    private static readonly string[] Scripts =
    [
        "getVariable('X')", "getInput('X')", "!getVariable('X')", "!!getInput('X')",
        "getVariable('X') == 'a'", "getVariable('X') != 'a'", "getVariable('X') === 1", "getVariable('X') !== 1",
        "getVariable('X') == true", "getVariable('X') == null", "getVariable('X') === null", "getVariable('X') == 1", "'1' == getInput('X')",
        "getVariable('X') > 0", "getVariable('X') >= 1", "getVariable('X') < 1", "getVariable('X') <= 0", "getInput('X') > 'A'",
        "getVariable('X') && getInput('X')", "getVariable('X') || 'otherwise'", "getVariable('X') ? 'yes' : 'no'", "getVariable('X') == getInput('X')",
        "['a', 'b', 1, true, null].indexOf(getVariable('X')) >= 0", "['a'].indexOf(getInput('X'))",
        "getInput('X') ? 'choose' : (['a'].indexOf(getVariable('X')) >= 0 ? 'notice' : 'register')",
        "getVariable('Nobody') == 'a' || getVariable('X') == 'a' && !getVariable('Nobody')", "'text'", "1.5", "true", "null",
    ];

    public static TheoryData<string> AllScripts => [.. Scripts];

    [Theory]
    [MemberData(nameof(AllScripts))]
    public void It_is_worth_what_the_whole_language_says(string script)
    {
        Assert.NotNull(PlainScript.Of(script));
        var whole = new ScriptEngine(new ScriptLimits(), TimeZoneInfo.Utc);
        foreach (var value in Values)
            foreach (var type in new[] { "Object", "String", "DateTime" })
            {
                var scope = new OneValue(value, type);
                if (!PlainScript.Of(script)!.TryRun(scope, out var plain)) continue;
                // In a function of its own it is no plain script any more.
                Assert.Equal(whole.Run($"(function () {{ return {script}; }})()", scope).Value?.ToJsonString() ?? "null", plain?.ToJsonString() ?? "null");
            }
    }

    [Theory]
    [InlineData("getVariable('X') == 'a'", "\"a\"", true)]
    [InlineData("getVariable('X') == 'a'", "1", false)]
    [InlineData("getVariable('X') == 1", "[1]", false)]
    [InlineData("!getVariable('X')", "{}", false)]
    [InlineData("getInput('X') > 'A'", "\"B\"", false)]
    public void A_value_that_asks_for_more_is_left_to_the_whole_language(string script, string value, bool plain) =>
        Assert.Equal(plain, PlainScript.Of(script)!.TryRun(new OneValue(value, "Object"), out _));

    [Theory]
    [InlineData("setVariable('X', 1)")]
    [InlineData("variables.X")]
    [InlineData("getVariable(name)")]
    [InlineData("getVariable('X').length")]
    [InlineData("getVariable('X', 1)")]
    [InlineData("getVariable('X'); getVariable('Y')")]
    [InlineData("X = 1")]
    [InlineData("undefined")]
    [InlineData("typeof getVariable('X')")]
    [InlineData("-1")]
    [InlineData("'a' + getVariable('X')")]
    [InlineData("[getVariable('X')].indexOf(1)")]
    [InlineData("/a/")]
    [InlineData("getVariable('X'")]
    [InlineData("return true;")]
    public void What_does_more_than_compare_is_none(string script) => Assert.Null(PlainScript.Of(script));

    private sealed class OneValue(string? json, string type) : IExpressionScope
    {
        public string ActivityId => "";

        public DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public int Seed => 1;

        public IReadOnlyCollection<string> VariableNames => ["X"];

        public IReadOnlyCollection<string> InputNames => ["X"];

        public IEnumerable<(string ActivityId, string ActivityName, string Output)> Results => [];

        public JsonNode? LastResult => null;

        public string? CorrelationId { get; set; }

        public string? InstanceName { get; set; }

        public string DefinitionId => "d";

        public string DefinitionVersionId => "d1";

        public int DefinitionVersion => 1;

        public (JsonNode? Value, string TypeName)? Variable(string name) => name == "X" && json is not null ? (JsonNode.Parse(json), type) : null;

        public (JsonNode? Value, string TypeName)? VariableById(string? id, string? name) => Variable(name ?? "");

        public void SetVariable(string name, JsonNode? value) => throw new InvalidOperationException("A plain script changes nothing.");

        public Action Remember() => () => { };

        public JsonNode? Input(string name) => name == "X" && json is not null ? JsonNode.Parse(json) : null;

        public JsonNode? Output(string activityIdOrName, string? output) => null;
    }
}
