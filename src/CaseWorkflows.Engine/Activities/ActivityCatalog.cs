namespace CaseWorkflows.Engine.Activities;

/// <summary>Every activity that a definition may use: Elsa's own that the engine runs, and those of the handlers given.</summary>
public sealed class ActivityCatalog
{
    private readonly Dictionary<(string Type, int Version), ActivityDescription> _descriptions = [];
    private readonly Dictionary<(string Type, int Version), IActivityHandler> _handlers = [];

    /// <summary>A catalogue of Elsa's activities and these.</summary>
    /// <exception cref="ArgumentException">Two handlers describe the same type and version, or a handler takes the name of a built-in activity.</exception>
    public ActivityCatalog(IEnumerable<IActivityHandler> handlers)
    {
        foreach (var description in BuiltInActivities.All)
            _descriptions.Add((description.TypeName, description.Version), description);
        foreach (var handler in handlers)
        {
            var key = (handler.Description.TypeName, handler.Description.Version);
            if (!_descriptions.TryAdd(key, handler.Description))
                throw new ArgumentException($"Activity {key.TypeName} version {key.Version} is described twice.", nameof(handlers));
            _handlers.Add(key, handler);
        }
    }

    /// <summary>All descriptions, Elsa's first, then in the order of the handlers.</summary>
    public IReadOnlyCollection<ActivityDescription> Descriptions => _descriptions.Values;

    /// <summary>The description of a type and version, or null.</summary>
    public ActivityDescription? Find(string typeName, int version) => _descriptions.GetValueOrDefault((typeName, version));

    /// <summary>Whether any version of the type is known.</summary>
    public bool KnowsType(string typeName) => _descriptions.Keys.Any(x => x.Type == typeName);

    /// <summary>The versions known of a type, ascending.</summary>
    public IReadOnlyList<int> VersionsOf(string typeName) => [.. _descriptions.Keys.Where(x => x.Type == typeName).Select(x => x.Version).Order()];

    internal IActivityHandler? Handler(string typeName, int version) => _handlers.GetValueOrDefault((typeName, version));
}
