using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>All indicators of all regions, from <c>policies/&lt;region&gt;/indicators*.json</c>.</summary>
public sealed class IndicatorBook
{
    private readonly RegionBook _regions;

    private IndicatorBook(RegionBook regions, IReadOnlyList<IndicatorTable> tables, IReadOnlyList<FileProblem> warnings) => (_regions, Tables, Warnings) = (regions, tables, warnings);

    /// <summary>Every file, by region and day.</summary>
    public IReadOnlyList<IndicatorTable> Tables { get; }

    /// <summary>What was found when loading and does not keep the files out of use.</summary>
    public IReadOnlyList<FileProblem> Warnings { get; }

    /// <summary>Reads the policies folder.</summary>
    /// <exception cref="FileProblemsException">A file has an error; all errors are listed and nothing is in use.</exception>
    public static IndicatorBook Load(string policiesFolder, RegionBook regions)
    {
        List<FileProblem> problems = [];
        List<IndicatorTable> tables = [];
        foreach (var region in regions.All)
            foreach (var path in Directory.EnumerateFiles(Path.Combine(policiesFolder, region.Code), "indicators*.json").Order(StringComparer.Ordinal))
            {
                var file = $"{region.Code}/{Path.GetFileName(path)}";
                List<FieldError> errors = [], warnings = [];
                var (json, unreadable) = JsonText.ParseObject(File.ReadAllText(path));
                if (unreadable is not null) errors.Add(unreadable);
                if (json is not null) tables.Add(IndicatorReader.Read(new FieldReader(json, "", errors, warnings), region.Code, file));
                problems.AddRange(errors.Select(x => new FileProblem(Severity.Error, file, x.Field, x.Code, x.Message, x.Remedy)));
                problems.AddRange(warnings.Select(x => new FileProblem(Severity.Warning, file, x.Field, x.Code, x.Message, x.Remedy)));
            }
        if (problems.Any(x => x.Severity == Severity.Error)) throw new FileProblemsException(problems);
        return new(regions, [.. tables.OrderBy(x => x.Region, StringComparer.Ordinal).ThenBy(x => x.From)], problems);
    }

    /// <summary>
    /// The indicators of a region for a period: the region's own, then those of the regions above that it does not set itself. Of several files that set the
    /// same one, the newest that holds on the period's last day counts, else the newest that held before: a plan that has run out still is what was promised,
    /// and says so. One that begins later is not among them.
    /// </summary>
    /// <exception cref="DeadlineException">There is no such region.</exception>
    public IReadOnlyList<IndicatorInForce> For(string region, Period period)
    {
        List<IndicatorInForce> found = [];
        foreach (var at in _regions.ChainOf(region))
        {
            var begun = Tables.Where(x => x.Region == at.Code && x.From <= period.Last).OrderByDescending(x => x.IsInForce(period.Last)).ThenByDescending(x => x.From).ToList();
            foreach (var table in begun)
                foreach (var indicator in table.Indicators)
                    if (found.All(x => x.Indicator.Key != indicator.Key)) found.Add(new(indicator, table, !table.IsInForce(period.Last)));
        }
        return found;
    }
}

/// <summary>An indicator as it counts for a period.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Table">The document that sets it.</param>
/// <param name="IsExpired">Whether the document no longer holds on the period's last day.</param>
public sealed record IndicatorInForce(Indicator Indicator, IndicatorTable Table, bool IsExpired);
