using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Services;

/// <summary>Whom a form offers as those who may have decided, and what it takes beyond them.</summary>
public sealed class DecidingStaffTests
{
    [Fact]
    public void Reviewers_approvers_and_supervisors_of_the_office_below_it_and_above_it_may_have_decided()
    {
        var offered = Shipped.Staff.Where(x => DecidingStaff.MayHaveDecided(x, new("/420700/420704/"))).Select(x => x.Id.Value).Order().ToList();
        Assert.Equal(["cheng.wei", "deng.hua", "fu.lan", "he.jing", "shi.lei", "song.tao", "xu.lei"], offered);
    }

    [Fact]
    public void Seen_from_the_bureau_those_of_every_centre_below_it_and_of_no_other_city_may_have_decided()
    {
        var offered = Shipped.Staff.Where(x => DecidingStaff.MayHaveDecided(x, new("/420700/"))).ToList();
        Assert.Contains(offered, x => x.Id.Value == "wu.di");
        Assert.All(offered, x => Assert.StartsWith("/420700/", x.Office.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(offered, x => x.Roles.All(y => !DecidingStaff.Roles.Contains(y)));
        Assert.True(offered.Count < Shipped.Staff.Count / 4, $"{offered.Count} of {Shipped.Staff.Count}");
    }

    /// <summary>The list is a help: an intake clerk who took part can be named, and is kept out; a name that nobody has is refused.</summary>
    [Theory]
    [InlineData("zhou.min", null)]
    [InlineData("nobody.known", "form.has-errors")]
    public async Task Whoever_is_not_offered_can_be_named_if_they_exist(string named, string? refused)
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.StoriesOf("objection").Single(x => x.Id == "13-code-unknown-deciders-named");
        var row = story.Rows.Last(x => x.Step == "name-deciders");
        var form = new JsonObject { ["application"] = new JsonObject { ["decision"] = new JsonObject { ["by"] = new JsonArray(named) } } };
        var played = await desk.Player.PlayAsync(story with { Rows = [story.Rows[0], row with { At = "+1h", Form = form, Refused = refused, Expect = null }], Expect = null });
        Assert.Empty(played.Failures.Select(x => x.Text.En));
    }

    /// <summary>Nobody is served with a decision, or told of it, before it was made.</summary>
    [Theory]
    [InlineData("servedAt", "2026-03-16", "form.has-errors")]
    [InlineData("centreToldAt", "2026-03-16T23:59", "form.has-errors")]
    [InlineData("servedAt", "2026-03-17", null)]
    public async Task A_decision_on_an_objection_is_not_served_before_it_was_made(string field, string at, string? refused)
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.StoriesOf("objection").Single(x => x.Id == "01-maintained");
        var until = story.Rows.ToList().FindIndex(x => x.Step == "serve");
        Assert.Equal("2026-03-17", story.Rows.Single(x => x.Step == "review" && x.Do == ScenarioDeed.Complete && x.Refused is null).At![..10]);
        var form = (JsonObject)story.Rows[until].Form!.DeepClone();
        form[field] = at;
        var played = await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until), story.Rows[until] with { Form = form, Refused = refused, Expect = null }], Expect = null });
        Assert.Empty(played.Failures.Select(x => x.Text.En));
    }
}
