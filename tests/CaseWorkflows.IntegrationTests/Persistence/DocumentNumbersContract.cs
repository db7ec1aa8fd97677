using System.Collections.Concurrent;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Numbers of documents under many commands at once: none is missing and none is there twice, also where commands are given up.</summary>
public abstract class DocumentNumbersContract(ITestDatabase database) : StorageContract(database)
{
    private const int Commands = 60;

    private static readonly OfficePath Echeng = new("/420700/420704/");
    private static readonly OfficePath Huarong = new("/420700/420703/");

    [Fact]
    public async Task Commands_at_once_and_commands_given_up_leave_neither_gaps_nor_doubles()
    {
        var (first, second) = (new DocumentSeries(Echeng, 2031, "援指字"), new DocumentSeries(Echeng, 2031, "援函字"));
        var kept = new ConcurrentBag<(DocumentSeries Series, int Number)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Commands), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellationToken) =>
        {
            await using var transaction = await Storage.Store.BeginAsync(cancellationToken);
            var @case = SampleCases.New();
            transaction.Add(@case);
            // Named in turns in the one and the other order: nobody may wait for somebody who waits for them.
            var wanted = new[] { (first, 1 + (i % 3)), (second, 1) }.OrderBy(_ => i % 2 == 0 ? 0 : 1).Reverse().ToDictionary(x => x.Item1, x => x.Item2);
            var taken = await transaction.TakeNumbersAsync(wanted, cancellationToken);
            if (i % 5 == 0) return;
            Assert.Equal(CommitOutcome.Committed, await transaction.CommitAsync(SampleCases.Change(@case), cancellationToken));
            foreach (var (series, from) in taken)
                for (var n = 0; n < wanted[series]; n++) kept.Add((series, from + n));
        });
        foreach (var series in new[] { first, second })
        {
            var numbers = kept.Where(x => x.Series == series).Select(x => x.Number).Order().ToList();
            Assert.NotEmpty(numbers);
            Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        }
    }

    [Fact]
    public async Task A_command_that_loses_its_case_to_another_gives_its_numbers_back()
    {
        var series = new DocumentSeries(Huarong, 2032, "援决字");
        var @case = await Storage.KeepAsync(SampleCases.New());
        await using var late = await Storage.Store.BeginAsync(default);
        var loaded = (await late.LoadAsync(@case.Id, default))!;
        Assert.Equal(CommitOutcome.Committed, await Storage.ChangeAsync(@case.Id, x => x.Stage = "review"));
        Assert.Equal(1, (await late.TakeNumbersAsync(new Dictionary<DocumentSeries, int> { [series] = 2 }, default))[series]);
        loaded.Stage = "handling";
        Assert.Equal(CommitOutcome.VersionIsStale, await late.CommitAsync(SampleCases.Change(loaded), default));
        Assert.Equal(1, await TakeAsync(series));
        Assert.Equal(2, await TakeAsync(series));
    }

    [Fact]
    public async Task Offices_years_and_words_are_numbered_apart()
    {
        foreach (var series in new[] { new DocumentSeries(Echeng, 2033, "援决字"), new(Huarong, 2033, "援决字"), new(Echeng, 2034, "援决字"), new(Echeng, 2033, "援补字") }) Assert.Equal(1, await TakeAsync(series));
        Assert.Equal(2, await TakeAsync(new(Echeng, 2033, "援决字")));
    }

    [Fact]
    public async Task A_command_that_is_sent_twice_at_once_is_kept_once_with_its_numbers()
    {
        var series = new DocumentSeries(Huarong, 2035, "援收字");
        var command = new Cases.CommandId(Guid.NewGuid());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var transaction = await Storage.Store.BeginAsync(default);
            var @case = SampleCases.New();
            transaction.Add(@case);
            await transaction.TakeNumbersAsync(new Dictionary<DocumentSeries, int> { [series] = 1 }, default);
            return await transaction.CommitAsync(SampleCases.Change(@case, command), default);
        }));
        Assert.Equal([CommitOutcome.Committed, CommitOutcome.AlreadyCommitted], outcomes.Order());
        Assert.Equal(2, await TakeAsync(series));
    }

    [Fact]
    public async Task Two_nodes_that_issue_documents_of_one_office_leave_neither_gaps_nor_doubles()
    {
        await using var other = await TestStorage.OpenAsync(Database);
        var series = new DocumentSeries(Echeng, 2036, "援公字");
        var kept = new ConcurrentBag<int>();
        var lost = 0;
        // Each node remembers the last number that it saw, and the other one gives the next ones away.
        await Parallel.ForEachAsync(Enumerable.Range(0, Commands), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancellationToken) =>
        {
            for (var attempt = 1; ; attempt++)
            {
                await using var transaction = await (i % 2 == 0 ? Storage : other).Store.BeginAsync(cancellationToken);
                var @case = SampleCases.New();
                transaction.Add(@case);
                var number = (await transaction.TakeNumbersAsync(new Dictionary<DocumentSeries, int> { [series] = 1 }, cancellationToken))[series];
                var outcome = await transaction.CommitAsync(SampleCases.Change(@case), cancellationToken);
                if (outcome == CommitOutcome.Committed)
                {
                    kept.Add(number);
                    return;
                }
                // It is never told that somebody changed its case, and never loses often.
                Assert.Equal(CommitOutcome.NumbersAreTaken, outcome);
                Assert.InRange(attempt, 1, 3);
                Interlocked.Increment(ref lost);
            }
        });
        Assert.Equal(Enumerable.Range(1, Commands), kept.Order());
        Assert.InRange(lost, 0, Commands / 2);
    }

    [Fact]
    public async Task A_node_whose_memory_was_overtaken_asks_again_and_loses_nothing()
    {
        await using var other = await TestStorage.OpenAsync(Database);
        var series = new DocumentSeries(Huarong, 2037, "援函字");
        Assert.Equal(1, await TakeAsync(series));
        Assert.Equal(2, await TakeAsync(series));
        Assert.Equal(3, await TakeAsync(series, other));
        var @case = await Storage.KeepAsync(SampleCases.New());
        await using (var behind = await Storage.Store.BeginAsync(default))
        {
            var loaded = (await behind.LoadAsync(@case.Id, default))!;
            var first = (await behind.TakeNumbersAsync(new Dictionary<DocumentSeries, int> { [series] = 2 }, default))[series];
            loaded.Stage = "handling";
            var outcome = await behind.CommitAsync(SampleCases.Change(loaded), default);
            // A store that remembers nothing, as SQLite's, has the right number at once.
            if (first != 3) Assert.Equal((4, CommitOutcome.Committed), (first, outcome));
            else Assert.Equal(CommitOutcome.NumbersAreTaken, outcome);
            if (first == 3) Assert.NotEqual("handling", (await Storage.LoadAsync(@case.Id)).Stage);
        }
        var next = await TakeAsync(series);
        Assert.InRange(next, 4, 6);
        Assert.Equal(next + 1, await TakeAsync(series));
    }

    private Task<int> TakeAsync(DocumentSeries series) => TakeAsync(series, Storage);

    private static async Task<int> TakeAsync(DocumentSeries series, TestStorage node)
    {
        await using var transaction = await node.Store.BeginAsync(default);
        var @case = SampleCases.New();
        transaction.Add(@case);
        var number = (await transaction.TakeNumbersAsync(new Dictionary<DocumentSeries, int> { [series] = 1 }, default))[series];
        Assert.Equal(CommitOutcome.Committed, await transaction.CommitAsync(SampleCases.Change(@case), default));
        return number;
    }
}

public sealed class DocumentNumbersOnSqliteTests(SqliteTestDatabase database) : DocumentNumbersContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class DocumentNumbersOnPostgreSqlTests(PostgreSqlTestDatabase database) : DocumentNumbersContract(database), IClassFixture<PostgreSqlTestDatabase>;
