using CaseWorkflows.Cases.Publishing.Bundles;

namespace CaseWorkflows.Web.Hosting;

/// <summary>The keys whose bundles this installation takes. They are read at each bundle, so that a key that was taken away is not trusted any longer.</summary>
internal sealed class BundleTrust(IConfiguration configuration, Func<string, string>? pathOf = null)
{
    private const string Setting = "CaseWorkflows:Bundles:TrustedKeys";

    /// <summary>Reads a bundle that a trusted key has signed.</summary>
    /// <exception cref="BundleException">It is not to be used, or a trusted key can't be read; says why.</exception>
    public Bundle Read(byte[] bytes)
    {
        var trusted = new List<BundleKey>();
        try
        {
            trusted.AddRange(Composition.OptionsOf(configuration).Bundles.TrustedKeys.Select((x, i) => KeyOf(x, $"{Setting}:{i}")));
            return Bundle.Read(bytes, trusted);
        }
        finally
        {
            foreach (var key in trusted) key.Dispose();
        }
    }

    // A setting holds the key itself, as PEM or in one line, or the path of its file.
    private BundleKey KeyOf(string value, string setting)
    {
        var file = (pathOf ?? Path.GetFullPath)(value);
        if (value.Contains("-----BEGIN", StringComparison.Ordinal) || !File.Exists(file)) return BundleKey.Read(value, setting);
        try
        {
            return BundleKey.Read(File.ReadAllText(file), value);
        }
        // A key that can't be read is no key: the message names the file.
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return BundleKey.Read("", value);
        }
    }
}
