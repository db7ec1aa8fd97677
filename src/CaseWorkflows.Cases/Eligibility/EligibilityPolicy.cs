using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// The policies in force in one region on one day. Either part may be missing; then the decision is held, never refused.
/// </summary>
/// <param name="Region">The region's code.</param>
/// <param name="On">The day.</param>
/// <param name="Rules">The rules' parameters, the region's own laid over those it inherits; null if none is in force.</param>
/// <param name="MeansTest">The means test of the region or the nearest region above it; null if none is in force.</param>
/// <param name="Files">The files that were used, as <c>id@digest</c>: the digest shows when a file in force was rewritten.</param>
public sealed record EligibilityPolicy(string Region, DateOnly On, EligibilityRules? Rules, MeansTestPolicy? MeansTest, IReadOnlyList<string> Files)
{
    /// <summary>The region's name; its code where no name is known.</summary>
    public LocalizedText RegionName { get; init; } = new(Region, Region);
}

/// <summary>The parameters of the rules.</summary>
public sealed record EligibilityRules
{
    /// <summary>A person is a minor below this age.</summary>
    public required int MinorBelow { get; init; }

    /// <summary>A person is elderly from this age.</summary>
    public required int ElderlyFrom { get; init; }

    /// <summary>Aid may be given first if fewer calendar days than this are left (art. 44).</summary>
    public required int UrgentBelowDays { get; init; }

    /// <summary>Years of practice the lawyer needs where life or death is at stake (art. 26).</summary>
    public required int LawyerMinimumYears { get; init; }

    /// <summary>Circumstances that lift the means condition (art. 32), by circumstance.</summary>
    public required IReadOnlyList<RegardlessOfMeans> Regardless { get; init; }

    /// <summary>Exemptions from the check of means (art. 42).</summary>
    public required IReadOnlyList<MeansCheckExemption> Exemptions { get; init; }

    /// <summary>Matters that the region takes in beyond the law.</summary>
    public required IReadOnlyList<SupplementaryMatter> SupplementaryMatters { get; init; }

    /// <summary>Groups that take the green channel.</summary>
    public required IReadOnlyList<PriorityGroups> PriorityGroups { get; init; }

    /// <summary>What a proxy has to show; any one of these kinds.</summary>
    public required ProofRequirement ProxyProof { get; init; }

    /// <summary>The names of the kinds of evidence.</summary>
    public required IReadOnlyDictionary<string, LocalizedText> EvidenceKinds { get; init; }

    /// <summary>The least multiple of the local minimum living standard that this region's means test may use; null if none is laid down.</summary>
    public MinimumMultiple? MinimumMultiple { get; init; }
}

/// <summary>A circumstance of art. 32.</summary>
/// <param name="Id">A code of <see cref="MatterCatalogue.Circumstances"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Basis">Its legal basis.</param>
/// <param name="Proof">What shows it; with <see cref="ProofRequirement.Required"/> false it is only asked for.</param>
/// <param name="NeedsConfirmation">A person has to say whether the ground exists (art. 32(5)).</param>
public sealed record RegardlessOfMeans(string Id, LocalizedText Name, LegalBasis Basis, ProofRequirement Proof, bool NeedsConfirmation);

/// <summary>An exemption from the check of means, or a local one.</summary>
/// <param name="Id">Its id, unique in the region.</param>
/// <param name="Name">Its name.</param>
/// <param name="Basis">Its legal basis.</param>
/// <param name="AnyOf">The applicant belongs to one of these groups.</param>
/// <param name="AllOf">And to all of these.</param>
/// <param name="Matters">And asks for aid in one of these matters; empty: in any.</param>
/// <param name="Proofs">What has to be shown; every one that applies.</param>
/// <param name="NeedsConfirmation">The source is no law, regulation or rule (art. 42(4)): a person must confirm by name.</param>
/// <param name="ReviewBy">The planning period of the source ends here; later the person who confirms is told so.</param>
public sealed record MeansCheckExemption(
    string Id, LocalizedText Name, LegalBasis Basis, IReadOnlyList<string> AnyOf, IReadOnlyList<string> AllOf, IReadOnlyList<string> Matters,
    IReadOnlyList<ProofRequirement> Proofs, bool NeedsConfirmation, DateOnly? ReviewBy);

