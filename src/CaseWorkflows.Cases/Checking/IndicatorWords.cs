using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Checking;

/// <summary>
/// Looks the words of a region's indicators up in the library. One that nothing bears, such as a misspelt service, counts no case ever, and the figure that
/// comes of it looks like any other.
/// </summary>
internal sealed class IndicatorWords(WorkflowLibrary library)
{
    private readonly IReadOnlyList<string> _services = [.. library.Services.All.Select(x => x.Key)];
    private readonly IReadOnlyList<string> _relations = [.. library.Relations.Select(x => x.Key)];
    private readonly IReadOnlyList<string> _roles = [.. library.Roles.Select(x => x.Key)];

    /// <summary>The words that the region's own indicators use and the library does not know, each with file, indicator, field and the known words.</summary>
    public IEnumerable<FileProblem> Unknown(string region) =>
        from table in library.Indicators.Tables
        where table.Region == region
        from at in table.Indicators.Select((indicator, number) => (Indicator: indicator, Number: number))
        where at.Indicator.Formula is not null
        from use in Uses(at.Indicator.Formula!, $"indicators[{at.Number}].formula")
        from word in use.Words.Where(x => !use.Known.Contains(x)).Distinct()
        select CheckTexts.InFile(Severity.Error, table.File, use.Field, "region.indicator-word", ("indicator", at.Indicator.Key), ("word", word), ("known", string.Join(", ", use.Known.Order(StringComparer.Ordinal))));

    private IEnumerable<Use> Uses(IndicatorFormula formula, string path)
    {
        yield return new($"{path}.services", formula.Services, _services);
        if (formula.Of == Counted.Clocks) yield return new($"{path}.names", formula.Names, Clocks(formula));
        if (formula.Of == Counted.Links) yield return new($"{path}.names", formula.Names, _relations);
        foreach (var use in Uses(formula.Where, $"{path}.where", formula).Concat(Uses(formula.Hit, $"{path}.hit", formula))) yield return use;
    }

    private IEnumerable<Use> Uses(IReadOnlyList<Condition> conditions, string path, IndicatorFormula formula) => conditions.SelectMany((x, i) => Uses(x, $"{path}[{i}]", formula));

    private IEnumerable<Use> Uses(Condition condition, string path, IndicatorFormula formula) => condition switch
    {
        Condition.Attribute { Of: CaseAttribute.Result } result => [new($"{path}.result", result.Among, library.ResultKeys)],
        Condition.Attribute { Of: CaseAttribute.Stage } stage => [new($"{path}.stage", stage.Among, [.. library.Stages.Keys])],
        Condition.Attribute { Of: CaseAttribute.Channel } channel when Channels(formula) is { } known => [new($"{path}.channel", channel.Among, known)],
        Condition.ClockVerdict clock => [new($"{path}.clock", [clock.Key], Clocks(formula))],
        Condition.Role role => [new($"{path}.role", role.Names, _roles)],
        Condition.Linked linked => [new($"{path}.linked", linked.Relations, _relations)],
        Condition.Not not => Uses(not.Inner, $"{path}.not", formula),
        Condition.Any any => Uses(any.Inner, $"{path}.any", formula),
        _ => [],
    };

    // The limits of its services; of services that are unknown themselves nothing can be said, so all are named.
    private IReadOnlyCollection<string> Clocks(IndicatorFormula formula) =>
        [.. library.Clocks.Rules.Where(x => formula.Services.Contains(x.ServiceType) || !formula.Services.Any(_services.Contains)).Select(x => x.Key).Distinct()];

    // Null where one of the services takes any text as its channel.
    private HashSet<string>? Channels(IndicatorFormula formula)
    {
        HashSet<string> known = [];
        foreach (var service in formula.Services.Select(library.Services.Find).OfType<ServiceDefinition>())
        {
            var choices = library.Forms.Find(service.Form)?.Fields.FirstOrDefault(x => x.Key == service.ChannelField)?.Options.Select(x => x.Value) ?? [];
            string[] own = [.. service.Channels, .. choices];
            if (own.Length == 0) return null;
            known.UnionWith(own);
        }
        return known.Count == 0 ? null : known;
    }

    private sealed record Use(string Field, IReadOnlyList<string> Words, IReadOnlyCollection<string> Known);
}
