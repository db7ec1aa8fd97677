using System.CommandLine;
using System.Globalization;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>Measurements of the product on a real PostgreSQL.</summary>
internal static class BenchVerb
{
    private const int MostCallers = 64;
    private const int MostNews = 200;
    private const int LongestSeconds = 3600;
    private const int MostStored = 5_000_000;
    private const int MostDue = 100_000;
    private const int MostRounds = 1000;

    public static Command Create(Surroundings at) => new("bench", BenchTexts.Here("about")) { Steps(at), Clocks(at), News(at) };

    private static Command Steps(Surroundings at)
    {
        var callers = new Option<string>("--callers") { Description = BenchTexts.Here("steps.callers"), HelpName = "1,4,8", DefaultValueFactory = _ => "1,4,8" };
        var seconds = new Option<string>("--seconds") { Description = BenchTexts.Here("steps.seconds"), HelpName = "seconds", DefaultValueFactory = _ => "20" };
        var connection = new Option<string?>("--connection") { Description = BenchTexts.Here("connection"), HelpName = "connection" };
        var stored = new Option<string?>("--stored") { Description = BenchTexts.Here("steps.stored"), HelpName = "cases" };
        var assert = new Option<bool>("--assert") { Description = BenchTexts.Here("assert") };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("steps", BenchTexts.Here("steps.about")) { callers, seconds, connection, stored, assert, json, workflows };
        verb.SetAction((parsed, cancellationToken) => new StepsBench(
            at,
            VerbFolders.Of(at, parsed.GetValue(workflows)),
            parsed.GetValue(connection),
            [.. parsed.GetRequiredValue(callers).Split(',').Select(x => Number("--callers", x, 1, MostCallers))],
            Number("--seconds", parsed.GetRequiredValue(seconds), 1, LongestSeconds),
            parsed.GetValue(stored) is { } cases ? Number("--stored", cases, 1, MostStored) : 0).RunAsync(parsed.GetValue(json), parsed.GetValue(assert), cancellationToken));
        return verb;
    }

    private static Command News(Surroundings at)
    {
        var seconds = new Option<string>("--seconds") { Description = BenchTexts.Here("news.seconds"), HelpName = "seconds", DefaultValueFactory = _ => "30" };
        var rate = new Option<string>("--rate") { Description = BenchTexts.Here("news.rate"), HelpName = "messages", DefaultValueFactory = _ => "20" };
        var connection = new Option<string?>("--connection") { Description = BenchTexts.Here("connection"), HelpName = "connection" };
        var assert = new Option<bool>("--assert") { Description = BenchTexts.Here("assert") };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("news", BenchTexts.Here("news.about")) { seconds, rate, connection, assert, json, workflows };
        verb.SetAction((parsed, cancellationToken) => new NewsBench(
            at,
            VerbFolders.Of(at, parsed.GetValue(workflows)),
            parsed.GetValue(connection),
            Number("--seconds", parsed.GetRequiredValue(seconds), 1, LongestSeconds),
            Number("--rate", parsed.GetRequiredValue(rate), 1, MostNews)).RunAsync(parsed.GetValue(json), parsed.GetValue(assert), cancellationToken));
        return verb;
    }

    private static Command Clocks(Surroundings at)
    {
        var pending = new Option<string?>("--pending") { Description = BenchTexts.Here("clocks.option-pending"), HelpName = "clocks" };
        var due = new Option<string?>("--due") { Description = BenchTexts.Here("clocks.option-due"), HelpName = "clocks" };
        var window = new Option<string?>("--window") { Description = BenchTexts.Here("clocks.option-window"), HelpName = "seconds" };
        var backlog = new Option<string?>("--backlog") { Description = BenchTexts.Here("clocks.option-backlog"), HelpName = "clocks" };
        var kill = new Option<bool>("--kill") { Description = BenchTexts.Here("clocks.option-kill") };
        var rounds = new Option<string?>("--rounds") { Description = BenchTexts.Here("clocks.option-rounds"), HelpName = "rounds" };
        var connection = new Option<string?>("--connection") { Description = BenchTexts.Here("connection"), HelpName = "connection" };
        var assert = new Option<bool>("--assert") { Description = BenchTexts.Here("assert") };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("clocks", BenchTexts.Here("clocks.about")) { pending, due, window, backlog, kill, rounds, connection, assert, json, workflows };
        verb.SetAction((parsed, cancellationToken) =>
        {
            var (folder, server) = (VerbFolders.Of(at, parsed.GetValue(workflows)), parsed.GetValue(connection));
            return parsed.GetValue(kill)
                ? new ClocksKillBench(at, folder, server, new ClocksKillOrder(
                    Of(pending, 0, 0, MostStored), Of(due, 400, 2, MostDue), TimeSpan.FromSeconds(Of(window, 8, 2, LongestSeconds)), Of(rounds, 20, 1, MostRounds)))
                    .RunAsync(parsed.GetValue(json), parsed.GetValue(assert), cancellationToken)
                : new ClocksBench(at, folder, server, new ClocksOrder(
                    Of(pending, 1_000_000, 0, MostStored), Of(due, 2000, 1, MostDue), TimeSpan.FromSeconds(Of(window, 20, 1, LongestSeconds)), Of(backlog, 20_000, 1, MostDue)))
                    .RunAsync(parsed.GetValue(json), parsed.GetValue(assert), cancellationToken);

            int Of(Option<string?> option, int otherwise, int least, int most) => parsed.GetValue(option) is { } given ? Number(option.Name, given, least, most) : otherwise;
        });
        return verb;
    }

    private static int Number(string option, string given, int least, int most) =>
        int.TryParse(given.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw VerbException.Unusable(BenchTexts.Get("number-unusable", ("option", option), ("value", given), ("least", least), ("most", most)));
}
