using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Whether a story names only what there is: steps, outcomes, events and clocks of the definition, people, offices, stages, documents.</summary>
/// <param name="definition">The definition it is to be played against.</param>
/// <param name="catalog">The activities there are.</param>
/// <param name="library">Policies, forms, offices.</param>
/// <param name="staff">The people whom stories share.</param>
public sealed class ScenarioCheck(WorkflowDefinition definition, ActivityCatalog catalog, WorkflowLibrary library, IReadOnlyCollection<StaffMember> staff)
{
    private const string RunTask = "Elsa.RunTask";
    private const int MostNames = 12;
    private const int LongestName = 200;
    private readonly List<ActivityDefinition> _tasks = [.. definition.Activities.Where(x => x.Type is Steps.HumanTask or RunTask)];
    private readonly HashSet<string> _events = [.. definition.Of(Steps.Event).Select(x => x.Constant("EventName")).OfType<string>()];
    private readonly bool _eventsAreOpen = definition.Of(Steps.Event).Any(x => x.Input("EventName") is { IsConstant: false });

    /// <summary>Everything that is wrong with a story that was read without a problem.</summary>
    public IEnumerable<ScenarioProblem> Problems(Scenario scenario)
    {
        var service = ServiceTypes.Of(definition);
        if (scenario.Open.ServiceType.Length > 0 && scenario.Open.ServiceType != service)
            yield return ScenarioProblem.Of("other-service", "open.serviceType", ("value", scenario.Open.ServiceType), ("service", service));
        if (library.Office(scenario.Open.Office) is null)
            yield return ScenarioProblem.Of("unknown-office", "open.office", ("value", scenario.Open.Office), ("known", Names(library.Offices.Select(x => x.Path.Code))));
        var people = staff.Select(x => x.Id.Value).Concat(scenario.People.Select(x => x.Id)).ToHashSet();
        for (var i = 0; i < scenario.People.Count; i++)
            foreach (var problem in Person(scenario.People[i], $"people[{i}]")) yield return problem;
        foreach (var problem in Known(scenario.Open.Who, people, "unknown-person", "open.who")) yield return problem;
        for (var i = 0; i < scenario.Rows.Count; i++)
            foreach (var problem in Row(scenario.Rows[i], people, $"rows[{i}]")) yield return problem;
        foreach (var problem in Expectation(scenario.Expect, people, "expect")) yield return problem;
    }

    private IEnumerable<ScenarioProblem> Row(ScenarioRow row, HashSet<string> people, string at)
    {
        if (row.Linked is { } linked)
        {
            // The steps are those of another definition: the play itself says what does not fit.
            foreach (var relation in linked.Split('/'))
                foreach (var problem in Known(relation, library.Relations.Select(x => x.Key), "unknown-relation", $"{at}.linked")) yield return problem;
            foreach (var problem in Known(row.Who, people, "unknown-person", $"{at}.who")) yield return problem;
            yield break;
        }
        foreach (var problem in Known(row.Who, people, "unknown-person", $"{at}.who")) yield return problem;
        if (row.Do == ScenarioDeed.Assign)
            foreach (var problem in Known(row.To, people, "unknown-person", $"{at}.to")) yield return problem;
        if (row.Step is { } id)
        {
            var step = definition.FindActivity(id);
            if (step is null || step == definition.Workflow)
                yield return ScenarioProblem.Of("unknown-step", $"{at}.step", ("value", id), ("known", Near(id, _tasks.Select(x => x.Id))));
            else if (row.Do is not (ScenarioDeed.Retry or ScenarioDeed.Skip) && !_tasks.Contains(step))
                yield return ScenarioProblem.Of("no-task-step", $"{at}.step", ("value", id), ("known", Near(id, _tasks.Select(x => x.Id))));
            // A row may be there to show that a wrong button is refused.
            else if (row is { Do: ScenarioDeed.Complete or ScenarioDeed.Skip, Outcome: { } outcome, Refused: null } && !Outcomes.AreDynamic(step, catalog) && !Outcomes.Of(step, catalog).Contains(outcome))
                yield return ScenarioProblem.Of("unknown-outcome", $"{at}.outcome", ("value", outcome), ("step", id), ("known", Names(Outcomes.Of(step, catalog))));
        }
        if (row is { Do: ScenarioDeed.Event, Name: { } named, Refused: null } && !_eventsAreOpen)
            foreach (var problem in Known(named, _events, "unknown-event", $"{at}.name")) yield return problem;
        if (row is { Do: ScenarioDeed.Acknowledge, Name: { } clock })
            foreach (var problem in Known(clock, library.Clocks.Keys, "unknown-clock", $"{at}.name")) yield return problem;
        foreach (var problem in Expectation(row.Expect, people, $"{at}.expect")) yield return problem;
    }

