using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// What each caller does over and over: the story of an ordinary case, from the application to the archive, with the forms that its file gives.
/// Every case has people of its own, or each would be a duplicate of the one before, and all of it happens on the present day: forms refuse a deed that is
/// older than its case or lies ahead.
/// </summary>
internal sealed partial class StepsStory
{
    private const int NumbersADay = 500;
    private static readonly DateOnly FirstBirthday = new(1935, 1, 1);

    private readonly Scenario _scenario;

    private StepsStory(Scenario scenario, IReadOnlyList<ScenarioRow> steps, IReadOnlyDictionary<string, Actor> actors) => (_scenario, Steps, Actors) = (scenario, steps, actors);

    /// <summary>The completions, in order; before them the case is opened.</summary>
    public IReadOnlyList<ScenarioRow> Steps { get; }

    private IReadOnlyDictionary<string, Actor> Actors { get; }

    public static async Task<StepsStory> OfAsync(Scenario scenario, IStaffDirectory staff, CancellationToken cancellationToken)
    {
        var steps = scenario.Rows.Where(x => x is { Do: ScenarioDeed.Complete, Refused: null }).ToList();
        Dictionary<string, Actor> actors = [];
        foreach (var who in steps.Select(x => x.Who!).Append(scenario.Open.Who).Distinct())
            actors[who] = (await staff.FindAsync(new UserId(who), cancellationToken))?.AsActor() ?? throw VerbException.Wrong(BenchTexts.Get("unknown-person", ("person", who), ("story", scenario.Id)));
        return new StepsStory(scenario, steps, actors);
    }

    public (Actor Actor, OpenCase Command) Open(int number)
    {
        var application = (JsonObject)_scenario.Open.Application.DeepClone();
        if (_scenario.Open.Channel is { } channel) application["channel"] = channel;
        var mark = number.ToString(CultureInfo.InvariantCulture);
        if (application["applicant"] is JsonObject applicant)
        {
            applicant["name"] = applicant["name"]?.ToString() + mark;
            if (applicant["identity"] is JsonObject identity) identity["number"] = NumberOf(number);
        }
        if (application["matter"]?["opponents"] is JsonArray opponents)
            for (var i = 0; i < opponents.Count; i++)
                opponents[i] = opponents[i]?.ToString() + mark;
        return (Actors[_scenario.Open.Who], new OpenCase(_scenario.Open.ServiceType, _scenario.Open.Office, application, null));
    }

    public (Actor Actor, CompleteTask Command) Complete(ScenarioRow step, TaskId task, DateOnly today) =>
        (Actors[step.Who!], new CompleteTask(task, step.Outcome!, (JsonObject?)On(today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), step.Form) ?? []));

    private static JsonNode? On(string today, JsonNode? given) => given switch
    {
        JsonObject form => new JsonObject(form.Select(x => KeyValuePair.Create(x.Key, On(today, x.Value)))),
        JsonArray list => new JsonArray([.. list.Select(x => On(today, x))]),
        JsonValue value when value.TryGetValue<string>(out var text) && Moment().IsMatch(text) => text.Contains('T', StringComparison.Ordinal) ? today + "T00:00" : today,
        _ => given?.DeepClone(),
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(?:$|T)")]
    private static partial Regex Moment();

    /// <summary>A sound identity number, each number another.</summary>
    private static string NumberOf(int number)
    {
        var born = FirstBirthday.AddDays(number / NumbersADay % 10_000);
        var digits = string.Create(CultureInfo.InvariantCulture, $"420704{born:yyyyMMdd}{number % NumbersADay * 2:000}");
        return digits + ResidentIdentityNumber.CheckCharacterFor(digits);
    }
}
