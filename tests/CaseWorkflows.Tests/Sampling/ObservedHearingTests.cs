using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Sampling;

/// <summary>Hearings that are observed (听庭): recorded on the case by somebody who does not handle it, and counted beside the reviews.</summary>
public sealed class ObservedHearingTests
{
    private const string Event = "hearing-observed";

    [Fact]
    public async Task An_observed_hearing_is_scored_kept_and_counted_for_the_lawyer_and_the_centre()
    {
        var (desk, id) = await InHandAsync();
        Accepted(await SendAsync(desk, id, "peng.yan", Hearing("2026-03-20", 20)));
        Accepted(await SendAsync(desk, id, "cheng.wei", Hearing("2026-04-01", 10)));
        var lawyer = desk.Store.Case(id).Dossier.Facts()["lawyer"]!.ToString();

        var month = await RecordAsync(desk, Period.Month(2026, 3));
        var year = await RecordAsync(desk, Period.Year(2026));

        Assert.Equal(new MarkCount(1, 77), Assert.Single(month.Lawyers, x => x.Lawyer == lawyer).Hearings);
        Assert.Equal(new MarkCount(2, 72), year.Total.Hearings);
        Assert.Equal(("peng.yan", "鄂城区人民法院", 77m), month.Marks.Where(x => x.Kind == QualityKind.Hearing).Select(x => (x.By, x.Place, x.Score!.Value)).Single());
        var sheet = await SheetAsync(desk, Period.Month(2026, 3));
        Assert.Equal(1, sheet.Lines.Single(x => x.Indicator.Key == "quality.hearings-observed").Value);
        Assert.Equal(77, sheet.Lines.Single(x => x.Indicator.Key == "quality.hearing-score").Value);
        Assert.Contains(desk.Store.History(id), x => x.Kind == "EventRecorded");
    }

    /// <summary>The Ministry's document 30: each hearing puts its own record on the file, numbered, with the day and the scores of that hearing.</summary>
    [Fact]
    public async Task Each_observed_hearing_puts_its_numbered_record_on_the_file()
    {
        var (desk, id) = await InHandAsync();
        Accepted(await SendAsync(desk, id, "peng.yan", Hearing("2026-03-20", 20)));
        Accepted(await SendAsync(desk, id, "cheng.wei", Hearing("2026-04-01", 10)));

        var records = desk.Store.Case(id).File.Where(x => x.Kind == "hearing-observed-record").ToList();

        Assert.Equal(2, records.Select(x => x.Number).Distinct().Count());
        Assert.Equal(30, Shipped.Library.Template("hearing-observed-record")!.Format);
        Assert.Contains("开庭日期：2026年3月20日", records[0].Text, StringComparison.Ordinal);
        Assert.Contains("彭艳", records[0].Text, StringComparison.Ordinal);
        Assert.Contains("开庭日期：2026年4月1日", records[1].Text, StringComparison.Ordinal);
        Assert.Contains("程伟", records[1].Text, StringComparison.Ordinal);
        Assert.Contains(records[1].Number!, records[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_case_counts_its_review_beside_the_hearing()
    {
        var desk = await Desk.OpenAsync();
        var played = await desk.Player.PlayAsync(Shipped.Stories.Single(x => x.Id.EndsWith("01-grant-to-archive", StringComparison.Ordinal)));
        var review = desk.Store.Case(played.Case!.Id).Tasks.Single(x => x.StepId == "quality-review");

        var record = await RecordAsync(desk, Period.Year(2026));

        var mark = Assert.Single(record.Marks, x => x.Kind == QualityKind.Review);
        Assert.Equal((review.CompletedBy!.Value.Value, review.EndedAt!.Value), (mark.By, mark.At));
        Assert.Equal((1, 0), (record.Total.Reviews.Count, record.Total.Hearings.Count));
        Assert.Equal(1, (await SheetAsync(desk, Period.Year(2026))).Lines.Single(x => x.Indicator.Key == "quality.files-reviewed").Value);
    }

    [Fact]
    public async Task Neither_the_lawyer_nor_anybody_without_the_role_observes_and_nobody_twice_on_a_day()
    {
        var (desk, id) = await InHandAsync();
        var lawyer = desk.Store.Case(id).Dossier.Facts()["lawyer"]!.ToString();

        Assert.Equal("event.other-role", await RefusalAsync(desk, id, lawyer, Hearing("2026-03-20", 20)));
        Assert.Equal("event.about-you", await RefusalAsync(desk, id, lawyer, Hearing("2026-03-20", 20), "supervisor"));
        Assert.Equal("event.other-role", await RefusalAsync(desk, id, "zhou.min", Hearing("2026-03-20", 20)));
        Assert.Equal("form.has-errors", await RefusalAsync(desk, id, "peng.yan", Hearing("2026-03-20", 26)));
        Accepted(await SendAsync(desk, id, "peng.yan", Hearing("2026-03-20", 20)));
        Assert.Equal("event.recorded-already", await RefusalAsync(desk, id, "peng.yan", Hearing("2026-03-20", 21)));
        Accepted(await SendAsync(desk, id, "peng.yan", Hearing("2026-03-21", 21)));
        Assert.Equal(2, desk.Store.Case(id).Dossier.Facts()["hearings"]!.AsArray().Count);
    }

    [Fact]
    public async Task In_a_consultation_there_is_no_hearing_to_observe()
    {
        var desk = await Desk.OpenAsync();
        desk.Time.MoveTo(new DateTimeOffset(2026, 4, 2, 1, 0, 0, TimeSpan.Zero));
        var id = CaseId.New(desk.Time.GetUtcNow());
        var intake = new JsonObject { ["channel"] = "counter", ["applicant"] = new JsonObject { ["name"] = "黄桂英" }, ["matter"] = new JsonObject { ["category"] = "loan", ["claim"] = "借款" } };
        Accepted(await desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), Shipped.Staff.Single(x => x.Id.Value == "hu.min").AsActor(), id, new OpenCase("consultation", "420704", intake))));

        Assert.Equal("event.not-expected", await RefusalAsync(desk, id, "peng.yan", Hearing("2026-04-02", 20)));
    }

