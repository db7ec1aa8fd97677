using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>A story of one case that policy staff own: who does what when, and what must then hold. A file in <c>workflows/scenarios/&lt;service&gt;/</c>.</summary>
/// <param name="Title">What happens, in a few words.</param>
/// <param name="Starts">When the case is opened, in China: <c>2026-03-02T09:00</c>.</param>
/// <param name="Open">The application.</param>
/// <param name="Rows">What is done, in order.</param>
public sealed record Scenario(LocalizedText Title, string Starts, ScenarioOpening Open, IReadOnlyList<ScenarioRow> Rows)
{
    /// <summary>The file's name without its ending.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    /// <summary>People who appear in this story alone, beside the staff that stories share; they take the place of shared ones of the same id.</summary>
    public IReadOnlyList<ScenarioPerson> People { get; init; } = [];

    /// <summary>What the story shows, with its legal basis; or null.</summary>
    public LocalizedText? About { get; init; }

    /// <summary>What holds at the end; or null.</summary>
    public ScenarioExpectation? Expect { get; init; }

    /// <summary>The instant of the last row.</summary>
    public DateTimeOffset LastAt() => Rows.Aggregate(StoryTime.Instant(Starts)!.Value, (at, row) => StoryTime.After(at, row.At)!.Value);
}

/// <summary>Somebody who appears in one story alone.</summary>
/// <param name="Id">The user id by which rows name the person.</param>
/// <param name="Name">The name.</param>
/// <param name="Roles">The keys of the roles held.</param>
/// <param name="Office">The path of the office: <c>/420700/420704/</c>.</param>
public sealed record ScenarioPerson(string Id, string Name, IReadOnlyList<string> Roles, string Office)
{
    /// <summary>What a lawyer may handle; or null.</summary>
    public Competence? Competence { get; init; }
}

/// <summary>How the case is opened.</summary>
/// <param name="Office">The office's code or path.</param>
/// <param name="Who">The user who registers it.</param>
public sealed record ScenarioOpening(string Office, string Who)
{
    /// <summary>The service: <c>legal-aid</c>. Where a story is played against a definition, that definition's service if it is empty.</summary>
    public string ServiceType { get; init; } = "";

    /// <summary>The application's fields.</summary>
    public JsonObject Application { get; init; } = [];

    /// <summary>When the application reached the centre, if before the story starts.</summary>
    public string? ReceivedAt { get; init; }

    /// <summary>The channel it came by, put into the application; null for the counter.</summary>
    public string? Channel { get; init; }
}

/// <summary>One row: after some time somebody does something.</summary>
public sealed record ScenarioRow
{
    /// <summary>When: an instant in China (<c>2026-03-02T10:00</c>), or the time since the row before (<c>+2d 3h 15m</c>); null for the same moment.</summary>
    public string? At { get; init; }

    /// <summary>When it happened, if it is recorded later: an instant in China; null for the moment it is recorded.</summary>
    public string? Occurred { get; init; }

    /// <summary>The user; null only where nobody does anything (<see cref="ScenarioDeed.Wait"/>).</summary>
    public string? Who { get; init; }

    /// <summary>What is done.</summary>
    public required ScenarioDeed Do { get; init; }

    /// <summary>The relation of the linked case in which it is done, and of which <see cref="Expect"/> speaks (<c>confirmation</c>; further ones after a slash); null for the story's own case.</summary>
    public string? Linked { get; init; }

    /// <summary>The step whose task is meant.</summary>
    public string? Step { get; init; }

    /// <summary>The outcome of the task; for closing by hand the result.</summary>
    public string? Outcome { get; init; }

    /// <summary>The form's fields.</summary>
    public JsonObject? Form { get; init; }

    /// <summary>Reason of a withdrawal, pause, sending back, reopening.</summary>
    public string? Reason { get; init; }

    /// <summary>The name of an event, the kind of a paper, or the relation of a link.</summary>
    public string? Name { get; init; }

    /// <summary>What came with the event or paper.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>To whom a task is assigned; the service of a case that is opened by a link.</summary>
    public string? To { get; init; }

    /// <summary>The code with which the command must be refused; null if it must be carried out.</summary>
    public string? Refused { get; init; }

    /// <summary>A remark for readers.</summary>
    public LocalizedText? Note { get; init; }

