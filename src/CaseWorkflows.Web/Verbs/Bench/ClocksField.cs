using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;
using Npgsql;
using NpgsqlTypes;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// A database full of copies of one really opened case, each with a clock that will not come for a day. <see cref="ArmAsync"/> gives the next of them a
/// step that is due when it is wanted; what the product then made of them is read from the rows it left, whose transactions the server dates.
/// </summary>
internal sealed class ClocksField
{
    private const int MostCompletions = 4;
    private const string Never = "2999-01-01T00:00:00+00:00";
    private const string Place = "@due@";

    private readonly NpgsqlDataSource _source;
    private readonly string _key;
    private readonly string _steps;
    private readonly long _seq;
    private int _armed;

    private ClocksField(NpgsqlConnectionStringBuilder database, NpgsqlDataSource source, string key, string steps, long seq, int pending) =>
        (Database, _source, _key, _steps, _seq, Pending) = (database, source, key, steps, seq, pending);

    public NpgsqlConnectionStringBuilder Database { get; }

    /// <summary>How many clocks are pending in all.</summary>
    public int Pending { get; }

    /// <summary>Makes the database and fills it.</summary>
    /// <param name="at">Where the verb runs.</param>
    /// <param name="database">An empty database.</param>
    /// <param name="workflows">The product's files.</param>
    /// <param name="cases">How many copies.</param>
    /// <param name="tell">Says how far it is.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    public static async Task<ClocksField> FillAsync(
        Surroundings at, NpgsqlConnectionStringBuilder database, string workflows, int cases, Func<string, (string Name, object? Value)[], Task> tell, CancellationToken cancellationToken)
    {
        var scenario = ScenarioBook.LoadFile(Path.Combine(workflows, "scenarios", "legal-aid", "01-grant-to-archive.json"));
        // At a day whose holidays are known, in whatever year this is.
        var time = new BenchTime(at.Time, scenario.LastAt());
        await using var product = await BenchProduct.PrepareAsync(database, time, workflows, cancellationToken);
        var story = await StepsStory.OfAsync(scenario, product.Get<IStaffDirectory>(), cancellationToken);
        var load = new StepsLoad(product.Get<ICaseStore>(), product.Get<CaseRules>(), story, time);
        var source = new NpgsqlDataSourceBuilder(database.ConnectionString) { ConnectionStringBuilder = { CommandTimeout = 0, MaxPoolSize = 4 } }.Build();
        for (var completions = 0; completions <= MostCompletions; completions++)
        {
            var pattern = await load.PlayOneAsync(completions, cancellationToken);
            if (await PutOffAsync(source, pattern, at.Time.GetUtcNow().AddDays(1), cancellationToken) is not { Count: > 0 } clocks) continue;
            await DoAsync(source, $"update outbox set state = 'Sent', sent_at = created_at where case_id = '{pattern}'", cancellationToken);
            var seq = await OneAsync<long>(source, $"select history_seq from cases where id = '{pattern}'", cancellationToken);
            await new StoredCases(database.ConnectionString, tell).FillAsync(pattern, cases, cancellationToken);
            return new ClocksField(database, source, clocks[0].Key, clocks[0].Steps, seq, cases * clocks.Count);
        }
        throw VerbException.Wrong(BenchTexts.Get("clocks.no-clock", ("story", scenario.Id)));
    }

    /// <summary>Gives the next clocks that have not been used yet their instants, evenly between two of them; both may be the same.</summary>
    /// <returns>The case of each with the instant.</returns>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> ArmAsync(int count, DateTimeOffset first, TimeSpan window, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand($"""
            update clocks set next_fire_at = armed.due, steps = replace($1, '{Place}', to_char(armed.due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'))
            from (select id, $2 + (row_number() over (order by case_id) - 1) * $3 as due from (select id, case_id from clocks where key = $4 order by case_id offset $5 limit $6) chosen) armed
            where clocks.id = armed.id returning clocks.case_id, clocks.next_fire_at
            """);
        command.Parameters.AddWithValue(_steps);
        command.Parameters.AddWithValue(first.ToUniversalTime());
        command.Parameters.AddWithValue(NpgsqlDbType.Interval, window / Math.Max(1, count));
        command.Parameters.AddWithValue(_key);
        command.Parameters.AddWithValue(_armed);
        command.Parameters.AddWithValue(count);
        _armed += count;
        Dictionary<Guid, DateTimeOffset> due = [];
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken)) due[rows.GetGuid(0)] = rows.GetFieldValue<DateTimeOffset>(1);
        return due.Count == count ? due : throw new InvalidOperationException($"{count} clocks were to be armed, {due.Count} were.");
    }

    /// <summary>Waits until none of these clocks is due any more, or the patience is over: then some are lost.</summary>
    public async Task UntilFiredAsync(IReadOnlyDictionary<Guid, DateTimeOffset> due, TimeSpan patience, CancellationToken cancellationToken)
    {
        // By their instants and not by the time: an instant too early nothing would be due yet.
        var left = $"select count(*) from (select 1 from clocks where next_fire_at <= '{due.Values.Max().ToUniversalTime():O}' limit 1) due";
        var started = System.Diagnostics.Stopwatch.StartNew();
        while (await OneAsync<long>(_source, left, cancellationToken) > 0 && started.Elapsed < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
    }

    /// <summary>Who holds a claim at this instant, or null.</summary>
    public Task<string?> ClaimantAsync(CancellationToken cancellationToken) =>
        OneAsync<string?>(_source, "select (select claimed_by from clocks where claimed_until > now() and next_fire_at <= now() order by claimed_until desc limit 1)", cancellationToken);

    /// <summary>What became of armed clocks. Every firing is a transaction that writes into the case's history, and history is never changed.</summary>
    public async Task<ClocksFired> FiredAsync(IReadOnlyDictionary<Guid, DateTimeOffset> due, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("""
            select h.case_id, count(distinct h.xmin::text), min(pg_xact_commit_timestamp(h.xmin)), (select count(*) from alerts a where a.case_id = h.case_id)
            from history h where h.case_id = any($1) and h.seq > $2 group by h.case_id
            """);
        command.Parameters.AddWithValue(due.Keys.ToArray());
        command.Parameters.AddWithValue(_seq);
        List<ClockFired> fired = [];
        var twice = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            // Without an alert nobody was told: that is no firing.
            if (rows.GetInt64(3) == 0) continue;
            if (rows.GetInt64(1) > 1) twice++;
            var committed = rows.GetFieldValue<DateTimeOffset>(2);
            fired.Add(new ClockFired(due[rows.GetGuid(0)], committed));
        }
        return new ClocksFired(due.Count, fired, due.Count - fired.Count, twice);
    }

    /// <summary>Puts everything the pattern case waits for off to a day that never comes, and its next step to tomorrow.</summary>
    private static async Task<IReadOnlyList<(string Key, string Steps)>> PutOffAsync(NpgsqlDataSource source, CaseId pattern, DateTimeOffset next, CancellationToken cancellationToken)
    {
        List<(Guid Id, string Key, string Steps)> clocks = [];
        await using (var command = source.CreateCommand($"select id, key, steps from clocks where case_id = '{pattern}' and next_fire_at is not null order by next_fire_at"))
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
            while (await rows.ReadAsync(cancellationToken)) clocks.Add((rows.GetGuid(0), rows.GetString(1), rows.GetString(2)));
        List<(string, string)> armed = [];
        foreach (var (id, key, json) in clocks)
        {
            var steps = JsonNode.Parse(json)!.AsArray();
            var name = steps[0]!.AsObject().First(x => string.Equals(x.Key, "fireAt", StringComparison.OrdinalIgnoreCase)).Key;
            var earliest = steps.MinBy(x => x![name]!.GetValue<DateTimeOffset>())!;
            foreach (var step in steps) step![name] = Never;
            await using var put = source.CreateCommand($"update clocks set steps = $1, due_at = '{Never}', next_fire_at = $2 where id = $3");
            put.Parameters.AddWithValue(steps.ToJsonString());
            put.Parameters.AddWithValue(next.ToUniversalTime());
            put.Parameters.AddWithValue(id);
            await put.ExecuteNonQueryAsync(cancellationToken);
            earliest[name] = Place;
            armed.Add((key, steps.ToJsonString()));
        }
        return armed;
    }

    private static async Task DoAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<T> OneAsync<T>(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is var value and not DBNull ? (T)value! : default!;
    }
}

/// <summary>What became of armed clocks.</summary>
/// <param name="Armed">How many there were.</param>
/// <param name="Fired">Those that fired.</param>
/// <param name="Lost">How many did not.</param>
/// <param name="Twice">How many fired more than once.</param>
internal sealed record ClocksFired(int Armed, IReadOnlyList<ClockFired> Fired, int Lost, int Twice);

/// <summary>A clock that fired.</summary>
/// <param name="DueAt">When it should have.</param>
/// <param name="CommittedAt">When the database committed its alert.</param>
internal sealed record ClockFired(DateTimeOffset DueAt, DateTimeOffset CommittedAt)
{
    public TimeSpan Late => CommittedAt - DueAt;
}
