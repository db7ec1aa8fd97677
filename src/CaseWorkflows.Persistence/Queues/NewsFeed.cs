using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CaseWorkflows.Cases.Ports;
using Npgsql;

namespace CaseWorkflows.Persistence.Queues;

/// <summary>News between the processes that share a PostgreSQL: its own notifications, which arrive within milliseconds and cost nothing in between.</summary>
internal sealed class PostgreSqlNewsFeed(PersistenceOptions options) : INewsFeed
{
    private const string Topic = "caseworkflows_page";

    // A line that is dead without a word is noticed by this; without it a process would go on listening to nothing.
    private const int KeepAliveSeconds = 15;

    public async ValueTask TellAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var tell = new NpgsqlCommand("select pg_notify($1, $2)", connection) { Parameters = { new() { Value = Topic }, new() { Value = messageId.ToString() } } };
        await tell.ExecuteNonQueryAsync(cancellationToken);
    }

    public async IAsyncEnumerable<Guid> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A connection of its own, for as long as the process lives: one out of the pool would be missing there.
        var own = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, KeepAlive = KeepAliveSeconds };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        var arrived = new Queue<Guid>();
        connection.Notification += (_, news) =>
        {
            if (Guid.TryParse(news.Payload, out var id)) arrived.Enqueue(id);
        };
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand("listen " + Topic, connection)) await listen.ExecuteNonQueryAsync(cancellationToken);
        while (true)
        {
            while (arrived.TryDequeue(out var id)) yield return id;
            await connection.WaitAsync(cancellationToken);
        }
    }
}

/// <summary>News within the one process that serves pages on SQLite.</summary>
internal sealed class InProcessNewsFeed : INewsFeed
{
    private readonly ConcurrentDictionary<Channel<Guid>, bool> _listeners = [];

    public ValueTask TellAsync(Guid messageId, CancellationToken cancellationToken)
    {
        foreach (var listener in _listeners.Keys) listener.Writer.TryWrite(messageId);
        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<Guid> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mine = Channel.CreateUnbounded<Guid>();
        _listeners[mine] = true;
        try
        {
            await foreach (var id in mine.Reader.ReadAllAsync(cancellationToken)) yield return id;
        }
        finally
        {
            _listeners.TryRemove(mine, out _);
        }
    }
}
