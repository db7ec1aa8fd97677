using System.CommandLine;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The indicator table of a region or an office, without a running server.</summary>
internal static class IndicatorsVerb
{
    public static Command Create(Surroundings at)
    {
        var (json, workflows) = (VerbOptions.Json, VerbOptions.Workflows);
        var region = new Option<string?>("--region") { Description = IndicatorTexts.Here("verb.region"), HelpName = "code" };
        var period = new Option<string?>("--period") { Description = IndicatorTexts.Here("verb.period"), HelpName = "2026-10" };
        var office = new Option<string?>("--office") { Description = IndicatorTexts.Here("verb.office"), HelpName = "code" };
        var csv = new Option<bool>("--csv") { Description = IndicatorTexts.Here("verb.csv") };
        var verb = new Command("indicators", IndicatorTexts.Here("verb.indicators")) { region, period, office, json, csv, workflows };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(json) && parsed.GetValue(csv)) throw VerbException.Unusable(IndicatorTexts.Get("verb.json-or-csv"));
            if (string.IsNullOrWhiteSpace(parsed.GetValue(period))) throw VerbException.Unusable(IndicatorTexts.Get("verb.period-missing"));
            var asked = Period.Parse(parsed.GetValue(period)!) ?? throw VerbException.Unusable(IndicatorTexts.Get("period.unreadable", ("period", parsed.GetValue(period))));
            var library = WorkflowLibrary.Load(VerbFolders.Of(at, parsed.GetValue(workflows)));
            await using var services = Services(at, library);
            var reckoning = services.GetRequiredService<IndicatorReckoning>();
            var place = PlaceOf(library, reckoning, parsed.GetValue(region), parsed.GetValue(office));
            await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
            var sheet = await reckoning.ReckonAsync(place, asked, cancellationToken);
            if (parsed.GetValue(json)) await at.Out.WriteLineAsync(VerbJson.Of(Api.IndicatorSheetAnswer.Of(sheet)));
            else if (parsed.GetValue(csv)) await at.Out.WriteAsync(IndicatorWords.Csv(sheet));
            else await PrintAsync(at.Out, sheet);
            return ExitCode.Good;
        });
        return verb;
    }

    /// <summary>The database of this installation with what indicators and samples need.</summary>
    internal static ServiceProvider Services(Surroundings at, WorkflowLibrary library) => new ServiceCollection()
        .AddSingleton(at.Time)
        .AddLogging()
        .AddSingleton(library)
        .AddCasePersistence(VerbDatabase.Of(at))
        .AddSingleton<IndicatorReckoning>()
        .AddSingleton<QualitySampling>()
        .BuildServiceProvider();

    /// <summary>Prints a table for people.</summary>
    internal static async Task PrintAsync(TextWriter to, IndicatorSheet sheet)
    {
        await to.WriteLineAsync($"{sheet.Office.Name.Here()}  {IndicatorWords.Words(sheet.Period)}");
        foreach (var line in sheet.Lines)
            await to.WriteLineAsync(IndicatorTexts.Here("verb.line",
                ("name", line.Indicator.Name), ("value", line.Computed is null ? IndicatorWords.Amount(line.Value, line.Indicator.Unit) : Joining.Aside(IndicatorWords.Amount(line.Value, line.Indicator.Unit), IndicatorWords.Counted(line)).Here()),
                ("target", IndicatorWords.Target(line)), ("force", IndicatorWords.Force(line)), ("standing", IndicatorWords.Standing(line))));
    }

    private static Office PlaceOf(WorkflowLibrary library, IndicatorReckoning reckoning, string? region, string? office)
    {
        var known = library.Clocks.Regions.All.Select(x => x.Code).Where(x => library.Offices.Any(y => y.Region == x)).ToList();
        if (region is not null && !known.Contains(region)) throw VerbException.Unusable(IndicatorTexts.Get("verb.region-unknown", ("region", region), ("known", string.Join(", ", known))));
        if (office is not null)
            return library.Office(office) is { } found && (region is null || found.Region == region)
                ? found
                : throw VerbException.Unusable(IndicatorTexts.Get("verb.office-unknown", ("region", region ?? "*"), ("office", office)));
        if (region is null) throw VerbException.Unusable(IndicatorTexts.Get("verb.region-unknown", ("region", ""), ("known", string.Join(", ", known))));
        return reckoning.TopOf(region) ?? throw VerbException.Unusable(IndicatorTexts.Get("verb.no-top", ("region", region)));
    }
}
