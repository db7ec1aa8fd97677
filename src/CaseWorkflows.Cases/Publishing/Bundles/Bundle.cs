using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Publishing.Bundles;

/// <summary>
/// Definitions with all that belongs to them in one signed file, to be carried from one server to another. Reading it believes nothing: first its format, then its key,
/// then the signature, then every file.
/// </summary>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Files">Its files by their paths.</param>
public sealed record Bundle(BundleManifest Manifest, IReadOnlyDictionary<string, byte[]> Files)
{
    private const int MostFiles = 4_000;
    private const long LargestFile = 16 * 1024 * 1024;
    private const long LargestBundle = 256 * 1024 * 1024;

    // The same content is the same file but for its signature.
    private static readonly DateTimeOffset Stamp = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The text of a file.</summary>
    public string Text(string path) => Encoding.UTF8.GetString(Files[path]);

    /// <summary>Writes a bundle.</summary>
    /// <param name="manifest">What it says of itself, its files and key still to be named.</param>
    /// <param name="files">Its files.</param>
    /// <param name="key">The private key.</param>
    internal static byte[] Write(BundleManifest manifest, IReadOnlyDictionary<string, byte[]> files, BundleKey key)
    {
        var named = manifest with
        {
            Key = key.Fingerprint,
            Files = [.. files.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => new BundledFile(x.Key, x.Value.Length, Digest(x.Value)))],
        };
        var bytes = named.ToBytes();
        return Pack([(BundleManifest.Path, bytes), (BundleManifest.SignaturePath, key.Sign(bytes)), .. named.Files.Select(x => (x.Path, files[x.Path]))]);
    }

    /// <summary>Packs files as they are.</summary>
    internal static byte[] Pack(IEnumerable<(string Path, byte[] Bytes)> files)
    {
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, bytes) in files)
            {
                var entry = zip.CreateEntry(path);
                entry.LastWriteTime = Stamp;
                using var stream = entry.Open();
                stream.Write(bytes);
            }
        return packed.ToArray();
    }

    /// <summary>Reads a bundle and checks all of it.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="trusted">The keys that are trusted.</param>
    /// <exception cref="BundleException">It is not to be used; says why.</exception>
    public static Bundle Read(byte[] bytes, IReadOnlyCollection<BundleKey> trusted)
    {
        var files = Unpack(bytes);
        if (!files.Remove(BundleManifest.Path, out var written)) throw new BundleException("no-manifest", ("file", BundleManifest.Path));
        if (!files.Remove(BundleManifest.SignaturePath, out var signature)) throw new BundleException("no-manifest", ("file", BundleManifest.SignaturePath));
        var named = Format(written);
        // Nothing else of the manifest is looked at before its signature holds.
        if (trusted.FirstOrDefault(x => x.Fingerprint == named) is not { } key)
            throw trusted.Count == 0 ? new BundleException("no-key", ("key", named)) : new BundleException("unknown-key", ("key", named), ("known", string.Join(", ", trusted.Select(x => x.Fingerprint[..16]))));
        if (!key.HasSigned(written, signature)) throw new BundleException("signature", ("file", BundleManifest.Path));
        var manifest = ReadManifest(written);
        foreach (var file in manifest.Files)
        {
            if (!files.TryGetValue(file.Path, out var content)) throw new BundleException("missing-file", ("file", file.Path));
            if (content.Length != file.Size || Digest(content) != file.Sha256) throw new BundleException("changed-file", ("file", file.Path));
        }
        if (files.Keys.Except(manifest.Files.Select(x => x.Path)).Order(StringComparer.Ordinal).FirstOrDefault() is { } added) throw new BundleException("added-file", ("file", added));
        if (manifest.Definitions.SelectMany(x => x.Stories.Concat(x.Needs).Append(x.Path)).FirstOrDefault(x => !files.ContainsKey(x)) is { } lost) throw new BundleException("missing-file", ("file", lost));
        return new Bundle(manifest, files);
    }

    private static string Format(byte[] manifest)
    {
        JsonObject? read;
        try
        {
            read = JsonNode.Parse(manifest, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            read = null;
        }
        if (read is null || read["kind"] is not JsonValue kind || kind.ToString() != BundleManifest.CurrentKind) throw new BundleException("no-bundle");
        if (read["format"] is not JsonValue number || !number.TryGetValue<int>(out var format)) throw new BundleException("no-bundle");
        if (format != BundleManifest.CurrentFormat) throw new BundleException(format < BundleManifest.CurrentFormat ? "older-format" : "newer-format", ("format", format), ("current", BundleManifest.CurrentFormat));
        return read["key"]?.ToString() ?? "";
    }

    private static BundleManifest ReadManifest(byte[] bytes)
    {
        try
        {
            return BundleManifest.Parse(bytes);
        }
        catch (JsonException)
        {
            throw new BundleException("no-bundle");
        }
    }

    private static Dictionary<string, byte[]> Unpack(byte[] bytes)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostFiles) throw new BundleException("too-large");
            var left = LargestBundle;
            foreach (var entry in zip.Entries)
            {
                if (!IsPath(entry.FullName)) throw new BundleException("path", ("file", entry.FullName));
                using var stream = entry.Open();
                // What an archive says of its sizes is not believed: it is read up to the limit and no further.
                var content = Content(stream, Math.Min(LargestFile, left)) ?? throw new BundleException("too-large");
                left -= content.Length;
                if (!files.TryAdd(entry.FullName, content)) throw new BundleException("twice", ("file", entry.FullName));
            }
            return files;
        }
        catch (InvalidDataException)
        {
            throw new BundleException("no-bundle");
        }
    }

    private static byte[]? Content(Stream stream, long most)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > most) return null;
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static bool IsPath(string path) => path.Length is > 0 and <= 200 && path.Split('/').All(x => x.Length > 0 && x[0] != '.' && x.All(y => char.IsLetterOrDigit(y) || y is '-' or '_' or '.' or ' '));

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
