using System.Collections.Concurrent;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Library;

/// <summary>
/// The forms of each published version, as they were when it was published: a case goes on with the forms it began with, whatever is changed in the folder
/// meanwhile. A changed form is in use with the next version of the definitions that name it.
/// </summary>
public sealed class PinnedForms(IDefinitionStore store, WorkflowLibrary library)
{
    private readonly ConcurrentDictionary<(string, int), VersionForms> _known = [];
    private VersionForms? _present;

    private VersionForms Present => _present ??= new(new Dictionary<string, FormDefinition>(), library.Forms);

    /// <summary>The forms of a version.</summary>
    public async ValueTask<VersionForms> OfAsync(string definitionId, int version, CancellationToken cancellationToken = default)
    {
        if (_known.TryGetValue((definitionId, version), out var known)) return known;
        var pinned = await store.FormsAsync(definitionId, version, cancellationToken);
        // Without any it was published before forms were kept; they may be kept at any moment, so this is not remembered.
        if (pinned.Count == 0) return Present;
        return _known.GetOrAdd((definitionId, version), new VersionForms(pinned.Select(x => FormBook.Parse(x.Json).Form).OfType<FormDefinition>().ToDictionary(x => x.Id), library.Forms));
    }

    /// <summary>The forms of a version that <see cref="OfAsync"/> was asked for before; else those of now.</summary>
    public VersionForms Known(string definitionId, int version) => _known.GetValueOrDefault((definitionId, version), Present);

    /// <summary>The forms of a service's intake: those of the version on which a new case would start.</summary>
    public async ValueTask<VersionForms> OfServiceAsync(string serviceType, CancellationToken cancellationToken = default) =>
        await store.InForceAsync(serviceType, cancellationToken) is { } inForce ? await OfAsync(inForce.DefinitionId, inForce.Version, cancellationToken) : Present;

    /// <summary>The forms that cases on a definition can meet: of its steps, of its service's intake, and of events that people report.</summary>
    internal static IReadOnlyList<PinnedForm> Of(WorkflowDefinition definition, WorkflowLibrary library)
    {
        var keys = definition.Of(Steps.HumanTask).Select(x => x.Constant("Form"))
            .Append(library.Services.Find(definition.ServiceType())?.Form)
            .Concat(library.Events.Select(x => x.Form));
        return [.. keys.OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(x => (Key: x, Json: library.Forms.FileOf(x))).Where(x => x.Json is not null).Select(x => new PinnedForm(x.Key, x.Json!))];
    }
}

/// <summary>The forms of a version. A form that was not kept with it is looked for among those of now.</summary>
public sealed class VersionForms
{
    private readonly IReadOnlyDictionary<string, FormDefinition> _pinned;
    private readonly FormBook _present;

    internal VersionForms(IReadOnlyDictionary<string, FormDefinition> pinned, FormBook present) => (_pinned, _present) = (pinned, present);

    /// <summary>The form of a key, or null.</summary>
    public FormDefinition? Find(string key) => _pinned.GetValueOrDefault(key) ?? _present.Find(key);
}
