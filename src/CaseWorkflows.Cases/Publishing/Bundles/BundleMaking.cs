using System.Text;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Files;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Cases.Scenarios;

namespace CaseWorkflows.Cases.Publishing.Bundles;

/// <summary>Puts definitions with their stories, and with what they name of the folder of workflows, into a signed bundle. What does not pass the gate is not signed.</summary>
public sealed class BundleMaking(DraftDesk desk, PublishDefinition publishing, Simulator simulator, IDraftStore drafts, IReleaseStore releases, TimeProvider time)
{
    private const int MostReleases = 500;

    private WorkflowLibrary Library => simulator.Library;

    /// <summary>Makes a bundle.</summary>
    /// <param name="versions">The versions, each of another definition.</param>
    /// <param name="key">The private key.</param>
    /// <param name="madeBy">Who makes it.</param>
    /// <param name="note">What it is for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bundle's bytes, or null with what keeps it from being made.</returns>
    /// <exception cref="LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<(byte[]? Bytes, IReadOnlyList<ImportedFile> Found)> MakeAsync(
        IReadOnlyList<OpenedVersion> versions, BundleKey key, string madeBy, string note, CancellationToken cancellationToken = default)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        List<BundledDefinition> bundled = [];
        List<ImportedFile> found = [];
        foreach (var version in versions.OrderBy(x => x.Version.Id.DefinitionId, StringComparer.Ordinal))
        {
            var id = version.Version.Id;
            var path = $"definitions/{DefinitionFile.NameOf(id.DefinitionId)}";
            // Of a published version the bytes that were approved; a draft as it would be published.
            var text = id.Revision is null ? await desk.TextAsync(version.Version, cancellationToken) ?? "" : DefinitionFile.Canonical(version.Document);
            var @checked = await publishing.CheckAsync(new DefinitionSubmission(path, text), cancellationToken);
            found.Add(new ImportedFile(path, id.DefinitionId, id.Version, @checked.IsGood ? ImportOutcome.Good : ImportOutcome.Refused, @checked.Problems));
            if (!@checked.IsGood) continue;
            files[path] = Encoding.UTF8.GetBytes(text);
            var needs = BundleNeeds.Of(@checked.Definition!, simulator.Catalog, Library);
            var stories = ScenarioBook.FolderOf(Library.Folder, id.DefinitionId, ServiceTypes.Of(@checked.Definition!), id.Version) is { } folder ? ScenarioBook.Files(folder).Select(PathOf).ToList() : [];
            foreach (var file in needs.Files.Concat(stories)) files[file] = Encoding.UTF8.GetBytes(BundleNeeds.TextOf(Library, file) ?? "");
            bundled.Add(new BundledDefinition(id.DefinitionId, id.Version, version.Version.Headline.Name, path, stories, [.. needs.Files], [.. needs.Clocks], await AuthorsAsync(id, cancellationToken)));
        }
        if (found.Exists(x => x.Outcome == ImportOutcome.Refused)) return (null, found);
        var clocks = bundled.SelectMany(x => x.Clocks).Distinct().ToList();
        if (clocks.Count > 0) files[BundleNeeds.ClocksPath] = Encoding.UTF8.GetBytes(BundleNeeds.Rules(Library, clocks));
        var manifest = new BundleManifest
        {
            Kind = BundleManifest.CurrentKind,
            Format = BundleManifest.CurrentFormat,
            MadeAt = time.GetUtcNow(),
            MadeBy = madeBy,
            Note = note,
            Key = "",
            Definitions = bundled,
            Files = [],
        };
        return (Bundle.Write(manifest, files, key), found);
    }

    private string PathOf(string file) => Path.GetRelativePath(Library.Folder, file).Replace('\\', '/');

    private async ValueTask<IReadOnlyList<string>> AuthorsAsync(VersionId id, CancellationToken cancellationToken)
    {
        if (id.Revision is { } revision)
            return [.. ReleaseAuthors.Of(await drafts.HistoryAsync(id.DefinitionId, cancellationToken), revision).Distinct().Order(StringComparer.Ordinal)];
        return [.. (await releases.ListAsync(id.DefinitionId, MostReleases, cancellationToken)).Where(x => x.State == ReleaseState.Published && x.Version == id.Version)
            .SelectMany(x => x.Authors).Distinct().Order(StringComparer.Ordinal)];
    }
}
