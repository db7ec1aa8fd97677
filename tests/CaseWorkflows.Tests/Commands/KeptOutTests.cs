using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Commands;

/// <summary>Whoever may not decide a case may not end it either, and no other case than the one that was opened gives its result (Legal Aid Law art. 49).</summary>
public sealed class KeptOutTests
{
    private static readonly Actor Decider = new(new("deng.hua"), "邓华", [Role.Supervisor, "objection-clerk"], new("/420700/"));
    private static readonly Actor Other = new(new("song.tao"), "宋涛", [Role.Supervisor], new("/420700/"));

    [Fact]
    public async Task Who_decided_neither_ends_nor_stops_nor_hands_on_the_objection()
    {
        var (desk, _, objection) = await FiledAsync();
        var task = Assert.Single(objection.Tasks, x => x.IsLive);
        ICaseCommand[] commands = [new WithdrawCase("x"), new PauseCase("x", null), new CloseCaseByHand("withdrawn", "x"), new AssignTask(task.Id, new("duan.hong"), null)];
        foreach (var command in commands) Assert.Equal("case.about-you", await RefusedAsync(desk, Decider, objection.Id, command));
        Assert.Null(await RefusedAsync(desk, Other, objection.Id, new PauseCase("x", null)));
        Assert.Equal("case.about-you", await RefusedAsync(desk, Decider, objection.Id, new ResumeCase(null)));
        Assert.Null(await RefusedAsync(desk, Other, objection.Id, new ResumeCase(null)));
        Assert.Null(await RefusedAsync(desk, Other, objection.Id, new WithdrawCase("x")));
        Assert.Equal("case.about-you", await RefusedAsync(desk, Decider, objection.Id, new ReopenCase("x")));
    }

    [Fact]
    public async Task Nobody_declares_by_hand_what_the_review_has_to_find()
    {
        var (desk, decided, objection) = await FiledAsync();
        foreach (var result in new[] { "objection-corrected", "objection-maintained" })
            Assert.Equal("case.result-not-by-hand", await RefusedAsync(desk, Other, objection.Id, new CloseCaseByHand(result, "x")));
        Assert.Equal((CaseStatus.Open, "objection"), (desk.Store.Case(decided.Id).Status, desk.Store.Case(decided.Id).Stage));
    }

    [Fact]
    public async Task Another_objection_that_somebody_ties_to_the_case_is_not_its_own()
    {
        var (desk, decided, _) = await FiledAsync();
        var story = Shipped.StoriesOf("objection").Single(x => x.Id == "02-correction-ordered");
        await desk.Player.PlayAsync(story with { Expect = null });
        var stranger = desk.Store.Cases.Single(x => x.ServiceType == "objection" && x.Result == "objection-corrected");
        Assert.Null(await RefusedAsync(desk, Other, decided.Id, new LinkCase("objection", Case: stranger.Id)));
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(decided.Id);
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(stranger.Id);
        var waiting = desk.Store.Case(decided.Id);
        Assert.Equal(2, waiting.Links.Count);
        Assert.Equal((CaseStatus.Open, "objection"), (waiting.Status, waiting.Stage));
    }

    private static async Task<(Desk Desk, LegalCase Decided, LegalCase Objection)> FiledAsync()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id == "04-objection-rejected");
        var until = story.Rows.ToList().FindIndex(x => x.Do == ScenarioDeed.Event && x.Name == "objection-filed");
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until + 1)], Expect = null })).Failures);
        return (desk, desk.Store.Cases.Single(x => x.ServiceType == "legal-aid"), desk.Store.Cases.Single(x => x.ServiceType == "objection"));
    }

    private static async Task<string?> RefusedAsync(Desk desk, Actor who, CaseId id, ICaseCommand command) =>
        (await desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), who, id, command)) as CommandResult.Refused)?.Refusal.Code;
}
