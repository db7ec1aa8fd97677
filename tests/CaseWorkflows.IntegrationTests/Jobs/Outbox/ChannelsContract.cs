using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Outbox;
using CaseWorkflows.Persistence.Staff;
using CaseWorkflows.Web.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseWorkflows.IntegrationTests.Jobs.Outbox;

/// <summary>From a fact in the database to the mail and the program that is told, over real protocols, on a clock that stands.</summary>
public abstract class ChannelsContract(ITestDatabase database) : StorageContract(database)
{
    private const string County = "/420700/420704/";
    private const string Payload = """{"code":"42-2026-ABC","zh":"期限即将届满","en":"A limit is about to end"}""";

    private readonly StandingTime _time = new(SampleCases.Noon);
    private readonly Recorder _page = new();

    [Fact]
    public async Task One_fact_reaches_exactly_those_it_is_for_once_however_often_the_jobs_run()
    {
        await using var smtp = new SmtpReceiver();
        await using var hook = await WebhookReceiver.StartAsync();
        await PrepareAsync(("here", County, "a@example.org"), ("above", "/420700/", "b@example.org"), ("below", County + "420704001/", "c@example.org"), ("elsewhere", "/420700/420702/", "d@example.org"), ("without", County, null));
        await PrepareOneAsync("muted", County, "e@example.org", x => x.Want(ChannelNames.Mail, false), Role.Supervisor);
        await PrepareOneAsync("gone", County, "f@example.org", x => x.LockoutEnd = StaffUser.Disabled, Role.Supervisor);
        await PrepareOneAsync("reviewer", County, "g@example.org", _ => { }, Role.Reviewer);
        await KeepAsync(Fact("one"), Fact("two", recipient: "reviewer"), Fact("three", kind: "notice"), Fact("four", recipient: "applicant", kind: "document"));
        for (var i = 0; i < 3; i++) await RunAllAsync(Settings(smtp, hook));
        Assert.Equal(4, _page.Delivered.Count);
        Assert.Equal(["a@example.org", "b@example.org", "g@example.org"], smtp.Mails.Select(x => Assert.Single(x.Recipients)).Order(StringComparer.Ordinal));
        Assert.Equal(2, hook.Calls.Count);
        Assert.Equal(0, await Storage.CountAsync("outbox where state <> 'Sent'"));
        Assert.Equal(4 + 3 + 2, await Storage.CountAsync("outbox where sent_at is not null"));
    }

    [Fact]
    public async Task An_alert_that_names_the_office_it_goes_to_is_mailed_there_alone_while_somebody_holds_the_role_there()
    {
        await using var smtp = new SmtpReceiver();
        await PrepareAsync(("here", County, "a@example.org"), ("above", "/420700/", "b@example.org"));
        // The second names an office where nobody holds the role.
        await KeepAsync(Told("one", County), Told("two", "/420700/420704/420704001/"));
        for (var i = 0; i < 3; i++) await RunAllAsync(Settings(smtp, null));
        Assert.Equal(["one a@example.org", "two a@example.org", "two b@example.org"], smtp.Mails.SelectMany(x => x.Recipients.Select(y => $"{(x.Subject.Contains("one", StringComparison.Ordinal) ? "one" : "two")} {y}")).Order(StringComparer.Ordinal));

        OutboxMessage Told(string key, string office) => new(Guid.NewGuid(), _case!.Id, "page", "alert", "role:supervisor", $$"""{"zh":"提醒 {{key}}","en":"{{key}}","office":"{{office}}"}""", key, _time.Now);
    }