    /// <summary>What must hold after it; or null.</summary>
    public ScenarioExpectation? Expect { get; init; }
}

/// <summary>What a row does.</summary>
public enum ScenarioDeed
{
    /// <summary>Time passes.</summary>
    Wait,

    /// <summary>Takes the task if need be, and completes it.</summary>
    Complete,

    /// <summary>Takes a task.</summary>
    Claim,

    /// <summary>Puts a task back.</summary>
    Release,

    /// <summary>Gives a task to somebody.</summary>
    Assign,

    /// <summary>Sends a case back.</summary>
    SendBack,

    /// <summary>Hands in a paper.</summary>
    AddPaper,

    /// <summary>Reports something that happened outside.</summary>
    Event,

    /// <summary>Opens another case out of this one: its relation as the name, its service as the receiver, its intake as the details.</summary>
    Link,

    /// <summary>Pauses the case.</summary>
    Pause,

    /// <summary>Takes up the paused case.</summary>
    Resume,

    /// <summary>Withdraws the application.</summary>
    Withdraw,

    /// <summary>Ends the case outside its flow.</summary>
    Close,

    /// <summary>Takes up the ended case.</summary>
    Reopen,

    /// <summary>Takes notice of all open alerts of a clock.</summary>
    Acknowledge,

    /// <summary>Has a failed step tried again.</summary>
    Retry,

    /// <summary>Skips a failed step by one of its outcomes.</summary>
    Skip,
}

/// <summary>What must hold. What is not named is not checked.</summary>
public sealed record ScenarioExpectation
{
    /// <summary>The stage's key.</summary>
    public string? Stage { get; init; }

    /// <summary>open, paused, closed or withdrawn.</summary>
    public Model.CaseStatus? Status { get; init; }

    /// <summary>How the case ended.</summary>
    public string? Result { get; init; }

    /// <summary>Whether it goes before others.</summary>
    public bool? Urgent { get; init; }

    /// <summary>1, and one more for each reopening.</summary>
    public int? Cycle { get; init; }

    /// <summary>The steps with a live task: exactly these.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>Who has the live task of a step.</summary>
    public IReadOnlyDictionary<string, string>? Assignees { get; init; }

    /// <summary>The office in whose queue the live task of a step lies.</summary>
    public IReadOnlyDictionary<string, string>? Offices { get; init; }

    /// <summary>Clocks by key.</summary>
    public IReadOnlyDictionary<string, ClockExpectation>? Clocks { get; init; }

    /// <summary>How many alerts of each level a clock has raised so far: <c>{ "legal-aid.review": { "warning": 2 } }</c>; levels not named have none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>>? Alerts { get; init; }

    /// <summary>The steps with an open incident: exactly these. An incident that no row names makes the story fail.</summary>
    public IReadOnlyList<string>? Incidents { get; init; }

    /// <summary>The newest link of each relation: <c>ordered</c>, <c>linked</c>, <c>failed</c>, <c>given-up</c>, or how the linked case ended.</summary>
    public IReadOnlyDictionary<string, string>? Links { get; init; }

    /// <summary>Kinds of documents and papers that lie on the file.</summary>
    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>Kinds that do not lie on the file.</summary>
    public IReadOnlyList<string>? NoDocuments { get; init; }

    /// <summary>Texts that the newest document of a kind holds.</summary>
    public IReadOnlyDictionary<string, string>? DocumentSays { get; init; }

    /// <summary>The names of the parties, without those who act for them: exactly these.</summary>
    public IReadOnlyList<string>? Parties { get; init; }

    /// <summary>Facts by path: <c>{ "eligibility.outcome": "eligible" }</c>.</summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }
}

/// <summary>What must hold of the newest clock of a rule.</summary>
public sealed record ClockExpectation
{
    /// <summary>The last day (<c>2026-03-09</c>) or instant (<c>2026-03-09T18:00</c>) in China.</summary>
    public string? Due { get; init; }

    /// <summary>running, paused or stopped.</summary>
    public Deadlines.ClockState? State { get; init; }

    /// <summary>pending, met or missed.</summary>
    public Deadlines.ClockVerdict? Verdict { get; init; }

    /// <summary>How often the clock was started.</summary>
    public int? Generation { get; init; }
}
