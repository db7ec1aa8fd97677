using CaseWorkflows.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace CaseWorkflows.IntegrationTests.Hosting;

public sealed class HealthOptionsTests
{
    [Theory]
    [InlineData("LateSeconds", "0")]
    [InlineData("LateSeconds", "-5")]
    [InlineData("AlarmSeconds", "29")]
    [InlineData("AlarmSeconds", "86401")]
    public void A_threshold_that_can_not_be_stops_the_start_and_is_named(string setting, string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Of((setting, value)));
        Assert.All([refused.Text.Zh, refused.Text.En], x => Assert.Contains($"Health:{setting}", x, StringComparison.Ordinal));
    }

    [Fact]
    public void Thresholds_come_from_the_settings()
    {
        var patience = Of(("LateSeconds", "5"), ("AlarmSeconds", "60"));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)), (patience.LateAfter, patience.AlarmAfter));
    }

    private static CaseWorkflows.Web.Desk.ClockPatience Of(params (string Name, string Value)[] settings) => Composition.OptionsOf(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(x => KeyValuePair.Create($"CaseWorkflows:Health:{x.Name}", (string?)x.Value))).Build()).Health.ToPatience();
}
