using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Exploring;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Exploring;

public sealed class FlowReportTests
{
    private static readonly DateOnly BeforeSpringFestival = new(2026, 2, 9);

    // Walked once for all tests: it is the largest of all definitions.
    private static readonly Lazy<Task<FlowReport>> LegalAid = new(() => Explore(Shipped.LegalAid));

    [Fact]
    public async Task A_step_whose_clock_was_never_started_on_its_path_is_found()
    {
        var report = await Report(new FlowBuilder()
            .With(Task("ask", "legal-aid.supplement", "with", "without"), Activity("start", "StartClock", ("clock", "legal-aid.review")), CaseTask("review", "legal-aid.review", "done"), Close())
            .To("ask.with>start", "start>review", "ask.without>review", "review.done>close"));

        var finding = Assert.Single(report.Findings, x => x.Kind == FindingKind.PersonWithoutClock);
        Assert.True(finding.IsError);
        Assert.Equal(["review"], finding.Activities);
        Assert.Equal([null, "without"], finding.State.Path.Select(x => x.Answer.Outcome));
        Assert.Contains("legal-aid.review", finding.Message.Zh, StringComparison.Ordinal);
        Assert.True(report.HasErrors);
    }

    [Fact]
    public async Task A_step_whose_clock_was_stopped_before_it_is_found_and_a_timer_beside_it_watches_it()
    {
        var stopped = new FlowBuilder()
            .With(Activity("start", "StartClock", ("clock", "legal-aid.review")), Activity("stop", "StopClock", ("clock", "legal-aid.review")), CaseTask("review", "legal-aid.review", "done"), Close())
            .To("start>stop", "stop>review", "review.done>close");
        Assert.Contains((await Report(stopped)).Findings, x => x.Kind == FindingKind.PersonWithoutClock);

        var timed = new FlowBuilder()
            .With(FlowBuilder.Activity("f", "FlowFork", ("branches", FlowBuilder.List("L", "R"))), Task("review", null, "done"),
                FlowBuilder.Activity("d", "Delay", ("timeSpan", FlowBuilder.Literal("3.00:00:00", "TimeSpan"))), FlowBuilder.Activity("j", "FlowJoin", ("mode", FlowBuilder.Literal("WaitAny"))), Close())
            .To("f.L>review", "f.R>d", "review.done>j", "d>j", "j>close");
        Assert.False((await Report(timed)).HasErrors);
    }

    [Fact]
    public async Task Waiting_for_a_clock_that_does_not_run_is_a_dead_end()
    {
        var report = await Report(new FlowBuilder().With(Activity("wait", "WaitForClock", ("clock", "legal-aid.review")), Close()).To("wait>close"));

        Assert.Contains(report.Findings, x => x.Kind == FindingKind.DeadEnd && x.Activities.SequenceEqual(["wait"]));
        Assert.Contains(report.Findings, x => x.Kind == FindingKind.ClockNotRunning);
        Assert.Empty(report.Ends);
        Assert.Null(report.LongestStatutory);
    }

