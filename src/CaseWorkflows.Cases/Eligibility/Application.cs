using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// An application for legal aid (法律援助申请), or the notice of an authority that stands in its place (Legal Aid Law arts. 25, 28).
/// Only the applicant's name and the matter are needed to read one; what else is missing shows in the assessment.
/// Money is in yuan, income is per month unless the field says otherwise.
/// </summary>
public sealed record Application
{
    /// <summary>The person to be aided; where somebody else applies for them, that one is the <see cref="Proxy"/>.</summary>
    public required Applicant Applicant { get; init; }

    /// <summary>Who applies on the applicant's behalf (art. 40), or null.</summary>
    public Proxy? Proxy { get; init; }

    /// <summary>What aid is asked for.</summary>
    public required Matter Matter { get; init; }

    /// <summary>The forms of aid asked for (art. 22), codes of <see cref="FormsOfAid"/>.</summary>
    public IReadOnlyList<string> Forms { get; init; } = [];

    /// <summary>Where the application belongs (art. 38), or null if not stated.</summary>
    public Place? Place { get; init; }

    /// <summary>The household's means as stated (art. 41), or null if not stated.</summary>
    public Household? Household { get; init; }

    /// <summary>The integrity pledge (个人诚信承诺, art. 41), or null if there is none.</summary>
    public Pledge? Pledge { get; init; }

    /// <summary>The check against shared data (信息共享查询, art. 41), or null if none was made.</summary>
    public DataCheck? DataCheck { get; init; }

    /// <summary>The papers handed in.</summary>
    public IReadOnlyList<EvidenceItem> Evidence { get; init; } = [];

    /// <summary>What makes the matter urgent (art. 44), or null.</summary>
    public Urgency? Urgency { get; init; }

    /// <summary>Flags that only a local policy knows.</summary>
    public IReadOnlyList<string> LocalFlags { get; init; } = [];

    /// <summary>The day written on the application.</summary>
    public DateOnly? RequestedOn { get; init; }

    /// <summary>When the agency received it; the seven days of art. 43 run from here.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>The day whose policy applies: the Shanghai day of receipt, else the day on the application; null if neither is stated.</summary>
    public DateOnly? AssessmentDay => ReceivedAt is { } at ? Instants.DayInShanghai(at) : RequestedOn;
}

/// <summary>The person to be aided.</summary>
public sealed record Applicant
{
    /// <summary>The full name.</summary>
    public required string Name { get; init; }

    /// <summary>The identity document, or null if not stated.</summary>
    public IdentityDocument? Identity { get; init; }

    /// <summary>The birth date as stated, or from the identity number.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary><c>female</c>, <c>male</c>, or null.</summary>
    public string? Gender { get; init; }

    /// <summary>Two-letter code of the nationality; null counts as CN.</summary>
    public string? Nationality { get; init; }

    /// <summary>The telephone number.</summary>
    public string? Phone { get; init; }

    /// <summary>Where post arrives.</summary>
    public string? Address { get; init; }

    /// <summary>Whom to call instead, or null.</summary>
    public Contact? Contact { get; init; }

    /// <summary>Held in custody, prison or compulsory drug rehabilitation (arts. 39, 40).</summary>
    public bool Detained { get; init; }

    /// <summary>The groups claimed, codes of <see cref="ApplicantGroups"/>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Kinds of disability: sight, hearing, speech, other.</summary>
    public IReadOnlyList<string> Disabilities { get; init; } = [];
}

/// <summary>An identity document.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Number">Its number.</param>
public sealed record IdentityDocument(string Kind, string Number)
{
    /// <summary>The resident identity card, whose number has a check character.</summary>
    public const string ResidentCard = "resident-identity-card";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ResidentCard, "household-register", "passport", "military-identity-card", "hong-kong-macao-permit", "taiwan-permit", "foreign-permanent-residence-card", "other"];
}

/// <summary>Somebody to call.</summary>
public sealed record Contact(string? Name, string? Phone, string? Relation);

/// <summary>Who applies on the applicant's behalf (art. 40).</summary>
/// <param name="Name">The name.</param>
/// <param name="Relation">One of <see cref="Relations"/>, or null if not stated.</param>
/// <param name="Identity">The identity document, or null.</param>
/// <param name="Phone">The telephone number.</param>
/// <param name="OtherRepresentativeInfringes">The legal representative infringes the applicant's rights, so that another may apply (art. 40(1)).</param>
public sealed record Proxy(string Name, string? Relation, IdentityDocument? Identity, string? Phone, bool OtherRepresentativeInfringes)
{
    /// <summary>Legal representative (法定代理人), near relative (近亲属), agent by power of attorney (委托代理人).</summary>
    public static IReadOnlyList<string> Relations { get; } = ["legal-representative", "near-relative", "agent"];
}

/// <summary>What aid is asked for.</summary>
public sealed record Matter
{
    /// <summary>A code of <see cref="MatterCatalogue"/> or of a region's supplementary matters.</summary>
    public required string Category { get; init; }

    /// <summary>Circumstances that lift the means condition (art. 32), codes of <see cref="MatterCatalogue.Circumstances"/>.</summary>
    public IReadOnlyList<string> Circumstances { get; init; } = [];

