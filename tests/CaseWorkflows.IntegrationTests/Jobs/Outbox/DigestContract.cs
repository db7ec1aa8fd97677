using System.Globalization;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Outbox;
using CaseWorkflows.Persistence.Queues;
using CaseWorkflows.Persistence.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseWorkflows.IntegrationTests.Jobs.Outbox;

/// <summary>What leaves the house when, on a clock that is moved, over SMTP and HTTP: exactly the expected messages. Times are local (UTC+8).</summary>
public abstract class DigestContract(ITestDatabase database) : StorageContract(database), IAsyncLifetime
{
    private const string County = "/420700/420704/";
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    // A Tuesday.
    private readonly StandingTime _time = new(At("2026-03-10 10:00"));
    private readonly SmtpReceiver _smtp = Listening();
    private readonly Pages _pages = new();
    private LegalCase _case = SampleCases.New(County);
    private IReadOnlyList<WebhookTarget> _hooks = [];
    private int _alerts;

    [Fact]
    public async Task Warnings_come_to_each_supervisor_in_one_digest_the_next_working_morning_and_never_again()
    {
        await PrepareAsync(("here", County), ("above", "/420700/"), ("elsewhere", "/420700/420702/"));
        _time.Now = At("2026-03-13 10:00");
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RunAsync();
        await RaiseAsync("Warning", due: "2026-03-18 00:00");
        await RaiseAsync("Warning", due: "2026-03-19 00:00");
        await RunAsync();
        Assert.Equal(3, _pages.Shown.Count);
        await UntilAsync("2026-03-16 08:29");
        Assert.Empty(_smtp.Mails);
        await UntilAsync("2026-03-16 08:30");
        Assert.Equal(["above@example.org", "here@example.org"], _smtp.Mails.Select(x => Assert.Single(x.Recipients)).Order(StringComparer.Ordinal));
        // What ends first stands first.
        Assert.All(_smtp.Mails, x => Assert.Equal([2, 3, 1], LinesOf(x)));
        await UntilAsync("2026-03-16 09:00");
        _time.Now = At("2026-03-17 09:00");
        await RunAsync();
        Assert.Equal(2, _smtp.Mails.Count);
        Assert.Equal((6, 0), (await Storage.CountAsync("digest_items where mail_id is not null and not is_single"), await Storage.CountAsync("outbox where state <> 'Sent'")));
    }

    [Fact]
    public async Task Missed_limits_come_at_once_up_to_the_hours_share_and_the_rest_when_the_hour_is_over()
    {
        await PrepareAsync(("here", County));
        // By night: what is missed does not wait for the morning, neither by itself nor together.
        _time.Now = At("2026-03-10 22:10");
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        for (var i = 0; i < 8; i++) await RaiseAsync(i % 2 == 0 ? "Breach" : "Escalation", due: "2026-03-10 00:00");
        await RunAsync();
        Assert.Equal(5, _smtp.Mails.Count);
        Assert.All(_smtp.Mails, x => Assert.Empty(LinesOf(x)));
        await UntilAsync("2026-03-10 22:59");
        Assert.Equal(5, _smtp.Mails.Count);
        await UntilAsync("2026-03-10 23:00");
        Assert.Equal([7, 8, 9], LinesOf(Assert.Single(_smtp.Mails.Skip(5))).Order());
        // A new hour has its own share.
        await RaiseAsync("Breach", due: "2026-03-10 00:00");
        await RunAsync();
        Assert.Equal(7, _smtp.Mails.Count);
        await UntilAsync("2026-03-11 08:30");
        Assert.Equal([1], LinesOf(Assert.Single(_smtp.Mails.Skip(7))));
        await UntilAsync("2026-03-11 09:30");
        Assert.Equal(8, _smtp.Mails.Count);
        Assert.Equal(0, await Storage.CountAsync("digest_items where mail_id is null"));
    }

