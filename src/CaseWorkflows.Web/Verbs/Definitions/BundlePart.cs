using System.Text;
using CaseWorkflows.Cases.Publishing.Bundles;
using CaseWorkflows.Cases.Publishing.Drafts;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>What a bundle is to be.</summary>
internal sealed record BundleOrder(IReadOnlyList<string> Definitions, string Key, string File, string By, string Note, VersionChoice Choice, bool IsJson);

/// <summary>Makes keys and bundles, and says whether a bundle is good.</summary>
internal static class BundlePart
{
    private const int LongestNote = 500;

    public static async Task<int> KeyAsync(Surroundings at, string file, bool json, CancellationToken cancellationToken)
    {
        using var key = BundleKey.Create();
        var publicFile = $"{file}.pub";
        // The second would fail after the first was written.
        if (File.Exists(at.PathOf(publicFile))) throw VerbException.Unusable(DefinitionsTexts.Get("key.exists", ("file", publicFile)));
        if (File.Exists(at.PathOf(file))) throw VerbException.Unusable(DefinitionsTexts.Get("key.exists", ("file", file)));
        await BundleFiles.WriteNewAsync(at, file, Encoding.UTF8.GetBytes(key.PrivatePem()), isSecret: true, cancellationToken);
        await BundleFiles.WriteNewAsync(at, publicFile, Encoding.UTF8.GetBytes(key.PublicPem()), isSecret: false, cancellationToken);
        await at.Out.WriteLineAsync(json ? VerbJson.Of(new { Private = file, Public = publicFile, key.Fingerprint }) : DefinitionsTexts.Here("key.made", ("file", file), ("public", publicFile), ("key", key.Fingerprint)));
        return ExitCode.Good;
    }

    public static async Task<int> MakeAsync(DefinitionsDesk desk, BundleOrder order, CancellationToken cancellationToken)
    {
        if (order.By.Length == 0) throw VerbException.Unusable("args.value-missing", ("option", "--by"));
        if (order.Note.Length > LongestNote) throw VerbException.Unusable(DefinitionsTexts.Get("bundle.note-long", ("longest", LongestNote)));
        using var key = BundleFiles.PrivateKey(desk.At, order.Key);
        List<OpenedVersion> versions = [];
        foreach (var given in order.Definitions.Distinct())
        {
            var mark = given.LastIndexOf('@');
            var (id, choice) = mark < 0 ? (given, order.Choice) : (given[..mark], VersionChoice.Parse(given[(mark + 1)..]) ?? throw VerbException.Unusable(DefinitionsTexts.Get("diff.version-unreadable", ("given", given))));
            foreach (var version in await desk.FindAsync(id, choice, cancellationToken)) versions.Add(await desk.OpenAsync(version, cancellationToken));
        }
        if (versions.GroupBy(x => x.Version.Id.DefinitionId).FirstOrDefault(x => x.Count() > 1)?.Key is { } twice) throw VerbException.Unusable(DefinitionsTexts.Get("bundle.twice", ("definition", twice)));
        if (versions.Select(x => x.Version.Id.DefinitionId).FirstOrDefault(x => !Cases.Publishing.Files.DefinitionFile.CanBeNamed(x)) is { } nameless) throw VerbException.Wrong(DefinitionsTexts.Get("export.no-name", ("definition", nameless)));
        var (bytes, found) = await desk.Get<BundleMaking>().MakeAsync(versions, key, order.By, order.Note, cancellationToken);
        if (bytes is null)
        {
            foreach (var file in found) await DefinitionsDesk.TellAsync(desk.At.Error, file.File, file.Problems);
            throw VerbException.Wrong(DefinitionsTexts.Get("bundle.not-made"));
        }
        await BundleFiles.WriteNewAsync(desk.At, order.File, bytes, isSecret: false, cancellationToken);
        if (order.IsJson) await desk.At.Out.WriteLineAsync(VerbJson.Of(new { order.File, Size = bytes.Length, Key = key.Fingerprint, Definitions = found.Select(x => new { Id = x.DefinitionId, x.Version }) }));
        else await desk.At.Out.WriteLineAsync(DefinitionsTexts.Here("bundle.made", ("file", order.File), ("definitions", string.Join(", ", found.Select(x => $"{x.DefinitionId}@{x.Version}"))), ("key", key.Fingerprint)));
        return ExitCode.Good;
    }

    public static async Task<int> VerifyAsync(Surroundings at, string file, string? folder, bool json, CancellationToken cancellationToken)
    {
        var bundle = BundleFiles.Read(at, file);
        if (folder is not null)
            foreach (var (path, bytes) in bundle.Files) await ExtractAsync(at, Path.Combine(folder, path), bytes, cancellationToken);
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(bundle.Manifest));
            return ExitCode.Good;
        }
        var manifest = bundle.Manifest;
        await at.Out.WriteLineAsync(DefinitionsTexts.Here("verify.good", ("file", file), ("by", manifest.MadeBy), ("at", InstantText.Write(manifest.MadeAt)), ("key", manifest.Key), ("note", manifest.Note)));
        foreach (var definition in manifest.Definitions)
            await at.Out.WriteLineAsync(DefinitionsTexts.Here("verify.definition", ("definition", definition.Id), ("version", definition.Version), ("name", definition.Name), ("stories", definition.Stories.Count), ("needs", definition.Needs.Count), ("clocks", definition.Clocks.Count)));
        if (folder is not null) await at.Out.WriteLineAsync(DefinitionsTexts.Here("verify.extracted", ("folder", folder), ("files", bundle.Files.Count)));
        return ExitCode.Good;
    }

    // Over an existing file of other content nothing is written: the folder may be the one in use.
    private static async Task ExtractAsync(Surroundings at, string file, byte[] bytes, CancellationToken cancellationToken)
    {
        var path = at.PathOf(file);
        if (File.Exists(path))
        {
            if ((await File.ReadAllBytesAsync(path, cancellationToken)).AsSpan().SequenceEqual(bytes)) return;
            throw VerbException.Unusable(DefinitionsTexts.Get("verify.exists", ("file", file)));
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw VerbException.Unusable(DefinitionsTexts.Get("not-written", ("file", file), ("problem", problem.Message)));
        }
        await BundleFiles.WriteNewAsync(at, file, bytes, isSecret: false, cancellationToken);
    }
}
