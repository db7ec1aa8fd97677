using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Library;

namespace CaseWorkflows.Cases.Model;

/// <summary>
/// What is known about the people and the matter of a case: the application, the facts that steps recorded, the parties.
/// It holds personal data, so it is kept apart from history and can be erased without breaking the history's chain.
/// </summary>
public sealed class CaseDossier
{
    private readonly List<Party> _parties = [];
    private JsonObject? _application;
    private JsonObject? _facts;

    // Null while a fact has changed since the text was written. Not named as the column: what the column holds is read by the property.
    private string? _factsText = "{}";

    private CaseDossier() { }

    internal CaseDossier(CaseId caseId, JsonObject application, byte[] digestKey, IEnumerable<Party>? parties = null)
    {
        CaseId = caseId;
        SetApplication(application, parties);
        DigestKey = digestKey;
    }

    /// <summary>The case.</summary>
    public CaseId CaseId { get; private set; }

    /// <summary>The application as JSON text.</summary>
    public string ApplicationJson { get; private set; } = "{}";

    /// <summary>Facts by name as JSON text: results of steps, who performed them, the eligibility result.</summary>
    public string FactsJson
    {
        get => _factsText ??= Known.ToJsonString(CaseJson.Readable);
        private set => (_factsText, _facts) = (value, null);
    }

    /// <summary>The key of the digests that stand in history for the payloads. Erasing it makes them meaningless.</summary>
    public byte[]? DigestKey { get; private set; }

    /// <summary>When the personal data was erased; null while it is there.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>The people and bodies of the case.</summary>
    public IReadOnlyList<Party> Parties => _parties;

    /// <summary>The parties themselves, without those who act for them.</summary>
    internal IEnumerable<Party> Principals() => _parties.Where(x => x.Side != Party.Proxy);

    /// <summary>The name of each of them; as often as people bear it, who are told apart by their numbers.</summary>
    internal IReadOnlyList<string> PrincipalNames() => [.. Principals().DistinctBy(x => (x.Name, x.IdNumber)).Select(x => x.Name)];

    /// <summary>A copy of the application.</summary>
    public JsonObject Application() => (JsonObject)(_application ??= Read(ApplicationJson)).DeepClone();

    /// <summary>A copy of the facts.</summary>
    public JsonObject Facts() => (JsonObject)Known.DeepClone();

    /// <summary>Raised whenever the application or a fact changes.</summary>
    internal int Changes { get; private set; }

    private JsonObject Known => _facts ??= Read(_factsText!);

    /// <summary>A copy of one fact; null if it is not known.</summary>
    internal JsonNode? Fact(string name) => Known[name]?.DeepClone();

    /// <param name="application">The intake.</param>
    /// <param name="parties">Its people; null: where an application for legal aid names them.</param>
    internal void SetApplication(JsonObject application, IEnumerable<Party>? parties = null)
    {
        Changes++;
        ApplicationJson = application.ToJsonString(CaseJson.Readable);
        _application = null;
        _parties.Clear();
        _parties.AddRange(parties ?? Party.Of(application, PartyField.OfApplication));
    }

    internal void SetFact(string name, JsonNode? value)
    {
        Known[name] = value?.DeepClone();
        Changed();
    }

    /// <summary>Sets a part of a fact that holds several by name; a fact that held anything else is replaced.</summary>
    internal void SetFact(string name, string part, JsonNode? value)
    {
        if (Known[name] is not JsonObject parts) Known[name] = parts = [];
        parts[part] = value;
        Changed();
    }

    internal void Erase(DateTimeOffset at)
    {
        SetApplication([]);
        FactsJson = "{}";
        DigestKey = null;
        ErasedAt = at;
    }

    private void Changed()
    {
        _factsText = null;
        Changes++;
    }

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();
}

/// <summary>A person or body of a case, kept in a form in which conflicts of interest and duplicates are found.</summary>
public sealed class Party
{
    /// <summary>The side of those who act for somebody (代理人).</summary>
    internal const string Proxy = "proxy";

    private Party() { }

    /// <summary>The side: <c>applicant</c>, <c>proxy</c>, <c>opponent</c>.</summary>
    public string Side { get; private set; } = "";

    /// <summary>The name as written.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The number of the identity document, capital letters, no blanks; null if not given.</summary>
    public string? IdNumber { get; private set; }

    /// <summary>The people of an intake, one after the other as the fields name them; who stands there without a name is nobody.</summary>
    internal static IEnumerable<Party> Of(JsonObject intake, IReadOnlyList<PartyField> fields)
    {
        foreach (var field in fields)
            foreach (var node in PartyField.Look(intake, field.At) is JsonArray list ? [.. list] : new[] { PartyField.Look(intake, field.At) })
                if (Make(field, node) is { } party)
                    yield return party;
    }

    /// <summary>
    /// The people of a case and of those linked with it. Who stands on a side here stands there for this case, whatever the side in the other: an
    /// agreement is confirmed at the request of both, who were opponents before.
    /// </summary>
    public static IReadOnlyList<Party> WithLinked(IReadOnlyList<Party> own, IEnumerable<Party> linked)
    {
        List<Party> all = [.. own];
        foreach (var party in linked)
            if (!all.Exists(x => x.IsSamePerson(party.Name, party.IdNumber))) all.Add(party);
        return all;
    }

    /// <summary>The same identity number; the same name where one of the two has no number.</summary>
    public bool IsSamePerson(string name, string? number) => IdNumber is null || number is null ? Name == name : IdNumber == number;

    private static Party? Make(PartyField field, JsonNode? node)
    {
        var name = node is JsonValue ? node.ToString() : PartyField.Look(node, field.Name)?.ToString();
        if (string.IsNullOrWhiteSpace(name)) return null;
        var number = PartyField.Look(node, field.Number)?.ToString().Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return new() { Side = field.Side, Name = name.Trim(), IdNumber = string.IsNullOrEmpty(number) ? null : number };
    }
}

/// <summary>How this room writes JSON.</summary>
public static class CaseJson
{
    /// <summary>camelCase, Chinese readable, no line breaks.</summary>
    public static JsonSerializerOptions Readable { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}
