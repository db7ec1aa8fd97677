using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Services;

/// <summary>One rating for each service: whoever was asked is not asked again.</summary>
public sealed class AskingOnceTests
{
    private static FlowBuilder Flow => new FlowBuilder()
        .With(Ask("first", "rating"), Ask("second", "rating"), Ask("third", "other"), CaseDesk.Task("asked", ["done"]), CaseDesk.Task("again", ["done"]))
        .To("first.Asked>second", "first.AskedBefore>again", "second.Asked>again", "second.AskedBefore>third", "third.Asked>asked", "third.AskedBefore>again");

    [Fact]
    public async Task The_same_question_is_asked_once_and_another_is_asked_beside_it()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T09:00");
        Assert.Equal("asked", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Equal(2, desk.Outbox.Count(x => x is { Kind: "notice", Recipient: "applicant" }));
        Assert.Equal(["rating", "other"], desk.Case.Dossier.Facts()["asked"]!.AsObject().Select(x => x.Key));
    }

    [Fact]
    public async Task A_reopened_case_does_not_ask_again()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T09:00");
        await desk.CompleteAsync("asked", "done");
        CaseDesk.Accepted(await desk.DoAsync(new ReopenCase("补充")));
        Assert.Equal(CaseStatus.Open, desk.Case.Status);
        Assert.Equal("again", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Equal(2, desk.Outbox.Count(x => x is { Kind: "notice", Recipient: "applicant" }));
    }

    private static System.Text.Json.Nodes.JsonObject Ask(string id, string question) => CaseDesk.Step(id, "AskOnce", ("question", question), ("subject", "请评价"));
}
