using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace CaseWorkflows.Persistence.Designer;

/// <summary>Documents as they are kept: packed, with the digest of what they say.</summary>
internal static class PackedText
{
    public static (byte[] Packed, string Digest) Pack(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return (packed.ToArray(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    public static string Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
