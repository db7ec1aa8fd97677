using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Services;

public sealed class LawyerChoiceTests
{
    private static readonly Scenario Defence = Shipped.Stories.Single(x => x.Id.EndsWith("notified-defence-of-minor", StringComparison.Ordinal));

    [Theory]
    [InlineData("lawyer.wang", null, "lawyer.unfit")]
    [InlineData("nobody", null, "task.unknown-person")]
    [InlineData("gy.lawyer", null, "lawyer.of-another-city")]
    [InlineData("gy.lawyer", "  ", "lawyer.of-another-city")]
    [InlineData("gy.lawyer", "本市无合适律师，已商请对方中心协作", null)]
    public async Task Whoever_names_a_lawyer_is_told_at_once_why_the_lawyer_may_not_have_the_case(string lawyer, string? reason, string? refused)
    {
        var at = Defence.Rows.ToList().FindIndex(x => x.Form?["lawyer"] is not null);
        var form = (JsonObject)Defence.Rows[at].Form!.DeepClone();
        form["lawyer"] = lawyer;
        if (reason is not null) form["otherCityReason"] = reason;
        var desk = await Desk.OpenAsync();

        var result = await desk.Player.PlayAsync(Defence with { Rows = [.. Defence.Rows.Take(at), Defence.Rows[at] with { Form = form, Refused = refused, Expect = null }], Expect = null });

        Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => x.Text.En)));
        var rows = desk.Store.History(result.CaseId!.Value).Select(x => x.Kind).ToList();
        Assert.Equal(refused is null, rows.Contains("LawyerOfAnotherCityNamed"));
        // The reason may name people: it lies where it can be erased.
        if (reason is not null) Assert.DoesNotContain(desk.Store.History(result.CaseId.Value), x => x.Body.Contains("本市无合适律师", StringComparison.Ordinal));
    }
}
