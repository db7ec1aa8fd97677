using CaseWorkflows.Cases.Publishing.Bundles;
using CaseWorkflows.Cases.Publishing.Files;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>How something is to be read in.</summary>
/// <param name="By">The administrator's account; null with a dry run.</param>
/// <param name="From">The day from which a bundle is to be in force.</param>
/// <param name="TakesOver">Whether a definition of a bundle may take its service over from another one.</param>
/// <param name="IsDryRun">Whether nothing is kept.</param>
/// <param name="IsJson">Whether a program reads the result.</param>
internal sealed record ImportOrder(string? By, DateOnly? From, bool TakesOver, bool IsDryRun, bool IsJson);

/// <summary>Reads files in as drafts, or hands a bundle in for a second administrator; all or nothing.</summary>
internal static class ImportPart
{
    public static async Task<int> FilesAsync(DefinitionsDesk desk, string source, ImportOrder order, CancellationToken cancellationToken)
    {
        var actor = order.By is { } by ? await desk.AdministratorAsync(by, cancellationToken) : null;
        List<NamedText> files = [];
        foreach (var (path, shown) in VerbFiles.JsonFiles(desk.At, source)) files.Add(new NamedText(shown, await VerbFiles.ReadAsync(desk.At, path, cancellationToken)));
        var import = desk.Get<DefinitionImport>();
        var report = order.IsDryRun || actor is null ? await import.CheckAsync(files, cancellationToken) : await import.ImportAsync(files, actor, cancellationToken);
        if (order.IsJson)
        {
            await desk.At.Out.WriteLineAsync(VerbJson.Of(new { Good = report.IsGood, order.IsDryRun, Files = report.Files }));
            return report.IsGood ? ExitCode.Good : ExitCode.FoundWrong;
        }
        foreach (var file in report.Files)
        {
            await DefinitionsDesk.TellAsync(desk.At.Out, file.File, file.Problems);
            if (report.IsGood) await desk.At.Out.WriteLineAsync(DefinitionsTexts.Here($"import.{file.Outcome}", ("file", file.File), ("definition", file.DefinitionId), ("version", file.Version)));
        }
        await desk.At.Out.WriteLineAsync(report.IsGood
            ? DefinitionsTexts.Here(order.IsDryRun ? "import.would" : "import.summary", ("imported", report.Files.Count(x => x.Outcome is ImportOutcome.Imported or ImportOutcome.Good)), ("unchanged", report.Files.Count(x => x.Outcome == ImportOutcome.Unchanged)))
            : DefinitionsTexts.Here("import.none", ("refused", report.Files.Count(x => x.Outcome == ImportOutcome.Refused)), ("files", report.Files.Count)));
        return report.IsGood ? ExitCode.Good : ExitCode.FoundWrong;
    }

    public static async Task<int> BundleAsync(DefinitionsDesk desk, Bundle bundle, ImportOrder order, CancellationToken cancellationToken)
    {
        var actor = order.By is { } by ? await desk.AdministratorAsync(by, cancellationToken) : null;
        var import = desk.Get<BundleImport>();
        var outcomes = order.IsDryRun || actor is null ? await import.CheckAsync(bundle, cancellationToken) : await import.ImportAsync(bundle, actor, order.From, order.TakesOver, cancellationToken);
        var good = outcomes.All(x => x.State != BundledState.Refused);
        if (order.IsJson)
        {
            await desk.At.Out.WriteLineAsync(VerbJson.Of(new
            {
                Good = good,
                order.IsDryRun,
                bundle.Manifest.MadeBy,
                bundle.Manifest.MadeAt,
                bundle.Manifest.Key,
                Definitions = outcomes.Select(x => new { x.Definition.Id, x.Definition.Version, x.State, x.Release, x.Problems }),
            }));
            return good ? ExitCode.Good : ExitCode.FoundWrong;
        }
        foreach (var outcome in outcomes)
        {
            await DefinitionsDesk.TellAsync(desk.At.Out, outcome.Definition.Path, outcome.Problems);
            if (good) await desk.At.Out.WriteLineAsync(DefinitionsTexts.Here($"bundled.{outcome.State}", ("definition", outcome.Definition.Id), ("version", outcome.Definition.Version), ("release", outcome.Release)));
        }
        if (!good) await desk.At.Out.WriteLineAsync(DefinitionsTexts.Here("import.bundle-none", ("refused", outcomes.Count(x => x.State == BundledState.Refused)), ("count", outcomes.Count)));
        return good ? ExitCode.Good : ExitCode.FoundWrong;
    }
}
