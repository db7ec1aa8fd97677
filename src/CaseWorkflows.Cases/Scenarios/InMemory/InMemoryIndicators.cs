using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Sampling;

namespace CaseWorkflows.Cases.Scenarios.InMemory;

/// <summary>Cases in memory as indicators see them, chosen as the real store chooses them.</summary>
public sealed class InMemoryIndicatorRows(InMemoryCaseStore store) : IIndicatorRows
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CountedCase>> CasesAsync(RowQuestion question, CancellationToken cancellationToken) => ValueTask.FromResult(store.Ask(cases => cases
        .Where(x => x.Region == question.Region && question.Office.Covers(x.Office) && question.Services.Contains(x.ServiceType)
            && x.ReceivedAt < question.Period.Until && (x.ClosedAt is null || x.ClosedAt >= question.Period.From))
        .Select(Counted)));

    private static CountedCase Counted(LegalCase x) => new(
        x.Id, x.Code, x.ServiceType, x.Office.Value, x.Status.ToString().ToLowerInvariant(), x.Stage, x.Result, x.ReceivedAt, x.ClosedAt, x.Dossier.ApplicationJson, x.Dossier.FactsJson)
    {
        Tasks = [.. x.Tasks.Where(y => y.State == TaskState.Completed).Select(y => new CountedTask(y.StepId, y.Role, y.Outcome ?? "", y.EndedAt ?? x.ReceivedAt, y.CompletedBy?.Value))],
        Clocks = [.. x.Clocks.Where(y => y.CalendarVersion.Length > 0).Select(y => new MeasuredClock(y.Key, y.Verdict, y.StoppedAt, y.BreachedAt))],
        Links = [.. x.Links.Where(y => y.State is not (LinkState.Failed or LinkState.GivenUp)).Select(y => new CountedLink(y.Relation, y.Service, y.OccurredAt))],
    };
}

/// <summary>Reported figures in memory.</summary>
public sealed class InMemoryFigures : IReportedFigures
{
    private readonly List<ReportedFigure> _figures = [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReportedFigure>> OfAsync(OfficePath office, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ReportedFigure>>([.. _figures.Where(x => x.Office == office).OrderByDescending(x => x.EnteredAt)]);

    /// <inheritdoc/>
    public ValueTask AddAsync(ReportedFigure figure, CancellationToken cancellationToken)
    {
        if (_figures.All(x => x.Id != figure.Id)) _figures.Add(figure);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Quality samples in memory.</summary>
public sealed class InMemorySampleBook : ISampleBook
{
    private readonly Dictionary<Guid, QualitySample> _samples = [];
    private readonly List<SampledCase> _cases = [];

    /// <inheritdoc/>
    public ValueTask<QualitySample?> FindAsync(string service, DateOnly month, OfficePath city, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_samples.Values.SingleOrDefault(x => x.Service == service && x.Month == month && x.City == city));

    /// <inheritdoc/>
    public ValueTask<QualitySample?> FindAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult(_samples.GetValueOrDefault(id));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QualitySample>> ListAsync(OfficePath office, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<QualitySample>>(
        [.. _samples.Values.Where(x => office.Covers(x.City) || x.City.Covers(office)).OrderByDescending(x => x.Month).ThenBy(x => x.City.Value, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public async ValueTask<QualitySample> AnnounceAsync(QualitySample sample, CancellationToken cancellationToken)
    {
        if (await FindAsync(sample.Service, sample.Month, sample.City, cancellationToken) is { } kept) return kept;
        _samples.Add(sample.Id, sample);
        return sample;
    }

    /// <inheritdoc/>
    public ValueTask<SampleOutcome> DrawAsync(Guid sample, IReadOnlyList<SampledCase> drawn, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var kept = _samples[sample];
        if (kept.DrawnAt is not null) return ValueTask.FromResult(SampleOutcome.WasThere);
        _samples[sample] = new QualitySample
        {
            Id = kept.Id, Service = kept.Service, Month = kept.Month, City = kept.City, Seed = kept.Seed, Population = kept.Population, PopulationHash = kept.PopulationHash, Method = kept.Method,
            Percent = kept.Percent, Minimum = kept.Minimum, PassFrom = kept.PassFrom, Policy = kept.Policy, AnnouncedAt = kept.AnnouncedAt, OrderedBy = kept.OrderedBy, DrawnAt = at,
        };
        _cases.AddRange(drawn);
        return ValueTask.FromResult(SampleOutcome.Kept);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SampledCase>> CasesAsync(Guid sample, OfficePath office, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<SampledCase>>(
        [.. _cases.Where(x => x.SampleId == sample && office.Covers(x.Office)).OrderBy(x => x.Channel, StringComparer.Ordinal).ThenBy(x => x.Author, StringComparer.Ordinal).ThenBy(x => x.Rank)]);

    /// <inheritdoc/>
    public ValueTask<SampledCase?> CaseAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult(_cases.SingleOrDefault(x => x.Id == id));

    /// <inheritdoc/>
    public ValueTask<SampleOutcome> ScoreAsync(SampleScore score, CancellationToken cancellationToken)
    {
        var index = _cases.FindIndex(x => x.Id == score.Case && x.ScoredAt is null);
        if (index < 0) return ValueTask.FromResult(SampleOutcome.WasThere);
        var x = _cases[index];
        _cases[index] = new SampledCase
        {
            Id = x.Id, SampleId = x.SampleId, CaseId = x.CaseId, Code = x.Code, Service = x.Service, Office = x.Office, Channel = x.Channel, Author = x.Author, DoneAt = x.DoneAt, Rank = x.Rank,
            Members = x.Members, HadAHandIn = x.HadAHandIn, Reviewer = score.Reviewer.Value, ReviewerName = score.ReviewerName, ScoredAt = score.At, ScoresJson = score.ScoresJson,
            Score = score.Score, Passed = score.Passed,
        };
        return ValueTask.FromResult(SampleOutcome.Kept);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CountedSample>> ScoredAsync(OfficePath office, Period period, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CountedSample>>(
        [.. _cases.Where(x => x.ScoredAt is not null && period.Contains(x.DoneAt) && office.Covers(x.Office))
            .Select(x => new CountedSample(x.CaseId, x.Code, x.Service, x.Office.Value, x.DoneAt, x.Score!.Value, x.Passed!.Value))]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<CaseId, bool>> DrawnAsync(OfficePath office, Period period, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyDictionary<CaseId, bool>>(
        _cases.Where(x => period.Contains(x.DoneAt) && office.Covers(x.Office)).GroupBy(x => x.CaseId).ToDictionary(x => x.Key, x => x.Any(y => y.ScoredAt is not null)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SampledCase>> OfPersonAsync(UserId person, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<SampledCase>>(
        [.. _cases.Where(x => x.Author == person.Value && x.ScoredAt is not null).OrderByDescending(x => x.ScoredAt).ThenBy(x => x.Id)]);
}
