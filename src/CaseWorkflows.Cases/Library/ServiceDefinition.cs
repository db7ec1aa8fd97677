using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Library;

/// <summary>A service that a centre offers (服务事项), from <c>workflows/services/&lt;key&gt;.json</c>: how a case of it is taken in, and who its people are.</summary>
/// <param name="Key">Its key, the <c>serviceType</c> of definitions and cases.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Form">The key of the form that is filled in to open a case.</param>
public sealed record ServiceDefinition(string Key, LocalizedText Name, string Form)
{
    /// <summary>What an applicant should know of it: what it is, for whom, what it costs, how long it takes; or null.</summary>
    public LocalizedText? Summary { get; init; }

    /// <summary>Its place among the others, the smaller first.</summary>
    public int Order { get; init; } = 100;

    /// <summary>The roles that may open a case; empty: all staff of the centre.</summary>
    public IReadOnlyList<string> OpenedBy { get; init; } = [];

    /// <summary>The channels by which it may come (<see cref="ChannelField"/>); empty: any.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>The field of the intake that says by which channel it came.</summary>
    public string ChannelField { get; init; } = "channel";

    /// <summary>The field of the intake that says what kind of matter it is; duplicates are looked for by it.</summary>
    public string CategoryField { get; init; } = "matter.category";

    /// <summary>
    /// What a flow is told of the intake beside category and channel: name of the input → field. Choices, ticks and dates only: the engine's state holds no
    /// personal data.
    /// </summary>
    public IReadOnlyDictionary<string, string> FlowInputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Which fields of the intake name people and bodies, for conflicts of interest, search and erasure.</summary>
    public IReadOnlyList<PartyField> Parties { get; init; } = PartyField.OfApplication;

    /// <summary>What checks the intake beyond its form: <c>application</c> for the eligibility rules' own reading of an application; null: the form alone.</summary>
    public string? Reader { get; init; }

    /// <summary>The stages that a case usually goes through, in their order; others are by-ways.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>
    /// The kinds of matter (<see cref="CategoryField"/>) that nobody withdraws outside the flow: what an authority has notified is the authority's to withdraw,
    /// on paper, in a step.
    /// </summary>
    public IReadOnlyList<string> NotWithdrawn { get; init; } = [];

    /// <summary>Results that steps of the flow alone come to: nobody closes a case by hand with one of them, since a decision by several people stands behind it.</summary>
    public IReadOnlyList<string> NotByHand { get; init; } = [];

    /// <summary>Whether staff may end a case of this intake because the applicant withdraws.</summary>
    public bool MayBeWithdrawn(JsonObject intake) => PartyField.Look(intake, CategoryField)?.ToString() is not { } kind || !NotWithdrawn.Contains(kind);

    /// <summary>What an applicant who asks how a case goes is told beside its stage and documents; null: nothing.</summary>
    public ProgressTerms? Progress { get; init; }

    /// <summary>The stages that usually follow one; none for a by-way.</summary>
    public IEnumerable<string> StagesAfter(string stage) => Stages.Contains(stage) ? Stages.SkipWhile(x => x != stage).Skip(1) : [];

    /// <summary>Whether somebody's roles let them open a case of it.</summary>
    public bool MayBeOpenedBy(People.Actor actor) => actor.IsSystem || OpenedBy.Count == 0 || OpenedBy.Any(actor.Has);

    /// <summary>Whether the intake is read by the eligibility rules.</summary>
    public bool IsApplication => Reader == ApplicationReader.Key;
}

/// <summary>What an applicant may know of the limits of a service.</summary>
public sealed record ProgressTerms
{
    /// <summary>Nothing.</summary>
    public static ProgressTerms None { get; } = new();

    /// <summary>The rules of clocks that the office has to keep and that the applicant is told of.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>What the applicant is to do while a clock runs, by its rule.</summary>
    public IReadOnlyDictionary<string, LocalizedText> Awaited { get; init; } = new Dictionary<string, LocalizedText>();
}

/// <summary>A field of an intake that names somebody.</summary>
/// <param name="Side">The role: <c>applicant</c>, <c>proxy</c>, <c>opponent</c>, <c>third-party</c>, …</param>
/// <param name="At">The path of a person, a list of persons, or of a text that is the name.</param>
public sealed record PartyField(string Side, string At)
{
    /// <summary>The path of the name within the person.</summary>
    public string Name { get; init; } = "name";

    /// <summary>The path of the identity document's number within the person.</summary>
    public string Number { get; init; } = "identity.number";

    /// <summary>The path of the telephone number within the person: beside the name.</summary>
    public string Phone => Name[..(Name.LastIndexOf('.') + 1)] + "phone";

    /// <summary>Where an application for legal aid names people, which also holds for intakes without a file of their own.</summary>
    public static IReadOnlyList<PartyField> OfApplication { get; } = [new("applicant", "applicant"), new("proxy", "proxy"), new("opponent", "matter.opponents")];

