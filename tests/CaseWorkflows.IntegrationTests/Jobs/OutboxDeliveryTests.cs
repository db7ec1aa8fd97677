using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseWorkflows.IntegrationTests.Jobs;

public sealed class OutboxDeliveryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly StandingTime _time = new(Start);

    [Fact]
    public async Task A_message_goes_to_its_channel_once()
    {
        var channel = new RecordingChannel("page");
        var queue = new FakeOutboxQueue(Message("page"));
        var job = Job(queue, channel);
        await job.RunAsync(default);
        await job.RunAsync(default);
        Assert.Single(channel.Delivered);
        var settled = Assert.Single(queue.Settled);
        Assert.Equal((OutboxState.Sent, 1, null), (settled.State, settled.Attempts, settled.LastError));
    }

    [Fact]
    public async Task A_failing_message_waits_longer_each_time_and_ends_up_stuck()
    {
        var message = Message("page");
        var job = Job(new FakeOutboxQueue(message), new RecordingChannel("page") { Failure = new IOException("no route") });
        List<TimeSpan> waits = [];
        while (message.State == OutboxState.Pending)
        {
            await job.RunAsync(default);
            if (message.State == OutboxState.Pending)
            {
                waits.Add(message.NextAttemptAt - _time.Now);
                _time.Now = message.NextAttemptAt;
            }
        }
        Assert.Equal(OutboxState.Stuck, message.State);
        Assert.Equal("no route", message.LastError);
        Assert.Equal(new JobSettings().MaxDeliveries, message.Attempts);
        // Up to a fifth is left to chance; a wait may be shorter by that, never longer.
        int[] longest = [5, 10, 20, 40, 80, 160, 320, 640, 1280];
        Assert.Equal(longest.Length, waits.Count);
        Assert.All(waits.Zip(longest), x => Assert.InRange(x.First.TotalSeconds, x.Second * 0.8, x.Second));
    }

    [Fact]
    public async Task A_failing_message_does_not_keep_back_others()
    {
        var (bad, good) = (Message("mail"), Message("page"));
        var page = new RecordingChannel("page");
        await Job(new FakeOutboxQueue(bad, good), new RecordingChannel("mail") { Failure = new IOException("refused") }, page).RunAsync(default);
        Assert.Equal((OutboxState.Pending, OutboxState.Sent), (bad.State, good.State));
        Assert.Single(page.Delivered);
    }

    [Fact]
    public async Task A_message_for_a_channel_that_nobody_offers_is_kept_with_the_reason()
    {
        var message = Message("pigeon");
        await Job(new FakeOutboxQueue(message)).RunAsync(default);
        Assert.Equal(OutboxState.Pending, message.State);
        Assert.Contains("pigeon", message.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void The_wait_never_exceeds_an_hour() => Assert.Equal(TimeSpan.FromHours(1), OutboxDelivery.RetryDelay(1000));

    [Fact]
    public void Messages_that_failed_together_are_not_all_tried_again_together() =>
        Assert.True(Enumerable.Range(0, 100).Select(_ => OutboxDelivery.RetryDelay(8, Guid.NewGuid(), null)).Distinct().Count() > 50);

    [Theory]
    [InlineData(120, 120)]
    [InlineData(900_000, 86_400)]
    public void What_the_other_side_asks_for_is_waited_for_up_to_a_day(int asked, int waited) =>
        Assert.Equal(waited, OutboxDelivery.RetryDelay(1, Guid.NewGuid(), TimeSpan.FromSeconds(asked)).TotalSeconds);

    [Fact]
    public async Task A_final_failure_is_stuck_at_once_and_administrators_are_told()
    {
        var message = Message("webhook");
        var queue = new FakeOutboxQueue(message);
        await Job(queue, OutboxLane.Webhooks, new RecordingChannel("webhook") { Failure = new DeliveryFailedException(DeliveryFailure.Final, "gone") }).RunAsync(default);
        Assert.Equal((OutboxState.Stuck, 1, "gone"), (message.State, message.Attempts, message.LastError));
        var alert = Assert.Single(queue.Following);
        Assert.Equal(("page", "stuck", "role:administrator"), (alert.Channel, alert.Kind, alert.Recipient));
        Assert.Contains("Webhook", alert.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_sticks_within_an_hour_on_one_channel_is_told_under_one_key()
    {
        var queue = new FakeOutboxQueue(Message("webhook"), Message("webhook"), Message("webhook"));
        await Job(queue, OutboxLane.Webhooks, new RecordingChannel("webhook") { Failure = new DeliveryFailedException(DeliveryFailure.Final, "gone") }).RunAsync(default);
        Assert.Equal(3, queue.Following.Count);
        Assert.Single(queue.Following.Select(x => x.DedupKey).Distinct());
    }

    [Fact]
    public async Task A_message_with_nobody_to_tell_is_dropped_and_not_called_sent()
    {
        var message = Message("mail");
        await Job(new FakeOutboxQueue(message), OutboxLane.Mail, new RecordingChannel("mail") { Failure = new DeliveryFailedException(DeliveryFailure.NobodyToTell, "nobody") }).RunAsync(default);
        Assert.Equal((OutboxState.Dropped, null), (message.State, message.SentAt));
    }

    [Fact]
    public async Task A_fact_becomes_one_message_for_each_recipient_and_target_under_keys_of_its_own()
    {
        _outside = new ChannelSettings
        {
            Mail = new MailSettings("localhost", 25, "a@example.org"),
            Webhooks = [new("one", new Uri("https://one.example"), new string('s', 16), ["alert"]), new("two", new Uri("https://two.example"), new string('s', 16), ["notice"])],
        };
        _people = new FakeMailDirectory(new MailRecipient(new("wang"), "王", "wang@example.org"), new MailRecipient(new("li"), "李", "li@example.org"));
        var message = Message("page");
        var queue = new FakeOutboxQueue(message);
        await Job(queue, new RecordingChannel("page")).RunAsync(default);
        Assert.Equal(
            [("mail", "li", $"{message.DedupKey}|mail|li"), ("mail", "wang", $"{message.DedupKey}|mail|wang"), ("webhook", "one", $"{message.DedupKey}|webhook|one")],
            queue.Following.Select(x => (x.Channel, x.Recipient, x.DedupKey)).Order());
        Assert.All(queue.Following, x => Assert.Equal((message.Payload, message.Kind, message.CaseId), (x.Payload, x.Kind, x.CaseId)));
    }

    [Fact]
    public async Task Without_settings_a_fact_stays_on_the_pages()
    {
        var queue = new FakeOutboxQueue(Message("page"));
        await Job(queue, new RecordingChannel("page")).RunAsync(default);
        Assert.Empty(queue.Following);
    }

    private ChannelSettings _outside = new();

    private FakeMailDirectory _people = new();

    private static OutboxMessage Message(string channel) => new(Guid.NewGuid(), new CaseId(Guid.NewGuid()), channel, "alert", "role:supervisor", "{}", Guid.NewGuid().ToString(), Start);

    private OutboxDelivery Job(FakeOutboxQueue queue, params IChannel[] channels) => Job(queue, OutboxLane.Pages, channels);

    private OutboxDelivery Job(FakeOutboxQueue queue, OutboxLane lane, params IChannel[] channels) =>
        new(lane, queue, channels, new FanOut(_outside, _people, ShippedTimes.Times, _time), _outside, new JobSettings(), _time, NullLogger<OutboxDelivery>.Instance);

    private sealed class RecordingChannel(string name) : IChannel
    {
        public string Name => name;

        public Exception? Failure { get; init; }

        public List<OutboxMessage> Delivered { get; } = [];

        public ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            if (Failure is not null) throw Failure;
            Delivered.Add(message);
            return ValueTask.CompletedTask;
        }
    }
}
