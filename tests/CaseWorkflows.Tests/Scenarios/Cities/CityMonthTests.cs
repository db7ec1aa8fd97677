using System.Text.Json;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Scenarios.Cities;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios.Cities;

/// <summary>Small months of the demonstration cities, with the shipped definitions.</summary>
public sealed class CityMonthTests
{
    private const int Cases = 60;

    private static readonly DateOnly Month = new(2025, 9, 1);

    private static CityPlan Plan { get; } = CityPlan.Load(Shipped.Library);

    private static CityMix Ezhou => Plan.Cities.Single(x => x.Region == "ezhou");

    [Fact]
    public async Task The_same_seed_gives_the_same_month_and_another_seed_another_one()
    {
        var (first, _) = await PlayAsync(Ezhou, 7);
        var (again, _) = await PlayAsync(Ezhou, 7);
        var (other, _) = await PlayAsync(Ezhou, 8);

        Assert.Equal(Text(first), Text(again));
        Assert.NotEqual(Text(first), Text(other));
    }

    [Theory]
    [InlineData("ezhou")]
    [InlineData("chenzhou")]
    [InlineData("huaibei")]
    [InlineData("guangyuan")]
    public async Task Every_service_takes_part_clocks_really_fire_and_nothing_fails(string region)
    {
        var (played, store) = await PlayAsync(Plan.Cities.Single(x => x.Region == region), 1);
        var tally = played.Tally;

        Assert.True(tally.Incidents.Count == 0, string.Join("; ", tally.Incidents.Select(x => $"{x.Key}: {x.Value}")));
        // Where the one clerk of a small place is kept out of a case, nobody is left; whoever is named for a step can do it.
        Assert.True(tally.Nobody.Values.Sum() <= Cases / 20, string.Join("; ", tally.Nobody.Select(x => $"{x.Key}: {x.Value}")));
        Assert.DoesNotContain("village-counsel/record-service", tally.Nobody.Keys);
        Assert.Equal(Shipped.Definitions.Select(x => x.Service).Order(StringComparer.Ordinal), tally.Opened.Keys);
        Assert.Equal(tally.Opened.Values.Sum(), store.Cases.Count);
        Assert.Contains(store.Cases.Where(x => x.ServiceType == "village-counsel"), x => x.Tasks.Any(y => y is { StepId: "record-service", IsLive: false }));
        Assert.True(tally.Opened.Values.Sum() >= Cases, $"{tally.Opened.Values.Sum()} opened");
        Assert.True(tally.Steps > Cases * 2, $"{tally.Steps} steps");
        Assert.True(tally.LateSteps > 0 && tally.LateSteps < tally.Steps / 3, $"{tally.LateSteps} of {tally.Steps} late");
        Assert.True(tally.Missed > 0 && tally.Alerts.GetValueOrDefault("breach") > 0, "nothing was missed");
        // The clocks of the store say the same as what was counted while they fired.
        Assert.Equal(tally.Missed, store.Ask(x => x.SelectMany(y => y.Clocks)).Count(x => x.BreachedAt is not null));
        Assert.Equal(tally.Alerts.Values.Sum(), store.Ask(x => x.SelectMany(y => y.Alerts)).Count);
        Assert.DoesNotContain(store.Ask(x => x.SelectMany(y => y.Clocks)), x => x.NextFireAt < played.Period.Until);
        Assert.Contains(played.Samples, x => x is { Drawn: > 0, Scored: > 0 });
        Assert.Contains(played.Sheet.Lines, x => x.Computed is { Base: > 0 } && x.Standing is IndicatorStanding.Met);
    }

