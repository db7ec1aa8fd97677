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

    private GuardRails(Entries entries) => _byService = entries.Services.ToDictionary(x => x.ServiceType, x => x.Rails);

    /// <summary>Reads the file.</summary>
    /// <exception cref="LibraryFileException">The file is missing or wrong.</exception>
    public static GuardRails Load(string file) => new(KeyedFile.ReadOne<Entries>(file));

    /// <summary>The demands on a service's flow; none for a service that the file does not name.</summary>
    public IReadOnlyList<GuardRail> For(string serviceType) => _byService.GetValueOrDefault(serviceType) ?? [];

    private sealed record Entries(IReadOnlyList<ServiceGuard> Services);

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

    /// <summary>The role of the task.</summary>
    public string? Role { get; init; }

    /// <summary>Outcomes the task must offer.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>Whoever completed one of these steps may not take the task (separation of duties).</summary>
    public IReadOnlyList<EarlierSteps> NotBy { get; init; } = [];

    /// <summary>The task ends by itself with its clock.</summary>
    public bool Expires { get; init; }

    /// <summary>The clock that stands still during the task.</summary>
    public string? Pauses { get; init; }

    /// <summary>A document that is issued.</summary>
    public string? Document { get; init; }

    /// <summary>An event that is waited for.</summary>
    public string? WaitsForEvent { get; init; }

    /// <summary>An activity that is used, by its type.</summary>
    public string? Activity { get; init; }

    /// <summary>Whether it says something about a task.</summary>
    internal bool IsAboutTask => Role is not null || NotBy.Count > 0 || Pauses is not null || Expires || Outcomes.Count > 0;
}

/// <summary>The steps of a role, or those of them that offer an outcome.</summary>
/// <param name="Role">The role.</param>
/// <param name="Outcome">The outcome; null for all steps of the role.</param>
public sealed record EarlierSteps(string Role, string? Outcome = null);
