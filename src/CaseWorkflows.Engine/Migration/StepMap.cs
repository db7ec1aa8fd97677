using System.Security.Cryptography;
using System.Text;

namespace CaseWorkflows.Engine.Migration;

/// <summary>Why a step has this counterpart, or none.</summary>
public enum MatchReason
{
    /// <summary>The new version has a step with the same id and a compatible type.</summary>
    SameId,

    /// <summary>Both are the root of their version.</summary>
    Root,

    /// <summary>A person said so.</summary>
    Chosen,

    /// <summary>No counterpart: the step with the same id is of another type.</summary>
    OtherType,

    /// <summary>No counterpart: a person gave the step with the same id to another one.</summary>
    Taken,

    /// <summary>No counterpart: the new version has no step with this id.</summary>
    Gone,
}

/// <summary>What becomes of one step.</summary>
/// <param name="From">The step of the old version.</param>
/// <param name="To">The step of the new version; null if it has no counterpart.</param>
/// <param name="Reason">Why.</param>
public sealed record StepMatch(string From, string? To, MatchReason Reason);

/// <summary>What a person decided about one step.</summary>
/// <param name="From">The step of the old version.</param>
/// <param name="To">Its counterpart, or null if it has none.</param>
public sealed record StepChoice(string From, string? To);

/// <summary>Something that is wrong with a choice.</summary>
/// <param name="Index">Which choice, from 0.</param>
/// <param name="Field"><c>from</c> or <c>to</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record MapProblem(int Index, string Field, LocalizedText Message);

/// <summary>From the steps of one version to those of another; no two steps have the same counterpart.</summary>
public sealed class StepMap
{
    private readonly Dictionary<string, string?> _to;
    private readonly Dictionary<string, string> _from;

    internal StepMap(IReadOnlyList<StepMatch> steps)
    {
        Steps = steps;
        _to = steps.ToDictionary(x => x.From, x => x.To, StringComparer.Ordinal);
        _from = steps.Where(x => x.To is not null).ToDictionary(x => x.To!, x => x.From, StringComparer.Ordinal);
    }

    /// <summary>Every step of the old version, in its order.</summary>
    public IReadOnlyList<StepMatch> Steps { get; }

    /// <summary>A digest of what becomes of each step, whatever the reason: two maps with the same one do the same.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Steps.OrderBy(x => x.From, StringComparer.Ordinal).Select(x => $"{x.From}\t{x.To}")))));

    /// <summary>The counterpart of a step of the old version, or null.</summary>
    public string? Of(string step) => _to.GetValueOrDefault(step);

    /// <summary>The step of the old version that became this one, or null: then it is new.</summary>
    public string? Before(string step) => _from.GetValueOrDefault(step);

    /// <summary>The way back, as choices for a map in the other direction.</summary>
    public IReadOnlyList<StepChoice> Backward() => [.. Steps.Where(x => x.To is not null).Select(x => new StepChoice(x.To!, x.From))];
}
