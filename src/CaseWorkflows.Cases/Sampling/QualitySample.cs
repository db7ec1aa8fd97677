using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Sampling;

/// <summary>
/// The quality sample of a city's month (质量抽检). Seed and population are kept first, with the population's hash (announced); only then it is drawn. Neither
/// ever changes: a drawn case can't be replaced by another.
/// </summary>
public sealed class QualitySample
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The service whose cases are sampled.</summary>
    public required string Service { get; init; }

    /// <summary>The first day of the month.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>The city's office.</summary>
    public required OfficePath City { get; init; }

    /// <summary>The seed, 64 hexadecimal digits.</summary>
    public required string Seed { get; init; }

    /// <summary>What was drawn from, see <see cref="SamplePopulation"/>.</summary>
    public required string Population { get; init; }

    /// <summary>Its hash.</summary>
    public required string PopulationHash { get; init; }

    /// <summary>The way of drawing.</summary>
    public required string Method { get; init; }

    /// <summary>How many of a hundred, rounded up in each group.</summary>
    public required decimal Percent { get; init; }

    /// <summary>At least so many of each group.</summary>
    public required int Minimum { get; init; }

    /// <summary>From which score a case passes.</summary>
    public required decimal PassFrom { get; init; }

    /// <summary>The policy that says so.</summary>
    public required string Policy { get; init; }

    /// <summary>When seed and population were kept.</summary>
    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>By whom it was ordered.</summary>
    public required string OrderedBy { get; init; }

    /// <summary>When it was drawn; null before.</summary>
    public DateTimeOffset? DrawnAt { get; init; }

    /// <summary>The cases that seed and population give.</summary>
    public IReadOnlyList<DrawnCase> Draw() => SampleDraw.Of(Population, Seed, Percent, Minimum);
}

/// <summary>A drawn case and its score. Waits for a reviewer while <see cref="ScoredAt"/> is null; scored once.</summary>
public sealed class SampledCase
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The sample.</summary>
    public required Guid SampleId { get; init; }

    /// <summary>The case.</summary>
    public required CaseId CaseId { get; init; }

    /// <summary>Its code.</summary>
    public required string Code { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The office that has the case.</summary>
    public required OfficePath Office { get; init; }

    /// <summary>The channel by which it came.</summary>
    public required string Channel { get; init; }

    /// <summary>Whose work is scored.</summary>
    public required string Author { get; init; }

    /// <summary>When that was done.</summary>
    public required DateTimeOffset DoneAt { get; init; }

    /// <summary>Its place in its group's order.</summary>
    public required int Rank { get; init; }

    /// <summary>How many the group had.</summary>
    public required int Members { get; init; }

    /// <summary>Who had a hand in the case, each with a bar before and behind: <c>|zhou.min|li.na|</c>.</summary>
    public required string HadAHandIn { get; init; }

    /// <summary>Who scored it; null before.</summary>
    public string? Reviewer { get; init; }

    /// <summary>Their name then; null before.</summary>
    public string? ReviewerName { get; init; }

    /// <summary>When; null before.</summary>
    public DateTimeOffset? ScoredAt { get; init; }

    /// <summary>The filled-in form as JSON; null before.</summary>
    public string? ScoresJson { get; init; }

    /// <summary>The score, 0 to 100; null before.</summary>
    public decimal? Score { get; init; }

    /// <summary>Whether it reaches the sample's line; null before.</summary>
    public bool? Passed { get; init; }

    /// <summary>Whether somebody worked on the case.</summary>
    public bool WasHandledBy(UserId person) => Author == person.Value || HadAHandIn.Contains($"|{person.Value}|", StringComparison.Ordinal);
}
