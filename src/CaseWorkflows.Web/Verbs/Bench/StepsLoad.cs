using System.Diagnostics;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// Callers that work on cases of their own, each sending one command after the other through the executor. Every command counts once: the opening
/// of a case and each completion of a task. Taking a task before it is completed is a command too, a cheap one, and is left out.
/// </summary>
internal sealed class StepsLoad(ICaseStore store, CaseRules rules, StepsStory story, TimeProvider time)
{
    private readonly List<Caller> _callers = [];
    private int _opened;

    /// <summary>How many cases were opened so far.</summary>
    public int Opened => _opened;

    /// <summary>Lets so many callers work for a time; they go on where they stopped.</summary>
    /// <returns>Commands a second, and how long each took.</returns>
    public async Task<StepsRound> RunAsync(int callers, TimeSpan length, CancellationToken cancellationToken)
    {
        while (_callers.Count < callers) _callers.Add(new Caller(this));
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var started = Stopwatch.GetTimestamp();
        var took = await Task.WhenAll(_callers.Take(callers).Select(x => Task.Run(() => x.WorkAsync(started, length, cancellationToken), cancellationToken)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new StepsRound(
            took.Sum(x => x.Count) / elapsed.TotalSeconds, [.. took.SelectMany(x => x)], Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes() - bytes);
    }

    /// <summary>Lets callers work until they have sent so many commands, or the time is up.</summary>
    public async Task WarmUpAsync(int callers, int commands, TimeSpan longest, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < commands && Stopwatch.GetElapsedTime(started) < longest;)
            sent += (await RunAsync(callers, TimeSpan.FromSeconds(1), cancellationToken)).Took.Count;
    }

    /// <summary>Plays one case up to a step.</summary>
    /// <param name="completions">How many tasks are completed after the opening.</param>
    /// <param name="cancellationToken">Stops between two commands.</param>
    public async Task<CaseId> PlayOneAsync(int completions, CancellationToken cancellationToken)
    {
        var caller = new Caller(this);
        for (var i = 0; i <= completions; i++) await caller.StepAsync(cancellationToken);
        return caller.Case;
    }

    private CaseRules Rules => rules;

    private ICaseStore Store => store;

    private StepsStory Story => story;

    private TimeProvider Time => time;

    private sealed class Caller
    {
        private readonly StepsLoad _load;
        private readonly SeenCases _seen;
        private readonly CaseCommands _commands;

        // Completions of the present case; below zero before it is opened.
        private int _done = -1;

        public Caller(StepsLoad load)
        {
            (_load, _seen) = (load, new SeenCases(load.Store));
            _commands = new CaseCommands(_seen, load.Rules, load.Time);
        }

        public CaseId Case { get; private set; }

        public async Task<List<TimeSpan>> WorkAsync(long started, TimeSpan length, CancellationToken cancellationToken)
        {
            List<TimeSpan> took = [];
            while (Stopwatch.GetElapsedTime(started) < length) took.Add(await StepAsync(cancellationToken));
            return took;
        }

        public async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (actor, command) = Next();
            var envelope = new CommandEnvelope(CommandId.New(_load.Time.GetUtcNow()), actor, Case, command);
            var started = Stopwatch.GetTimestamp();
            var result = await _commands.ExecuteAsync(envelope, cancellationToken);
            var took = Stopwatch.GetElapsedTime(started);
            if (result is CommandResult.Refused { Refusal: var refusal })
                throw VerbException.Wrong(BenchTexts.Get("refused", ("step", _done < 0 ? nameof(OpenCase) : _load.Story.Steps[_done].Step), ("code", refusal.Code), ("message", refusal.Message)));
            if (++_done == _load.Story.Steps.Count) _done = -1;
            return took;
        }

        private (Actor, ICaseCommand) Next()
        {
            if (_done < 0)
            {
                Case = CaseId.New(_load.Time.GetUtcNow());
                return _load.Story.Open(Interlocked.Increment(ref _load._opened));
            }
            var step = _load.Story.Steps[_done];
            var task = _seen.Last?.Tasks.LastOrDefault(x => x.StepId == step.Step && x.IsLive)
                ?? throw VerbException.Wrong(BenchTexts.Get("no-task", ("step", step.Step), ("case", _seen.Last?.Code)));
            return _load.Story.Complete(step, task.Id, ChinaTime.DayOf(_load.Time.GetUtcNow()));
        }
    }
}

/// <summary>What a round came to.</summary>
/// <param name="Rate">Commands a second.</param>
/// <param name="Took">How long each took.</param>
/// <param name="Cpu">Processor time of this process, the callers' own included.</param>
/// <param name="Bytes">What was allocated meanwhile.</param>
internal sealed record StepsRound(double Rate, IReadOnlyList<TimeSpan> Took, TimeSpan Cpu, long Bytes);
