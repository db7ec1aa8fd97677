using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Judges all eligibility decisions of the configured database again by given rules and prints the differences field by field.</summary>
internal static class ReplayDecisionsVerb
{
    private const int Lot = 1000;

    public static Command Create(Surroundings at)
    {
        var policies = new Option<string?>("--policies") { Description = VerbTexts.Here("replay.policies"), HelpName = "folder" };
        var region = new Option<string?>("--region") { Description = VerbTexts.Here("replay.region"), HelpName = "region" };
        var all = new Option<bool>("--wording") { Description = VerbTexts.Here("replay.all") };
        var json = VerbOptions.Json;
        var verb = new Command("replay-decisions", VerbTexts.Here("replay.about")) { policies, region, all, json };
        verb.SetAction((parsed, cancellationToken) => RunAsync(
            at, parsed.GetValue(policies), parsed.GetValue(region), parsed.GetValue(all), parsed.GetValue(json), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string? folder, string? region, bool wording, bool json, CancellationToken cancellationToken)
    {
        var book = EligibilityPolicyBook.Load(FolderOf(at, folder));
        if (region is not null && !book.Knows(region))
            throw VerbException.Unusable("assess.region-unknown", ("value", region), ("regions", string.Join(", ", book.Regions.Order(StringComparer.Ordinal))));
        var replay = new DecisionReplay(book, wording);
        await using var services = new ServiceCollection().AddSingleton(at.Time).AddLogging().AddCasePersistence(VerbDatabase.Of(at)).BuildServiceProvider();
        var decisions = services.GetRequiredService<IStoredDecisions>();

        var watch = Stopwatch.StartNew();
        int judged = 0, same = 0;
        List<ReplayedDecision> different = [], unreadable = [];
        StoredDecision? last = null;
        while (await decisions.ReadAsync(last, Lot, cancellationToken) is { Count: > 0 } lot)
        {
            foreach (var replayed in lot.Where(x => region is null || x.Region == region).AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(replay.Replay))
            {
                judged++;
                if (replayed.Problem is not null) unreadable.Add(replayed);
                else if (replayed.Differences.Count > 0) different.Add(replayed);
                else same++;
            }
            last = lot[^1];
        }

        if (json) await at.Out.WriteLineAsync(VerbJson.Of(new { Decisions = judged, Same = same, Different = different.Select(Line), Unreadable = unreadable.Select(x => new { CaseId = x.Decision.CaseId.Value, x.Decision.Code, Row = x.Decision.Seq, x.Problem }) }));
        else await PrintAsync(at.Out, judged, same, different, unreadable, watch.Elapsed);
        return different.Count == 0 ? ExitCode.Good : ExitCode.FoundWrong;
    }

    private static object Line(ReplayedDecision x) => new { CaseId = x.Decision.CaseId.Value, x.Decision.Code, Row = x.Decision.Seq, x.Decision.Region, x.On, Differences = x.Differences.Select(y => new { Sign = y.Sign.ToString(), y.Field, y.Old, y.New }) };

    private static async Task PrintAsync(TextWriter output, int judged, int same, List<ReplayedDecision> different, List<ReplayedDecision> unreadable, TimeSpan time)
    {
        foreach (var one in different)
        {
            await output.WriteLineAsync(VerbTexts.Here("replay.case", ("code", one.Decision.Code), ("row", one.Decision.Seq), ("region", one.Decision.Region), ("on", one.On)));
            foreach (var difference in one.Differences) await output.WriteLineAsync($"  {difference}");
        }
        foreach (var one in unreadable) await output.WriteLineAsync(VerbTexts.Here("replay.unreadable", ("code", one.Decision.Code), ("row", one.Decision.Seq), ("problem", one.Problem)));
        await output.WriteLineAsync(VerbTexts.Here("replay.summary", ("decisions", judged), ("same", same), ("different", different.Count), ("unreadable", unreadable.Count),
            ("seconds", time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture))));
    }

    private static string FolderOf(Surroundings at, string? given)
    {
        if (given is null) return VerbFolders.Of(at, null, "policies");
        var folder = at.PathOf(given);
        return Directory.Exists(folder) ? folder : throw VerbException.Unusable("replay.no-policies", ("folder", given));
    }
}
