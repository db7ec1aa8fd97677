using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Scenarios.InMemory;

/// <summary>The staff of the demonstration file.</summary>
public sealed class InMemoryStaff(IEnumerable<StaffMember> members) : IStaffDirectory
{
    private readonly Dictionary<UserId, StaffMember> _members = members.ToDictionary(x => x.Id);

    public ValueTask<StaffMember?> FindAsync(UserId id, CancellationToken cancellationToken) => ValueTask.FromResult(_members.GetValueOrDefault(id));

    public ValueTask<IReadOnlyList<StaffMember>> WithRoleAsync(string role, OfficePath? under, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StaffMember>>([.. _members.Values.Where(x => x.Roles.Contains(role) && (under is null || under.Value.Covers(x.Office)))]);
}

/// <summary>Published definitions; a version never changes.</summary>
public sealed class InMemoryDefinitions : IDefinitionStore
{
    private readonly Dictionary<(string, int), string> _versions = [];

    public IEnumerable<(string Definition, int Version)> Versions => _versions.Keys;
    private readonly Dictionary<string, (string, int)> _inForce = [];
    private readonly Dictionary<(string, int), IReadOnlyList<PinnedForm>> _forms = [];
    private readonly Dictionary<(string, int), (string Service, DateTimeOffset At)> _published = [];

    public ValueTask<string?> FindAsync(string definitionId, int version, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_versions.GetValueOrDefault((definitionId, version)));

    public ValueTask<(string DefinitionId, int Version)?> InForceAsync(string serviceType, CancellationToken cancellationToken) =>
        ValueTask.FromResult<(string, int)?>(_inForce.TryGetValue(serviceType, out var one) ? one : null);

    public ValueTask PublishAsync(string serviceType, string definitionId, int version, string json, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (!_versions.TryAdd((definitionId, version), json) && _versions[(definitionId, version)] != json)
            throw new InvalidOperationException($"Version {version} of {definitionId} exists with other content.");
        // Publishing the same again must not put an older version back in force.
        if (_published.TryAdd((definitionId, version), (serviceType, at))) _inForce[serviceType] = (definitionId, version);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PinnedForm>> FormsAsync(string definitionId, int version, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_forms.GetValueOrDefault((definitionId, version), []));

    /// <inheritdoc/>
    public ValueTask PinFormsAsync(string definitionId, int version, IReadOnlyList<PinnedForm> forms, CancellationToken cancellationToken)
    {
        _forms.TryAdd((definitionId, version), forms);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PublishedVersion>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<PublishedVersion>>([.. _published.OrderBy(x => x.Key)
            .Select(x => new PublishedVersion(x.Key.Item1, x.Key.Item2, x.Value.Service, x.Value.At, _inForce.GetValueOrDefault(x.Value.Service) == x.Key))]);
}
