using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Publishing.Files;

/// <summary>
/// Reads files of definitions in as drafts. They pass the same gate as a publication does; all problems of all files are found at once, and with one error
/// nothing is kept. Repeating it changes nothing.
/// </summary>
public sealed class DefinitionImport(DraftDesk desk, PublishDefinition publishing)
{
    /// <summary>Looks at files without keeping anything.</summary>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ImportReport> CheckAsync(IReadOnlyList<NamedText> files, CancellationToken cancellationToken = default) =>
        new([.. (await ReadAsync(files, cancellationToken)).Select(x => x.File)]);

    /// <summary>Reads files in, all or none.</summary>
    /// <param name="files">The files, each of another definition.</param>
    /// <param name="actor">Who reads them in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Library.LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<ImportReport> ImportAsync(IReadOnlyList<NamedText> files, Actor actor, CancellationToken cancellationToken = default)
    {
        var read = await ReadAsync(files, cancellationToken);
        var report = new ImportReport([.. read.Select(x => x.File)]);
        if (!report.IsGood) return report;
        var results = await desk.ReadInAsync([.. read.Select(x => x.Reading.Document!)], actor, cancellationToken);
        return new ImportReport([.. report.Files.Zip(results, (file, result) => result switch
        {
            SaveResult.Saved { IsNew: true } saved => file with { Version = saved.Version.Version.Id.Version, Outcome = ImportOutcome.Imported },
            SaveResult.Saved => file,
            SaveResult.Refused refused => file with { Outcome = ImportOutcome.Refused, Problems = [.. file.Problems, OfRefusal(refused.Why)] },
            _ => throw new InvalidOperationException("Saves have no other results."),
        })]);
    }

    private async ValueTask<List<(ImportedFile File, DefinitionReading Reading)>> ReadAsync(IReadOnlyList<NamedText> files, CancellationToken cancellationToken)
    {
        List<(ImportedFile, DefinitionReading)> read = [];
        Dictionary<string, string> seen = [];
        foreach (var (file, text) in files)
        {
            var reading = DefinitionFile.Read(text);
            if (reading.Document is not { } document)
            {
                read.Add((new ImportedFile(file, null, null, ImportOutcome.Refused, [reading.Problem!]), reading));
                continue;
            }
            var id = reading.Definition!.DefinitionId;
            if (!seen.TryAdd(id, file))
            {
                read.Add((new ImportedFile(file, id, null, ImportOutcome.Refused, [FileTexts.Problem(Severity.Error, "twice", ("definition", id), ("other", seen[id]))]), reading));
                continue;
            }
            read.Add((await CheckAsync(file, id, await desk.TryReadInAsync(document, cancellationToken), cancellationToken), reading));
        }
        return read;
    }

    private async ValueTask<ImportedFile> CheckAsync(string file, string id, SaveResult planned, CancellationToken cancellationToken)
    {
        if (planned is SaveResult.Refused refused) return new ImportedFile(file, id, null, ImportOutcome.Refused, [OfRefusal(refused.Why)]);
        var (version, isNew) = (SaveResult.Saved)planned;
        // As it would be published, with the number it would get: a story folder may be of that version.
        var text = version.Version.IsDraft || isNew ? DefinitionFile.Canonical(version.Document) : await desk.TextAsync(version.Version, cancellationToken) ?? "";
        var found = await publishing.CheckAsync(new DefinitionSubmission(file, text), cancellationToken);
        var outcome = !found.IsGood ? ImportOutcome.Refused : isNew ? ImportOutcome.Good : ImportOutcome.Unchanged;
        return new ImportedFile(file, id, version.Version.Id.Version, outcome, found.Problems);
    }

    private static PublishProblem OfRefusal(Refusal why) => new(Severity.Error, why.Code, null, null, null, why.Message, FileTexts.Get("refused.remedy"));
}

/// <summary>A file's text with the name by which people are told of it.</summary>
public sealed record NamedText(string File, string Text);

/// <summary>What came of reading files in.</summary>
public sealed record ImportReport(IReadOnlyList<ImportedFile> Files)
{
    /// <summary>Whether no file was refused; else nothing was kept.</summary>
    public bool IsGood => Files.All(x => x.Outcome != ImportOutcome.Refused);
}

/// <summary>What came of one file.</summary>
/// <param name="File">The file.</param>
/// <param name="DefinitionId">The definition; null if the file can't be read.</param>
/// <param name="Version">The version it is or would be; null if that can't be told.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Problems">What was found; warnings stop nothing.</param>
public sealed record ImportedFile(string File, string? DefinitionId, int? Version, ImportOutcome Outcome, IReadOnlyList<PublishProblem> Problems);

/// <summary>What came of a file.</summary>
public enum ImportOutcome
{
    /// <summary>It could be read in; it was only looked at, or another file was refused.</summary>
    Good,

    /// <summary>It is the draft now.</summary>
    Imported,

    /// <summary>It says what the newest version says already.</summary>
    Unchanged,

    /// <summary>It can't be read in.</summary>
    Refused,
}
