namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>What happened in a played month.</summary>
public sealed class CityTally
{
    private readonly SortedDictionary<string, int> _opened = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _ended = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _alerts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _nobody = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _incidents = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, Engine.LocalizedText> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Cases that came in, by service; those that came out of others among them.</summary>
    public IReadOnlyDictionary<string, int> Opened => _opened;

    /// <summary>Of these, those that came out of another case.</summary>
    public int Linked { get; internal set; }

    /// <summary>Cases that ended within the month, by service.</summary>
    public IReadOnlyDictionary<string, int> Ended => _ended;

    /// <summary>Steps that people completed.</summary>
    public int Steps { get; internal set; }

    /// <summary>Of these, those after their limit.</summary>
    public int LateSteps { get; internal set; }

    /// <summary>Events that people reported.</summary>
    public int Events { get; internal set; }

    /// <summary>Cases that applicants withdrew.</summary>
    public int Withdrawn { get; internal set; }

    /// <summary>Steps of clocks that fired.</summary>
    public int Firings { get; internal set; }

    /// <summary>Limits that were missed.</summary>
    public int Missed { get; internal set; }

    /// <summary>Alerts that were raised, by level.</summary>
    public IReadOnlyDictionary<string, int> Alerts => _alerts;

    /// <summary>What people tried and were refused, by reason; they then did something else.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    /// <summary>Steps for which nobody of the city was found, by service and step.</summary>
    public IReadOnlyDictionary<string, int> Nobody => _nobody;

    /// <summary>Steps that failed, by service and step, with what was wrong.</summary>
    public IReadOnlyDictionary<string, string> Incidents => _incidents;

    /// <summary>Services that have no rules for the month, with the first that is missing; no case of them came in.</summary>
    public IReadOnlyDictionary<string, Engine.LocalizedText> LeftOut => _leftOut;

    internal void LeaveOut(string service, Engine.LocalizedText why) => _leftOut[service] = why;

    internal void Open(string service) => Add(_opened, service);

    internal void End(string service) => Add(_ended, service);

    internal void Alert(string level) => Add(_alerts, level);

    internal void Refuse(string code) => Add(_refusals, code);

    internal void NobodyFor(string step) => Add(_nobody, step);

    internal void Incident(string step, string message) => _incidents.TryAdd(step, message);

    private static void Add(SortedDictionary<string, int> to, string key) => to[key] = to.GetValueOrDefault(key) + 1;
}