    /// <summary>The authority's notice (arts. 25, 28), or null.</summary>
    public Notification? Notification { get; init; }

    /// <summary>The role of an art. 29 applicant: victim, private-prosecutor, civil-claimant; or null.</summary>
    public string? VictimRole { get; init; }

    /// <summary>What is claimed, in words.</summary>
    public string? Claim { get; init; }

    /// <summary>The amount claimed in yuan.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The names of the opposing parties, for the check of conflicts of interest.</summary>
    public IReadOnlyList<string> Opponents { get; init; } = [];

    /// <summary>Court, procuratorate, police, arbitration commission or office where it pends.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether it is before a court (诉讼事项, art. 38); null if not stated.</summary>
    public bool? Litigation { get; init; }

    /// <summary>Retrial was ordered or a protest lodged (art. 33); null if not stated.</summary>
    public bool? RetrialOrdered { get; init; }

    /// <summary>A life or death sentence is possible (art. 25(1)(4), art. 26).</summary>
    public bool LifeOrDeathPossible { get; init; }

    /// <summary>The applicant has a defender or agent of their own; null if not stated.</summary>
    public bool? HasRepresentative { get; init; }

    /// <summary>A reason other than means for having no defender (art. 24), in words.</summary>
    public string? OtherReason { get; init; }

    /// <summary>The law, regulation or rule relied on in an "other by law" matter.</summary>
    public string? LegalBasis { get; init; }
}

/// <summary>An authority's notice that a person needs a defender or agent (arts. 25, 28, 36).</summary>
/// <param name="Ground">A code of <see cref="MatterCatalogue.NotificationGrounds"/>.</param>
/// <param name="Authority">The authority's name, or null if not stated.</param>
/// <param name="AuthorityKind">court, procuratorate, police, state-security; or null.</param>
/// <param name="NoticeDate">The date of the notice.</param>
/// <param name="Number">The number of the notice.</param>
public sealed record Notification(string? Ground, string? Authority, string? AuthorityKind, DateOnly? NoticeDate, string? Number);

/// <summary>Where an application belongs (art. 38).</summary>
/// <param name="Region">The code of a region of the policies, or null.</param>
/// <param name="County">The county or district, or null.</param>
/// <param name="Basis">authority-seat, dispute-body, place-of-event; or null.</param>
public sealed record Place(string? Region, string? County, string? Basis);

/// <summary>A household's means as the applicant states them.</summary>
public sealed record Household
{
    /// <summary>People who live on the income together, the applicant included; null if not stated.</summary>
    public int? Size { get; init; }

    /// <summary>The people one by one, the applicant included; empty if only totals are stated.</summary>
    public IReadOnlyList<HouseholdMember> Members { get; init; } = [];

    /// <summary>All incomes together, yuan per month.</summary>
    public decimal? MonthlyIncome { get; init; }

    /// <summary>All incomes together, yuan per year.</summary>
    public decimal? YearlyIncome { get; init; }

    /// <summary><c>urban</c> or <c>rural</c>, where the local standards differ.</summary>
    public string? Residence { get; init; }

    /// <summary>Cash, deposits and securities of the household in yuan.</summary>
    public decimal? Savings { get; init; }

    /// <summary>Motor vehicles, without those a disabled person needs.</summary>
    public int? Vehicles { get; init; }

    /// <summary>Homes and other real estate.</summary>
    public int? Properties { get; init; }
}

/// <summary>One person of a household.</summary>
/// <param name="Name">The name, or null.</param>
/// <param name="Relation">Relation to the applicant, or null.</param>
/// <param name="MonthlyIncome">Yuan per month; null if not stated.</param>
/// <param name="Opponent">The opposing party in this matter.</param>
public sealed record HouseholdMember(string? Name, string? Relation, decimal? MonthlyIncome, bool Opponent);

/// <summary>The integrity pledge.</summary>
/// <param name="IsSigned">Whether it is signed.</param>
/// <param name="On">When it was signed, or null if not stated.</param>
public sealed record Pledge(bool IsSigned, DateOnly? On);

/// <summary>A check of the stated means against shared data.</summary>
/// <param name="Source">Which data.</param>
/// <param name="On">When it was made, or null if not stated.</param>
/// <param name="Agrees">Whether the data agree with the statement.</param>
public sealed record DataCheck(string Source, DateOnly? On, bool Agrees);

/// <summary>One paper handed in.</summary>
/// <param name="Kind">A code of the policy's kinds of evidence.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Date">Its date.</param>
/// <param name="Expires">The last day on which it is valid; null if it does not expire.</param>
public sealed record EvidenceItem(string Kind, string? Title, DateOnly? Date, DateOnly? Expires);

/// <summary>What makes a matter urgent (art. 44).</summary>
/// <param name="LimitExpiresOn">The last day of the limitation period or time limit.</param>
/// <param name="Measures">property-preservation, evidence-preservation, advance-enforcement.</param>
/// <param name="OtherByLaw">Another case by law, regulation or rule (art. 44(1)(3)), in words.</param>
public sealed record Urgency(DateOnly? LimitExpiresOn, IReadOnlyList<string> Measures, string? OtherByLaw);