    /// <summary>What stands at a dotted path, or null.</summary>
    public static JsonNode? Look(JsonNode? at, string path) => path.Split('.').Aggregate(at, (node, part) => (node as JsonObject)?[part]);
}

/// <summary>How two cases belong together, from <c>workflows/relations.json</c>.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">What the linked case is to the one it came from: <c>司法确认</c>.</param>
/// <param name="Inverse">What the first case is to the linked one: <c>原调解案件</c>.</param>
public sealed record Relation(string Key, LocalizedText Name, LocalizedText Inverse)
{
    /// <summary>Results of the linked case that call for action in the case it came from, also where that one has ended: it then has to be reopened.</summary>
    public IReadOnlyList<string> ActOn { get; init; } = [];
}

/// <summary>All services of a folder, by key.</summary>
public sealed class ServiceBook
{
    private static readonly string[] Readers = [ApplicationReader.Key];

    private readonly Dictionary<string, ServiceDefinition> _services;

    private ServiceBook(Dictionary<string, ServiceDefinition> services) => _services = services;

    /// <summary>All services, in their order.</summary>
    public IReadOnlyList<ServiceDefinition> All => [.. _services.Values.OrderBy(x => x.Order).ThenBy(x => x.Key, StringComparer.Ordinal)];

    /// <summary>The first of them; null if there is none.</summary>
    public ServiceDefinition? First => All is [var first, ..] ? first : null;

    /// <summary>The service, or null.</summary>
    public ServiceDefinition? Find(string key) => _services.GetValueOrDefault(key);

    /// <summary>The service's name; its key if no file knows it.</summary>
    public LocalizedText NameOf(string key) => Find(key)?.Name ?? new LocalizedText(key, key);

    /// <summary>Loads <c>&lt;folder&gt;/*.json</c>; none if the folder is missing.</summary>
    /// <exception cref="LibraryFileException">A file can't be used; it and the field are named.</exception>
    public static ServiceBook Load(string folder, FormBook forms, IEnumerable<string> roles, IReadOnlyCollection<string> stages, IReadOnlySet<string> clocks)
    {
        Dictionary<string, ServiceDefinition> found = [];
        if (!Directory.Exists(folder)) return new(found);
        var known = roles.ToHashSet();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var file = $"services/{Path.GetFileName(path)}";
            var service = KeyedFile.ReadOne<ServiceDefinition>(path);
            if (service.Key != Path.GetFileNameWithoutExtension(path)) throw Wrong(file, "key", service.Key, Path.GetFileNameWithoutExtension(path));
            if (forms.Find(service.Form) is not { } form) throw Wrong(file, "form", service.Form, string.Join(", ", forms.Forms.Select(x => x.Id)));
            foreach (var role in service.OpenedBy.Where(x => !known.Contains(x))) throw Wrong(file, "openedBy", role, string.Join(", ", known));
            foreach (var stage in service.Stages.Where(x => !stages.Contains(x))) throw Wrong(file, "stages", stage, string.Join(", ", stages));
            foreach (var clock in (service.Progress?.Limits ?? []).Concat(service.Progress?.Awaited.Keys ?? []).Where(x => !clocks.Contains(x)))
                throw Wrong(file, "progress", clock, string.Join(", ", clocks.Where(x => x.StartsWith(service.Key + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
            if (service.Reader is { } reader && !Readers.Contains(reader)) throw Wrong(file, "reader", reader, string.Join(", ", Readers));
            var kinds = form.Fields.FirstOrDefault(x => x.Key == service.CategoryField)?.Options.Select(x => x.Value).ToList() ?? [];
            foreach (var kind in service.NotWithdrawn.Where(x => !kinds.Contains(x))) throw Wrong(file, "notWithdrawn", kind, string.Join(", ", kinds));
            foreach (var (input, at) in service.FlowInputs)
                if (form.Fields.FirstOrDefault(x => x.Key == at) is not { Type: FormFieldType.Choice or FormFieldType.Checkbox or FormFieldType.Date or FormFieldType.Number })
                    throw Wrong(file, $"flowInputs.{input}", at, string.Join(", ", form.Fields.Select(x => x.Key)));
            foreach (var party in service.Parties.Where(x => !Holds(form, x.At))) throw Wrong(file, "parties.at", party.At, string.Join(", ", form.Fields.Select(x => x.Key)));
            found[service.Key] = service;
        }
        return new(found);
    }

    // A field's key may go deeper than the person (applicant.name), or the person may be a field of its own.
    private static bool Holds(FormDefinition form, string at) =>
        form.Fields.Any(x => x.Key == at || x.Key.StartsWith(at + ".", StringComparison.Ordinal));

    private static LibraryFileException Wrong(string file, string field, string value, string known) =>
        new(Refusal.Text("library.service-field", ("file", file), ("field", field), ("value", value), ("known", known)));
}
