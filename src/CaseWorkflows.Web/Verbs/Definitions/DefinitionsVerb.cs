using System.CommandLine;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>Definitions as code: written into files and read back, compared, and carried from one server to another in a signed bundle.</summary>
internal static class DefinitionsVerb
{
    private static readonly string[] States = ["published", "draft", "latest"];

    public static Command Create(Surroundings at)
    {
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        (json.Recursive, workflows.Recursive) = (true, true);
        var verb = new Command("definitions", DefinitionsTexts.Here("about")) { json, workflows };
        var context = new PartOptions(at, json, workflows);
        verb.Add(Export(context));
        verb.Add(Import(context));
        verb.Add(Diff(context));
        verb.Add(Key(context));
        verb.Add(Bundle(context));
        verb.Add(Verify(context));
        return verb;
    }

    private static Command Export(PartOptions options)
    {
        var definition = new Argument<string?>("definition") { Description = DefinitionsTexts.Here("export.definition"), Arity = ArgumentArity.ZeroOrOne };
        var state = State();
        var version = new Option<int?>("--version") { Description = DefinitionsTexts.Here("version"), HelpName = "n" };
        var to = new Option<string?>("--to") { Description = DefinitionsTexts.Here("export.to"), HelpName = "folder" };
        var part = new Command("export", DefinitionsTexts.Here("export.about")) { definition, state, version, to };
        part.SetAction((parsed, cancellationToken) =>
        {
            var number = parsed.GetValue(version);
            if (number is not null && parsed.GetValue(definition) is null) throw VerbException.Unusable("args.argument-missing", ("argument", "definition"));
            return DefinitionsDesk.OpenAsync(options.At, options.WorkflowsOf(parsed), desk => ExportPart.RunAsync(
                desk, parsed.GetValue(definition), number is { } n ? VersionChoice.Of(n) : StateOf(parsed.GetValue(state)), parsed.GetValue(to), options.IsJson(parsed), cancellationToken), cancellationToken);
        });
        return part;
    }

    private static Command Import(PartOptions options)
    {
        var files = new Argument<string?>("file|folder") { Description = DefinitionsTexts.Here("import.files"), Arity = ArgumentArity.ZeroOrOne };
        var bundle = new Option<string?>("--bundle") { Description = DefinitionsTexts.Here("import.bundle"), HelpName = "file" };
        var by = new Option<string?>("--by") { Description = DefinitionsTexts.Here("import.by"), HelpName = "account" };
        var from = new Option<DateOnly?>("--from") { Description = DefinitionsTexts.Here("import.from"), HelpName = "yyyy-MM-dd" };
        var takesOver = new Option<bool>("--takes-over") { Description = DefinitionsTexts.Here("import.takes-over") };
        var dryRun = new Option<bool>("--dry-run") { Description = DefinitionsTexts.Here("import.dry-run") };
        var part = new Command("import", DefinitionsTexts.Here("import.about")) { files, bundle, by, from, takesOver, dryRun };
        part.SetAction((parsed, cancellationToken) =>
        {
            var (source, packed) = (parsed.GetValue(files), parsed.GetValue(bundle));
            if (source is null == packed is null) throw VerbException.Unusable(DefinitionsTexts.Get("import.one-of"));
            if (packed is null && (parsed.GetValue(from) is not null || parsed.GetValue(takesOver))) throw VerbException.Unusable(DefinitionsTexts.Get("import.from-bundle"));
            var person = parsed.GetValue(by)?.Trim();
            if (person is null or "" && !parsed.GetValue(dryRun)) throw VerbException.Unusable("args.option-missing", ("option", "--by"));
            var order = new ImportOrder(person is "" ? null : person, parsed.GetValue(from), parsed.GetValue(takesOver), parsed.GetValue(dryRun), options.IsJson(parsed));
            // Read before the database is opened: a bundle that is not to be trusted touches nothing.
            if (packed is null) return DefinitionsDesk.OpenAsync(options.At, options.WorkflowsOf(parsed), desk => ImportPart.FilesAsync(desk, source!, order, cancellationToken), cancellationToken);
            var read = BundleFiles.Read(options.At, packed);
            return DefinitionsDesk.OpenAsync(options.At, options.WorkflowsOf(parsed), desk => ImportPart.BundleAsync(desk, read, order, cancellationToken), cancellationToken);
        });
        return part;
    }

