using System.CommandLine;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Web.Verbs;

/// <summary>What changes of rules and calendars would do to clocks that run, and the decision on it, without a running server.</summary>
internal static class ProposalsVerb
{
    private static readonly string[] Kinds = ["rule", "calendar"];

    // Whoever may run the program on the database's machine may do this; who it was stands in the machine's own log.
    private static readonly Actor CommandLineActor = new(new("system:command-line"), "system:command-line", [Role.Supervisor], OfficePath.Root) { IsSystem = true };

    public static Command Create(Surroundings at)
    {
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var kind = new Option<string?>("--kind") { Description = ProposalsVerbTexts.Here("proposals.kind"), HelpName = string.Join('|', Kinds) };
        var clock = new Option<string?>("--clock") { Description = ProposalsVerbTexts.Here("proposals.clock"), HelpName = "key" };
        var office = new Option<string?>("--office") { Description = ProposalsVerbTexts.Here("proposals.office"), HelpName = "code" };
        var @case = new Option<string?>("--case") { Description = ProposalsVerbTexts.Here("proposals.case"), HelpName = "code" };
        Option[] shared = [json, workflows, kind, clock, office, @case];
        foreach (var option in shared) option.Recursive = true;
        var verb = new Command("proposals", ProposalsVerbTexts.Here("proposals.about"));
        foreach (var option in shared) verb.Add(option);

        Question Asked(ParseResult parsed) => new(parsed.GetValue(json), parsed.GetValue(workflows), parsed.GetValue(kind), parsed.GetValue(clock), parsed.GetValue(office), parsed.GetValue(@case));

        var limit = new Option<int>("--limit") { Description = ProposalsVerbTexts.Here("proposals.limit"), HelpName = "n", DefaultValueFactory = _ => 200 };
        var list = new Command("list", ProposalsVerbTexts.Here("proposals.list")) { limit };
        list.SetAction((parsed, cancellationToken) => WithProposalsAsync(at, Asked(parsed), (proposals, filter) => ListAsync(at, proposals, filter, Asked(parsed).Json, parsed.GetValue(limit), cancellationToken), cancellationToken));
        verb.Add(list);
        foreach (var applies in new[] { true, false })
        {
            var ids = new Argument<string[]>("ids") { Description = ProposalsVerbTexts.Here("proposals.ids"), Arity = ArgumentArity.ZeroOrMore };
            var all = new Option<bool>("--all") { Description = ProposalsVerbTexts.Here("proposals.all") };
            var reason = new Option<string?>("--reason") { Description = ProposalsVerbTexts.Here("proposals.reason"), HelpName = "text" };
            var decide = new Command(applies ? "apply" : "reject", ProposalsVerbTexts.Here(applies ? "proposals.apply" : "proposals.reject")) { ids, all, reason };
            decide.SetAction((parsed, cancellationToken) =>
            {
                var given = parsed.GetValue(ids) ?? [];
                if (parsed.GetValue(all) == given.Length > 0) throw VerbException.Unusable(ProposalsVerbTexts.Get("proposals.ids-or-all"));
                if (string.IsNullOrWhiteSpace(parsed.GetValue(reason))) throw VerbException.Unusable(ProposalsVerbTexts.Get("proposals.reason-missing"));
                return WithProposalsAsync(at, Asked(parsed),
                    (proposals, filter) => DecideAsync(at, proposals, filter, Asked(parsed).Json, given.Length > 0 ? given : null, applies, parsed.GetValue(reason)!, cancellationToken), cancellationToken);
            });
            verb.Add(decide);
        }
        return verb;
    }

    private static async Task<int> WithProposalsAsync(Surroundings at, Question asked, Func<ClockProposals, ProposalFilter, Task<int>> act, CancellationToken cancellationToken)
    {
        var library = WorkflowLibrary.Load(VerbFolders.Of(at, asked.Workflows));
        ClockChangeKind? kind = asked.Kind switch
        {
            null => null,
            "rule" => ClockChangeKind.Rule,
            "calendar" => ClockChangeKind.Calendar,
            var other => throw VerbException.Unusable(ProposalsVerbTexts.Get("proposals.kind-unknown", ("value", other), ("words", string.Join(", ", Kinds)))),
        };
        var office = asked.Office is { } given ? library.Office(given)?.Path ?? throw VerbException.Unusable(ProposalsVerbTexts.Get("proposals.office-unknown", ("office", given))) : (OfficePath?)null;
        return await VerbCases.OpenAsync<ClockProposals>(at, library, proposals => act(proposals, new ProposalFilter(kind, asked.Clock, office, asked.Case?.Trim().ToUpperInvariant())), cancellationToken);
    }

    private static async Task<int> ListAsync(Surroundings at, ClockProposals proposals, ProposalFilter filter, bool json, int limit, CancellationToken cancellationToken)
    {
        var found = await proposals.FindAsync(CommandLineActor, filter, cancellationToken);
        var shown = found.Items.Take(Math.Max(0, limit)).ToList();
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Total = found.Items.Count, found.HasMore, Proposals = shown.Select(Api.ProposalAnswer.Of) }));
            return ExitCode.Good;
        }
        foreach (var line in shown)
        {
            await at.Out.WriteLineAsync(ProposalsVerbTexts.Here(line.Change.IsPaused ? "proposals.line-paused" : "proposals.line",
                ("id", line.Change.Id), ("code", line.CaseCode), ("name", line.Name), ("old", Due(line.Change.OldDueAt)), ("new", Due(line.Change.NewDueAt))));
            await at.Out.WriteLineAsync($"    {line.Change.Why.Here()}");
        }
        await at.Out.WriteLineAsync(ProposalsVerbTexts.Here("proposals.count", ("total", found.Items.Count), ("shown", shown.Count)));
        if (found.HasMore) await at.Out.WriteLineAsync(ProposalsVerbTexts.Here("proposals.more"));
        return ExitCode.Good;
    }

    private static async Task<int> DecideAsync(
        Surroundings at, ClockProposals proposals, ProposalFilter filter, bool json, IReadOnlyList<string>? ids, bool applies, string reason, CancellationToken cancellationToken)
    {
        var done = await proposals.DecideAsync(CommandLineActor, ids, filter, applies, reason, cancellationToken);
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(Api.DecidedAnswer.Of(done, applies)));
        }
        else
        {
            foreach (var (proposal, why) in done.Refused)
                await at.Error.WriteLineAsync(ProposalsVerbTexts.Here("proposals.refused-line", ("id", proposal.Change.Id), ("code", proposal.CaseCode), ("why", why.Message)));
            foreach (var id in done.Unknown) await at.Error.WriteLineAsync(ProposalsVerbTexts.Here("proposals.unknown-line", ("id", id)));
            await at.Out.WriteLineAsync(ProposalsVerbTexts.Here(applies ? "proposals.applied" : "proposals.rejected", ("done", done.Done.Count), ("refused", done.Refused.Count), ("unknown", done.Unknown.Count)));
        }
        return done.Refused.Count + done.Unknown.Count == 0 ? ExitCode.Good : ExitCode.FoundWrong;
    }

    // The last instant of a day is 24:00, which would be read as the day after.
    private static string Due(DateTimeOffset at) => InstantText.Show(at, ChinaTime.DayOf(at.AddTicks(-1)));

    private sealed record Question(bool Json, string? Workflows, string? Kind, string? Clock, string? Office, string? Case);
}