    [Fact]
    public async Task Word_from_outside_needs_a_clock_or_a_reason_why_there_is_none()
    {
        var wait = FlowBuilder.Event("court", "judgment");
        var flow = new FlowBuilder().With(wait, Close()).To("court>close");
        Assert.Contains((await Report(flow)).Findings, x => x is { Kind: FindingKind.OutsideWithoutClock, IsError: true });

        var reasoned = (JsonObject)wait.DeepClone();
        reasoned["customProperties"]!["noClockBecause"] = "诉讼由法院审理";
        var report = await Report(new FlowBuilder().With(reasoned, Close()).To("court>close"));
        Assert.False(report.HasErrors);
        Assert.Contains("诉讼由法院审理", Assert.Single(report.Findings).Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_in_which_no_clock_runs_is_found_and_one_with_a_clock_is_not()
    {
        var loop = new FlowBuilder().Input("more", "Boolean")
            .With(FlowBuilder.Activity("s", "Start"), FlowBuilder.Event("again", "again"), FlowBuilder.Decision("d", "getInput('more').yes"), Close())
            .To("s>again", "again>d", "d.True>again", "d.False>close");
        Assert.Contains((await Report(loop)).Findings, x => x.Kind == FindingKind.LoopWithoutClock);

        var watched = new FlowBuilder().With(FlowBuilder.Activity("s", "Start"), Task("a", "legal-aid.review", "again", "enough"), Close()).To("s>a", "a.again>a", "a.enough>close");
        Assert.False((await Report(watched)).HasErrors);
    }

    [Fact]
    public async Task The_longest_statutory_path_is_counted_over_holidays_and_months()
    {
        var report = await Report(new FlowBuilder()
            .With(Task("review", "legal-aid.review", "grant", "refuse"), Task("file", "legal-aid.closing-file", "done"), Task("pay", "legal-aid.subsidy", "done"), Close(), Close("short"))
            .To("review.grant>file", "file.done>pay", "pay.done>close", "review.refuse>short"));

        var path = report.LongestStatutory!;
        // 9 February and 7 days is the 16th, in the Spring Festival (15 to 23 February 2026): the 24th. 30 days from then: 26 March, a Thursday.
        Assert.Equal([null, new DateOnly(2026, 2, 24), new DateOnly(2026, 3, 26), null], path.Steps.Select(x => x.DueOn));
        Assert.Equal(new DateOnly(2026, 3, 26), path.To);
        Assert.Equal(45, path.Days);
        Assert.True(path.IsSearchComplete);
        Assert.Equal([null, "review", "file", "pay"], path.Steps.Select(x => x.Step.Answer.ActivityId));
        // 30 working days from 26 March: 6 April is Qingming, 1 to 5 May Labour Day, 9 May is worked in exchange.
        Assert.Equal(new DateOnly(2026, 5, 12), report.LongestWithConfigured!.To);
    }

    [Fact]
    public async Task A_pause_lengthens_the_path_and_a_timer_that_ends_a_step_shortens_it()
    {
        var paused = await Report(new FlowBuilder()
            .With(Activity("start", "StartClock", ("clock", "legal-aid.review")), CaseTask("register", "legal-aid.review", "incomplete"),
                Paused("supplement"), CaseTask("review", "legal-aid.review", "done"), Close())
            .To("start>register", "register.incomplete>supplement", "supplement.supplemented>review", "review.done>close"));
        var plain = await Report(new FlowBuilder()
            .With(Activity("start", "StartClock", ("clock", "legal-aid.review")), CaseTask("register", "legal-aid.review", "incomplete"), CaseTask("review", "legal-aid.review", "done"), Close())
            .To("start>register", "register.incomplete>review", "review.done>close"));
        Assert.True(paused.LongestWithConfigured!.Days > plain.LongestWithConfigured!.Days, $"{paused.LongestWithConfigured.Days} and {plain.LongestWithConfigured.Days} days");

        var raced = await Report(new FlowBuilder()
            .With(FlowBuilder.Activity("f", "FlowFork", ("branches", FlowBuilder.List("L", "R"))), Task("file", "legal-aid.closing-file", "done"),
                FlowBuilder.Activity("d", "Delay", ("timeSpan", FlowBuilder.Literal("3.00:00:00", "TimeSpan"))), FlowBuilder.Activity("j", "FlowJoin", ("mode", FlowBuilder.Literal("WaitAny"))), Close())
            .To("f.L>file", "f.R>d", "file.done>j", "d>j", "j>close"));
        Assert.Equal(3, raced.LongestWithConfigured!.Days);
    }

    [Fact]
    public async Task A_flow_that_ends_without_closing_its_case_is_worth_a_note()
    {
        var report = await Report(new FlowBuilder().With(Task("review", "legal-aid.review", "done")));

        Assert.False(report.HasErrors);
        Assert.Equal(FindingKind.EndsUnclosed, Assert.Single(report.Findings).Kind);
        Assert.Null(Assert.Single(report.Ends).Result);
    }

    [Fact]
    public async Task Every_path_of_every_shipped_definition_ends_and_no_wait_is_without_a_clock()
    {
        var files = Directory.GetFiles(Path.Combine(Shipped.Folder, "definitions"), "*.json");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file);
            var report = await (text == Shipped.LegalAid ? LegalAid.Value : Explore(text));
            var (explored, definition) = (report.Exploration, report.Exploration.Definition);
            var version = $"{definition.DefinitionId} {definition.Version}";
            Assert.True(explored.Cuts.Count == 0, $"{version}: {string.Join("; ", explored.Cuts)}");
            Assert.True(explored.ActivitiesNeverBegun.Count == 0, $"{version}: {string.Join(", ", explored.ActivitiesNeverBegun.Select(x => x.Id))}");
            Assert.Empty(explored.DeadEnds);
            Assert.Empty(explored.Traps);
            Assert.All(explored.States, x => Assert.Empty(x.Incidents));
            Assert.All(report.Ends, x => Assert.NotNull(x.Result));
            Assert.Equal([], Errors(report));
        }
    }