    private static Command Diff(PartOptions options)
    {
        var before = new Argument<string>("before") { Description = DefinitionsTexts.Here("diff.before") };
        var after = new Argument<string?>("after") { Description = DefinitionsTexts.Here("diff.after"), Arity = ArgumentArity.ZeroOrOne };
        var state = State();
        var part = new Command("diff", DefinitionsTexts.Here("diff.about")) { before, after, state };
        part.SetAction((parsed, cancellationToken) => DiffPart.RunAsync(
            options.At, options.WorkflowsOf(parsed), parsed.GetRequiredValue(before), parsed.GetValue(after), StateOf(parsed.GetValue(state)), options.IsJson(parsed), cancellationToken));
        return part;
    }

    private static Command Key(PartOptions options)
    {
        var file = new Argument<string>("file") { Description = DefinitionsTexts.Here("key.file") };
        var part = new Command("key", DefinitionsTexts.Here("key.about")) { file };
        part.SetAction((parsed, cancellationToken) => BundlePart.KeyAsync(options.At, parsed.GetRequiredValue(file), options.IsJson(parsed), cancellationToken));
        return part;
    }

    private static Command Bundle(PartOptions options)
    {
        var definitions = new Argument<string[]>("definition") { Description = DefinitionsTexts.Here("bundle.definitions"), Arity = ArgumentArity.OneOrMore };
        var key = new Option<string>("--key") { Description = DefinitionsTexts.Here("bundle.key"), HelpName = "file", Required = true };
        var to = new Option<string>("--to") { Description = DefinitionsTexts.Here("bundle.to"), HelpName = "file", Required = true };
        var by = new Option<string>("--by") { Description = DefinitionsTexts.Here("bundle.by"), HelpName = "name", Required = true };
        var note = new Option<string?>("--note") { Description = DefinitionsTexts.Here("bundle.note"), HelpName = "text" };
        var state = State();
        var part = new Command("bundle", DefinitionsTexts.Here("bundle.about")) { definitions, key, to, by, note, state };
        part.SetAction((parsed, cancellationToken) => DefinitionsDesk.OpenAsync(options.At, options.WorkflowsOf(parsed), desk => BundlePart.MakeAsync(
            desk, new BundleOrder(parsed.GetRequiredValue(definitions), parsed.GetRequiredValue(key), parsed.GetRequiredValue(to), parsed.GetRequiredValue(by).Trim(), parsed.GetValue(note)?.Trim() ?? "",
                StateOf(parsed.GetValue(state)), options.IsJson(parsed)), cancellationToken), cancellationToken));
        return part;
    }

    private static Command Verify(PartOptions options)
    {
        var file = new Argument<string>("bundle") { Description = DefinitionsTexts.Here("verify.bundle") };
        var extract = new Option<string?>("--extract") { Description = DefinitionsTexts.Here("verify.extract"), HelpName = "folder" };
        var part = new Command("verify", DefinitionsTexts.Here("verify.about")) { file, extract };
        part.SetAction((parsed, cancellationToken) => BundlePart.VerifyAsync(options.At, parsed.GetRequiredValue(file), parsed.GetValue(extract), options.IsJson(parsed), cancellationToken));
        return part;
    }

    private static Option<string?> State() => new("--state") { Description = DefinitionsTexts.Here("state"), HelpName = string.Join('|', States) };

    private static VersionChoice StateOf(string? given) => given is null ? VersionChoice.Published
        : VersionChoice.Parse(given) is { Number: null } choice ? choice : throw VerbException.Unusable(DefinitionsTexts.Get("state.unknown", ("state", given), ("states", string.Join(", ", States))));

    /// <summary>What all parts have.</summary>
    private sealed record PartOptions(Surroundings At, Option<bool> Json, Option<string?> Workflows)
    {
        public bool IsJson(ParseResult parsed) => parsed.GetValue(Json);

        public string? WorkflowsOf(ParseResult parsed) => parsed.GetValue(Workflows);
    }
}
