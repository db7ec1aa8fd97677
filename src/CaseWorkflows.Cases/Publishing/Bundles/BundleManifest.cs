using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaseWorkflows.Cases.Publishing.Bundles;

/// <summary>What a bundle says of itself. It is what is signed: it names every file with its digest, so that nothing can be changed, added or left out.</summary>
public sealed record BundleManifest
{
    /// <summary>The format that this program writes, and the only one that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The kind of every bundle.</summary>
    public const string CurrentKind = "caseworkflows.definitions";

    internal const string Path = "manifest.json";
    internal const string SignaturePath = "manifest.sig";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>What it is a manifest of.</summary>
    public required string Kind { get; init; }

    /// <summary>Its format.</summary>
    public required int Format { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>What it is for.</summary>
    public required string Note { get; init; }

    /// <summary>The fingerprint of the key that signs it.</summary>
    public required string Key { get; init; }

    /// <summary>The definitions it carries.</summary>
    public required IReadOnlyList<BundledDefinition> Definitions { get; init; }

    /// <summary>All its files beside the manifest and its signature, in the order of their paths.</summary>
    public required IReadOnlyList<BundledFile> Files { get; init; }

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">It is no manifest of this format.</exception>
    internal static BundleManifest Parse(byte[] bytes) => JsonSerializer.Deserialize<BundleManifest>(bytes, Json) ?? throw new JsonException("null");
}

/// <summary>A definition in a bundle.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Path">Its file.</param>
/// <param name="Stories">The files of its stories.</param>
/// <param name="Needs">The files of forms, documents and services that it names; policies are in <c>policies/clocks.json</c>.</param>
/// <param name="Clocks">The limits that it names.</param>
/// <param name="Authors">The accounts of those who made it, where it was made.</param>
public sealed record BundledDefinition(string Id, int Version, string Name, string Path, IReadOnlyList<string> Stories, IReadOnlyList<string> Needs, IReadOnlyList<string> Clocks, IReadOnlyList<string> Authors);

/// <summary>A file in a bundle.</summary>
/// <param name="Path">Where it lies, in the bundle as in the folder of workflows.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">The digest of its bytes, hexadecimal.</param>
public sealed record BundledFile(string Path, long Size, string Sha256);
