using System.CommandLine;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;

namespace CaseWorkflows.Web.Verbs;

/// <summary>How messages are delivered, and the order to try stuck ones again, without a running server.</summary>
internal static class MessagesVerb
{
    // Whoever may run the program on the database's machine may do this; who it was stands in the machine's own log.
    private static readonly Actor CommandLineActor = new(new("system:command-line"), "system:command-line", [], OfficePath.Root) { IsSystem = true };

    public static Command Create(Surroundings at)
    {
        var json = VerbOptions.Json;
        json.Recursive = true;
        var channel = new Option<string?>("--channel") { Description = VerbTexts.Here("messages.channel-option"), HelpName = "channel" };
        channel.AcceptOnlyFromAmong(ChannelNames.Page, ChannelNames.Mail, ChannelNames.Webhook);

        var state = new Option<string>("--state") { Description = VerbTexts.Here("messages.state-option"), HelpName = "state", DefaultValueFactory = _ => "stuck" };
        var limit = new Option<int>("--limit") { Description = VerbTexts.Here("messages.limit"), HelpName = "n", DefaultValueFactory = _ => 50 };
        var list = new Command("list", VerbTexts.Here("messages.list")) { state, channel, limit };
        list.SetAction((parsed, cancellationToken) => WithBookAsync(at, book =>
            ListAsync(at, book, parsed.GetValue(json), parsed.GetRequiredValue(state), parsed.GetValue(channel), parsed.GetValue(limit), cancellationToken), cancellationToken));

        var id = new Argument<Guid?>("id") { Description = VerbTexts.Here("messages.id"), Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = VerbTexts.Here("messages.all") };
        var retry = new Command("retry", VerbTexts.Here("messages.retry")) { id, all, channel };
        retry.SetAction((parsed, cancellationToken) => WithBookAsync(at, book =>
            RetryAsync(at, book, parsed.GetValue(json), parsed.GetValue(id), parsed.GetValue(all), parsed.GetValue(channel), cancellationToken), cancellationToken));
        return new Command("messages", VerbTexts.Here("messages.about")) { json, list, retry };
    }

    private static async Task<int> WithBookAsync(Surroundings at, Func<IMessageBook, Task> act, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddSingleton(at.Time).AddLogging().AddCasePersistence(VerbDatabase.Of(at)).BuildServiceProvider();
        await services.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        await act(services.GetRequiredService<IMessageBook>());
        return ExitCode.Good;
    }

    private static async Task ListAsync(Surroundings at, IMessageBook book, bool json, string state, string? channel, int limit, CancellationToken cancellationToken)
    {
        OutboxState? wanted = state == "any" ? null
            : Enum.TryParse<OutboxState>(state, ignoreCase: true, out var one) && !int.TryParse(state, out _) ? one
            : throw VerbException.Unusable("messages.state-unknown", ("state", state));
        var found = await book.ListAsync(CommandLineActor, new MessageFilter(wanted, channel, 0, limit), cancellationToken);
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { found.Total, Messages = found.Items.Select(Api.MessageAnswer.Of) }));
            return;
        }
        foreach (var line in found.Items)
            await at.Out.WriteLineAsync(VerbTexts.Here("messages.line", ("id", line.Message.Id), ("created", InstantText.Write(line.Message.CreatedAt)), ("channel", line.Message.Channel), ("kind", line.Message.Kind),
                ("to", line.Message.Recipient), ("code", line.CaseCode ?? "—"), ("state", line.Message.State), ("attempts", line.Message.Attempts), ("error", line.Message.LastError)).TrimEnd());
        await at.Out.WriteLineAsync(VerbTexts.Here("messages.count", ("total", found.Total), ("shown", found.Items.Count)));
    }

    private static async Task RetryAsync(Surroundings at, IMessageBook book, bool json, Guid? id, bool all, string? channel, CancellationToken cancellationToken)
    {
        if (all == id.HasValue) throw VerbException.Unusable("messages.id-or-all");
        var now = at.Time.GetUtcNow();
        var retried = all ? await book.RetryAllAsync(CommandLineActor, channel, now, cancellationToken) : 1;
        if (id is { } one)
            switch (await book.RetryAsync(CommandLineActor, one, now, cancellationToken))
            {
                case RetryOutcome.Unknown: throw VerbException.Unusable("messages.unknown", ("id", one));
                case RetryOutcome.NotStuck: throw VerbException.Wrong("messages.not-stuck", ("id", one));
            }
        await at.Out.WriteLineAsync(json ? VerbJson.Of(new { Retried = retried }) : VerbTexts.Here("messages.retried", ("count", retried)));
    }
}
