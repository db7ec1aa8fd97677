using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Tests.Activities;

/// <summary>Places among a case's facts, and what a linked case takes over from them: everybody, each on their side.</summary>
public sealed class CarriedOverTests
{
    private static readonly JsonObject Facts = (JsonObject)JsonNode.Parse("""
        { "application": { "applicant": { "name": "甲" }, "more": [ { "person": { "name": "乙" } } ], "none": [],
            "respondents": [ { "person": { "name": "丙" } }, { "person": { "name": "丁" } }, { "person": { "name": "戊" } } ] } }
        """)!;

    [Theory]
    [InlineData("fact:application.respondents.0.person.name", "\"丙\"")]
    [InlineData("fact:application.respondents[].person.name", """["丙","丁","戊"]""")]
    [InlineData("fact:application.respondents[1..].person.name", """["丁","戊"]""")]
    [InlineData("fact:application.respondents[2..]", """[{"person":{"name":"戊"}}]""")]
    [InlineData("fact:application.respondents[0..].person.name", """["丙","丁","戊"]""")]
    [InlineData("fact:application.respondents[3..]", null)]
    [InlineData("fact:application.none[]", null)]
    [InlineData("fact:application.applicant[1..]", null)]
    [InlineData("fact:application.nobody[1..].name", null)]
    public void A_place_goes_to_one_entry_through_all_or_through_those_that_follow(string place, string? found) =>
        Assert.Equal(found is null ? null : JsonNode.Parse(found)!.ToJsonString(), Instants.At(Facts, place)?.ToJsonString());

    [Fact]
    public void In_a_list_a_place_that_goes_through_a_list_stands_for_its_entries()
    {
        var intake = Carried("""{ "respondents": [ { "person": "fact:application.applicant" }, "fact:application.respondents[1..]", "fact:application.none[]" ], "all": "fact:application.more", "nobody": "fact:application.none[]" }""");
        Assert.Equal(["甲", "丁", "戊"], intake["respondents"]!.AsArray().Select(x => x!["person"]!["name"]!.ToString()));
        Assert.Equal(["乙"], intake["all"]!.AsArray().Select(x => x!["person"]!["name"]!.ToString()));
        Assert.False(intake.ContainsKey("nobody"));
    }

    [Fact]
    public void A_list_that_is_one_entry_stays_one()
    {
        var intake = Carried("""{ "groups": [ "fact:application.more", "乙组" ] }""");
        Assert.Equal(2, intake["groups"]!.AsArray().Count);
        Assert.IsType<JsonArray>(intake["groups"]![0]);
    }

    private static JsonObject Carried(string fields)
    {
        Assert.True(CarriedOver.TryRead(new ActivityCall("opens", "opens#1", new Dictionary<string, JsonNode?> { ["Fields"] = JsonNode.Parse(fields) }, Facts, DateTimeOffset.UnixEpoch), "Fields", out var intake));
        return intake;
    }
}
