using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>All deadlines of all regions, read from <c>workflows/policies/&lt;region&gt;/clocks*.json</c> and checked at start.</summary>
public sealed class ClockPolicyBook
{
    private readonly Dictionary<(string Region, string Key), ClockRule[]> versions;
    private readonly Dictionary<string, (string Service, string Key)[]> heard;

    private ClockPolicyBook(RegionBook regions, IEnumerable<ClockRule> rules)
    {
        Regions = regions;
        versions = rules.GroupBy(x => (x.Region, x.Key)).ToDictionary(x => x.Key, x => x.OrderBy(y => y.EffectiveFrom).ToArray());
        Rules = [.. versions.OrderBy(x => x.Key.Region, StringComparer.Ordinal).ThenBy(x => x.Key.Key, StringComparer.Ordinal).SelectMany(x => x.Value)];
        PauseCauses = [.. Rules.SelectMany(x => x.PausedBy).Select(x => x.Cause).Distinct().Order(StringComparer.Ordinal)];
        Keys = versions.Keys.Select(x => x.Key).ToHashSet();
        Events = Rules.SelectMany(x => x.EventFields).SelectMany(x => x.Events).ToHashSet();
        heard = Events.ToDictionary(x => x, x => Rules.Where(y => y.EventFields.Any(z => z.Events.Contains(x))).Select(y => (y.ServiceType, y.Key)).Distinct().ToArray());
    }

    /// <summary>The regions.</summary>
    public RegionBook Regions { get; }

    /// <summary>Every dated rule of every region, by region, key and date.</summary>
    public IReadOnlyList<ClockRule> Rules { get; }

    /// <summary>Every key that any region has, for the publish gate of definitions.</summary>
    public IReadOnlySet<string> Keys { get; }

    /// <summary>Every cause by which a rule of some region lets its clock be paused, in alphabetical order.</summary>
    public IReadOnlyList<string> PauseCauses { get; }

    /// <summary>Every named event at which a rule of some region starts, stops, pauses or resumes its clock.</summary>
    public IReadOnlySet<string> Events { get; }

    /// <summary>The keys of the rules of a service, in some region, that a named event concerns.</summary>
    public IEnumerable<string> ConcernedBy(string @event, string service) =>
        heard.TryGetValue(@event, out var keys) ? keys.Where(x => x.Service == service).Select(x => x.Key) : [];

    /// <summary>The name of a rule as its newest version in the region, or the nearest region above that has it, states it; null if none has it.</summary>
    public Engine.LocalizedText? NameOf(string region, string key) =>
        Regions.ChainOf(region).Select(x => versions.GetValueOrDefault((x.Code, key))).FirstOrDefault(x => x is not null)?[^1].Name;

    /// <summary>Reads and checks the policies folder.</summary>
    /// <exception cref="PolicyFileException">Something is wrong; the file and the field are named, and nothing is loaded.</exception>
    public static ClockPolicyBook Load(string policiesFolder)
    {
        var regions = RegionBook.Load(policiesFolder);
        var read = new List<ReadRule>();
        foreach (var region in regions.All)
            foreach (var path in Directory.GetFiles(Path.Combine(policiesFolder, region.Code), "clocks*.json").Order(StringComparer.Ordinal))
                read.AddRange(ClockRuleReader.Read(region.Code, Path.GetFileName(path), File.ReadAllText(path)));
        ClockPolicyCheck.Check(regions, read);
        return new(regions, read.Select(x => x.Rule));
    }

    /// <summary>
    /// The rule in force on a day: the region's own if one is in force, else that of the nearest region above. Null if none is in force
    /// anywhere above; a caller that needs one takes <see cref="Get"/>.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="key">The key.</param>
    /// <param name="on">The day.</param>
    /// <param name="channel">The channel of the case; a rule for it comes before the region's rule for all channels. Null: only the latter.</param>
    /// <exception cref="DeadlineException">There is no such region.</exception>
    public ClockRule? Find(string region, string key, DateOnly on, string? channel = null)
    {
        foreach (var at in Regions.ChainOf(region))
            if (versions.TryGetValue((at.Code, key), out var dated)
                && (dated.FirstOrDefault(x => channel is not null && x.Channels.Contains(channel) && x.IsInForce(on)) ?? Array.Find(dated, x => x.Channels.Count == 0 && x.IsInForce(on))) is { } rule)
                return rule;
        return null;
    }

    /// <summary>The rule of a version, see <see cref="ClockRule.Version"/>, as its file states it now; null if it is gone.</summary>
    public ClockRule? OfVersion(string key, string version) => Rules.FirstOrDefault(x => x.Key == key && x.Version == version);

    /// <summary>The rule in force on a day, as <see cref="Find"/>.</summary>
    /// <exception cref="DeadlineException">None is in force, or there is no such region or key; the message says which.</exception>
    public ClockRule Get(string region, string key, DateOnly on) => Find(region, key, on)
        ?? throw (Keys.Contains(key)
            ? new DeadlineException("key", "clock.none-in-force", ("key", key), ("region", Regions.Get(region).Name), ("day", CalendarTexts.Iso(on)))
            : new DeadlineException("key", "clock.unknown-key", ("key", key)));
}