    [Fact]
    public async Task A_warning_on_the_last_day_or_whose_digest_would_come_too_late_comes_by_itself()
    {
        await PrepareAsync(("here", County));
        await RaiseAsync("Warning", due: "2026-03-11 00:00");
        await RunAsync();
        Assert.Single(_smtp.Mails);
        // Friday night, due on Saturday at 24:00: Monday's digest is too late, Saturday morning is not.
        _time.Now = At("2026-03-13 21:00");
        await RaiseAsync("Warning", due: "2026-03-15 00:00");
        await RunAsync();
        Assert.Single(_smtp.Mails);
        await UntilAsync("2026-03-14 08:00");
        Assert.Equal(2, _smtp.Mails.Count);
        await UntilAsync("2026-03-14 10:00");
        _time.Now = At("2026-03-16 08:30");
        await RunAsync();
        Assert.Equal(2, _smtp.Mails.Count);
    }

    [Fact]
    public async Task A_persons_own_warning_waits_for_the_morning_and_stands_on_the_page_at_once()
    {
        await PrepareAsync();
        await PrepareOneAsync("li", County, Role.Reviewer, _ => { });
        await PrepareOneAsync("xu", County, Role.Reviewer, _ => { });
        _time.Now = At("2026-03-10 21:00");
        await RaiseAsync("Warning", "li", Role.Reviewer, "2026-03-20 00:00");
        await RaiseAsync("Warning", "xu", Role.Reviewer, "2026-03-11 00:00");
        await RaiseAsync("Breach", "xu", Role.Reviewer, "2026-03-10 00:00");
        await RunAsync();
        Assert.Equal(3, _pages.Shown.Count);
        Assert.Equal(["xu@example.org", "xu@example.org"], _smtp.Mails.Select(x => Assert.Single(x.Recipients)));
        await UntilAsync("2026-03-11 07:59");
        Assert.Equal(2, _smtp.Mails.Count);
        await UntilAsync("2026-03-11 08:00");
        Assert.Equal("li@example.org", Assert.Single(_smtp.Mails[2].Recipients));
        Assert.Equal(0, await Storage.CountAsync("outbox where attempts > 1"));
    }

    [Fact]
    public async Task A_mail_that_failed_by_day_is_not_tried_again_by_night()
    {
        await PrepareAsync();
        await PrepareOneAsync("li", County, Role.Reviewer, _ => { });
        _time.Now = At("2026-03-10 19:59");
        await RaiseAsync("Warning", "li", Role.Reviewer, "2026-03-20 00:00");
        _smtp.OnRecipient = _ => "451 later";
        await RunAsync();
        var tries = _smtp.Commands.Count(x => x.StartsWith("RCPT", StringComparison.Ordinal));
        _smtp.OnRecipient = _ => null;
        _time.Now = At("2026-03-10 20:00");
        await UntilAsync("2026-03-10 22:00");
        Assert.Empty(_smtp.Mails);
        Assert.Equal(tries, _smtp.Commands.Count(x => x.StartsWith("RCPT", StringComparison.Ordinal)));
        Assert.Equal(1, await Storage.CountAsync("outbox where channel = 'mail' and state = 'Pending' and attempts = 1"));
        await UntilAsync("2026-03-11 08:00");
        Assert.Single(_smtp.Mails);
    }