    [Fact]
    public async Task A_worker_that_dies_after_delivering_delivers_again_under_the_same_id_and_loses_nothing()
    {
        await using var smtp = new SmtpReceiver();
        await using var hook = await WebhookReceiver.StartAsync();
        await PrepareAsync(("here", County, "a@example.org"));
        await KeepAsync(Fact("one"));
        var settings = Settings(smtp, hook);
        // Dies before the fact is settled: what follows from it is not there yet, and must come all the same.
        await DieAsync(OutboxLane.Pages, settings);
        Assert.Equal(0, await Storage.CountAsync("outbox where channel <> 'page'"));
        _time.Now += TimeSpan.FromMinutes(1);
        await RunAsync(OutboxLane.Pages, settings);
        foreach (var lane in new[] { OutboxLane.Mail, OutboxLane.Webhooks }) await DieAsync(lane, settings);
        await RunAllAsync(settings);
        Assert.Equal((1, 1), (smtp.Mails.Count, hook.Calls.Count));
        _time.Now += TimeSpan.FromMinutes(1);
        await RunAllAsync(settings);
        Assert.Equal((2, 2), (smtp.Mails.Count, hook.Calls.Count));
        Assert.Single(smtp.Mails.Select(x => x.Headers["Message-ID"]).Distinct());
        Assert.Single(hook.Calls.Select(x => x.Headers["CaseWorkflows-Id"]).Distinct());
        _time.Now += TimeSpan.FromDays(1);
        await RunAllAsync(settings);
        Assert.Equal((2, 2, 0), (smtp.Mails.Count, hook.Calls.Count, await Storage.CountAsync("outbox where state <> 'Sent'")));
    }

    [Fact]
    public async Task A_program_that_fails_for_hours_leaves_a_stuck_message_which_a_person_retries()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        var works = false;
        hook.Answer = x =>
        {
            x.Response.StatusCode = works ? 204 : 500;
            return Task.CompletedTask;
        };
        await PrepareAsync();
        await KeepAsync(Fact("one"));
        var settings = Settings(null, hook);
        var tries = new JobSettings().MaxOutsideDeliveries;
        for (var i = 0; i < tries + 5; i++)
        {
            await RunAllAsync(settings);
            _time.Now += TimeSpan.FromHours(1);
        }
        // The administrators' alert about it is itself told, and sticks as well; about that nothing more is said within the hour.
        var first = hook.Calls.First().Headers["CaseWorkflows-Id"];
        Assert.Equal(tries, hook.Calls.Count(x => x.Headers["CaseWorkflows-Id"] == first));
        var admin = SampleCases.Staff("admin", "/420700/", Role.Administrator);
        var book = Storage.Get<IMessageBook>();
        var stuck = (await book.ListAsync(admin, new MessageFilter(OutboxState.Stuck), default)).Items.Single(x => x.Message.Id.ToString() == first);
        Assert.Equal((tries, "webhook", "partner"), (stuck.Message.Attempts, stuck.Message.Channel, stuck.Message.Recipient));
        Assert.Contains("500", stuck.Message.LastError, StringComparison.Ordinal);
        Assert.Contains(_page.Delivered, x => x is { Kind: "stuck", Recipient: "role:administrator" });

