using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>One way a script can come out.</summary>
internal sealed record Trial(JsonNode? Value, IReadOnlyList<string>? Outcomes, IReadOnlyDictionary<string, JsonNode?> Writes)
{
    /// <summary>What was taken for the unknowns it looked at.</summary>
    public IReadOnlyList<(Leaf Leaf, JsonNode? Value)> Taken { get; init; } = [];

    public EvaluationException? Error { get; init; }

    public bool IsForced { get; init; }
}

/// <summary>
/// Runs scripts on values that nobody knows: on each of the values that the script compares with, and on any other. What a script answers to the same
/// values is remembered, since the same conditions are worked out in thousands of states.
/// </summary>
internal sealed class Trials(
    Func<string, IExpressionScope, (JsonNode? Value, IReadOnlyList<string>? Outcomes)> run,
    WorkflowInputTypes inputTypes,
    IReadOnlyCollection<double> numbers)
{
    private const int MaxTrials = 150;

    private readonly Dictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);

    private sealed class Remembered
    {
        public string? Looks { get; set; }

        public Dictionary<string, Remembered> Next { get; } = new(StringComparer.Ordinal);

        public (JsonNode? Value, IReadOnlyList<string>? Outcomes)? Answer { get; set; }
    }

    /// <summary>Every way it can come out with what is taken already; null if that can't be told by trying. <paramref name="isKnown"/>: it looks at nothing unknown.</summary>
    public List<Trial>? Of(string script, IExpressionScope scope, IReadOnlyDictionary<string, JsonNode?> taken, out bool isKnown)
    {
        var (first, leaves) = Run(script, scope, taken);
        var reading = ScriptReading.Of(script);
        isKnown = leaves.Count == 0 && !reading.HangsOnChance;
        if (isKnown) return [first];
        if (reading.IsOpaque || reading.HangsOnChance) return null;
        var found = new List<Trial>();
        var trials = 0;
        return Try(new Dictionary<string, JsonNode?>(taken, StringComparer.Ordinal), [], leaves) ? found : null;

        bool Try(Dictionary<string, JsonNode?> known, List<(Leaf, JsonNode?)> chosen, List<Leaf> open)
        {
            if (open[0].IsPart) return false;
            foreach (var candidate in reading.Candidates(open[0].TypeName, numbers))
            {
                if (++trials > MaxTrials) return false;
                known[open[0].Symbol] = candidate ?? JsonValue.Create(open[0].Symbol);
                List<(Leaf, JsonNode?)> more = [.. chosen, (open[0], candidate)];
                var (trial, rest) = Run(script, scope, known);
                if (rest.Count == 0) found.Add(trial with { Taken = more });
                else if (!Try(known, more, rest)) return false;
            }
            known.Remove(open[0].Symbol);
            return true;
        }
    }

    private (Trial Trial, List<Leaf> Leaves) Run(string script, IExpressionScope scope, IReadOnlyDictionary<string, JsonNode?> taken)
    {
        var root = $"{scope.ActivityId}\n{scope.VariableNames.Count}\n{script}";
        if (!_remembered.TryGetValue(root, out var at)) _remembered[root] = at = new Remembered();
        var looking = new TryingScope(script, scope, taken, inputTypes);
        for (var node = at; node is not null;)
        {
            if (node.Answer is { } answer) return (new Trial(answer.Value?.DeepClone(), answer.Outcomes, looking.Writes), looking.Leaves);
            node = node.Looks is { } looks ? node.Next.GetValueOrDefault(looking.Look(looks)) : null;
        }
        var trying = new TryingScope(script, scope, taken, inputTypes);
        try
        {
            var (value, outcomes) = run(script, trying);
            if (trying.Writes.Count == 0 && !ScriptReading.Of(script).HangsOnChance) Remember(at, trying.Reads, (value?.DeepClone(), outcomes));
            return (new Trial(value, outcomes, trying.Writes), trying.Leaves);
        }
        catch (EvaluationException exception)
        {
            return (new Trial(null, null, new Dictionary<string, JsonNode?>()) { Error = exception }, trying.Leaves);
        }
    }

    private static void Remember(Remembered at, List<(string What, string Value)> reads, (JsonNode?, IReadOnlyList<string>?) answer)
    {
        foreach (var (what, value) in reads)
        {
            at.Looks ??= what;
            if (!at.Next.TryGetValue(value, out var next)) at.Next[value] = next = new Remembered();
            at = next;
        }
        at.Answer = answer;
    }
}
