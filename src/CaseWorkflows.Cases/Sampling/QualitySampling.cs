using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Sampling;

/// <summary>Draws, repeats and scores quality samples.</summary>
public sealed class QualitySampling(WorkflowLibrary library, IIndicatorRows rows, ISampleBook book, TimeProvider time)
{
    // Months further back are drawn by order of a person alone.
    private const int MonthsToMakeUp = 12;

    private const string Unknown = "-";

    /// <summary>Where seeds come from; a test brings its own.</summary>
    public Func<string> NewSeed { get; init; } = () => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>The offices of cities: those with none above.</summary>
    public IReadOnlyList<Office> Cities => [.. library.Offices.Where(x => x.Path.Parent == OfficePath.Root).OrderBy(x => x.Path.Value, StringComparer.Ordinal)];

    /// <summary>
    /// Keeps seed and population of a month that is over, then draws. What was kept before is gone on with: the same order given twice draws once, and one
    /// that broke off after the announcement draws by the announced seed.
    /// </summary>
    public async ValueTask<(QualitySample? Sample, Refusal? Refusal)> DrawAsync(string service, DateOnly month, Office city, string orderedBy, CancellationToken cancellationToken)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var period = Period.Month(first.Year, first.Month);
        var sample = await book.FindAsync(service, first, city.Path, cancellationToken);
        if (sample is null)
        {
            var now = time.GetUtcNow();
            if (now < period.Until) return (null, Refusal.Of("sample.month-not-over", ("month", MonthText(first))));
            if (library.Sampling.Find(city.Region, service, period.Last) is not { } policy)
                return (null, Refusal.Of("sample.no-policy", ("service", service), ("city", city.Name), ("month", MonthText(first))));
            var population = SamplePopulation.TextOf(await CandidatesAsync(policy, period, city, cancellationToken));
            sample = await book.AnnounceAsync(
                new QualitySample
                {
                    Id = Guid.CreateVersion7(now), Service = service, Month = first, City = city.Path, Seed = NewSeed(), Population = population, PopulationHash = SamplePopulation.HashOf(population),
                    Method = SampleDraw.Method, Percent = policy.Percent, Minimum = policy.Minimum, PassFrom = policy.PassFrom, Policy = policy.Id, AnnouncedAt = now, OrderedBy = orderedBy,
                },
                cancellationToken);
        }
        if (sample.DrawnAt is not null) return (sample, null);
        var drawn = sample.Draw();
        var known = await KnownAsync(sample, period, city, cancellationToken);
        await book.DrawAsync(sample.Id, [.. drawn.Select(x => Item(sample, x, known))], time.GetUtcNow(), cancellationToken);
        return (await book.FindAsync(sample.Id, cancellationToken), null);
    }

    /// <summary>Draws what is due everywhere: for each city and sampled service the last month, and months since its last sample that were missed.</summary>
    /// <returns>The samples that were drawn now.</returns>
    public async ValueTask<IReadOnlyList<QualitySample>> DrawDueAsync(CancellationToken cancellationToken)
    {
        List<QualitySample> drawn = [];
        var today = ChinaTime.DayOf(time.GetUtcNow());
        var last = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        foreach (var city in Cities)
            foreach (var service in library.Sampling.Services)
            {
                var before = (await book.ListAsync(city.Path, cancellationToken)).Where(x => x.Service == service && x.City == city.Path).Select(x => (DateOnly?)(x.DrawnAt is null ? x.Month : x.Month.AddMonths(1))).Max();
                var from = before is { } next ? new[] { next, last.AddMonths(1 - MonthsToMakeUp) }.Max() : last;
                for (var month = from; month <= last; month = month.AddMonths(1))
                    if (library.Sampling.Find(city.Region, service, month.AddMonths(1).AddDays(-1)) is not null
                        && (await DrawAsync(service, month, city, "system:sampling", cancellationToken)).Sample is { } sample)
                        drawn.Add(sample);
            }
        return drawn;
    }

    /// <summary>Draws again from what was kept, and compares: with what was drawn, and with the cases as they are today.</summary>
    public async ValueTask<SampleRepetition?> RepeatAsync(string service, DateOnly month, Office city, CancellationToken cancellationToken)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        if (await book.FindAsync(service, first, city.Path, cancellationToken) is not { } sample) return null;
        var kept = (await book.CasesAsync(sample.Id, OfficePath.Root, cancellationToken)).Select(x => x.Code).Order(StringComparer.Ordinal).ToList();
        var again = sample.Draw();
        var then = SamplePopulation.Read(sample.Population).Select(x => $"{x.Code}|{x.Stratum}").ToHashSet();
        List<string> today = library.Sampling.Find(city.Region, service, Period.Month(first.Year, first.Month).Last) is { } policy
            ? [.. (await CandidatesAsync(policy, Period.Month(first.Year, first.Month), city, cancellationToken)).Select(x => x.Line)]
            : [];
        return new(
            sample, again, SamplePopulation.HashOf(sample.Population) == sample.PopulationHash,
            sample.DrawnAt is not null && kept.SequenceEqual(again.Select(x => x.Code).Order(StringComparer.Ordinal)),
            [.. today.Where(x => !then.Contains(x)).Order(StringComparer.Ordinal)], [.. then.Except(today).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The form that a sample's cases are scored with, or null.</summary>
    public FormDefinition? FormOf(QualitySample sample) =>
        library.Office(sample.City.Value) is { } city && library.Sampling.Find(city.Region, sample.Service, sample.Month.AddMonths(1).AddDays(-1)) is { } policy ? library.Forms.Find(policy.Form) : null;

    /// <summary>Why the actor may not score a drawn case, or null.</summary>
    public static Refusal? WhyNotScore(Actor actor, SampledCase drawn)
    {
        if (!actor.Has(Role.QualityReviewer)) return Refusal.Of("sample.not-a-reviewer");
        if (!actor.Office.Covers(drawn.Office)) return Refusal.Of("sample.of-another-office");
        return drawn.WasHandledBy(actor.Id) ? Refusal.Of("sample.own-work") : null;
    }

    /// <summary>Why the actor may not see samples, or null: reviewers and those who lead.</summary>
    public static Refusal? WhyNotSee(Actor actor) =>
        actor.IsSystem || actor.Has(Role.QualityReviewer) || actor.Has(Role.Supervisor) || actor.Has(Role.Head) ? null : Refusal.Of("sample.not-a-reviewer");

    /// <summary>Scores a drawn case. The same score by the same person again changes nothing and is accepted; another one is refused.</summary>
    public async ValueTask<Refusal?> ScoreAsync(Actor actor, Guid id, JsonObject data, CancellationToken cancellationToken)
    {
        if (await book.CaseAsync(id, cancellationToken) is not { } drawn) return Refusal.Of("sample.unknown");
        if (WhyNotScore(actor, drawn) is { } refusal) return refusal;
        var sample = (await book.FindAsync(drawn.SampleId, cancellationToken))!;
        if (FormOf(sample) is not { } form) return Refusal.Of("sample.no-form");
        var now = time.GetUtcNow();
        var check = FormValidator.Validate(form, data, form.Outcomes.Count > 0 ? form.Outcomes[0].Key : null, ChinaTime.DayOf(now));
        if (!check.IsValid)
            return Refusal.Of("form.has-errors") with { Fields = [.. check.Errors.Select(x => new FieldProblem(x.Field, new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}")))] };
        var score = form.Fields.Where(x => x.Type == FormFieldType.Number).Sum(x => check.Values[x.Key] is { } node ? FieldReader.Number(node) ?? 0 : 0);
        var written = new SampleScore(id, actor.Id, actor.Name, now, check.Values.ToJsonString(CaseJson.Readable), score, score >= sample.PassFrom);
        if (await book.ScoreAsync(written, cancellationToken) == SampleOutcome.Kept) return null;
        var there = (await book.CaseAsync(id, cancellationToken))!;
        return there.Reviewer == actor.Id.Value && there.ScoresJson == written.ScoresJson ? null : Refusal.Of("sample.scored-already", ("reviewer", there.ReviewerName ?? there.Reviewer));
    }

    private static string MonthText(DateOnly month) => month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    private static string Key(string? text) => string.IsNullOrWhiteSpace(text) ? Unknown : text.Trim().Replace('|', '/').ReplaceLineEndings(" ");

    private static SampledCase Item(QualitySample sample, DrawnCase drawn, IReadOnlyDictionary<string, SampleCandidate> known)
    {
        var candidate = known[drawn.Code];
        return new SampledCase
        {
            Id = CommandId.For("quality-sample", sample.Id, drawn.Code).Value, SampleId = sample.Id, CaseId = candidate.Id, Code = drawn.Code, Service = sample.Service, Office = new OfficePath(candidate.Office),
            Channel = candidate.Channel, Author = candidate.Author, DoneAt = candidate.DoneAt, Rank = drawn.Rank, Members = drawn.Members, HadAHandIn = $"|{string.Join('|', candidate.HadAHandIn)}|",
        };
    }

    /// <summary>The cases of an announced population. One whose group has changed since, or that was left out by a change, still is drawn as it was announced.</summary>
    private async ValueTask<IReadOnlyDictionary<string, SampleCandidate>> KnownAsync(QualitySample sample, Period period, Office city, CancellationToken cancellationToken)
    {
        var found = (await rows.CasesAsync(new RowQuestion(city.Region, city.Path, period, [sample.Service]), cancellationToken)).ToDictionary(x => x.Code);
        return SamplePopulation.Read(sample.Population).Where(x => found.ContainsKey(x.Code)).Select(x =>
        {
            var (parts, row) = (x.Stratum.Split('|'), found[x.Code]);
            var policy = library.Sampling.Find(city.Region, sample.Service, period.Last);
            var done = policy is null ? null : InstantAt(row, policy.DoneAt);
            return new SampleCandidate(row.Id, x.Code, parts[0], parts[1], parts[2], row.Office, done ?? period.From, Hands(row));
        }).ToDictionary(x => x.Code);
    }

    private async ValueTask<IReadOnlyList<SampleCandidate>> CandidatesAsync(SamplingPolicy policy, Period period, Office city, CancellationToken cancellationToken)
    {
        var found = await rows.CasesAsync(new RowQuestion(city.Region, city.Path, period, [policy.Service]), cancellationToken);
        return
        [
            .. found.Select(x => (Case: x, Done: InstantAt(x, policy.DoneAt))).Where(x => x.Done is { } done && period.Contains(done))
                .Select(x => new SampleCandidate(
                    x.Case.Id, x.Case.Code, LawyerProposal.CityOf(new OfficePath(x.Case.Office)).Value, Key(x.Case.Channel), Key(x.Case.At(policy.Author)?.ToString()), x.Case.Office, x.Done!.Value, Hands(x.Case))),
        ];
    }

    private static IReadOnlyList<string> Hands(CountedCase @case) => [.. @case.Tasks.Select(x => x.By).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private static DateTimeOffset? InstantAt(CountedCase @case, string place) =>
        @case.At(place) is JsonValue value && value.TryGetValue<string>(out var text) && Instants.TryParse(text, out var at) ? at : null;
}

/// <summary>What a repeated draw shows.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Drawn">What seed and population give.</param>
/// <param name="HashFits">Whether the population that is kept has the hash that was kept.</param>
/// <param name="DrawFits">Whether the cases that were drawn are those that seed and population give.</param>
/// <param name="Added">Lines that today's cases have and the population has not: answers recorded later, reopened cases.</param>
/// <param name="Gone">Lines of the population that today's cases don't have: cases answered again since, erased ones.</param>
public sealed record SampleRepetition(QualitySample Sample, IReadOnlyList<DrawnCase> Drawn, bool HashFits, bool DrawFits, IReadOnlyList<string> Added, IReadOnlyList<string> Gone);
