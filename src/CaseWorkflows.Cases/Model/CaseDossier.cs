using System.Text.Json;
using System.Text.Json.Nodes;

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

    internal CaseDossier(CaseId caseId, JsonObject application, byte[] digestKey)
    {
        CaseId = caseId;
        SetApplication(application);
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

    /// <summary>A copy of the application.</summary>
    public JsonObject Application() => (JsonObject)(_application ??= Read(ApplicationJson)).DeepClone();

    /// <summary>A copy of the facts.</summary>
    public JsonObject Facts() => (JsonObject)Known.DeepClone();

    /// <summary>Raised whenever the application or a fact changes.</summary>
    internal int Changes { get; private set; }

    private JsonObject Known => _facts ??= Read(_factsText!);

    /// <summary>A copy of one fact; null if it is not known.</summary>
    internal JsonNode? Fact(string name) => Known[name]?.DeepClone();

    internal void SetApplication(JsonObject application)
    {
        Changes++;
        ApplicationJson = application.ToJsonString(CaseJson.Readable);
        _application = null;
        _parties.Clear();
        _parties.AddRange(Party.Of(application));
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
    private Party() { }

    /// <summary>The side: <c>applicant</c>, <c>proxy</c>, <c>opponent</c>.</summary>
    public string Side { get; private set; } = "";

    /// <summary>The name as written.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The number of the identity document, capital letters, no blanks; null if not given.</summary>
    public string? IdNumber { get; private set; }

    internal static IEnumerable<Party> Of(JsonObject application)
    {
        foreach (var (side, node) in new[] { ("applicant", application["applicant"]), ("proxy", application["proxy"]) })
            if (Make(side, node) is { } party)
                yield return party;
        if (application["matter"]?["opponents"] is JsonArray opponents)
            foreach (var node in opponents)
                if (Make("opponent", node) is { } party)
                    yield return party;
    }

    private static Party? Make(string side, JsonNode? node)
    {
        var name = node is JsonValue ? node.ToString() : node is JsonObject person ? person["name"]?.ToString() : null;
        if (string.IsNullOrWhiteSpace(name)) return null;
        var number = ((node as JsonObject)?["identity"] as JsonObject)?["number"]?.ToString().Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return new() { Side = side, Name = name.Trim(), IdNumber = string.IsNullOrEmpty(number) ? null : number };
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
