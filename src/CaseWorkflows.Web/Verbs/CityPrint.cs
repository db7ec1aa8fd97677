using System.Globalization;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Scenarios.Cities;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Verbs;

/// <summary>A played month for people and for programs. Nothing in it depends on the machine, so that two runs can be compared byte for byte.</summary>
internal static class CityPrint
{
    public static async Task WriteAsync(TextWriter to, WorkflowLibrary library, CityMonthResult played)
    {
        var tally = played.Tally;
        await to.WriteLineAsync();
        await to.WriteLineAsync(VerbTexts.Here("demo.city", ("city", library.Clocks.Regions.All.First(x => x.Code == played.Region).Name), ("office", played.Office.Name),
            ("month", played.Period.First.ToString("yyyy-MM", CultureInfo.InvariantCulture)), ("seed", played.Seed)));
        await to.WriteLineAsync("  " + VerbTexts.Here("demo.opened", ("count", tally.Opened.Values.Sum()), ("linked", tally.Linked), ("services", Counts(tally.Opened, x => library.Services.NameOf(x).Here()))));
        foreach (var (service, why) in tally.LeftOut) await to.WriteLineAsync("  " + VerbTexts.Here("demo.left-out", ("service", library.Services.NameOf(service)), ("why", why)));
        await to.WriteLineAsync("  " + VerbTexts.Here("demo.ended", ("count", tally.Ended.Values.Sum()), ("withdrawn", tally.Withdrawn), ("services", Counts(tally.Ended, x => library.Services.NameOf(x).Here()))));
        await to.WriteLineAsync("  " + VerbTexts.Here("demo.work", ("steps", tally.Steps), ("late", tally.LateSteps), ("events", tally.Events), ("refused", tally.Refusals.Values.Sum())));
        await to.WriteLineAsync("  " + VerbTexts.Here("demo.clocks", ("fired", tally.Firings), ("missed", tally.Missed), ("alerts", Counts(tally.Alerts, x => VerbTexts.Here($"demo.alert.{x}")))));
        foreach (var sample in played.Samples)
            await to.WriteLineAsync("  " + VerbTexts.Here("demo.sample", ("service", library.Services.NameOf(sample.Service)), ("population", sample.Population), ("drawn", sample.Drawn), ("scored", sample.Scored), ("hash", sample.Hash)));
        if (tally.Nobody.Count > 0) await to.WriteLineAsync("  " + VerbTexts.Here("demo.nobody", ("steps", Counts(tally.Nobody, x => x))));
        foreach (var (step, message) in tally.Incidents) await to.WriteLineAsync("  " + VerbTexts.Here("demo.incident", ("step", step), ("message", message)));
        await to.WriteLineAsync();
        await WriteTableAsync(to, played);
    }

    public static object ToAnswer(CityMonthResult played) => new
    {
        played.Region,
        Office = played.Office.Path.Value,
        Month = played.Period.First.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        played.Seed,
        played.Tally,
        played.Samples,
        Sheet = IndicatorSheetAnswer.Of(played.Sheet),
    };

    private static async Task WriteTableAsync(TextWriter to, CityMonthResult played)
    {
        List<string[]> rows = [[.. new[] { "name", "value", "base", "target", "force", "standing" }.Select(x => IndicatorTexts.Here($"col.{x}"))]];
        foreach (var line in played.Sheet.Lines)
            rows.Add(
            [
                line.Indicator.Name.Here(), IndicatorWords.Amount(line.Value, line.Indicator.Unit), Fraction(line.Computed), IndicatorWords.Target(line), IndicatorWords.Force(line), IndicatorWords.Standing(line),
            ]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(x => rows.Max(y => Width(y[x]))).ToList();
        foreach (var row in rows) await to.WriteLineAsync("  " + string.Join("  ", row.Select((x, i) => x + new string(' ', widths[i] - Width(x)))).TrimEnd());
    }

    private static string Fraction(Cases.Indicators.Computed? computed) => computed switch
    {
        null => "",
        { Hits: { } hits } => $"{hits}/{computed.Base}",
        _ => computed.Base.ToString(CultureInfo.InvariantCulture),
    };

    // Chinese characters take two columns of a terminal.
    private static int Width(string text) => text.Sum(x => x >= 0x2E80 && x is not (>= (char)0xFF61 and <= (char)0xFFDC) ? 2 : 1);

    private static string Counts(IReadOnlyDictionary<string, int> counts, Func<string, string> name) => counts.Count == 0 ? "0" : counts.Select(x => $"{name(x.Key)} {x.Value}").Aggregate((one, more) => VerbTexts.Here("demo.counts", ("one", one), ("more", more)));
}
