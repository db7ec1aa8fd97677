using CaseWorkflows.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace CaseWorkflows.IntegrationTests.Hosting;

public sealed class EngineLimitsTests
{
    [Theory]
    [InlineData("StepsPerAdvance", "0")]
    [InlineData("StepsPerAdvance", "100001")]
    [InlineData("ServicesPerCommand", "0")]
    [InlineData("ScriptMilliseconds", "-1")]
    [InlineData("ScriptStatements", "99")]
    [InlineData("ScriptRecursion", "501")]
    [InlineData("ScriptOutputCharacters", "2000000000")]
    [InlineData("ScriptRecursion", "many")]
    public void A_limit_that_can_not_be_stops_the_start_and_is_named(string setting, string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Composition.OptionsOf(Settings((setting, value))).Engine.ToOptions());
        foreach (var text in new[] { refused.Text.Zh, refused.Text.En })
        {
            Assert.Contains(setting, text, StringComparison.Ordinal);
            Assert.Contains(value, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Engine:ScriptMilliseconds", "abc", "whole number", "整数")]
    [InlineData("Engine:ScriptMilliseconds", "99999999999", "whole number", "整数")]
    [InlineData("Demo:Enabled", "perhaps", "true or false", "true 或 false")]
    [InlineData("Webhooks:0:AllowHttp", "ja", "true or false", "true 或 false")]
    public void A_setting_of_the_wrong_kind_is_named_with_what_it_has_to_be(string setting, string value, string en, string zh)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create($"CaseWorkflows:{setting}", (string?)value)]).Build();
        var refused = Assert.Throws<StartRefusedException>(() => Composition.OptionsOf(settings)).Text;
        Assert.Equal($"The setting CaseWorkflows:{setting} can’t be ‘{value}’: give {(en.StartsWith('w') ? "a " : "")}{en}.", refused.En);
        Assert.Contains(zh, refused.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refused.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_come_from_the_settings_and_all_wrong_ones_are_named_together()
    {
        var options = Composition.OptionsOf(Settings(("StepsPerAdvance", "20"), ("ScriptMilliseconds", "500"), ("ScriptStatements", "200"), ("ScriptRecursion", "10"), ("ScriptOutputCharacters", "3000"))).Engine.ToOptions();
        Assert.Equal((20, 500.0, 200, 10, 3000), (options.StepsPerAdvance, options.Script.Time.TotalMilliseconds, options.Script.Statements, options.Script.Recursion, options.Script.Size));
        var refused = Assert.Throws<StartRefusedException>(() => Composition.OptionsOf(Settings(("StepsPerAdvance", "0"), ("ScriptRecursion", "0"))).Engine.ToOptions());
        Assert.Contains("StepsPerAdvance", refused.Text.En, StringComparison.Ordinal);
        Assert.Contains("ScriptRecursion", refused.Text.En, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(x => KeyValuePair.Create($"CaseWorkflows:Engine:{x.Name}", (string?)x.Value))).Build();
}
