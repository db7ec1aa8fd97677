using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Subsidies;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Subsidies;

public sealed class SubsidyTests
{
    [Theory]
    [InlineData("2022-05-29", null)]
    [InlineData("2022-05-30", "ezhou-subsidies-2022")]
    [InlineData("2024-12-31", "ezhou-subsidies-2022")]
    [InlineData("2025-01-01", "ezhou-subsidies-2025")]
    [InlineData("2031-01-01", "ezhou-subsidies-2025")]
    public void The_table_of_the_day_holds_from_its_first_to_its_last(string day, string? table) =>
        Assert.Equal(table, Shipped.Library.Subsidies.Find("ezhou", "legal-aid", DateOnly.Parse(day, null))?.Id);

    [Theory]
    [InlineData("2024-12-31", 1600)]
    [InlineData("2025-01-01", 1900)]
    public void The_day_the_case_was_concluded_decides_not_the_day_it_is_paid(string closingDay, int amount)
    {
        var @case = Case("""{"matter":{"category":"maintenance"}}""",
            """{"steps":{"decision":{"outcome":"grant","data":{"aidForm":"litigation-agency"}},"handling":{"data":{"closingDay":"DAY"}}}}""".Replace("DAY", closingDay, StringComparison.Ordinal));
        var proposal = SubsidyProposal.Of(@case, Shipped.Library, new DateOnly(2026, 3, 2))!;

        Assert.Equal((amount, "civil.litigation"), (proposal.Amount, proposal.Row.Key));
        Assert.Contains($"{amount}元", proposal.Reason.Zh, StringComparison.Ordinal);
        Assert.Contains(closingDay, proposal.Reason.En, StringComparison.Ordinal);
        Assert.Contains("待与正式文件核对", proposal.Reason.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"matter":{"category":"notified-defence","stageOfProceedings":"investigation"}}""", "criminal.investigation")]
    [InlineData("""{"matter":{"category":"notified-defence","stageOfProceedings":"death-review"}}""", "criminal.death-review")]
    [InlineData("""{"matter":{"category":"criminal-defence","stageOfProceedings":"second-instance"}}""", "criminal.trial")]
    [InlineData("""{"matter":{"category":"compulsory-medical-treatment"}}""", "criminal.trial")]
    public void Criminal_cases_are_paid_by_the_stage_of_proceedings(string application, string row) =>
        Assert.Equal(row, SubsidyProposal.Of(Case(application, "{}"), Shipped.Library, new DateOnly(2026, 3, 2))!.Row.Key);

    [Fact]
    public void Where_nothing_fits_nothing_is_proposed() =>
        Assert.Null(SubsidyProposal.Of(Case("""{"matter":{"category":"maintenance"}}""", "{}"), Shipped.Library, new DateOnly(2026, 3, 2)));

    [Fact]
    public void The_form_gets_amount_and_standard_and_keeps_what_somebody_has_typed()
    {
        var form = Shipped.Library.Forms.Find("subsidy")!;
        var proposal = SubsidyProposal.Of(Case("""{"matter":{"category":"notified-defence"}}""", "{}"), Shipped.Library, new DateOnly(2026, 3, 2))!;
        var (empty, typed) = (new JsonObject(), new JsonObject { ["amount"] = 100 });

        proposal.PutInto(form, empty);
        proposal.PutInto(form, typed);

        Assert.Equal((1900m, 100), ((decimal)empty["amount"]!, (int)typed["amount"]!));
        Assert.Contains("鄂州司发〔2022〕18号", (string)empty["standard"]!, StringComparison.Ordinal);
        empty["paidOn"] = "2026-03-02";
        Assert.Empty(FormValidator.Validate(form, empty, "paid", new DateOnly(2026, 3, 2)).Errors);
    }

    [Fact]
    public async Task What_was_proposed_stays_with_the_case_and_another_amount_stands_in_its_history()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id.EndsWith("01-grant-to-archive", StringComparison.Ordinal));
        var played = await desk.Player.PlayAsync(story);
        var facts = desk.Store.Case(played.Case!.Id).Dossier.Facts();

        Assert.True(played.Holds, string.Join("; ", played.Failures.Select(x => x.Text.En)));
        var (proposed, paid) = ((decimal)facts["subsidyProposal"]!["amount"]!, (decimal)facts["steps"]!["subsidy"]!["data"]!["amount"]!);
        Assert.Equal(proposed == paid ? 0 : 1, desk.Store.History(played.Case.Id).Count(x => x.Kind == "SubsidyDiffersFromStandard"));
    }

    [Fact]
    public void No_shipped_amount_is_below_the_average_of_its_province()
    {
        Assert.Empty(Shipped.Library.Subsidies.Findings);
        Assert.All(Shipped.Library.Clocks.Regions.All.Where(x => x.Code != "default"), x => Assert.NotNull(Shipped.Library.Subsidies.Find(x.Code, "legal-aid", new DateOnly(2026, 3, 2))));
    }

    [Theory]
    [InlineData("huaibei", "subsidies-2021.json", Severity.Error)]
    [InlineData("chenzhou", "subsidies-2023.json", Severity.Warning)]
    public void An_amount_below_the_average_is_an_error_where_the_document_promises_it_else_a_warning(string region, string file, Severity severity)
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Path.Combine(Shipped.Folder, "policies", region, file));
        var lowered = text.Replace("\"amount\": 1000", "\"amount\": 999", StringComparison.Ordinal);
        Assert.NotEqual(text, lowered);
        folder.Write(Path.Combine("default", "region.json"), """{"code":"default","name":{"zh":"全国","en":"National"}}""");
        folder.Write(Path.Combine(region, file), lowered);
        folder.Write(Path.Combine(region, "region.json"), File.ReadAllText(Path.Combine(Shipped.Folder, "policies", region, "region.json")));

        var findings = SubsidyBook.Load(folder.Path, RegionBook.Load(folder.Path)).Findings;

        Assert.All(findings, x => Assert.Equal((severity, "subsidy.below-average", $"{region}/{file}"), (x.Severity, x.Code, x.File)));
        Assert.NotEmpty(findings);
    }

    [Theory]
    [InlineData("\"kind\": \"subsidies\"", "\"kind\": \"salaries\"", "kind")]
    [InlineData("\"from\": \"2023-01-01\"", "\"from\": \"soon\"", "from")]
    [InlineData("\"amount\": 1800", "\"amonut\": 1800", "amount")]
    [InlineData("\"amount\": 1800", "\"amount\": -1", "amount")]
    [InlineData("\"certainty\": \"configuration\"", "\"certainty\": \"sure\"", "certainty")]
    [InlineData("\"steps.decision.aidForm\"", "\"decision\"", "place")]
    public void A_table_with_a_fault_is_refused_by_its_field(string before, string after, string field)
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Path.Combine(Shipped.Folder, "policies", "chenzhou", "subsidies-2023.json"));
        Assert.Contains(before, text, StringComparison.Ordinal);
        folder.Write(Path.Combine("default", "region.json"), """{"code":"default","name":{"zh":"全国","en":"National"}}""");
        folder.Write(Path.Combine("default", "subsidies-2023.json"), text.Replace(before, after, StringComparison.Ordinal));

        var refused = Assert.Throws<FileProblemsException>(() => SubsidyBook.Load(folder.Path, RegionBook.Load(folder.Path)));
        Assert.Contains(refused.Problems, x => x.Field.Contains(field, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_tables_for_one_day_are_refused()
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Path.Combine(Shipped.Folder, "policies", "chenzhou", "subsidies-2023.json"));
        folder.Write(Path.Combine("default", "region.json"), """{"code":"default","name":{"zh":"全国","en":"National"}}""");
        folder.Write(Path.Combine("default", "subsidies-1.json"), text);
        folder.Write(Path.Combine("default", "subsidies-2.json"), text.Replace("2023-01-01", "2025-01-01", StringComparison.Ordinal));

        Assert.Contains(Assert.Throws<FileProblemsException>(() => SubsidyBook.Load(folder.Path, RegionBook.Load(folder.Path))).Problems, x => x.Field == "from");
    }

    private static LegalCase Case(string application, string facts)
    {
        var id = new CaseId(Guid.NewGuid());
        var dossier = new CaseDossier(id, JsonNode.Parse(application)!.AsObject(), [1]);
        foreach (var (name, value) in JsonNode.Parse(facts)!.AsObject()) dossier.SetFact(name, value);
        var at = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
        return new LegalCase(id, "EZ8-2K7-MQX", "legal-aid", "ezhou", new OfficePath("/420700/420704/"), "legal-aid", 2, at, at, dossier);
    }
}