    [Fact]
    public async Task What_was_wrong_with_the_first_legal_aid_definition_is_found()
    {
        // After an upheld objection and after a refused defence steps are come back to whose clocks were stopped on the way.
        Assert.Equal(
            [
                "LoopWithoutClock decide-replacement+handling+termination-reported",
                "LoopWithoutClock handling+replacement-requested+termination-reported",
                "OutsideWithoutClock replacement-requested",
                "OutsideWithoutClock termination-reported",
                "PersonWithoutClock decide-replacement",
                "PersonWithoutClock engagement",
                "PersonWithoutClock first-meeting",
                "PersonWithoutClock first-meeting-notified",
                "PersonWithoutClock handling",
                "PersonWithoutClock take-over",
            ],
            Errors(await Explore(Shipped.LegalAidVersion1)));
    }

    [Fact]
    public async Task The_legal_aid_definition_has_the_ends_and_the_length_that_the_law_gives_it()
    {
        var report = await LegalAid.Value;

        // Whatever happened is one of those that the switch names.
        Assert.Equal(["what-happened.Default->service-fork.In"], report.Exploration.ConnectionsNeverFollowed.Select(x => x.ToString()));
        Assert.Equal(
            ["closed-after-reopening", "deemed-withdrawn", "duplicate", "handled", "not-ours", "refused", "refused-objection-rejected", "terminated"],
            report.Ends.Select(x => x.Result!).Order(StringComparer.Ordinal));
        Assert.InRange(report.LongestStatutory!.Days, 100, 400);
    }

    private static IEnumerable<string> Errors(FlowReport report) =>
        report.Findings.Where(x => x.IsError).Select(x => $"{x.Kind} {string.Join("+", x.Activities.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);

    private static async Task<FlowReport> Explore(string definition) =>
        await FlowReport.OfAsync(WorkflowDefinition.Parse(definition), Shipped.Library, "ezhou", new DateOnly(2026, 3, 2));

    private static ValueTask<FlowReport> Report(FlowBuilder flow) => FlowReport.OfAsync(flow.Build(), Shipped.Library, "ezhou", BeforeSpringFestival);

    private static JsonObject Task(string id, string? clock, params string[] outcomes) => Task(id, clock, outcomes, "step");

    private static JsonObject CaseTask(string id, string clock, params string[] outcomes) => Task(id, clock, outcomes, "case");

    private static JsonObject Task(string id, string? clock, string[] outcomes, string scope)
    {
        var task = Activity(id, "HumanTask", ("title", id), ("role", "reviewer"), ("form", "note"), ("clockScope", scope));
        task["outcomes"] = FlowBuilder.List(outcomes);
        if (clock is not null) task["clock"] = FlowBuilder.Literal(clock);
        return task;
    }

    private static JsonObject Paused(string id)
    {
        var task = Task(id, "legal-aid.supplement", "supplemented");
        task["pausesClock"] = FlowBuilder.Literal("legal-aid.review");
        task["pauseCause"] = FlowBuilder.Literal("supplement");
        return task;
    }

    private static JsonObject Activity(string id, string type, params (string Name, string Value)[] inputs) =>
        FlowBuilder.Activity(id, $"CaseWorkflows.{type}", [.. inputs.Select(x => (x.Name, (JsonNode?)FlowBuilder.Literal(x.Value)))]);

    private static JsonObject Close(string id = "close") => Activity(id, "CloseCase", ("result", "archived"));
}