    [Fact]
    public async Task Programs_are_told_at_once_and_those_that_ring_people_keep_quiet_hours()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await PrepareAsync();
        _hooks = [new("program", hook.Url, "a-secret-of-both-sides", ["alert"]), new("chat", hook.Url, "a-secret-of-both-sides", ["alert"]) { KeepsQuietHours = true }];
        _time.Now = At("2026-03-10 21:00");
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RunAsync();
        Assert.Single(hook.Calls);
        await UntilAsync("2026-03-11 08:00");
        Assert.Equal(2, hook.Calls.Count);
    }

    [Fact]
    public async Task Who_wants_no_digest_gets_each_warning_and_who_wants_no_mail_gets_none()
    {
        await PrepareAsync(("with", County));
        await PrepareOneAsync("without", County, Role.Supervisor, x => x.Want(MailWishes.Digest, false));
        await PrepareOneAsync("muted", County, Role.Supervisor, x => x.Want(ChannelNames.Mail, false));
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RunAsync();
        Assert.Equal(["without@example.org", "without@example.org"], _smtp.Mails.Select(x => Assert.Single(x.Recipients)));
        await UntilAsync("2026-03-11 08:30");
        Assert.Equal("with@example.org", Assert.Single(Assert.Single(_smtp.Mails.Skip(2)).Recipients));
    }

    [Fact]
    public async Task Several_nodes_close_a_digest_once_and_each_alert_is_in_exactly_one()
    {
        await PrepareAsync([.. Enumerable.Range(0, 6).Select(x => ($"chen{x}", County))]);
        for (var i = 0; i < 20; i++) await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RunAsync();
        Assert.Equal(120, await Storage.CountAsync("digest_items where mail_id is null"));
        _time.Now = At("2026-03-11 08:30");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var node = new TestStorage(Database);
            await new Digests(node.Get<IDigestBook>(), new JobSettings(), _time).RunAsync(default);
        })));
        await RunAsync();
        Assert.Equal(6, _smtp.Mails.Count);
        Assert.Equal(6, _smtp.Mails.Select(x => Assert.Single(x.Recipients)).Distinct().Count());
        Assert.All(_smtp.Mails, x => Assert.Equal(Enumerable.Range(1, 20), LinesOf(x).Order()));
    }

    [Fact]
    public async Task Several_nodes_together_keep_to_the_hours_share()
    {
        await PrepareAsync(("here", County), ("above", "/420700/"));
        for (var i = 0; i < 40; i++) await RaiseAsync("Breach", due: "2026-03-10 00:00");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var node = new TestStorage(Database);
            await DeliverAsync(node, OutboxLane.Pages);
        })));
        Assert.Equal((10, 10, 70), (
            await Storage.CountAsync("digest_items where is_single"), await Storage.CountAsync("outbox where channel = 'mail'"), await Storage.CountAsync("digest_items where mail_id is null")));
    }

    [Fact]
    public async Task A_node_that_dies_while_it_makes_a_digest_loses_nothing()
    {
        await PrepareAsync(("here", County));
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RunAsync();
        _time.Now = At("2026-03-11 08:30");
        await Assert.ThrowsAsync<IOException>(async () => await Storage.Get<IDigestBook>().CloseAsync(new UserId("here"), _time.Now, (_, _) => throw new IOException("killed"), default));
        Assert.Equal(1, await Storage.CountAsync("digest_items where mail_id is null"));
        await RunAsync();
        Assert.Equal([1], LinesOf(Assert.Single(_smtp.Mails)));
        Assert.False(await Storage.Get<IDigestBook>().CloseAsync(new UserId("here"), _time.Now, (_, _) => throw new InvalidOperationException("There is nothing to tell."), default));
    }

    [Fact]
    public async Task Nobody_gets_an_empty_digest()
    {
        await PrepareAsync(("here", County));
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RunAsync();
        await Storage.ExecuteAsync("update digest_items set payload = '{{}}'");
        await UntilAsync("2026-03-11 08:30");
        await UntilAsync("2026-03-12 08:30");
        Assert.Empty(_smtp.Mails);
        Assert.Equal(0, await Storage.CountAsync("outbox where kind = 'digest'"));
    }

    [Fact]
    public async Task Administrators_who_want_it_get_system_notices_by_mail_each_once()
    {
        await PrepareAsync(("here", County));
        await PrepareOneAsync("admin", County, Role.Administrator, _ => { });
        await PrepareOneAsync("other", "/431000/", Role.Administrator, _ => { });
        await PrepareOneAsync("quiet", County, Role.Administrator, x => x.Want(MailWishes.System, false));
        var notices = Storage.Get<ISystemNotices>();
        _time.Now = At("2026-03-10 22:00");
        Assert.True(await notices.RaiseAsync(new SystemNotice("calendar:2027:60", "calendar", new LocalizedText("2027 年的节假日还没有导入", "The holidays of 2027 are missing"), _time.Now), default));
        Assert.False(await notices.RaiseAsync(new SystemNotice("calendar:2027:60", "calendar", new LocalizedText("又一次", "Once more"), _time.Now), default));
        await RunAsync();
        Assert.Equal(("system", "role:administrator"), Assert.Single(_pages.Shown.Select(x => (x.Kind, x.Recipient))));
        Assert.Empty(_smtp.Mails);
        // A clock that nobody processes can't wait.
        Assert.True(await notices.RaiseAsync(new SystemNotice("clock:x", OverdueClock.NoticeKind, new LocalizedText("期限未处理", "A clock is unprocessed"), _time.Now), default));
        await RunAsync();
        Assert.Equal(["admin@example.org", "other@example.org"], _smtp.Mails.Select(x => Assert.Single(x.Recipients)).Order(StringComparer.Ordinal));
        await UntilAsync("2026-03-11 08:00");
        Assert.Equal(4, _smtp.Mails.Count);
        Assert.All(_smtp.Mails, x => Assert.DoesNotContain("案件编码", x.Body, StringComparison.Ordinal));
        // What has ended and comes back is told again.
        await notices.EndOthersAsync("calendar", [], _time.Now, default);
        _time.Now = At("2026-03-11 10:00");
        Assert.True(await notices.RaiseAsync(new SystemNotice("calendar:2027:60", "calendar", new LocalizedText("还是没有", "Still missing"), _time.Now), default));
        await RunAsync();
        Assert.Equal(6, _smtp.Mails.Count);
    }

    [Fact]
    public async Task Messages_without_a_case_are_listed_and_retried_like_others()
    {
        await PrepareAsync(("here", County));
        await RaiseAsync("Warning", due: "2026-03-20 00:00");
        await RunAsync();
        _smtp.OnRecipient = _ => "550 no such mailbox";
        await UntilAsync("2026-03-11 08:30");
        var (admin, book) = (SampleCases.Staff("admin", County, Role.Administrator), Storage.Get<IMessageBook>());
        var stuck = Assert.Single((await book.ListAsync(admin, new MessageFilter(OutboxState.Stuck), default)).Items);
        Assert.Equal((null, null, "digest", "here"), (stuck.CaseId, stuck.CaseCode, stuck.Message.Kind, stuck.Message.Recipient));
        _smtp.OnRecipient = _ => null;
        Assert.Equal(RetryOutcome.Retried, await book.RetryAsync(admin, stuck.Message.Id, _time.Now, default));
        await RunAsync();
        Assert.Equal([1], LinesOf(Assert.Single(_smtp.Mails)));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _smtp.DisposeAsync();
        await DisposeAsync();
    }

    private static SmtpReceiver Listening() => new();

    private static DateTimeOffset At(string local) => new DateTimeOffset(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), ChinaTime.Offset).ToUniversalTime();

    /// <summary>The numbers of the alerts that a digest names; none for another mail.</summary>
    private static List<int> LinesOf(ReceivedMail mail) =>
        [.. mail.Body.Split('\n').Where(x => x.StartsWith("- alert ", StringComparison.Ordinal)).Select(x => int.Parse(x.Split(' ')[2], CultureInfo.InvariantCulture))];

    private async Task PrepareAsync(params (string Id, string Office)[] supervisors)
    {
        foreach (var table in new[] { "outbox", "digest_items", "staff_users", "system_notices" }) await Storage.ExecuteAsync($"delete from {table}");
        _case = await Storage.KeepAsync(SampleCases.New(County));
        foreach (var (id, office) in supervisors) await PrepareOneAsync(id, office, Role.Supervisor, _ => { });
    }

    private async Task PrepareOneAsync(string id, string office, string role, Action<StaffUser> change)
    {
        await using var db = await Storage.Get<IDbContextFactory<StaffDbContext>>().CreateDbContextAsync();
        var roleId = await db.Roles.Where(x => x.Name == role).Select(x => x.Id).FirstOrDefaultAsync();
        if (roleId is null) db.Roles.Add(new Microsoft.AspNetCore.Identity.IdentityRole(role) { Id = roleId = "role-" + role });
        var user = new StaffUser { Id = id, UserName = id, DisplayName = id, OfficePath = office, Email = id + "@example.org" };
        change(user);
        db.Users.Add(user);
        db.UserRoles.Add(new() { UserId = id, RoleId = roleId });
        await db.SaveChangesAsync();
    }

    /// <summary>An alert as a command tells it; they are numbered from 1.</summary>
    private async Task RaiseAsync(string level, string to = "role:supervisor", string role = Role.Supervisor, string due = "2026-03-20 00:00")
    {
        var number = ++_alerts;
        // One after the other: what comes at the same moment has no order.
        _time.Now += TimeSpan.FromMilliseconds(1);
        var payload = $$"""{"alert":"{{number}}","code":"{{_case.Code}}","zh":"提醒 {{number}}","en":"alert {{number}} of a clock","level":"{{level}}","role":"{{role}}","due":"{{At(due):O}}"}""";
        var message = new OutboxMessage(Guid.NewGuid(), _case.Id, "page", "alert", to, payload, $"alert:{number}:{Guid.NewGuid()}", _time.Now);
        await using var db = await Storage.ContextAsync();
        db.Outbox.Add(message);
        await db.SaveChangesAsync();
    }

    /// <summary>All jobs of the outbox, until nothing is left to do at this moment.</summary>
    private async Task RunAsync()
    {
        await DeliverAsync(Storage, OutboxLane.Pages);
        await new Digests(Storage.Get<IDigestBook>(), new JobSettings(), _time).RunAsync(default);
        foreach (var lane in Enum.GetValues<OutboxLane>()) await DeliverAsync(Storage, lane);
    }

    /// <summary>Goes on from one moment at which something waits to the next, running all jobs, up to a moment and at it.</summary>
    private async Task UntilAsync(string local)
    {
        var end = At(local);
        while (await NextAsync() is { } at && at <= end)
        {
            // What was tried now and waits still is tried again a little later.
            _time.Now = at > _time.Now ? at : _time.Now + OneMinute;
            await RunAsync();
        }
        _time.Now = end;
        await RunAsync();
    }

    private async Task<DateTimeOffset?> NextAsync()
    {
        await using var db = await Storage.ContextAsync();
        var digest = await db.Set<DigestItemRow>().Where(x => x.MailId == null).MinAsync(x => (DateTimeOffset?)x.DeliverAt);
        var message = await db.Outbox.Where(x => x.State == OutboxState.Pending).MinAsync(x => (DateTimeOffset?)x.NextAttemptAt);
        return new[] { digest, message }.Min();
    }

    private async Task DeliverAsync(TestStorage node, OutboxLane lane)
    {
        var settings = new ChannelSettings { Mail = new MailSettings("127.0.0.1", _smtp.Port, "alerts@centre.example") { UsesTls = false }, Webhooks = _hooks };
        var people = node.Get<IMailDirectory>();
        using var webhooks = new WebhookChannel(settings, _time);
        await new OutboxDelivery(lane, node.Get<IOutboxQueue>(), [_pages, new MailChannel(settings, people, _time), webhooks], new FanOut(settings, people, ShippedTimes.Times, _time), settings,
            new JobSettings { Owner = Guid.NewGuid().ToString() }, _time, NullLogger<OutboxDelivery>.Instance).RunAsync(default);
    }

    private sealed class Pages : IChannel
    {
        public string Name => ChannelNames.Page;

        public System.Collections.Concurrent.ConcurrentQueue<OutboxMessage> Shown { get; } = [];

        public ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            Shown.Enqueue(message);
            return ValueTask.CompletedTask;
        }
    }
}

public sealed class DigestsOnSqlite(SqliteTestDatabase database) : DigestContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class DigestsOnPostgreSql(PostgreSqlTestDatabase database) : DigestContract(database), IClassFixture<PostgreSqlTestDatabase>;
