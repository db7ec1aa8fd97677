using System.CommandLine;
using System.Globalization;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Brings running cases to another version of their definition: proposes the map of steps, says what would happen, does it, undoes it.</summary>
internal static class MigrateVerb
{
    /// <summary>Who migrates from a command line: there nobody signs in.</summary>
    private const string Caller = "system:command-line";

    private const int ProgressEvery = 100;

    public static Command Create(Surroundings at)
    {
        var definition = new Argument<string?>("definition") { Description = MigrateTexts.Here("migrate.definition"), Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<int?>("--from") { Description = MigrateTexts.Here("migrate.from"), HelpName = "n" };
        var to = new Option<int?>("--to") { Description = MigrateTexts.Here("migrate.to"), HelpName = "m" };
        var map = new Option<string?>("--map") { Description = MigrateTexts.Here("migrate.map"), HelpName = "file" };
        var propose = new Option<bool>("--propose") { Description = MigrateTexts.Here("migrate.propose") };
        var dryRun = new Option<bool>("--dry-run") { Description = MigrateTexts.Here("migrate.dry-run") };
        var cases = new Option<string?>("--cases") { Description = MigrateTexts.Here("migrate.cases"), HelpName = "code,code" };
        var undo = new Option<string?>("--undo") { Description = MigrateTexts.Here("migrate.undo"), HelpName = "run" };
        var reason = new Option<string?>("--reason") { Description = MigrateTexts.Here("migrate.reason"), HelpName = "text" };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("migrate", MigrateTexts.Here("migrate.about")) { definition, from, to, map, propose, dryRun, cases, undo, reason, json, workflows };
        verb.SetAction((parsed, cancellationToken) =>
        {
            var why = parsed.GetValue(reason)?.Trim();
            if (parsed.GetValue(undo) is { } run)
            {
                if (!Guid.TryParse(run, out var id)) throw VerbException.Unusable(MigrateTexts.Get("migrate.run-unreadable", ("run", run)));
                return VerbCases.OpenAsync<CaseMigrations>(at, WorkflowLibrary.Load(VerbFolders.Of(at, parsed.GetValue(workflows))), migrations => UndoAsync(at, migrations, id, why ?? MigrateTexts.Here("migrate.undo-reason"), parsed.GetValue(json), cancellationToken), cancellationToken);
            }
            if (parsed.GetValue(definition) is not { Length: > 0 } named) throw VerbException.Unusable("args.argument-missing", ("argument", "definition"));
            if (parsed.GetValue(from) is not { } old) throw VerbException.Unusable("args.option-missing", ("option", "--from"));
            if (parsed.GetValue(to) is not { } next) throw VerbException.Unusable("args.option-missing", ("option", "--to"));
            if (parsed.GetValue(propose) && parsed.GetValue(dryRun)) throw VerbException.Unusable(MigrateTexts.Get("migrate.one-at-a-time"));
            var codes = (parsed.GetValue(cases) ?? "").Split([',', '，', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parsed.GetValue(cases) is not null && codes.Length == 0) throw VerbException.Unusable("args.value-missing", ("option", "--cases"));
            var order = new MigrationOrder(named, old, next, [], codes);
            return VerbCases.OpenAsync<CaseMigrations>(at, WorkflowLibrary.Load(VerbFolders.Of(at, parsed.GetValue(workflows))), async migrations =>
            {
                if (parsed.GetValue(propose)) return await ProposeAsync(at, migrations, order, parsed.GetValue(map), cancellationToken);
                if (parsed.GetValue(map) is { } file) order = order with { Choices = MapFile.Read(await VerbFiles.ReadAsync(at, file, cancellationToken), file, named, old, next) };
                if (parsed.GetValue(dryRun)) return await TellAsync(at, await migrations.PlanAsync(order, cancellationToken), parsed.GetValue(json));
                var report = await migrations.RunAsync(order, Caller, why ?? MigrateTexts.Here("migrate.run-reason"), done => Progress(at, done), cancellationToken);
                return await TellAsync(at, report, parsed.GetValue(json));
            }, cancellationToken);
        });
        return verb;
    }

    private static async Task<int> ProposeAsync(Surroundings at, CaseMigrations migrations, MigrationOrder order, string? file, CancellationToken cancellationToken)
    {
        var map = await migrations.MapAsync(order, cancellationToken);
        var text = MapFile.Write(order, map, await migrations.AddedAsync(order, map, cancellationToken));
        if (file is null or "-")
        {
            await at.Out.WriteAsync(text);
            return ExitCode.Good;
        }
        try
        {
            // What a person has put into an earlier proposal must not be lost.
            await using var writer = new StreamWriter(new FileStream(at.PathOf(file), FileMode.CreateNew));
            await writer.WriteAsync(text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw VerbException.Unusable(MigrateTexts.Get("map.not-written", ("file", file), ("problem", problem.Message)));
        }
        await at.Out.WriteLineAsync(MigrateTexts.Here("map.written", ("file", file), ("mapped", map.Steps.Count(x => x.To is not null)), ("unmapped", map.Steps.Count(x => x.To is null))));
        return ExitCode.Good;
    }

    private static async Task<int> UndoAsync(Surroundings at, CaseMigrations migrations, Guid run, string reason, bool json, CancellationToken cancellationToken) =>
        await TellAsync(at, await migrations.UndoAsync(run, OfficePath.Root, Caller, reason, done => Progress(at, done), cancellationToken), json);

    private static async Task<int> TellAsync(Surroundings at, MigrationReport report, bool json)
    {
        var (moved, stayed, undone, notUndone) = (report.Count(MigrationVerdict.Moved), report.Count(MigrationVerdict.Stayed), report.Count(MigrationVerdict.Undone), report.Count(MigrationVerdict.NotUndone));
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new
            {
                Run = report.Run?.Id,
                Moved = moved,
                Stayed = stayed,
                Undone = undone,
                NotUndone = notUndone,
                Cases = report.Lines.Select(x => new { x.Code, x.Verdict, x.Steps, x.Skipped, x.Notes, x.ReasonCode, x.Reason }),
            }));
        }
        else
        {
            foreach (var line in report.Lines) await TellAsync(at.Out, line);
            if (report.Run is { } run) await at.Out.WriteLineAsync(MigrateTexts.Here("migrate.run", ("run", run.Id)));
            await at.Out.WriteLineAsync(MigrateTexts.Here("migrate.summary", ("moved", moved), ("stayed", stayed), ("undone", undone), ("notUndone", notUndone)));
        }
        return stayed + notUndone == 0 ? ExitCode.Good : ExitCode.FoundWrong;
    }

    private static async Task TellAsync(TextWriter output, MigrationLine line)
    {
        var steps = string.Join("; ", line.Steps.Select(x => line.Verdict == MigrationVerdict.Stayed || x.From == x.To ? Name(x.From) : $"{Name(x.From)} -> {Name(x.To)}"));
        await output.WriteLineAsync($"{line.Code}  {MigrateTexts.Here($"verdict.{line.Verdict}")}  {steps}");
        if (line.Reason is { } reason) await output.WriteLineAsync($"    {reason.Here()}");
        if (line.Skipped.Count > 0) await output.WriteLineAsync($"    {MigrateTexts.Here("migrate.skipped", ("steps", string.Join("; ", line.Skipped.Select(Name))))}");
        foreach (var note in line.Notes) await output.WriteLineAsync($"    {note.Here()}");
    }

    private static string Name(StepName step) => step.Title.Here() is var name && name == step.Id ? step.Id : $"{name} ({step.Id})";

    private static void Progress(Surroundings at, int done)
    {
        if (done % ProgressEvery == 0) at.Error.WriteLine(MigrateTexts.Here("migrate.progress", ("done", done.ToString(CultureInfo.InvariantCulture))));
    }
}
