using System.IO.Compression;
using System.Security.Cryptography;

namespace CaseWorkflows.Web.Designer;

/// <summary>
/// The files of the designer beside the program. They are listed once at start: what is not in the list does not exist, so no address leads anywhere else. Their bytes
/// are sent as they are, because the designer checks them against digests of its own.
/// </summary>
internal sealed class DesignerPackage
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".wasm"] = "application/wasm",
        [".dat"] = "application/octet-stream",
        [".js"] = "text/javascript",
        [".css"] = "text/css",
        [".json"] = "application/json",
        [".html"] = "text/html",
        [".woff2"] = "font/woff2",
        [".ttf"] = "font/ttf",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".cur"] = "image/x-icon",
        [".webmanifest"] = "application/manifest+json",
    };

    // The loader asks for these by the same names in every version of the package; all else in their folder carries a digest in its name.
    private static readonly string[] Unnumbered = ["_framework/blazor.webassembly.js", "_framework/dotnet.js"];

    private readonly Dictionary<string, PackedFile> _files = new(StringComparer.Ordinal);

    public DesignerPackage(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            var encoding = Path.GetExtension(path) switch { ".br" => "br", ".gz" => "gzip", _ => null };
            var plain = encoding is null ? name : name[..^3];
            if (!_files.TryGetValue(plain, out var file)) _files[plain] = file = new PackedFile(plain, Types.GetValueOrDefault(Path.GetExtension(plain), "application/octet-stream"));
            if (encoding is null) file.Plain = path;
            else if (encoding == "br") file.Brotli = path;
            else file.Gzip = path;
        }
        // Its own settings file names somebody's development machine, and its own page another flow.
        _files.Remove("index.html");
        _files.Remove("appsettings.json");
    }

    /// <summary>Whether the product was built with the designer.</summary>
    public bool IsThere => _files.ContainsKey("_framework/blazor.webassembly.js");

    /// <summary>Sends a file, or null if there is none of this name.</summary>
    public IResult? Send(string name, HttpContext context)
    {
        if (!_files.TryGetValue(name, out var file)) return null;
        var headers = context.Response.Headers;
        headers.CacheControl = name.StartsWith("_framework/", StringComparison.Ordinal) && !Unnumbered.Contains(name) ? "private, max-age=31536000, immutable" : "private, no-cache";
        headers.Vary = "Accept-Encoding";
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        // A digest of the file as it lies there tells versions apart; the encoding belongs to the name of what is sent.
        var (path, encoding) = file.Brotli is not null && Accepts(accepted, "br") ? (file.Brotli, "br")
            : file.Gzip is not null && Accepts(accepted, "gzip") ? (file.Gzip, "gzip")
            : (file.Plain, null);
        var tag = new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{file.Tag}{(encoding is null ? "" : "-" + encoding)}\"");
        if (path is null) return Unpacked(file, tag);
        if (encoding is not null) headers.ContentEncoding = encoding;
        return TypedResults.PhysicalFile(path, file.ContentType, entityTag: tag);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.FileStreamHttpResult Unpacked(PackedFile file, Microsoft.Net.Http.Headers.EntityTagHeaderValue tag)
    {
        if (file.Gzip is { } gzip) return TypedResults.Stream(new GZipStream(File.OpenRead(gzip), CompressionMode.Decompress), file.ContentType, entityTag: tag);
        return TypedResults.Stream(new BrotliStream(File.OpenRead(file.Brotli!), CompressionMode.Decompress), file.ContentType, entityTag: tag);
    }

    private static bool Accepts(string header, string encoding) => header.Split(',').Any(x =>
    {
        var parts = x.Split(';', StringSplitOptions.TrimEntries);
        return parts[0].Equals(encoding, StringComparison.OrdinalIgnoreCase) && !parts.Skip(1).Any(y => y.Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0" or "q=0.00" or "q=0.000");
    });

    private sealed class PackedFile(string name, string contentType)
    {
        private string? _tag;

        public string ContentType => contentType;

        public string? Plain { get; set; }

        public string? Brotli { get; set; }

        public string? Gzip { get; set; }

        public string Tag => _tag ??= Digest(Gzip ?? Brotli ?? Plain ?? throw new InvalidOperationException($"{name} has no file."));

        private static string Digest(string path)
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream))[..16];
        }
    }
}
