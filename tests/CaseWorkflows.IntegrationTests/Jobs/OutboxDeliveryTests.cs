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
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 1280], waits.Select(x => (int)x.TotalSeconds));
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

    private static OutboxMessage Message(string channel) => new(Guid.NewGuid(), new CaseId(Guid.NewGuid()), channel, "alert", "role:supervisor", "{}", Guid.NewGuid().ToString(), Start);

    private OutboxDelivery Job(FakeOutboxQueue queue, params IChannel[] channels) => new(queue, channels, new JobSettings(), _time, NullLogger<OutboxDelivery>.Instance);

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
