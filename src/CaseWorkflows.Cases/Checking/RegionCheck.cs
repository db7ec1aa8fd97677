using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>
/// What a region's folder holds, and what is wrong with it though every file of it can be read: a file that nobody reads, a limit that no flow starts, an indicator over words that nothing bears,
/// a rule that ended and was followed by nothing, a region whose applications nobody can judge.
/// </summary>
/// <param name="Region">The region.</param>
/// <param name="Files">Its files, by name.</param>
/// <param name="OwnLimits">How many limits it sets itself on the day; the others are those of the region above.</param>
/// <param name="Offices">How many offices work in it.</param>
/// <param name="Indicators">How many indicators it is measured by on the day, its own and those of the regions above.</param>
/// <param name="Problems">What is wrong.</param>
public sealed record RegionCheck(Region Region, IReadOnlyList<string> Files, int OwnLimits, int Offices, int Indicators, IReadOnlyList<FileProblem> Problems)
{
    // As the books of the library read them; a file of another name lies there without effect.
    private static readonly string[] Beginnings = ["clocks", "eligibility", "means-test", "indicators", "subsidies", "quality-sample"];
    private static readonly string[] Names = ["region.json", "notifications.json", "register.json", "village-counsel.json"];

    /// <summary>Looks at one region.</summary>
    /// <param name="library">The library, read without errors.</param>
    /// <param name="code">The region's code.</param>
    /// <param name="flows">The definitions that cases of the region run on.</param>
    /// <param name="today">The day on which it is looked at.</param>
    /// <exception cref="DeadlineException">There is no such region.</exception>
    public static RegionCheck Of(WorkflowLibrary library, string code, IReadOnlyCollection<WorkflowDefinition> flows, DateOnly today)
    {
        var region = library.Clocks.Regions.Get(code);
        var own = library.Clocks.Rules.Where(x => x.Region == code).ToList();
        var folder = Path.Combine(library.Folder, "policies", code);
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(x => Path.GetRelativePath(folder, x).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        List<FileProblem> problems = [];
        foreach (var file in files.Where(x => !IsRead(code, x)))
            problems.Add(CheckTexts.InFile(Severity.Error, $"{code}/{file}", "", "region.not-read", ("file", file), ("names", string.Join(", ", Beginnings.Select(x => x + "*.json").Concat(Names)))));
        problems.AddRange(Unused(library, region, own, flows));
        problems.AddRange(new IndicatorWords(library).Unknown(code));
        problems.AddRange(Ended(library, region, own, today));
        problems.AddRange(library.Eligibility.Warnings.Concat(library.Indicators.Warnings).Concat(library.Eligibility.ExpiringThresholds(today)).Concat(library.Subsidies.Findings).Where(x => x.File.StartsWith(code + "/", StringComparison.Ordinal)));
        var offices = library.Offices.Count(x => x.Region == code);
        // Nobody applies to the whole country; its rules are there to be inherited.
        if (region.Parent is not null)
        {
            if (offices == 0) problems.Add(CheckTexts.InFile(Severity.Warning, "offices.json", "region", "region.no-office", ("region", code)));
            if (library.Eligibility.InForce(code, today).MeansTest is null)
                problems.Add(CheckTexts.InFile(Severity.Warning, $"{code}/", "means-test", "region.no-means-test", ("region", code), ("day", today)));
        }
        return new RegionCheck(region, files, own.Where(x => x.IsInForce(today)).Select(x => x.Key).Distinct().Count(), offices, library.Indicators.For(code, new Period(today, today)).Count, problems);
    }

    private static bool IsRead(string region, string file) =>
        Names.Contains(file) || (region == RegionBook.Root && file == Path.GetFileName(GuardRails.File))
        || (!file.Contains('/', StringComparison.Ordinal) && file.EndsWith(".json", StringComparison.Ordinal) && Beginnings.Any(x => file.StartsWith(x, StringComparison.Ordinal)));

    // A misspelt key is a limit of its own that nothing ever starts, and the one that was meant stays as it is above.
    private static IEnumerable<FileProblem> Unused(WorkflowLibrary library, Region region, IEnumerable<ClockRule> own, IReadOnlyCollection<WorkflowDefinition> flows)
    {
        if (region.Parent is null) yield break;
        var above = library.Clocks.Regions.ChainOf(region.Code).Skip(1).Select(x => x.Code).ToHashSet();
        var known = library.Clocks.Rules.Where(x => above.Contains(x.Region)).Select(x => x.Key).ToHashSet();
        foreach (var rule in own.DistinctBy(x => x.Key).Where(x => !known.Contains(x.Key) && x.StartEvents.Count == 0 && !flows.Any(y => y.Activities.Any(z => z.Starts(x.Key)))))
            yield return CheckTexts.InFile(Severity.Error, $"{region.Code}/{rule.File}", rule.Key, "region.clock-unused",
                ("clock", rule.Key), ("known", string.Join(", ", known.Where(x => x.StartsWith(rule.ServiceType + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal))));
    }

    private static IEnumerable<FileProblem> Ended(WorkflowLibrary library, Region region, IEnumerable<ClockRule> own, DateOnly today)
    {
        foreach (var rules in own.GroupBy(x => (x.Key, Channels: string.Join('+', x.Channels))))
        {
            var last = rules.OrderBy(x => x.EffectiveFrom).Last();
            if (last.EffectiveTo is not { } end || end >= today) continue;
            var (code, instead) = library.Clocks.Find(region.Code, last.Key, today, last.Channels.Count > 0 ? last.Channels[0] : null) is { } rule
                ? ("region.rule-ended", (object?)$"{rule.Version}: {rule.Length} {rule.Unit.Word()}")
                : ("region.rule-gone", null);
            yield return CheckTexts.InFile(Severity.Warning, $"{region.Code}/{last.File}", last.Key, code, ("clock", last.Key), ("end", CalendarTexts.Iso(end)), ("instead", instead));
        }
    }
}
