using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Eligibility.Tables;

/// <summary>Runs the rows of tables through the rules and says which do not come to what they say.</summary>
public static class EligibilityTableCheck
{
    /// <summary>Reads a table and runs its rows.</summary>
    /// <param name="csv">The table.</param>
    /// <param name="words">The words it may use; their policies judge.</param>
    /// <returns>How many rows were run, and everything that is wrong, in the order of the rows.</returns>
    public static (int Rows, IReadOnlyList<EligibilityTableProblem> Problems) Run(string csv, EligibilityWords words)
    {
        var table = EligibilityTable.Read(csv, words);
        List<EligibilityTableProblem> problems = [.. table.Problems];
        foreach (var scenario in table.Scenarios) problems.AddRange(Run(scenario, words.Policies, table.Headings));
        return (table.Scenarios.Count, [.. problems.OrderBy(x => x.Row ?? 0)]);
    }

    /// <summary>Runs one row.</summary>
    /// <param name="scenario">The row.</param>
    /// <param name="policies">The policies that judge.</param>
    /// <param name="headings">Field or expectation → heading, for messages.</param>
    public static IReadOnlyList<EligibilityTableProblem> Run(EligibilityScenario scenario, EligibilityPolicyBook policies, IReadOnlyDictionary<string, string> headings)
    {
        var reading = ApplicationReader.Read(scenario.Application, policies.LocalMatters);
        if (reading.Application is null)
            return [.. reading.Errors.Select(x => new EligibilityTableProblem(scenario.Row, HeadingOf(x.Field, headings), x.Code, x.Message, x.Remedy))];
        var result = Assess(scenario, policies);
        return [.. scenario.Expected
            .Select(x => (x.Key, Expected: Text(x.Value), Found: Text(Of(result, x.Key, x.Value))))
            .Where(x => x.Expected != x.Found)
            .Select(x => EligibilityTableProblem.Of("differs", scenario.Row, headings.GetValueOrDefault($"expect.{x.Key}", x.Key), ("expected", x.Expected), ("found", x.Found), ("summary", result.Summary)))];
    }

    /// <summary>What the rules say of a row.</summary>
    /// <param name="scenario">A row whose application can be read.</param>
    /// <param name="policies">The policies that judge.</param>
    public static EligibilityResult Assess(EligibilityScenario scenario, EligibilityPolicyBook policies)
    {
        var reading = ApplicationReader.Read(scenario.Application, policies.LocalMatters);
        var application = reading.Application ?? throw new ArgumentException(string.Join("; ", reading.Errors.Select(x => $"{x.Field} {x.Code}")), nameof(scenario));
        return EligibilityAssessment.Assess(application, policies.InForce(scenario.Region, scenario.On), scenario.On, scenario.Confirmations);
    }

    private static JsonNode? Of(EligibilityResult result, string key, JsonNode? expected) => key switch
    {
        "outcome" => Word(result.Outcome),
        "held" => result.Held,
        "decidedBy" => result.DecidedBy,
        "missing" => new JsonArray([.. result.Missing.Select(x => (JsonNode)x.Rule)]),
        "urgent" => result.UrgentAidFirst is not null,
        "urgentDays" => result.UrgentAidFirst?.DaysToExpiry,
        "greenChannel" => result.Priority.GreenChannel,
        "minimumYears" => result.Lawyer.MinimumYears,
        "familiarWithMinors" => result.Lawyer.FamiliarWithMinors,
        "accessible" => result.Lawyer.AccessibleCommunication,
        // Only the lines that the row names; a rule that wrote no line, or several, is shown as such.
        "lines" => new JsonObject(((JsonObject)expected!).Select(x => KeyValuePair.Create(x.Key, (JsonNode?)string.Join("+", result.Lines.Where(y => y.Rule == x.Key).Select(y => Word(y.Result)))))),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, null),
    };

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Text(JsonNode? node) => node switch
    {
        null => "-",
        JsonArray { Count: 0 } => "-",
        JsonArray list => string.Join("; ", list.Select(Text)),
        JsonObject fields => string.Join("; ", fields.Select(x => $"{x.Key}={Text(x.Value)}")),
        _ => node.ToString(),
    };

    // The error names a path of the JSON (household.members[1].monthlyIncome); the column is the longest beginning of it.
    private static string? HeadingOf(string field, IReadOnlyDictionary<string, string> headings) =>
        headings.Where(x => field.StartsWith(x.Key, StringComparison.Ordinal)).OrderByDescending(x => x.Key.Length).Select(x => x.Value).FirstOrDefault() ?? (field.Length > 0 ? field : null);
}
