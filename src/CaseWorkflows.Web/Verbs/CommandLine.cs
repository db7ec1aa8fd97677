using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace CaseWorkflows.Web.Verbs;

/// <summary>
/// The program's command line. Verbs that need no web server start none; every error is one message in the caller's language, never a trace.
/// </summary>
internal static class CommandLine
{
    private const string DefaultVerb = "serve";

    /// <summary>Runs the verb that <paramref name="args"/> name.</summary>
    /// <returns>The process's exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Surroundings at, CancellationToken cancellationToken = default)
    {
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            CultureInfo.CurrentUICulture = VerbLanguage.Of(args, at.Variable);
            var root = Root(at);
            var parsed = root.Parse(WithVerb(args, root));
            if (parsed.Errors.Count > 0 && parsed.Action?.ClearsParseErrors != true)
            {
                foreach (var message in ArgumentProblems.Of(parsed)) await at.Error.WriteLineAsync(message);
                await at.Error.WriteLineAsync(VerbTexts.Here("args.see-help", ("verb", ArgumentProblems.NameOf(parsed))));
                return ExitCode.UnusableArguments;
            }
            var invocation = new InvocationConfiguration { Output = at.Out, Error = at.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (VerbException problem)
        {
            await at.Error.WriteLineAsync(problem.Text.Here());
            return problem.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await at.Error.WriteLineAsync(VerbTexts.Here("run.cancelled"));
            return ExitCode.FoundWrong;
        }
        catch (Exception problem) when (Explain(problem) is { } text)
        {
            await at.Error.WriteLineAsync(text);
            return ExitCode.FoundWrong;
        }
    }

    private static RootCommand Root(Surroundings at)
    {
        var root = new RootCommand(VerbTexts.Here("root.about"))
        {
            ServeVerb.Create(at),
            DemoVerb.Create(at),
            CheckVerb.Create(at),
            SimulateVerb.Create(at),
            DueVerb.Create(at),
            CalendarVerb.Create(at),
            ProposalsVerb.Create(at),
            AssessVerb.Create(at),
            MigrateVerb.Create(at),
            VerifyHistoryVerb.Create(at),
            ReplayDecisionsVerb.Create(at),
            ConformVerb.Create(at),
            ExploreVerb.Create(at),
            HealthVerb.Create(at),
            StaffVerb.Create(at),
            MessagesVerb.Create(at),
            ClocksVerb.Create(at),
            IndicatorsVerb.Create(at),
            SampleVerb.Create(at),
            Definitions.DefinitionsVerb.Create(at),
            Bench.BenchVerb.Create(at),
        };
        root.Add(VerbOptions.Language);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Description = VerbTexts.Here("option.help");
        return root;
    }

    /// <summary>The arguments with the verb that is meant where none is given; a word that is no verb is refused with the list.</summary>
    private static List<string> WithVerb(string[] args, RootCommand root)
    {
        var rest = args.ToList();
        if (rest.IndexOf("--lang") is var i and >= 0) rest.RemoveRange(i, Math.Min(2, rest.Count - i));
        rest.RemoveAll(x => x.StartsWith("--lang=", StringComparison.Ordinal));
        var first = rest.FirstOrDefault();
        if (first is "--help" or "-h" or "-?" or "/?" or "--version") return rest;
        if (first is null || first.StartsWith('-')) return [DefaultVerb, .. rest];
        if (root.Subcommands.All(x => x.Name != first))
            throw VerbException.Unusable("args.unknown-verb", ("verb", first), ("verbs", string.Join(", ", root.Subcommands.Select(x => x.Name))));
        return rest;
    }

    private static string? Explain(Exception problem) => problem switch
    {
        Cases.Migration.MigrationOrderException order => string.Join('\n', [order.Refusal.Message.Here(), .. order.Refusal.Fields.Select(x => $"  {x.Field}: {x.Message.Here()}")]),
        Cases.Library.LibraryFileException file => file.Text.Here(),
        Cases.Calendars.PolicyFileException file => file.Text.Here(),
        Cases.Forms.FileProblemsException files => files.Message,
        Hosting.StartRefusedException start => start.Text.Here(),
        _ => VerbTexts.Here("run.failed", ("problem", problem.Message)),
    };
}