    /// <summary>Complaints have rules since 2025-06-15: in a month before, or not wholly after, none comes in, and the result says why.</summary>
    [Theory]
    [InlineData("2024-02-01", true)]
    [InlineData("2025-06-01", true)]
    [InlineData("2025-07-01", false)]
    public async Task A_service_without_rules_for_the_month_is_left_out_and_the_result_says_which_rule(string month, bool isLeftOut)
    {
        var (played, _) = await PlayAsync(Ezhou, 1, DateOnly.Parse(month, System.Globalization.CultureInfo.InvariantCulture), 30);
        Assert.True(played.Tally.Incidents.Count == 0, string.Join("; ", played.Tally.Incidents.Select(x => $"{x.Key}: {x.Value}")));
        Assert.Equal(!isLeftOut, played.Tally.Opened.ContainsKey("complaint"));
        Assert.Equal(isLeftOut ? ["complaint"] : [], played.Tally.LeftOut.Keys);
        Assert.All(played.Tally.LeftOut.Values, x => Assert.Contains("complaint.acceptance", x.En, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_the_mix_does_not_name_takes_part_all_the_same()
    {
        var (played, _) = await PlayAsync(Ezhou with { Mix = new Dictionary<string, int> { ["consultation"] = 100 } }, 3);

        Assert.Equal(Shipped.Definitions.Select(x => x.Service).Order(StringComparer.Ordinal), played.Tally.Opened.Keys);
        Assert.True(played.Tally.Opened["consultation"] > Cases / 3);
    }

    [Fact]
    public async Task Everybody_who_is_mediated_was_asked_and_is_willing_also_where_there_are_three_parties()
    {
        var (_, store) = await PlayAsync(Ezhou with { Mix = new Dictionary<string, int> { ["mediation"] = 100 } }, 5);
        var willing = store.Cases.Select(x => (Case: x, Step: x.Dossier.Facts()["steps"]?["willingness"])).Where(x => x.Step?["outcome"]?.ToString() == "willing").ToList();

        Assert.Contains(willing, x => x.Case.Dossier.Principals().Count() > 2);
        Assert.All(willing, x =>
        {
            var answers = x.Step!["data"]!["answers"]!.AsArray();
            Assert.All(answers, y => Assert.Equal("yes", y!["willing"]!.ToString()));
            Assert.Subset(answers.Select(y => y!["name"]!.ToString()).ToHashSet(), x.Case.Dossier.Principals().Select(y => y.Name).ToHashSet());
        });
    }

    [Theory]
    [InlineData("\"office\": \"/420700/420704/\"", "\"office\": \"/nowhere/\"", "cities.office")]
    [InlineData("\"month\": \"2025-09\"", "\"month\": \"September\"", "month")]
    [InlineData("\"relation\": \"fee-relief\"", "\"relation\": \"friendship\"", "outOf.fee-relief.relation")]
    public void What_the_plan_names_wrongly_is_refused_by_its_field(string before, string after, string field)
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Path.Combine(Shipped.Folder, "demo-cities.json")).Replace("\n", " ", StringComparison.Ordinal);
        var compact = System.Text.RegularExpressions.Regex.Replace(text, @" +", " ");
        Assert.Contains(before, compact, StringComparison.Ordinal);
        folder.Write("demo-cities.json", compact.Replace(before, after, StringComparison.Ordinal));

        var refused = Assert.Throws<LibraryFileException>(() => CityPlan.Load(Shipped.Library, Path.Combine(folder.Path, "demo-cities.json")));
        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
    }

    private static string Text(CityMonthResult played) => JsonSerializer.Serialize(
        new { played.Tally, played.Samples, Lines = played.Sheet.Lines.Select(x => new { x.Indicator.Key, x.Value, x.Target, x.Standing, x.Computed?.Hits, x.Computed?.Base, x.Trend, Cases = x.Computed?.Cases.Select(y => y.Code) }) },
        CaseJson.Readable);

    private static async Task<(CityMonthResult Played, InMemoryCaseStore Store)> PlayAsync(CityMix city, long seed, DateOnly? month = null, int cases = Cases)
    {
        var desk = await Desk.OpenAsync(rules: x => x with { NewSerial = CityMonth.SerialsOf(city.Region, month ?? Month, seed) });
        var play = new CityMonth(
            desk.Commands, desk.Store, desk.Store, desk.Rules, Shipped.Staff, new InMemoryIndicatorRows(desk.Store), new InMemoryFigures(), new InMemorySampleBook(), desk.Time);
        return (await play.PlayAsync(Plan, city, month ?? Month, cases, seed), desk.Store);
    }
}