    private List<ScenarioProblem> Expectation(ScenarioExpectation? expected, HashSet<string> people, string at)
    {
        if (expected is null) return [];
        List<ScenarioProblem> problems = [];
        problems.AddRange(Known(expected.Stage, library.Stages.Keys, "unknown-stage", $"{at}.stage"));
        foreach (var step in (expected.Tasks ?? []).Concat((expected.Assignees ?? new Dictionary<string, string>()).Keys).Concat((expected.Offices ?? new Dictionary<string, string>()).Keys))
            problems.AddRange(Known(step, [.. _tasks.Select(x => x.Id)], "unknown-step", $"{at}.tasks"));
        foreach (var step in expected.Incidents ?? [])
            problems.AddRange(Known(step, [.. definition.Activities.Select(x => x.Id)], "unknown-step", $"{at}.incidents"));
        foreach (var (step, user) in expected.Assignees ?? new Dictionary<string, string>())
            problems.AddRange(Known(user, people, "unknown-person", $"{at}.assignees.{step}"));
        foreach (var key in (expected.Clocks ?? new Dictionary<string, ClockExpectation>()).Keys)
            problems.AddRange(Known(key, library.Clocks.Keys, "unknown-clock", $"{at}.clocks"));
        foreach (var (key, clock) in expected.Clocks ?? new Dictionary<string, ClockExpectation>())
            if (clock.Due is { } due && StoryTime.Instant(due) is null) problems.Add(ScenarioProblem.Of("time", $"{at}.clocks.{key}.due", ("value", due)));
        foreach (var relation in (expected.Links ?? new Dictionary<string, string>()).Keys)
            problems.AddRange(Known(relation, library.Relations.Select(x => x.Key), "unknown-relation", $"{at}.links"));
        foreach (var (key, levels) in expected.Alerts ?? new Dictionary<string, IReadOnlyDictionary<string, int>>())
        {
            problems.AddRange(Known(key, library.Clocks.Keys, "unknown-clock", $"{at}.alerts"));
            foreach (var level in levels.Keys) problems.AddRange(Known(level, Expectations.AlertLevels, "unknown-level", $"{at}.alerts.{key}"));
        }
        return problems;
    }

    private IEnumerable<ScenarioProblem> Person(ScenarioPerson person, string at)
    {
        if (person.Id.Length == 0) yield return ScenarioProblem.Of("empty", $"{at}.id");
        foreach (var role in person.Roles)
            foreach (var problem in Known(role, [.. library.Roles.Select(x => x.Key)], "unknown-role", $"{at}.roles")) yield return problem;
        if (library.Office(person.Office) is null)
            yield return ScenarioProblem.Of("unknown-office", $"{at}.office", ("value", person.Office), ("known", Names(library.Offices.Select(x => x.Path.Code))));
    }

    private static IEnumerable<ScenarioProblem> Known(string? value, IEnumerable<string> known, string code, string at) =>
        value is null || known.Contains(value) ? [] : [ScenarioProblem.Of(code, at, ("value", value), ("known", Near(value, known)))];

    private static string Names(IEnumerable<string> names) => names.Take(MostNames + 1).ToList() is { Count: > MostNames } many ? string.Join(", ", many.Take(MostNames)) + ", …" : string.Join(", ", names);

    // The names that look most like what was written: of some hundred steps the alphabetically first help nobody.
    private static string Near(string value, IEnumerable<string> names) =>
        Names(names.OrderByDescending(x => x.Contains(value, StringComparison.OrdinalIgnoreCase) || value.Contains(x, StringComparison.OrdinalIgnoreCase))
            .ThenBy(x => value.Length > LongestName ? 0 : Distance(value, x)).ThenBy(x => x, StringComparer.Ordinal));

    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
