using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>
/// Plays a month of a city through the real commands: cases of every service that has a definition in force come in, people do their steps, some late, some
/// never, some refuse, complain, withdraw; every clock fires at its instant. At its end the quality sample is drawn and scored, and the indicators are
/// computed. The same plan, seed and rules give the same month.
/// </summary>
/// <param name="commands">The executor; it must use <paramref name="time"/> and <paramref name="rules"/>, whose serial numbers have to come from <see cref="SerialsOf"/>.</param>
/// <param name="store">Where the cases are kept.</param>
/// <param name="clocks">The queue of due clocks of the same store.</param>
/// <param name="rules">Staff, library, definitions.</param>
/// <param name="staff">Everybody who may work in it.</param>
/// <param name="rows">The cases for indicators and samples.</param>
/// <param name="figures">Reported figures.</param>
/// <param name="samples">Where the quality samples are kept.</param>
/// <param name="time">The time that is moved.</param>
public sealed class CityMonth(
    CaseCommands commands, ICaseStore store, IClockQueue clocks, CaseRules rules, IReadOnlyList<StaffMember> staff, IIndicatorRows rows, IReportedFigures figures, ISampleBook samples,
    PlayedTime time)
{
    // On the morning after the month, when the sample is drawn and the figures are asked for.
    private static readonly TimeOnly Morning = new(8, 30);

    private static readonly Actor Reporter = new(new UserId("system:demo"), "system:demo", [], OfficePath.Root) { IsSystem = true };

    /// <summary>Told now and then how many of all steps of the month are over, in hundredths.</summary>
    public Action<int>? Progress { get; init; }

    /// <summary>Serial numbers of case codes that come out the same for the same seed.</summary>
    public static Func<int> SerialsOf(string region, DateOnly month, long seed)
    {
        var dice = Dice.For("codes", region, month, seed);
        return () => dice.Below(Codes.CaseCode.SerialCount);
    }

    /// <summary>Plays the month.</summary>
    /// <param name="plan">How its cities go.</param>
    /// <param name="city">The city.</param>
    /// <param name="month">The first day of the month.</param>
    /// <param name="cases">How many cases come in; what comes out of them is more.</param>
    /// <param name="seed">Another seed, another month.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<CityMonthResult> PlayAsync(CityPlan plan, CityMix city, DateOnly month, int cases, long seed, CancellationToken cancellationToken = default)
    {
        var period = Period.Month(month.Year, month.Month);
        var place = rules.Library.Office(city.Office)!;
        var top = rules.Library.Offices.Where(x => x.Path.Covers(place.Path)).MinBy(x => x.Path.Value.Length)!;
        var tally = new CityTally();
        List<(string Service, int Weight)> services = [];
        foreach (var service in rules.Library.Services.All)
        {
            if (await rules.Definitions.InForceAsync(service.Key, cancellationToken) is not (var definition, var version)) continue;
            if (await MissingRuleAsync(definition, version, city.Region, period, cancellationToken) is { } missing) tally.LeaveOut(service.Key, missing);
            else services.Add((service.Key, city.Mix.GetValueOrDefault(service.Key, city.OtherServices)));
        }
        var play = new CityPlay(commands, store, clocks, rules, [.. staff.Where(x => top.Path.Covers(x.Office))], time, plan, city, period, seed, tally) { Progress = Progress };
        time.MoveTo(period.From);
        await play.RunAsync(CityArrivals.Of(plan, city, services, rules.Library, period, cases, seed), cancellationToken);

        time.MoveTo(ChinaTime.At(period.Last.AddDays(1), Morning));
        var drawn = await SampleAsync(plan, city, top, period, seed, cancellationToken);
        foreach (var (key, figure) in city.Figures.OrderBy(x => x.Key, StringComparer.Ordinal))
            if (await Reckoning().ReportAsync(Reporter, CommandId.For("demo-figure", city.Region, key, period).Value, top.Path, key, Period.Year(period.First.Year), figure.Value, figure.Source.Zh, cancellationToken) is { } refusal)
                tally.Refuse(refusal.Code);
        return new(city.Region, top, period, seed, tally, drawn, await Reckoning().ReckonAsync(top, period, cancellationToken));
    }

    /// <summary>
    /// The first limit of a flow that a region has, but not for the whole month, or null: complaints have had rules since the middle of June 2025, and a case of a month before would stop at
    /// its first step.
    /// </summary>
    private async ValueTask<LocalizedText?> MissingRuleAsync(string definition, int version, string region, Period period, CancellationToken cancellationToken)
    {
        var flow = WorkflowDefinition.Parse((await rules.Definitions.FindAsync(definition, version, cancellationToken))!);
        var book = rules.Library.Clocks;
        var above = book.Regions.ChainOf(region).Select(x => x.Code).ToHashSet();
        foreach (var key in flow.Activities.Where(x => x.Type is Steps.StartClock or Steps.HumanTask).Select(x => x.Constant("Clock")).OfType<string>().Distinct())
            if (book.Rules.Where(x => x.Key == key && above.Contains(x.Region)).ToList() is { Count: > 0 } dated)
                foreach (var day in new[] { period.First, period.Last })
                    if (!dated.Exists(x => x.IsInForce(day)))
                        return new DeadlineException("key", "clock.none-in-force", ("key", key), ("region", book.Regions.Get(region).Name), ("day", CalendarTexts.Iso(day))).Text;
        return null;
    }

    private IndicatorReckoning Reckoning() => new(rules.Library, rows, figures, samples, time);

    /// <summary>Draws the month's samples and has each case scored by somebody who had no hand in it.</summary>
    private async ValueTask<IReadOnlyList<CitySample>> SampleAsync(CityPlan plan, CityMix city, Office top, Period period, long seed, CancellationToken cancellationToken)
    {
        var sampling = new QualitySampling(rules.Library, rows, samples, time) { NewSeed = () => SamplePopulation.HashOf($"{seed}|{city.Region}|{period}") };
        List<CitySample> drawn = [];
        foreach (var service in rules.Library.Sampling.Services)
        {
            var (sample, _) = await sampling.DrawAsync(service, period.First, top, Reporter.Id.Value, cancellationToken);
            if (sample is null) continue;
            var cases = await samples.CasesAsync(sample.Id, OfficePath.Root, cancellationToken);
            foreach (var one in cases)
            {
                var dice = Dice.For("sample", seed, one.Code);
                var reviewers = staff.Where(x => top.Path.Covers(x.Office) && QualitySampling.WhyNotScore(x.AsActor(), one) is null).ToList();
                if (reviewers.Count == 0 || sampling.FormOf(sample) is not { } form) continue;
                var answers = new FormAnswers(rules.Library, plan, city, staff, dice, period.Last, null).Fill(form, form.Outcomes.Count > 0 ? form.Outcomes[0].Key : null);
                await sampling.ScoreAsync(dice.Among(reviewers).AsActor(), one.Id, answers, cancellationToken);
            }
            var scored = (await samples.CasesAsync(sample.Id, OfficePath.Root, cancellationToken)).Count(x => x.ScoredAt is not null);
            drawn.Add(new(service, SamplePopulation.Read(sample.Population).Count, cases.Count, scored, sample.PopulationHash));
        }
        return drawn;
    }
}

/// <summary>A month that was played.</summary>
/// <param name="Region">The region.</param>
/// <param name="Office">The city's office.</param>
/// <param name="Period">The month.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Tally">What happened in it.</param>
/// <param name="Samples">The quality samples that were drawn.</param>
/// <param name="Sheet">The indicators.</param>
public sealed record CityMonthResult(string Region, Office Office, Period Period, long Seed, CityTally Tally, IReadOnlyList<CitySample> Samples, IndicatorSheet Sheet);

/// <summary>A quality sample of a played month.</summary>
/// <param name="Service">The service.</param>
/// <param name="Population">From how many it was drawn.</param>
/// <param name="Drawn">How many were.</param>
/// <param name="Scored">How many of those have a score; for the others nobody was found who had no hand in them.</param>
/// <param name="Hash">The population's hash.</param>
public sealed record CitySample(string Service, int Population, int Drawn, int Scored, string Hash);
