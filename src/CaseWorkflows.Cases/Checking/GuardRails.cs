using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Checking;

/// <summary>
/// Steps that the law demands of the flow of a service (<c>workflows/policies/default/guard-rails.json</c>): an administrator may add steps and shorten
/// limits, never leave one of these out.
/// </summary>
public sealed class GuardRails
{
    /// <summary>Where the file lies below the workflows folder.</summary>
    public static readonly string File = Path.Combine("policies", "default", "guard-rails.json");

    private readonly Dictionary<string, IReadOnlyList<GuardRail>> _byService;

    private GuardRails(Entries entries)
    {
        _byService = entries.Services.ToDictionary(x => x.ServiceType, x => x.Rails);
        Limits = entries.Limits;
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="LibraryFileException">The file is missing or wrong.</exception>
    public static GuardRails Load(string file) => new(KeyedFile.ReadOne<Entries>(file));

    /// <summary>The demands on a service's flow; none for a service that the file does not name.</summary>
    public IReadOnlyList<GuardRail> For(string serviceType) => _byService.GetValueOrDefault(serviceType) ?? [];

    /// <summary>The services that have demands.</summary>
    public IReadOnlyCollection<string> Services => _byService.Keys;

    /// <summary>How long the law lets a clock run at the most, whatever a policy file says.</summary>
    public IReadOnlyList<StatutoryLimit> Limits { get; }

    private sealed record Entries(IReadOnlyList<ServiceGuard> Services)
    {
        public IReadOnlyList<StatutoryLimit> Limits { get; init; } = [];
    }

    private sealed record ServiceGuard(string ServiceType, IReadOnlyList<GuardRail> Rails);
}

/// <summary>One demand. What is named must be there; what concerns a task must be true of one and the same task.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">What is demanded.</param>
/// <param name="Article">Where the law demands it.</param>
public sealed record GuardRail(string Key, LocalizedText Name, LocalizedText Article)
{
    /// <summary>A clock that a step starts or waits for; with one of the properties of a task, the clock of that task.</summary>
    public string? Clock { get; init; }

    /// <summary>Where the clock is counted from: the value of <c>From</c> of the step that starts it.</summary>
    public string? StartedFrom { get; init; }

    /// <summary>Steps after which the clock may be counted anew from another day, for a decision of its own begins a new limit (replacement of a lawyer).</summary>
    public IReadOnlyList<StepPoint> AgainAfter { get; init; } = [];

    /// <summary>The role of the task.</summary>
    public string? Role { get; init; }

    /// <summary>Outcomes the task must offer.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>Whoever completed one of these steps may not take the task (separation of duties).</summary>
    public IReadOnlyList<EarlierSteps> NotBy { get; init; } = [];

    /// <summary>Places of facts whose people may not take the task: <c>fact:application.complaint.respondents</c>.</summary>
    public IReadOnlyList<string> NotByFacts { get; init; } = [];

    /// <summary>Whether the task ends by itself with its clock; any other has to be done by a person.</summary>
    public bool Expires { get; init; }

    /// <summary>The task is for the office above the one that decided.</summary>
    public bool AtSupervisingOffice { get; init; }

    /// <summary>The clock that stands still during the task.</summary>
    public string? Pauses { get; init; }

    /// <summary>A document that is issued.</summary>
    public string? Document { get; init; }

    /// <summary>An event that is waited for.</summary>
    public string? WaitsForEvent { get; init; }

    /// <summary>An activity that is used, by its type.</summary>
    public string? Activity { get; init; }

    /// <summary>Ways on which the step must lie: it is not enough that the step stands somewhere in the flow.</summary>
    public IReadOnlyList<GuardedWay> Ways { get; init; } = [];

    /// <summary>Whether it says something about a task.</summary>
    internal bool IsAboutTask => Role is not null || NotBy.Count > 0 || NotByFacts.Count > 0 || Pauses is not null || Expires || AtSupervisingOffice || Outcomes.Count > 0;
}

/// <summary>
/// A way that must pass the step of its rail: no case may get from one of the points in <see cref="From"/> (none: the start) to one in <see cref="To"/> (none: the
/// end of the flow) without it.
/// </summary>
public sealed record GuardedWay
{
    /// <summary>Where the way begins; empty: at the start of the flow.</summary>
    public IReadOnlyList<StepPoint> From { get; init; } = [];

    /// <summary>Where it leads; empty: to the end of the flow.</summary>
    public IReadOnlyList<StepPoint> To { get; init; } = [];

    /// <summary>Steps that do as well as the rail's own, or after which the demand no longer holds.</summary>
    public IReadOnlyList<StepPoint> Unless { get; init; } = [];

    /// <summary>Whether no case may go this way at all, whatever lies on it.</summary>
    public bool Never { get; init; }

    /// <summary>The steps that must lie on the way, if they are not those of the rail.</summary>
    public IReadOnlyList<StepPoint> Through { get; init; } = [];
}

/// <summary>Steps of a flow by what they do; what is named must all be true of the step.</summary>
public sealed record StepPoint
{
    /// <summary>The type of the activity.</summary>
    public string? Activity { get; init; }

    /// <summary>The role of the task.</summary>
    public string? Role { get; init; }

    /// <summary>The clock that it starts, stops, waits for or is done under.</summary>
    public string? Clock { get; init; }

    /// <summary>An outcome that the task offers.</summary>
    public string? Outcome { get; init; }

    /// <summary>As the beginning of a way: the outcome by which the task is left.</summary>
    public string? LeftBy { get; init; }

    /// <summary>The document that it issues.</summary>
    public string? Document { get; init; }

    /// <summary>The event that it waits for.</summary>
    public string? WaitsForEvent { get; init; }

    /// <summary>The fact that it records.</summary>
    public string? Fact { get; init; }

    /// <summary>The fact that names who gets the task at once.</summary>
    public string? AssigneeFact { get; init; }

    /// <summary>The result with which it closes the case.</summary>
    public string? Result { get; init; }

    /// <summary>Whether it waits for anything: a person, a clock, an event, another system.</summary>
    public bool? Waits { get; init; }
}

/// <summary>The longest that the law lets a clock run.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Length">How many units.</param>
/// <param name="Unit">The unit, as in policy files.</param>
/// <param name="Article">Where the law sets it.</param>
public sealed record StatutoryLimit(string Clock, int Length, string Unit, LocalizedText Article)
{
    /// <summary>Counted back from an event: there a shorter limit is the one that takes something away.</summary>
    public bool Backward { get; init; }

    /// <summary>Whether it is set by a norm or document below the law, so that the rule itself may be soft.</summary>
    public bool OfNorm { get; init; }

    /// <summary>The region whose document sets it; null for the whole country.</summary>
    public string? Region { get; init; }

    /// <summary>The last day on which the document holds; rules that begin later are free of it. Null while it holds.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>The steps of a role, or those of them that offer an outcome.</summary>
/// <param name="Role">The role.</param>
/// <param name="Outcome">The outcome; null for all steps of the role.</param>
public sealed record EarlierSteps(string Role, string? Outcome = null);
