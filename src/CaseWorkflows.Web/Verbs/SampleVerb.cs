using System.CommandLine;
using System.Globalization;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Draws the quality sample of a month, or repeats a draw so that anybody can see that nothing was chosen.</summary>
internal static class SampleVerb
{
    public static Command Create(Surroundings at)
    {
        var (json, workflows) = (VerbOptions.Json, VerbOptions.Workflows);
        var month = new Option<string?>("--month") { Description = IndicatorTexts.Here("verb.month"), HelpName = "2026-10" };
        var city = new Option<string?>("--city") { Description = IndicatorTexts.Here("verb.city"), HelpName = "code" };
        var service = new Option<string?>("--service") { Description = IndicatorTexts.Here("verb.service"), HelpName = "key" };
        var repeat = new Option<bool>("--repeat") { Description = IndicatorTexts.Here("verb.repeat") };
        var verb = new Command("sample", IndicatorTexts.Here("verb.sample")) { month, city, service, repeat, json, workflows };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            if (!DateOnly.TryParseExact(parsed.GetValue(month) + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
                throw VerbException.Unusable(IndicatorTexts.Get("verb.month-unreadable", ("month", parsed.GetValue(month))));
            var library = WorkflowLibrary.Load(VerbFolders.Of(at, parsed.GetValue(workflows)));
            await using var services = IndicatorsVerb.Services(at, library);
            var sampling = services.GetRequiredService<QualitySampling>();
            var cities = parsed.GetValue(city) is not { } code ? sampling.Cities
                : sampling.Cities.Where(x => x.Path.Code == code || x.Region == code || x.Path.Value == code).ToList() is { Count: > 0 } named ? named
                : throw VerbException.Unusable(IndicatorTexts.Get("verb.city-unknown", ("city", code), ("known", string.Join(", ", sampling.Cities.Select(x => x.Path.Code)))));
            IReadOnlyList<string> sampled = parsed.GetValue(service) is not { } key ? library.Sampling.Services
                : library.Sampling.Services.Contains(key) ? [key]
                : throw VerbException.Unusable(IndicatorTexts.Get("verb.service-unknown", ("service", key), ("known", string.Join(", ", library.Sampling.Services))));
            await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
            var exit = ExitCode.Good;
            List<object> answers = [];
            foreach (var place in cities)
                foreach (var one in sampled)
                {
                    var (good, answer) = parsed.GetValue(repeat)
                        ? await RepeatAsync(at, sampling, one, first, place, parsed.GetValue(json), cancellationToken)
                        : await DrawAsync(at, sampling, one, first, place, parsed.GetValue(json), cancellationToken);
                    if (!good) exit = ExitCode.FoundWrong;
                    if (answer is not null) answers.Add(answer);
                }
            if (parsed.GetValue(json)) await at.Out.WriteLineAsync(VerbJson.Of(answers));
            return exit;
        });
        return verb;
    }

    private static async Task<(bool Good, object? Answer)> DrawAsync(Surroundings at, QualitySampling sampling, string service, DateOnly month, Office city, bool json, CancellationToken cancellationToken)
    {
        var (sample, refusal) = await sampling.DrawAsync(service, month, city, "system:command-line", cancellationToken);
        if (sample is null) throw VerbException.Wrong(refusal!.Message);
        var drawn = sample.Draw();
        if (!json) await at.Out.WriteLineAsync(Line(sample, drawn, city));
        if (!json) await WriteAsync(at, drawn);
        return (true, new { Sample = Api.SampleAnswer.Of(sample, null), Drawn = drawn });
    }

    private static async Task<(bool Good, object? Answer)> RepeatAsync(Surroundings at, QualitySampling sampling, string service, DateOnly month, Office city, bool json, CancellationToken cancellationToken)
    {
        if (await sampling.RepeatAsync(service, month, city, cancellationToken) is not { } again)
        {
            await at.Error.WriteLineAsync(IndicatorTexts.Here("verb.none-kept", ("city", city.Name), ("service", service), ("month", MonthText(month))));
            return (false, null);
        }
        var good = again.HashFits && again.DrawFits;
        if (!json)
        {
            await at.Out.WriteLineAsync(Line(again.Sample, again.Drawn, city));
            await WriteAsync(at, again.Drawn);
            await at.Out.WriteLineAsync(good
                ? IndicatorTexts.Here("verb.fits")
                : IndicatorTexts.Here("verb.differs", ("hash", Word(again.HashFits)), ("draw", Word(again.DrawFits))));
            if (again.Added.Count + again.Gone.Count > 0) await at.Out.WriteLineAsync(IndicatorTexts.Here("samples.since", ("added", again.Added.Count), ("gone", again.Gone.Count)));
        }
        return (good, new { Sample = Api.SampleAnswer.Of(again.Sample, null), Repetition = Api.RepetitionAnswer.Of(again) });
    }

    private static async Task WriteAsync(Surroundings at, IReadOnlyList<DrawnCase> drawn)
    {
        foreach (var one in drawn) await at.Out.WriteLineAsync($"    {one.Code}  {one.Stratum}  {one.Rank}/{one.Members}");
    }

    private static string Word(bool fits) => IndicatorTexts.Here(fits ? "samples.same" : "samples.other");

    private static string MonthText(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Line(QualitySample sample, IReadOnlyList<DrawnCase> drawn, Office city) => IndicatorTexts.Here("verb.sample-line",
        ("city", city.Name), ("service", sample.Service), ("month", MonthText(sample.Month)), ("population", SamplePopulation.Read(sample.Population).Count), ("drawn", drawn.Count),
        ("seed", sample.Seed), ("hash", sample.PopulationHash));
}
