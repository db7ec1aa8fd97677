using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Subsidies;

/// <summary>The subsidy tables of all regions.</summary>
public sealed class SubsidyBook
{
    private const string Kind = "subsidies";

    private static readonly Dictionary<string, Certainty> Certainties = new()
    {
        ["F1"] = Certainty.StatuteRead, ["F2"] = Certainty.ExcerptRead, ["M-hi"] = Certainty.Remembered, ["seed"] = Certainty.CityDocument, ["configuration"] = Certainty.Configured,
    };

    private readonly RegionBook _regions;

    private SubsidyBook(RegionBook regions, IReadOnlyList<SubsidyTable> tables) => (_regions, Tables) = (regions, tables);

    /// <summary>Every table, by region and day.</summary>
    public IReadOnlyList<SubsidyTable> Tables { get; }

    /// <summary>
    /// Amounts below the average of the province (C31): an error where the region's own document promises at least that, else a warning. They keep nothing out
    /// of use: lawyers are paid what the table says until somebody changes it.
    /// </summary>
    public IReadOnlyList<FileProblem> Findings =>
    [
        .. Tables.SelectMany(table => table.Amounts.Where(x => x.Amount < x.ProvincialAverage).Select(x => new FileProblem(
            table.IsAtLeastAverage ? Severity.Error : Severity.Warning, table.File, x.Key, "subsidy.below-average",
            SubsidyTexts.Get("below-average", ("name", x.Name), ("amount", x.Amount), ("average", x.ProvincialAverage)), SubsidyTexts.Get("below-average.remedy")))),
    ];

    /// <summary>Reads the policies folder.</summary>
    /// <exception cref="FileProblemsException">A file has an error; all errors are listed and nothing is in use.</exception>
    public static SubsidyBook Load(string policiesFolder, RegionBook regions)
    {
        List<FileProblem> problems = [];
        List<SubsidyTable> tables = [];
        foreach (var region in regions.All)
            foreach (var path in Directory.EnumerateFiles(Path.Combine(policiesFolder, region.Code), "subsidies*.json").Order(StringComparer.Ordinal))
            {
                var file = $"{region.Code}/{Path.GetFileName(path)}";
                List<FieldError> errors = [], warnings = [];
                var (json, unreadable) = JsonText.ParseObject(File.ReadAllText(path));
                if (unreadable is not null) errors.Add(unreadable);
                if (json is not null)
                {
                    var root = new FieldReader(json, "", errors, warnings);
                    var table = Read(root, region.Code, file);
                    // On one day a case can have one amount alone.
                    if (tables.FirstOrDefault(x => x.Region == table.Region && x.Services.Intersect(table.Services).Any() && Overlap(x, table)) is { } other)
                        root.Fail("from", "field.not-an-option", ("value", root.Text("from")), ("options", $"> {other.To?.ToString("yyyy-MM-dd", null) ?? other.File} ({other.File})"));
                    tables.Add(table);
                }
                // A misspelt condition would pay every case alike.
                problems.AddRange(errors.Concat(warnings).Select(x => new FileProblem(Severity.Error, file, x.Field, x.Code, x.Message, x.Remedy)));
            }
        if (problems.Count > 0) throw new FileProblemsException(problems);
        return new(regions, [.. tables.OrderBy(x => x.Region, StringComparer.Ordinal).ThenBy(x => x.From)]);
    }

    /// <summary>The table that holds for a service in a region on a day: the region's own, else that of the nearest region above; null for none.</summary>
    /// <exception cref="DeadlineException">There is no such region.</exception>
    public SubsidyTable? Find(string region, string service, DateOnly on) =>
        _regions.ChainOf(region).Select(x => Tables.FirstOrDefault(y => y.Region == x.Code && y.Services.Contains(service) && y.IsInForce(on))).FirstOrDefault(x => x is not null);

    private static SubsidyTable Read(FieldReader root, string region, string file)
    {
        if (root.RequiredText("kind") is { } kind && kind != Kind) root.Fail("kind", "field.not-an-option", ("value", kind), ("options", Kind));
        if (!root.Has("from")) root.Missing("from");
        var (from, to) = (root.Date("from"), root.Date("to"));
        if (to < from) root.Fail("to", "field.not-an-option", ("value", root.Text("to")), ("options", $"≥ {root.Text("from")}"));
        var services = root.Choices("services", null);
        if (services.Count == 0) root.Missing("services");
        var amounts = root.Objects("amounts").Select(ReadAmount).ToList();
        if (amounts.Count == 0) root.Missing("amounts");
        foreach (var twice in amounts.GroupBy(x => x.Key).Where(x => x.Count() > 1)) root.Fail("amounts", "field.not-an-option", ("value", twice.Key), ("options", "1 ×"));
        root.Localized("note");
        var table = new SubsidyTable(
            root.RequiredText("id") ?? "", region, file, root.RequiredLocalized("title"), root.RequiredLocalized("basis"), from ?? default, to, services, root.RequiredText("dateOf") ?? "",
            root.Flag("atLeastProvincialAverage") == true, amounts);
        root.WarnOfUnread();
        return table;
    }

    private static SubsidyAmount ReadAmount(FieldReader at)
    {
        if (!at.Has("amount")) at.Missing("amount");
        var amount = new SubsidyAmount(
            at.RequiredText("key") ?? "", at.RequiredLocalized("name"), [.. at.Objects("where").Select(ReadPlace)], at.Amount("amount") ?? 0, at.Amount("provincialAverage"),
            at.RequiredText("certainty") is { } certainty && at.Choice("certainty", Certainties.Keys) is not null ? Certainties[certainty] : Certainty.Configured);
        foreach (var (field, value) in new[] { ("amount", amount.Amount), ("provincialAverage", amount.ProvincialAverage ?? 0) })
            if (value is < 0 or > 1_000_000) at.Fail(field, "field.not-an-option", ("value", value), ("options", "0 … 1000000"));
        at.WarnOfUnread();
        return amount;
    }

    private static SubsidyPlace ReadPlace(FieldReader at)
    {
        var place = at.RequiredText("place") ?? "";
        if (place.Length > 0 && place.Split('.') is not (["application" or "facts", _, ..] or ["steps", _, _, ..])) at.Fail("place", "field.not-an-option", ("value", place), ("options", "application.…, facts.…, steps.<step>.<field>"));
        var among = at.Choices("is", null);
        if (among.Count == 0) at.Missing("is");
        at.WarnOfUnread();
        return new SubsidyPlace(place, among);
    }

    private static bool Overlap(SubsidyTable one, SubsidyTable other) => (one.To is not { } end || end >= other.From) && (other.To is not { } otherEnd || otherEnd >= one.From);
}
