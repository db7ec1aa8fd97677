using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Tests.Engine.Expressions;

public sealed class ValueConversionTests
{
    private static readonly ValueConversion Strict = new(lenient: false, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
    private static readonly ValueConversion Lenient = new(lenient: true, TimeZoneInfo.Utc);

    [Theory]
    [InlineData("\"17\"", "Int32", "17")]
    [InlineData("2.5", "Int32", "2")]
    [InlineData("3.5", "Int64", "4")]
    [InlineData("true", "Int32", "1")]
    [InlineData("\"\"", "Int32", "null")]
    [InlineData("9007199254740993", "Int64", "9007199254740993")]
    [InlineData("\"1.5\"", "Double", "1.5")]
    [InlineData("\"0.1000\"", "Decimal", "0.1000")]
    [InlineData("5", "String", "\"5\"")]
    [InlineData("1.5", "String", "\"1.5\"")]
    [InlineData("true", "String", "\"True\"")]
    [InlineData("""{"a":1}""", "String", "\"{\\u0022a\\u0022:1}\"")]
    [InlineData("\"true\"", "Boolean", "true")]
    [InlineData("0", "Boolean", "false")]
    [InlineData("\"2026-01-05\"", "DateTime", "\"2026-01-05T00:00:00\"")]
    [InlineData("\"2026-01-05 08:00\"", "DateTimeOffset", "\"2026-01-05T08:00:00\\u002B08:00\"")]
    [InlineData("\"2026-01-05T00:00:00Z\"", "DateTimeOffset", "\"2026-01-05T00:00:00\\u002B00:00\"")]
    [InlineData("\"01:30:00\"", "TimeSpan", "\"01:30:00\"")]
    [InlineData("\"{11111111-1111-1111-1111-111111111111}\"", "Guid", "\"11111111-1111-1111-1111-111111111111\"")]
    [InlineData("\"{\\\"k\\\":1}\"", "Object", "\"{\\u0022k\\u0022:1}\"")]
    [InlineData("\"[1,2]\"", "ICollection<Int32>", "[1,2]")]
    [InlineData("\"{\\\"k\\\":1}\"", "JsonObject", "{\"k\":1}")]
    [InlineData("\"5\"", "System.Int32, System.Private.CoreLib", "5")]
    public void A_value_that_fits_is_converted(string value, string type, string expected) =>
        Assert.Equal(expected, Strict.Convert(JsonNode.Parse(value), type)?.ToJsonString() ?? "null");

    [Theory]
    [InlineData("\"many\"", "Int32", "0")]
    [InlineData("\"3.7\"", "Int32", "0")]
    [InlineData("[1]", "Int32", "0")]
    [InlineData("\"no\"", "Boolean", "false")]
    [InlineData("\"x\"", "Double", "0")]
    [InlineData("\"soon\"", "DateTime", "\"0001-01-01T00:00:00\"")]
    [InlineData("\"x\"", "Guid", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("30", "TimeSpan", "\"00:00:00\"")]
    public void A_value_that_does_not_fit_is_refused_or_leniently_the_types_default(string value, string type, string lenient)
    {
        var exception = Assert.Throws<EvaluationException>(() => Strict.Convert(JsonNode.Parse(value), type));

        Assert.Contains(type, exception.Text.Zh, StringComparison.Ordinal);
        Assert.Equal(lenient, Lenient.Convert(JsonNode.Parse(value), type)?.ToJsonString());
    }

    [Fact]
    public void A_number_out_of_range_is_refused_either_way()
    {
        Assert.Throws<EvaluationException>(() => Strict.Convert(3_000_000_000L, "Int32"));
        Assert.Throws<EvaluationException>(() => Lenient.Convert(3_000_000_000L, "Int32"));
        Assert.Throws<EvaluationException>(() => Lenient.Convert(-1, "Byte"));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\" TRUE \"", true)]
    [InlineData("0", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"no\"", false)]
    [InlineData("\"1\"", false)]
    [InlineData("null", false)]
    [InlineData("{}", false)]
    [InlineData("[1]", false)]
    public void A_condition_is_never_at_fault(string value, bool holds) => Assert.Equal(holds, ValueConversion.IsTrue(JsonNode.Parse(value)));
}
