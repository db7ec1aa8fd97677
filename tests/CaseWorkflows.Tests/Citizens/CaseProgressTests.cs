using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Citizens;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Citizens;

public sealed class CaseProgressTests
{
    [Fact]
    public async Task Of_a_case_in_review_the_limit_is_told_and_nothing_of_the_people()
    {
        var @case = await PlayedAsync("01-grant-to-archive", 1);
        var progress = CaseProgress.Of(@case, Shipped.Library);

        Assert.Equal((ProgressStanding.InProgress, "审查", 0), (progress.Standing, progress.Stage!.Zh, progress.Awaited.Count));
        Assert.Equal(new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.FromHours(8)), Assert.Single(progress.Limits).Until);
        var told = System.Text.Json.JsonSerializer.Serialize(progress, CaseJson.Readable);
        foreach (var secret in new[] { "王秀英", "王甲", "13900000002", "周敏", "zhou.min", "何静", "review-step" }) Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_papers_are_missing_the_applicant_is_told_what_to_do_and_that_the_limit_stands_still()
    {
        var @case = await PlayedAsync("06-supplement-in-time", 1);
        var progress = CaseProgress.Of(@case, Shipped.Library);

        Assert.Contains("补正", Assert.Single(progress.Awaited).What.Zh, StringComparison.Ordinal);
        Assert.NotNull(progress.Awaited[0].Until);
        Assert.Contains(progress.Limits, x => x is { IsPaused: true, Until: null });
        Assert.Contains(progress.Documents, x => x.Title.En.Contains("upplement", StringComparison.Ordinal) && x.Number is not null);
    }

    [Fact]
    public async Task Of_an_ended_case_the_result_is_told_and_papers_of_the_file_are_not_offered()
    {
        var @case = await PlayedAsync("01-grant-to-archive", int.MaxValue);
        var progress = CaseProgress.Of(@case, Shipped.Library);

        Assert.Equal(ProgressStanding.Ended, progress.Standing);
        Assert.NotNull(progress.Result);
        Assert.NotNull(progress.EndedAt);
        Assert.Empty(progress.Limits);
        Assert.Empty(progress.Awaited);
        Assert.Contains(progress.Documents, x => x.Title.Zh == "给予法律援助决定书");
        Assert.DoesNotContain(progress.Documents, x => x.Title.Zh.Contains("评查", StringComparison.Ordinal) || x.Title.Zh.Contains("补贴", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0044", true)]
    [InlineData(" ００４４ ", true)]
    [InlineData("0002", true)]
    [InlineData("0045", false)]
    [InlineData("王甲王甲", false)]
    public async Task The_end_of_the_applicants_identity_or_telephone_number_opens_the_case(string typed, bool fits)
    {
        var @case = await PlayedAsync("01-grant-to-archive", 1);
        Assert.Equal(fits, ApplicantProof.Read(typed) is { } end && ApplicantProof.Fits(@case, Shipped.Library, end));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("044")]
    [InlineData("10044")]
    [InlineData("\ud800044")]
    public void What_can_be_no_end_of_a_number_is_none(string? typed) => Assert.Null(ApplicantProof.Read(typed));

    [Fact]
    public async Task A_small_x_is_an_X_and_the_other_side_opens_nothing()
    {
        var desk = await Desk.OpenAsync();
        desk.Time.MoveTo(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
        var id = CaseId.New(desk.Time.GetUtcNow());
        var intake = new JsonObject
        {
            ["channel"] = "counter", ["severity"] = "simple",
            ["applicant"] = new JsonObject { ["name"] = "黄桂英", ["identity"] = new JsonObject { ["number"] = "42070419520318006X" } },
            ["respondents"] = new JsonArray(new JsonObject { ["person"] = new JsonObject { ["name"] = "黄强", ["phone"] = "13900001234" } }),
            ["matter"] = new JsonObject { ["category"] = "neighbour", ["facts"] = "排水" },
        };
        var opened = await desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), Shipped.Staff.Single(x => x.Id.Value == "zhou.min").AsActor(), id, new OpenCase("mediation", "420704", intake)));
        Assert.True(opened is CommandResult.Accepted, (opened as CommandResult.Refused)?.Refusal.Message.En);
        var @case = desk.Store.Case(id);

        Assert.True(ApplicantProof.Fits(@case, Shipped.Library, ApplicantProof.Read("006x")!));
        Assert.False(ApplicantProof.Fits(@case, Shipped.Library, ApplicantProof.Read("1234")!));
    }

    [Fact]
    public async Task Whoever_applies_together_with_others_opens_the_case_too_and_gets_each_document_once()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.StoriesOf("judicial-confirmation").Single(x => x.Id == "22-party-does-not-sign");
        var application = (JsonObject)story.Open.Application.DeepClone();
        application["coPartiesB"]![0]!["person"]!["phone"] = "13900005678";
        var played = await desk.Player.PlayAsync(story with { Open = story.Open with { Application = application } });
        Assert.True(played.Holds, string.Join('\n', played.Failures.Select(x => x.Text.En)));
        var @case = desk.Store.Case(played.CaseId!.Value);

        Assert.True(ApplicantProof.Fits(@case, Shipped.Library, ApplicantProof.Read("5678")!));
        Assert.Equal(3, @case.File.Count(x => x.Kind == "confirmation-notice-to-both"));
        Assert.Null(Assert.Single(CaseProgress.Of(@case, Shipped.Library).Documents, x => x.Title.Zh == "司法确认申请告知书").Number);
    }

    private static async Task<LegalCase> PlayedAsync(string story, int rows)
    {
        var desk = await Desk.OpenAsync();
        var scenario = Shipped.Stories.Single(x => x.Id.EndsWith(story, StringComparison.Ordinal));
        var played = await desk.Player.PlayAsync(scenario with { Rows = [.. scenario.Rows.Take(rows)], Expect = null });
        return desk.Store.Case(played.Case!.Id);
    }
}
