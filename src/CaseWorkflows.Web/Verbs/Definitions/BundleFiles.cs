using CaseWorkflows.Cases.Publishing.Bundles;
using CaseWorkflows.Web.Hosting;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>Bundles and keys in files.</summary>
internal static class BundleFiles
{
    /// <summary>Reads a bundle that a trusted key has signed.</summary>
    /// <exception cref="VerbException">It can't be read, or is not to be trusted.</exception>
    public static Bundle Read(Surroundings at, string file)
    {
        var bytes = Bytes(at, file);
        try
        {
            return new BundleTrust(at.Configuration(), at.PathOf).Read(bytes);
        }
        catch (BundleException wrong)
        {
            throw VerbException.Wrong(DefinitionsTexts.Get("bundle.refused", ("file", file), ("problem", wrong.Text)));
        }
    }

    /// <summary>Reads a private key.</summary>
    /// <exception cref="VerbException">It can't be read, or can't sign.</exception>
    public static BundleKey PrivateKey(Surroundings at, string file)
    {
        var text = System.Text.Encoding.UTF8.GetString(Bytes(at, file));
        try
        {
            var key = BundleKey.Read(text, file);
            if (key.IsPrivate) return key;
            key.Dispose();
            throw VerbException.Unusable(DefinitionsTexts.Get("bundle.key-public", ("file", file)));
        }
        catch (BundleException wrong)
        {
            throw VerbException.Unusable(wrong.Text);
        }
    }

    /// <summary>Writes a file that must not be there yet.</summary>
    /// <exception cref="VerbException">It is there, or can't be written.</exception>
    public static async Task WriteNewAsync(Surroundings at, string file, byte[] bytes, bool isSecret, CancellationToken cancellationToken)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (isSecret && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var stream = new FileStream(at.PathOf(file), options);
            await stream.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw VerbException.Unusable(DefinitionsTexts.Get("not-written", ("file", file), ("problem", problem.Message)));
        }
    }

    private static byte[] Bytes(Surroundings at, string file)
    {
        try
        {
            return File.ReadAllBytes(at.PathOf(file));
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw VerbException.Unusable("args.no-file", ("file", file));
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException)
        {
            throw VerbException.Unusable("args.unreadable-file", ("file", file), ("problem", problem.Message));
        }
    }
}
