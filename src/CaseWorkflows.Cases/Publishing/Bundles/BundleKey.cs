using System.Security.Cryptography;

namespace CaseWorkflows.Cases.Publishing.Bundles;

/// <summary>A key that bundles are signed with: ECDSA on the curve P-256, SHA-256. The private part stays where bundles are made; servers that take bundles know the public part.</summary>
public sealed class BundleKey : IDisposable
{
    private const string Curve = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;

    private BundleKey(ECDsa key, bool isPrivate)
    {
        (_key, IsPrivate) = (key, isPrivate);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>SHA-256 of the public key, hexadecimal: what people compare and manifests name.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether it can sign.</summary>
    public bool IsPrivate { get; }

    /// <summary>Makes a new key.</summary>
    public static BundleKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), true);

    /// <summary>Reads a key from PEM, or a public one from its bytes in base64 as a setting may hold it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The file or setting, as people are told of it.</param>
    /// <exception cref="BundleException">It is no such key.</exception>
    public static BundleKey Read(string text, string name)
    {
        var key = ECDsa.Create();
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal)) key.ImportFromPem(text);
            else key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text.Trim()), out _);
            if (key.ExportParameters(false).Curve.Oid.Value != Curve) throw new BundleException("key-curve", ("name", name));
            return new BundleKey(key, HasPrivate(key));
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException or FormatException or BundleException)
        {
            key.Dispose();
            throw wrong as BundleException ?? new BundleException("key-unreadable", ("name", name));
        }
    }

    /// <summary>The private key as PEM.</summary>
    public string PrivatePem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>The public key as PEM.</summary>
    public string PublicPem() => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>Signs bytes; the signature is DER, as other programs verify it.</summary>
    public byte[] Sign(byte[] bytes) => _key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Whether a signature is this key's over these bytes.</summary>
    public bool HasSigned(byte[] bytes, byte[] signature) => _key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static bool HasPrivate(ECDsa key)
    {
        try
        {
            _ = key.ExportPkcs8PrivateKey();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