        works = true;
        var stranger = SampleCases.Staff("other", "/420700/420702/", Role.Administrator);
        Assert.Equal(RetryOutcome.Unknown, await book.RetryAsync(stranger, stuck.Message.Id, _time.Now, default));
        Assert.Equal(RetryOutcome.Retried, await book.RetryAsync(admin, stuck.Message.Id, _time.Now, default));
        Assert.Equal(RetryOutcome.NotStuck, await book.RetryAsync(admin, stuck.Message.Id, _time.Now, default));
        Assert.Equal(RetryOutcome.Unknown, await book.RetryAsync(admin, Guid.NewGuid(), _time.Now, default));
        await RunAllAsync(settings);
        Assert.Equal(tries + 1, hook.Calls.Count(x => x.Headers["CaseWorkflows-Id"] == first));
        var sent = (await Storage.Get<IOutboxQueue>().FindAsync(stuck.Message.Id, default))!;
        Assert.Equal((OutboxState.Sent, "admin", _time.Now), (sent.State, sent.RetriedBy, sent.RetriedAt));
    }

    [Fact]
    public async Task All_stuck_messages_of_a_channel_are_retried_at_once_and_others_stay()
    {
        await PrepareAsync();
        await KeepAsync(Fact("m1", channel: "mail"), Fact("m2", channel: "mail"), Fact("w", channel: "webhook"), Fact("pending", channel: "mail"));
        await Storage.ExecuteAsync("update outbox set state = 'Stuck', attempts = 16 where dedup_key <> 'pending'");
        var (admin, book) = (SampleCases.Staff("admin", "/420700/", Role.Administrator), Storage.Get<IMessageBook>());
        Assert.Equal(2, await book.RetryAllAsync(admin, "mail", _time.Now, default));
        Assert.Equal(0, await book.RetryAllAsync(admin, "mail", _time.Now, default));
        Assert.Equal(1, await book.RetryAllAsync(admin, null, _time.Now, default));
        Assert.Equal(0, await Storage.CountAsync("outbox where state <> 'Pending' or attempts <> 0"));
    }

    [Fact]
    public async Task An_administrator_sees_messages_of_the_office_and_below_alone_by_state_and_channel()
    {
        await PrepareAsync();
        await KeepAsync(Fact("m", channel: "mail"), Fact("w", channel: "webhook"));
        await Storage.ExecuteAsync("update outbox set state = 'Stuck' where dedup_key = 'w'");
        var book = Storage.Get<IMessageBook>();
        async Task<int> SeenAsync(string office, MessageFilter filter)
        {
            var found = await book.ListAsync(SampleCases.Staff("admin", office, Role.Administrator), filter, default);
            Assert.Equal(found.Total, found.Items.Count);
            return found.Total;
        }
        Assert.Equal((2, 2, 0), (await SeenAsync("/", new()), await SeenAsync("/420700/", new()), await SeenAsync("/420700/420702/", new())));
        Assert.Equal((1, 1, 0), (await SeenAsync("/", new(OutboxState.Stuck)), await SeenAsync("/", new(null, "mail")), await SeenAsync("/", new(OutboxState.Stuck, "mail"))));
    }

    [Fact]
    public async Task News_reaches_every_process_that_listens_once_and_in_the_order_in_which_it_was_told()
    {
        await using var other = new TestStorage(Database);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // On SQLite one process serves all pages; there the second listener is another of its pages.
        var feeds = new[] { Storage.Get<INewsFeed>(), Database.Options.Provider == CaseWorkflows.Persistence.DatabaseProvider.Sqlite ? Storage.Get<INewsFeed>() : other.Get<INewsFeed>() };
        var heard = feeds.Select(_ => new System.Collections.Concurrent.ConcurrentQueue<Guid>()).ToArray();
        var listening = feeds.Select((feed, i) => Task.Run(async () =>
        {
            await foreach (var id in feed.ListenAsync(enough.Token)) heard[i].Enqueue(id);
        })).ToList();
        // Until both have begun to listen nothing is promised.
        var hello = Guid.NewGuid();
        while (heard.Any(x => x.IsEmpty))
        {
            await feeds[0].TellAsync(hello, enough.Token);
            await Task.Delay(20, enough.Token);
        }
        var news = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in news) await feeds[0].TellAsync(id, enough.Token);
        while (heard.Any(x => x.Count(y => y != hello) < news.Count)) await Task.Delay(5, enough.Token);
        Assert.All(heard, x => Assert.Equal(news, x.Where(y => y != hello)));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(listening));
    }

    [Fact]
    public async Task A_message_for_pages_is_shown_by_every_process_that_serves_some()
    {
        await PrepareAsync();
        var fact = Fact("shown", recipient: "li");
        await KeepAsync(fact);
        await using var other = new TestStorage(Database);
        // On SQLite one process serves all pages.
        TestStorage[] nodes = Database.Options.Provider == CaseWorkflows.Persistence.DatabaseProvider.Sqlite ? [Storage] : [Storage, other];
        var shown = nodes.Select(_ => new System.Collections.Concurrent.ConcurrentQueue<PageMessage>()).ToArray();
        List<PageNewsListener> listeners = [];
        for (var i = 0; i < nodes.Length; i++)
        {
            var (news, queue) = (new PageNews(), shown[i]);
            news.MessageArrived += queue.Enqueue;
            listeners.Add(new PageNewsListener(nodes[i].Get<INewsFeed>(), nodes[i].Get<IOutboxQueue>(), news, TimeProvider.System, NullLogger<PageNewsListener>.Instance));
            await listeners[i].StartAsync(default);
        }
        var page = new PageChannel(Storage.Get<INewsFeed>());
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (shown.Any(x => x.IsEmpty))
        {
            await page.DeliverAsync(fact, enough.Token);
            await Task.Delay(20, enough.Token);
        }
        Assert.All(shown, x => Assert.Equal((fact.CaseId, "alert", "li", "期限即将届满"), x.Select(y => (y.CaseId, y.Kind, y.Recipient, y.Text.Zh)).First()));
        foreach (var listener in listeners) await listener.StopAsync(default);
    }

    private LegalCase? _case;

    private async Task PrepareAsync(params (string Id, string Office, string? Mail)[] supervisors)
    {
        await Storage.ExecuteAsync("delete from outbox");
        await Storage.ExecuteAsync("delete from staff_users");
        _case = SampleCases.New(County);
        foreach (var (id, office, mail) in supervisors) await PrepareOneAsync(id, office, mail, _ => { }, Role.Supervisor);
    }

    private async Task PrepareOneAsync(string id, string office, string? mail, Action<StaffUser> change, string role)
    {
        await using var db = await Storage.Get<IDbContextFactory<StaffDbContext>>().CreateDbContextAsync();
        var roleId = await db.Roles.Where(x => x.Name == role).Select(x => x.Id).FirstOrDefaultAsync();
        if (roleId is null) db.Roles.Add(new Microsoft.AspNetCore.Identity.IdentityRole(role) { Id = roleId = "role-" + role });
        var user = new StaffUser { Id = id, UserName = id, DisplayName = id, OfficePath = office, Email = mail };
        change(user);
        db.Users.Add(user);
        db.UserRoles.Add(new() { UserId = id, RoleId = roleId });
        await db.SaveChangesAsync();
    }

    private async Task KeepAsync(params OutboxMessage[] facts) => await Storage.KeepAsync(_case!, facts);

    private OutboxMessage Fact(string key, string channel = "page", string kind = "alert", string recipient = "role:supervisor") =>
        new(Guid.NewGuid(), _case!.Id, channel, kind, recipient, Payload, key, _time.Now);

    private static ChannelSettings Settings(SmtpReceiver? smtp, WebhookReceiver? hook) => new()
    {
        Mail = smtp is null ? null : new MailSettings("127.0.0.1", smtp.Port, "alerts@centre.example") { UsesTls = false },
        Webhooks = hook is null ? [] : [new("partner", hook.Url, "a-secret-of-both-sides", ["alert", "stuck"])],
    };

    private async Task RunAllAsync(ChannelSettings settings)
    {
        foreach (var lane in Enum.GetValues<OutboxLane>()) await RunAsync(lane, settings);
    }

    private Task RunAsync(OutboxLane lane, ChannelSettings settings) => RunAsync(lane, settings, Storage.Get<IOutboxQueue>());

    private async Task RunAsync(OutboxLane lane, ChannelSettings settings, IOutboxQueue queue)
    {
        var people = Storage.Get<IMailDirectory>();
        using var webhooks = new WebhookChannel(settings, _time);
        var job = new OutboxDelivery(lane, queue, [_page, new MailChannel(settings, people, _time), webhooks], new FanOut(settings, people, ShippedTimes.Times, _time), settings,
            new JobSettings { Owner = Guid.NewGuid().ToString() }, _time, NullLogger<OutboxDelivery>.Instance);
        await job.RunAsync(default);
    }

    /// <summary>A worker that delivers and is killed before it can write so down.</summary>
    private async Task DieAsync(OutboxLane lane, ChannelSettings settings) =>
        await Assert.ThrowsAsync<IOException>(() => RunAsync(lane, settings, new DyingQueue(Storage.Get<IOutboxQueue>())));

    private sealed class DyingQueue(IOutboxQueue queue) : IOutboxQueue
    {
        public ValueTask<IReadOnlyList<OutboxMessage>> ClaimAsync(OutboxLane lane, DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
            queue.ClaimAsync(lane, now, limit, owner, lease, cancellationToken);

        public ValueTask SettleAsync(OutboxMessage message, IReadOnlyList<OutboxMessage> following, IReadOnlyList<DigestEntry> digests, CancellationToken cancellationToken) => throw new IOException("killed");

        public ValueTask<OutboxMessage?> FindAsync(Guid id, CancellationToken cancellationToken) => queue.FindAsync(id, cancellationToken);
    }

    private sealed class Recorder : IChannel
    {
        public string Name => ChannelNames.Page;

        public List<OutboxMessage> Delivered { get; } = [];

        public ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            Delivered.Add(message);
            return ValueTask.CompletedTask;
        }
    }
}

public sealed class ChannelsOnSqlite(SqliteTestDatabase database) : ChannelsContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class ChannelsOnPostgreSql(PostgreSqlTestDatabase database) : ChannelsContract(database), IClassFixture<PostgreSqlTestDatabase>;
