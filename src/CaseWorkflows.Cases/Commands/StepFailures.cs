using System.Data.Common;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands;

/// <summary>
/// What could not be done for the steps of a flow while one command was decided. Each failure has the command decided anew, with the step as
/// an incident: nothing of what the failed step had half done is kept, and all that others did is.
/// </summary>
internal sealed class StepFailures
{
    // More than any flow has branches that fail at once; without a bound a defect here would decide for ever.
    private const int Most = 500;

    private readonly Dictionary<StepMoment, LocalizedText> _why = [];
    private readonly Dictionary<string, string?> _details = [];

    /// <summary>For the engine: where steps fault, and why.</summary>
    public IReadOnlyDictionary<StepMoment, LocalizedText> Why => _why;

    public void Add(StepFailedException failed)
    {
        if (_why.Count >= Most || !_why.TryAdd(failed.Step, failed.Why)) throw new InvalidOperationException($"The failure of {failed.Step} did not become an incident.", failed);
        _details[failed.Step.RunKey] = failed.Detail;
    }

    public void Clear()
    {
        _why.Clear();
        _details.Clear();
    }

    /// <summary>What a program reported about the execution of a step, or null.</summary>
    public string? DetailOf(string runKey) => _details.GetValueOrDefault(runKey);

    /// <summary>Does something for a step. What goes wrong is the step's failure, unless trying again at once may help or the work is given up.</summary>
    /// <param name="step">The step that asked for it.</param>
    /// <param name="otherwise">What to say if it fails with an exception.</param>
    /// <param name="work">Does it, or says why not.</param>
    /// <exception cref="StepFailedException">It can't be done.</exception>
    public static async ValueTask TryAsync(StepMoment step, Func<LocalizedText> otherwise, Func<ValueTask<Refusal?>> work)
    {
        Refusal? refusal;
        try
        {
            refusal = await work();
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or StepFailedException or DbException { IsTransient: true }))
        {
            throw new StepFailedException(step, otherwise(), problem);
        }
        if (refusal is not null) throw new StepFailedException(step, refusal.Message);
    }
}

/// <summary>Something that a step asked for can't be done. Ends the deciding of the command; <see cref="CaseCommands"/> begins it anew.</summary>
internal sealed class StepFailedException(StepMoment step, LocalizedText why, Exception? problem = null) : Exception(why.En, problem)
{
    private const int MaxDetail = 4_000;

    public StepMoment Step { get; } = step;

    public LocalizedText Why { get; } = why;

    public string? Detail { get; } = problem?.ToString() is { } text ? text[..Math.Min(text.Length, MaxDetail)] : null;
}