/// <summary>Something to be shown.</summary>
/// <param name="ForGroups">It has to be shown for these groups only; empty: always.</param>
/// <param name="AnyOf">The kinds of evidence of which one is enough.</param>
/// <param name="Required">Whether the rule waits for it.</param>
/// <param name="AgeShownByIdentity">A sound resident identity number shows it too (age).</param>
/// <param name="MaximumAgeMonths">A paper older than this no longer counts; null if its age does not matter.</param>
public sealed record ProofRequirement(IReadOnlyList<string> ForGroups, IReadOnlyList<string> AnyOf, bool Required, bool AgeShownByIdentity, int? MaximumAgeMonths);

/// <summary>A matter that a region takes in beyond the law.</summary>
/// <param name="Id">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Basis">Its source.</param>
/// <param name="NeedsConfirmation">The source is no law, regulation or rule (art. 31(9)): a person must confirm by name.</param>
/// <param name="ReviewBy">The planning period of the source ends here.</param>
public sealed record SupplementaryMatter(string Id, LocalizedText Name, LegalBasis Basis, bool NeedsConfirmation, DateOnly? ReviewBy);

/// <summary>Groups that take the green channel.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Basis">The source.</param>
public sealed record PriorityGroups(IReadOnlyList<string> Groups, LegalBasis Basis);

/// <summary>A floor under the means test's multiple.</summary>
/// <param name="Value">The least multiple.</param>
/// <param name="Basis">The source.</param>
public sealed record MinimumMultiple(decimal Value, LegalBasis Basis);

/// <summary>A means test (经济困难状况审查): who counts as being in economic hardship (art. 34).</summary>
public sealed record MeansTestPolicy
{
    /// <summary>The file's id.</summary>
    public required string Id { get; init; }

    /// <summary>The region that set it.</summary>
    public required string Region { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day; null if open.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The legal basis.</summary>
    public required LegalBasis Basis { get; init; }

    /// <summary>The threshold is this many times the local minimum living standard.</summary>
    public required decimal Multiple { get; init; }

    /// <summary>An income that equals the threshold is still within it.</summary>
    public required bool EqualIsWithin { get; init; }

    /// <summary>Members of the household who are the opposing party are left out, with their income.</summary>
    public required bool OpponentsLeftOut { get; init; }

    /// <summary>The local minimum living standards (最低生活保障标准).</summary>
    public required IReadOnlyList<LivingStandard> Standards { get; init; }

    /// <summary>Limits on what a household owns; null if only income counts.</summary>
    public AssetLimits? Assets { get; init; }

    /// <summary>A check against shared data counts for this many months.</summary>
    public required int DataCheckMonths { get; init; }
}

/// <summary>A local minimum living standard in yuan per person and month.</summary>
/// <param name="County">The county or district it holds for; null: the whole region.</param>
/// <param name="Residence"><c>urban</c> or <c>rural</c>; null: both.</param>
/// <param name="Monthly">Yuan per person and month.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null if open.</param>
public sealed record LivingStandard(string? County, string? Residence, decimal Monthly, DateOnly From, DateOnly? To)
{
    /// <summary>Whether it is in force on a day.</summary>
    public bool Covers(DateOnly day) => day >= From && (To is null || day <= To);
}

/// <summary>Limits on what a household owns.</summary>
/// <param name="SavingsPerPerson">Cash, deposits and securities, yuan per person; null if not limited.</param>
/// <param name="Vehicles">Vehicles; null if not limited.</param>
/// <param name="Properties">Real estate; null if not limited.</param>
/// <param name="PledgeCoversUnstated">What the applicant does not state is covered by the pledge; else it has to be stated.</param>
/// <param name="Basis">The source.</param>
public sealed record AssetLimits(decimal? SavingsPerPerson, int? Vehicles, int? Properties, bool PledgeCoversUnstated, LegalBasis Basis);
