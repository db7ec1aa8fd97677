using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Services;

/// <summary>People whom a form names for something that only those of a role may do.</summary>
public sealed class StaffChoiceTests
{
    private static readonly Scenario Counsel = Shipped.StoriesOf("village-counsel").Single(x => x.Id.EndsWith("01-many-visits-in-one-record", StringComparison.Ordinal));

    [Theory]
    [InlineData("zhou.min", "form.has-errors")]
    [InlineData("nobody.here", "form.has-errors")]
    [InlineData("adviser.guo", null)]
    public async Task Who_is_to_write_the_records_must_be_a_village_adviser(string adviser, string? refused)
    {
        var result = await PlayAsync(Shipped.Staff, adviser, refused);

        Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => x.Text.En)));
    }

    [Fact]
    public async Task Who_has_left_is_not_named_for_anything_any_more()
    {
        var staff = Shipped.Staff.Select(x => x.Id.Value == "adviser.guo" ? x with { IsDisabled = true } : x).ToList();

        var result = await PlayAsync(staff, "adviser.guo", "form.has-errors");

        Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => x.Text.En)));
    }

    [Theory]
    [InlineData("staff:village-adviser", null)]
    [InlineData("staff:village-advisor", "village-adviser")]
    [InlineData("staff:", "village-adviser")]
    [InlineData("lawyer", "lawyers")]
    public void A_form_that_asks_for_a_list_nobody_supplies_is_refused_by_its_field_with_the_lists_there_are(string list, string? known)
    {
        var json = JsonNode.Parse(Shipped.Library.Forms.FileOf("counsel-register")!)!.AsObject();
        json["fields"]!.AsArray().Single(x => (string?)x!["key"] == "adviser")!["optionsFrom"] = list;
        var form = FormBook.Parse(json).Form!;

        if (known is null)
        {
            Shipped.Library.With(form, json.ToJsonString());
            return;
        }
        var refused = Assert.Throws<LibraryFileException>(() => Shipped.Library.With(form, json.ToJsonString()));
        Assert.Contains("forms/counsel-register.json", refused.Text.En, StringComparison.Ordinal);
        Assert.Contains("adviser", refused.Text.Zh, StringComparison.Ordinal);
        Assert.Contains(known, refused.Text.En, StringComparison.Ordinal);
    }

    private static async Task<ScenarioResult> PlayAsync(IReadOnlyList<StaffMember> staff, string adviser, string? refused)
    {
        var at = Counsel.Rows.ToList().FindIndex(x => x.Form?["adviser"] is not null);
        var form = (JsonObject)Counsel.Rows[at].Form!.DeepClone();
        form["adviser"] = adviser;
        var desk = await Desk.OpenAsync(rules: x => x with { Staff = new InMemoryStaff(staff) });
        return await desk.Player.PlayAsync(Counsel with { Rows = [.. Counsel.Rows.Take(at), Counsel.Rows[at] with { Form = form, Refused = refused, Expect = null }], Expect = null });
    }
}
