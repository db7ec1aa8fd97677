using System.Globalization;
using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Tests.Engine;

public sealed class TextCatalogTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    [Theory]
    [InlineData(0, "0 steps were added")]
    [InlineData(1, "1 step was added")]
    [InlineData(2, "2 steps were added")]
    [InlineData(21, "21 steps were added")]
    [InlineData(1L, "1 step was added")]
    [InlineData("1", "1 step was added")]
    [InlineData("11", "11 steps were added")]
    [InlineData(1.5, "1.5 steps were added")]
    public void A_word_goes_by_its_number(object count, string expected) => Assert.Equal(expected, Of("{count} {count:step was|steps were} added").Format("any", English, ("count", count)));

    [Fact]
    public void Each_word_goes_by_its_own_number() =>
        Assert.Equal("1 error, 2 warnings", Of("{errors} {errors:error|errors}, {warnings} {warnings:warning|warnings}").Format("any", English, ("errors", 1), ("warnings", 2)));

    [Fact]
    public void Without_a_number_the_word_stands_for_any() => Assert.Equal("days", Of("{length:day|days}").Format("any", English));

    [Fact]
    public void A_place_that_nobody_fills_stays_as_it_is() => Assert.Equal("a {place} and {a}", Of("a {place} and {a}").Format("any", English, ("b", 1)));

    private static TextCatalog Of(string text) => new(new OneText(text));

    private sealed class OneText(string text) : ResourceManager
    {
        public override string GetString(string name, CultureInfo? culture) => text;
    }
}
