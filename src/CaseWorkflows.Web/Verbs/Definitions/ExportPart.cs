using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Files;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>Writes definitions into files: the same version is always the same bytes.</summary>
internal static class ExportPart
{
    public static async Task<int> RunAsync(DefinitionsDesk desk, string? definition, VersionChoice choice, string? folder, bool json, CancellationToken cancellationToken)
    {
        if (definition is null && folder is null && !json) throw VerbException.Unusable("args.option-missing", ("option", "--to"));
        var versions = await desk.FindAsync(definition, choice, cancellationToken);
        List<(DesignedVersion Version, string Text)> texts = [];
        // All are read before one is written.
        foreach (var version in versions)
        {
            if (folder is not null && !DefinitionFile.CanBeNamed(version.Id.DefinitionId)) throw VerbException.Wrong(DefinitionsTexts.Get("export.no-name", ("definition", version.Id.DefinitionId)));
            texts.Add((version, DefinitionFile.Canonical((await desk.OpenAsync(version, cancellationToken)).Document)));
        }
        List<Exported> exported = [];
        foreach (var (version, text) in texts)
        {
            var file = folder is null ? null : Path.Combine(folder, DefinitionFile.NameOf(version.Id.DefinitionId));
            var changed = file is not null && await WriteAsync(desk.At.PathOf(file), file, text, cancellationToken);
            exported.Add(new Exported(version.Id.DefinitionId, version.Id.Version, StateOf(version), file, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), changed, file is null ? JsonNode.Parse(text) : null));
            if (json) continue;
            if (file is null) await desk.At.Out.WriteAsync(text);
            else await desk.At.Out.WriteLineAsync(DefinitionsTexts.Here(changed ? "export.written" : "export.unchanged", ("definition", version.Id.DefinitionId), ("version", DefinitionsDesk.Named(version)), ("file", file)));
        }
        if (json) await desk.At.Out.WriteLineAsync(VerbJson.Of(new { Definitions = exported }));
        else if (folder is not null) await desk.At.Out.WriteLineAsync(DefinitionsTexts.Here("export.summary", ("count", exported.Count), ("changed", exported.Count(x => x.Changed))));
        return ExitCode.Good;
    }

    private static string StateOf(DesignedVersion version) => version.IsDraft ? "draft" : version.IsInForce ? "in-force" : "published";

    /// <summary>Whether the file says something else now. It is never seen half written.</summary>
    private static async Task<bool> WriteAsync(string path, string shown, string text, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken) == text) return false;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var beside = $"{path}.{Guid.NewGuid():N}.tmp";
            await File.WriteAllTextAsync(beside, text, new UTF8Encoding(false), cancellationToken);
            File.Move(beside, path, overwrite: true);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw VerbException.Unusable(DefinitionsTexts.Get("not-written", ("file", shown), ("problem", problem.Message)));
        }
    }

    private sealed record Exported(string Definition, int Version, string State, string? File, string Sha256, bool Changed, JsonNode? Document);
}
