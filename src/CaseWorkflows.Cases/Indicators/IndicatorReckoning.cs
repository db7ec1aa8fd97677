using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>Brings indicators, cases, samples and reported figures together for whoever asks.</summary>
public sealed class IndicatorReckoning(WorkflowLibrary library, IIndicatorRows rows, IReportedFigures figures, ISampleBook samples, TimeProvider time)
{
    /// <summary>Why the actor may not see the figures of an office, or null.</summary>
    public Refusal? WhyNotSee(Actor actor, OfficePath office)
    {
        if (!actor.IsSystem && !Leads(actor)) return Refusal.Of("case.needs-supervisor");
        if (library.Office(office.Value) is null) return Refusal.Of("case.unknown-office", ("office", office.Value));
        return actor.IsSystem || actor.Office.Covers(office) ? null : Refusal.Of("indicator.of-another-office", ("office", library.Office(office.Value)!.Name));
    }

    /// <summary>Whether the actor's roles let them see figures of their office at all.</summary>
    public static bool Leads(Actor actor) => actor.Has(Role.Supervisor) || actor.Has(Role.Head);

    /// <summary>The offices whose figures the actor may see, those above before those below.</summary>
    public IReadOnlyList<Office> OfficesOf(Actor actor) =>
        !actor.IsSystem && !Leads(actor) ? [] : [.. library.Offices.Where(x => actor.IsSystem || actor.Office.Covers(x.Path)).OrderBy(x => x.Path.Value, StringComparer.Ordinal)];

    /// <summary>The office at the top of a region; null if it has none, or several.</summary>
    public Office? TopOf(string region)
    {
        var offices = library.Offices.Where(x => x.Region == region).ToList();
        var tops = offices.Where(x => !offices.Any(y => y.Path != x.Path && y.Path.Covers(x.Path))).ToList();
        return tops.Count == 1 ? tops[0] : null;
    }

    /// <summary>The table of an office and those below it.</summary>
    public async ValueTask<IndicatorSheet> ReckonAsync(Office office, Period period, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var inForce = library.Indicators.For(office.Region, period);
        var reach = IndicatorReport.Reach(inForce, period, ChinaTime.DayOf(now));
        var formulas = inForce.Select(x => x.Indicator.Formula).OfType<IndicatorFormula>().ToList();
        var services = formulas.Where(x => x.Of != Counted.Samples).SelectMany(x => x.Services).Distinct().Order(StringComparer.Ordinal).ToList();
        var cases = services.Count == 0 ? [] : await rows.CasesAsync(new RowQuestion(office.Region, office.Path, reach, services), cancellationToken);
        var scored = formulas.Any(x => x.Of == Counted.Samples) ? await samples.ScoredAsync(office.Path, reach, cancellationToken) : [];
        var drawn = formulas.Any(x => x.AsksOfSamples) ? await samples.DrawnAsync(office.Path, reach, cancellationToken) : new Dictionary<CaseId, bool>();
        var reported = await figures.OfAsync(office.Path, cancellationToken);
        var computation = new Computation(cases, scored, (key, asked) => ReportedFigure.For(reported, key, asked)?.Value, now, drawn);
        return new(office, period, now, IndicatorReport.Of(inForce, period, computation, reported, now), reported);
    }

    /// <summary>What people reported for an office, the newest first.</summary>
    public ValueTask<IReadOnlyList<ReportedFigure>> FiguresAsync(OfficePath office, CancellationToken cancellationToken) => figures.OfAsync(office, cancellationToken);

    /// <summary>Keeps a figure that a person reports.</summary>
    public async ValueTask<Refusal?> ReportAsync(Actor actor, Guid id, OfficePath office, string key, Period period, decimal? value, string? source, CancellationToken cancellationToken)
    {
        if (WhyNotSee(actor, office) is { } refusal) return refusal;
        var now = time.GetUtcNow();
        var known = library.Indicators.For(library.Office(office.Value)!.Region, period);
        var keys = known.Where(x => x.Indicator.IsReported).Select(x => x.Indicator.Key).Concat(known.Select(x => x.Indicator.Formula?.Figure).OfType<string>()).Distinct().ToList();
        if (!keys.Contains(key)) return Refusal.Of("indicator.not-reported", ("key", key), ("keys", string.Join(", ", keys)));
        if (period.First > ChinaTime.DayOf(now)) return Refusal.Of("indicator.in-the-future", ("period", period.ToString()));
        if (value is not { } number || number is < 0 or > 1_000_000_000_000m) return Refusal.Of("indicator.value-missing", ("key", key));
        if (string.IsNullOrWhiteSpace(source) || source.Trim().Length > 500) return Refusal.Of("indicator.source-missing");
        await figures.AddAsync(
            new ReportedFigure
            {
                Id = id, Office = office, Key = key, FirstDay = period.First, LastDay = period.Last, Value = decimal.Round(number, 4), Source = source.Trim(),
                EnteredBy = actor.Id, EnteredByName = actor.Name, EnteredAt = now,
            },
            cancellationToken);
        return null;
    }
}

/// <summary>The table of an office for a period.</summary>
/// <param name="Office">The office; those below are counted too.</param>
/// <param name="Period">The period.</param>
/// <param name="At">When it was computed.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Figures">What people reported for the office, the newest first.</param>
public sealed record IndicatorSheet(Office Office, Period Period, DateTimeOffset At, IReadOnlyList<IndicatorLine> Lines, IReadOnlyList<ReportedFigure> Figures);