    [Theory]
    [InlineData("remote", 100)]
    [InlineData("phone", 100)]
    [InlineData("on-site", 0)]
    [InlineData(null, null)]
    public void A_service_at_a_distance_counts_by_the_mode_that_was_recorded(string? mode, int? share)
    {
        var facts = mode is null ? "{}" : """{"steps":{"first-meeting":{"data":{"mode":"MODE"}}}}""".Replace("MODE", mode, StringComparison.Ordinal);
        var received = new DateTimeOffset(2026, 3, 5, 1, 0, 0, TimeSpan.Zero);
        var seen = new CountedCase(new CaseId(Guid.NewGuid()), "A", "legal-aid", "/420700/", "open", "", null, received, null, "{}", facts);
        var formula = Shipped.Library.Indicators.For("default", Period.Month(2026, 3)).Single(x => x.Indicator.Key == "service.remote-share").Indicator.Formula!;

        Assert.Equal(share, new Computation([seen], [], (_, _) => null, received.AddDays(10)).Of(formula, Period.Month(2026, 3)).Value);
    }

    private static JsonObject Hearing(string day, int preparation) => new()
    {
        ["observedOn"] = day, ["court"] = "鄂城区人民法院", ["preparation"] = preparation, ["evidence"] = 20, ["argument"] = 22, ["conduct"] = 15, ["comment"] = "准备充分",
    };

    private static async Task<(Desk Desk, CaseId Id)> InHandAsync()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id.EndsWith("01-grant-to-archive", StringComparison.Ordinal));
        var rows = story.Rows.TakeWhile(x => x.Step != "handling").ToList();
        var played = await desk.Player.PlayAsync(story with { Rows = rows, Expect = null });
        Assert.True(played.Holds, string.Join("; ", played.Failures.Select(x => x.Text.En)));
        desk.Time.MoveTo(new DateTimeOffset(2026, 4, 2, 1, 0, 0, TimeSpan.Zero));
        return (desk, played.Case!.Id);
    }

    private static ValueTask<CommandResult> SendAsync(Desk desk, CaseId id, string who, JsonObject hearing, string? alsoWithRole = null)
    {
        var actor = Shipped.Staff.Single(x => x.Id.Value == who).AsActor();
        if (alsoWithRole is not null) actor = actor with { Roles = [.. actor.Roles, alsoWithRole] };
        return desk.Commands.ExecuteAsync(new(CommandId.New(desk.Time.GetUtcNow()), actor, id, new RecordEvent(Event, hearing)));
    }

    private static async Task<string?> RefusalAsync(Desk desk, CaseId id, string who, JsonObject hearing, string? alsoWithRole = null) =>
        (await SendAsync(desk, id, who, hearing, alsoWithRole) as CommandResult.Refused)?.Refusal.Code;

    private static void Accepted(CommandResult result) => Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Refusal.Message.En);

    private static ValueTask<QualityRecord> RecordAsync(Desk desk, Period period) =>
        new QualityRecords(Shipped.Library, new InMemoryIndicatorRows(desk.Store)).OfAsync(Shipped.Library.Office("/420700/")!, period, default);

    private static ValueTask<IndicatorSheet> SheetAsync(Desk desk, Period period) =>
        new IndicatorReckoning(Shipped.Library, new InMemoryIndicatorRows(desk.Store), new InMemoryFigures(), new InMemorySampleBook(), desk.Time).ReckonAsync(Shipped.Library.Office("/420700/")!, period, default);
}
