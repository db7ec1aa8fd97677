using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Commands.TestLibrary;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Clocks;

/// <summary>Clocks that start, pause, resume and stop by named events, whatever the channel they came by.</summary>
public sealed class ClockEventTests
{
    private const string First = "test.first-reply";
    private const string Each = "test.each-reply";
    private const string Resolution = "test.resolution";

    private static readonly Lazy<WorkflowLibrary> Library = new(() => With(string.Join(',',
        Rule(First, 6, "hours", more: """ "startEvents": ["case-opened"], "stopEvents": ["answer-given"], "again": "once" """),
        Rule(First, 30, "minutes", more: """ "channels": ["hotline"], "startEvents": ["case-opened"], "stopEvents": ["answer-given"], "again": "once" """),
        Rule(Each, 24, "hours", more: """ "startEvents": ["question-asked"], "stopEvents": ["answer-given"] """),
        Rule(Resolution, 10, "working-days", more: """
            "startEvents": ["case-opened", "case-reopened"],
            "pausedBy": [{ "cause": "asked-back", "basis": { "zh": "等待补充", "en": "waiting" }, "from": ["asked-back"], "until": ["question-asked", "paper-received"] }]
            """))));

    private static FlowBuilder Flow => new FlowBuilder().With(CaseDesk.Task("answer", ["done"])).To();

    [Fact]
    public async Task The_first_reply_counts_once_each_reply_from_the_oldest_open_question_and_the_resolution_over_all()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", library: Library.Value);
        Assert.Equal((At("2026-03-02T16:00"), Day("2026-03-16")), (desk.Clock(First).DueAt, desk.Clock(Resolution).DueOn));
        Assert.Null(desk.Case.Clock(Each));

        CaseDesk.Accepted(await desk.On("2026-03-02T11:00").DoAsync(new RecordEvent("question-asked")));
        CaseDesk.Accepted(await desk.On("2026-03-02T12:00").DoAsync(new RecordEvent("question-asked")));
        Assert.Equal((1, At("2026-03-03T11:00")), (desk.Clock(Each).Generation, desk.Clock(Each).DueAt));

        CaseDesk.Accepted(await desk.On("2026-03-02T15:00").DoAsync(new RecordEvent("answer-given")));
        Assert.Equal((ClockVerdict.Met, ClockVerdict.Met, ClockState.Running), (desk.Clock(First).Verdict, desk.Clock(Each).Verdict, desk.Clock(Resolution).State));

        CaseDesk.Accepted(await desk.On("2026-03-04T09:00").DoAsync(new RecordEvent("question-asked"), occurredAt: "2026-03-04T08:00"));
        Assert.Equal((2, At("2026-03-05T08:00"), 1, ClockState.Stopped), (desk.Clock(Each).Generation, desk.Clock(Each).DueAt, desk.Clock(First).Generation, desk.Clock(First).State));
    }

    [Fact]
    public async Task An_event_pauses_and_another_lets_it_run_on()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", library: Library.Value);

        CaseDesk.Accepted(await desk.On("2026-03-03T10:00").DoAsync(new RecordEvent("asked-back")));
        Assert.Equal((ClockState.Paused, ClockState.Running), (desk.Clock(Resolution).State, desk.Clock(First).State));
        CaseDesk.Accepted(await desk.On("2026-03-05T10:00").DoAsync(new AddEvidence("letter", "来信")));

        Assert.Equal((ClockState.Running, Day("2026-03-19")), (desk.Clock(Resolution).State, desk.Clock(Resolution).DueOn));
        Assert.Equal(["ClockStarted", "ClockPaused", "ClockResumed"], desk.ClockHistory(Resolution));
    }

    [Fact]
    public async Task A_channel_has_its_own_limit_where_the_region_gives_one()
    {
        var hotline = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", new JsonObject { ["channel"] = "hotline" }, library: Library.Value);
        var web = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", new JsonObject { ["channel"] = "web" }, library: Library.Value);

        Assert.Equal((At("2026-03-02T10:30"), At("2026-03-02T16:00")), (hotline.Clock(First).DueAt, web.Clock(First).DueAt));
        Assert.Equal(("default/clocks-test.json@2022-01-01:hotline", "default/clocks-test.json@2022-01-01"), (hotline.Clock(First).RuleVersion, web.Clock(First).RuleVersion));
        // It stands on its channel's rule: the other one is no change.
        Assert.Empty(new ClockChanges(Library.Value.Clocks, Library.Value.Calendars).Of(hotline.Clock(First), "ezhou", At("2026-03-02T10:10")));
    }

    [Fact]
    public async Task A_reopened_case_is_replied_to_and_resolved_anew()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", library: Library.Value);
        await desk.CompleteAsync("answer", "done");
        CaseDesk.Accepted(await desk.On("2026-03-09T10:00").DoAsync(new ReopenCase("来人继续咨询")));
        Assert.Equal((2, Day("2026-03-23"), 1), (desk.Clock(Resolution).Generation, desk.Clock(Resolution).DueOn, desk.Clock(First).Generation));
    }

    [Fact]
    public async Task An_event_that_nothing_waits_for_is_refused_and_nobody_can_report_what_the_system_itself_notes()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", library: Library.Value);
        CaseDesk.Refused("event.not-expected", await desk.DoAsync(new RecordEvent("nobody-listens")));
        CaseDesk.Refused("event.not-expected", await desk.DoAsync(new RecordEvent("case-reopened")));
    }

    [Theory]
    [InlineData(""" "startEvents": ["question-askd"] """, "startEvents", "question-askd")]
    [InlineData(""" "stopEvents": ["answer-given"] """, "stopEvents", "startEvents")]
    [InlineData(""" "again": "once" """, "again", "startEvents")]
    [InlineData(""" "startEvents": ["case-opened"], "again": "often" """, "again", "when-stopped, once, always")]
    [InlineData(""" "startEvents": ["case-opened"], "backward": true """, "startEvents", "counted back")]
    [InlineData(""" "startEvents": "case-opened" """, "startEvents", "list")]
    [InlineData(""" "startEvents": ["case-opened", "case-opened"] """, "startEvents", "twice")]
    [InlineData(""" "pausedBy": [{ "cause": "x", "basis": { "zh": "甲", "en": "a" }, "from": ["asked-back"] }] """, "until", "from")]
    public void A_rule_with_events_that_make_no_sense_is_refused_with_its_field(string more, string field, string says)
    {
        var problem = Assert.Throws<PolicyFileException>(() => With(Rule(First, 6, "calendar-days", more: more)));
        Assert.Contains(field, problem.Field, StringComparison.Ordinal);
        Assert.Contains(says, problem.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_has_one_rule_at_a_time()
    {
        var problem = Assert.Throws<PolicyFileException>(() => With(string.Join(',',
            Rule(First, 6, "hours", more: """ "channels": ["web", "hotline"] """), Rule(First, 5, "hours", more: """ "channels": ["web"] """))));
        Assert.Contains("channels", problem.Field, StringComparison.Ordinal);
    }
}
