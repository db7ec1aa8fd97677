using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>What an assessment comes to. It advises; the decision is a person's.</summary>
[JsonConverter(typeof(KebabCaseConverter<EligibilityOutcome>))]
public enum EligibilityOutcome
{
    /// <summary>Aid is to be granted.</summary>
    Eligible,

    /// <summary>A condition of the law is certainly not met.</summary>
    NotEligible,

    /// <summary>Papers or statements are missing: to be named once and together (art. 43(2)).</summary>
    NeedsEvidence,

    /// <summary>A question is left that only a person may answer, or a policy is missing for the date.</summary>
    NeedsPerson,
}

/// <summary>What one rule comes to.</summary>
[JsonConverter(typeof(KebabCaseConverter<RuleResult>))]
public enum RuleResult
{
    /// <summary>The condition is met.</summary>
    Met,

    /// <summary>The condition is not met.</summary>
    NotMet,

    /// <summary>It can't be told without a person or a policy.</summary>
    Unknown,

    /// <summary>The rule says nothing about this application.</summary>
    NotApplicable,

    /// <summary>The condition may be met, but what has to show it is missing or expired.</summary>
    EvidenceMissing,
}

/// <summary>How sure the source of a rule or number is.</summary>
[JsonConverter(typeof(KebabCaseConverter<Certainty>))]
public enum Certainty
{
    /// <summary>The text of the law was read.</summary>
    Statute,

    /// <summary>A published local document says so.</summary>
    LocalDocument,

    /// <summary>From memory of a rule that was not at hand: to be verified.</summary>
    ToBeVerified,

    /// <summary>No public source: this office's own setting.</summary>
    Configuration,
}

/// <summary>Where a rule stands.</summary>
/// <param name="Article">Law and article.</param>
/// <param name="Certainty">How sure the source is.</param>
public sealed record LegalBasis(LocalizedText Article, Certainty Certainty);

/// <summary>A figure that a rule used.</summary>
/// <param name="Name">Its name for programs.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">yuan, yuan-per-month, persons, days, years, times, items.</param>
public sealed record Figure(string Name, LocalizedText Label, decimal Value, string Unit);

/// <summary>One line of the explanation.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Name">The rule's name.</param>
/// <param name="Basis">Its legal basis.</param>
/// <param name="Figures">The figures used.</param>
/// <param name="Result">What it comes to.</param>
/// <param name="Sentence">Why, in one sentence.</param>
public sealed record EligibilityLine(string Rule, LocalizedText Name, LegalBasis Basis, IReadOnlyList<Figure> Figures, RuleResult Result, LocalizedText Sentence);

/// <summary>Something the applicant has to hand in or state.</summary>
/// <param name="Rule">The rule that asks for it.</param>
/// <param name="AnyOf">The kinds of evidence of which one is enough; empty if a statement is asked for.</param>
/// <param name="Field">The field of the application to fill in, or <c>evidence</c>.</param>
/// <param name="Text">What is needed.</param>
public sealed record MissingEvidence(string Rule, IReadOnlyList<string> AnyOf, string Field, LocalizedText Text);

/// <summary>A question for a person; answered by a <see cref="Confirmation"/> for the same rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Question">The question.</param>
public sealed record OpenQuestion(string Rule, LocalizedText Question);

/// <summary>Aid may be given at once, before the decision (先行提供法律援助, art. 44).</summary>
/// <param name="Reason">Why.</param>
/// <param name="DaysToExpiry">Calendar days until the limit expires; null if it is not about a limit.</param>
/// <param name="NeedsPerson">The ground is one that a person has to confirm (art. 44(1)(3)).</param>
public sealed record UrgentAid(LocalizedText Reason, int? DaysToExpiry, bool NeedsPerson);

/// <summary>Priority in this region.</summary>
/// <param name="GreenChannel">Whether the case takes the green channel.</param>
/// <param name="Groups">The groups that put it there.</param>
public sealed record Priority(bool GreenChannel, IReadOnlyList<string> Groups);

/// <summary>What the lawyer must bring.</summary>
/// <param name="MinimumYears">Years of criminal defence practice (art. 26); null if none are required.</param>
/// <param name="FamiliarWithMinors">Must know the ways of minors (minors' cases).</param>
/// <param name="AccessibleCommunication">Sign language or other accessible communication is needed (art. 45).</param>
public sealed record LawyerRequirement(int? MinimumYears, bool FamiliarWithMinors, bool AccessibleCommunication);

/// <summary>A person's answer to an open question, by name and with a reason.</summary>
public sealed record Confirmation
{
    /// <summary>An answer.</summary>
    /// <param name="rule">The rule whose question is answered.</param>
    /// <param name="confirmed">Whether the condition is met.</param>
    /// <param name="by">The name of the person who answers.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="ArgumentException">An answer without a name or a reason is none.</exception>
    public Confirmation(string rule, bool confirmed, string by, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(rule);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        (Rule, Confirmed, By, Reason) = (rule, confirmed, by.Trim(), reason.Trim());
    }

    /// <summary>The rule whose question is answered.</summary>
    public string Rule { get; }

    /// <summary>Whether the condition is met.</summary>
    public bool Confirmed { get; }

    /// <summary>Who answered.</summary>
    public string By { get; }

    /// <summary>Why.</summary>
    public string Reason { get; }
}

/// <summary>An assessment with its explanation; pure data, equal inputs give equal results.</summary>
public sealed record EligibilityResult
{
    /// <summary>What it comes to.</summary>
    public required EligibilityOutcome Outcome { get; init; }

    /// <summary>The outcome and its main reason in one sentence.</summary>
    public required LocalizedText Summary { get; init; }

    /// <summary>The decision is held because a policy or threshold is missing for the date; never a ground of refusal.</summary>
    public bool Held { get; init; }

    /// <summary>The rule that decided; null where all conditions are met.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The region whose policies were applied.</summary>
    public required string Region { get; init; }

    /// <summary>The day for which it was assessed.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The policy files that were used, as <c>id@digest</c>.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>The explanation, in the order in which the rules were looked at.</summary>
    public required IReadOnlyList<EligibilityLine> Lines { get; init; }

    /// <summary>Everything to be handed in, together, for the one-time notice.</summary>
    public IReadOnlyList<MissingEvidence> Missing { get; init; } = [];

    /// <summary>What a person has to answer.</summary>
    public IReadOnlyList<OpenQuestion> Questions { get; init; } = [];

    /// <summary>Aid may be given at once; null if not.</summary>
    public UrgentAid? UrgentAidFirst { get; init; }

    /// <summary>The green channel.</summary>
    public required Priority Priority { get; init; }

    /// <summary>What the lawyer must bring.</summary>
    public required LawyerRequirement Lawyer { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonText.Indented)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>The result as JSON: outcomes in kebab-case, dates as yyyy-MM-dd, texts as <c>{ "zh", "en" }</c>.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Options)!.AsObject();

    /// <summary>The result as indented JSON text.</summary>
    public string ToJsonText() => JsonSerializer.Serialize(this, Options);
}

/// <summary>Writes an enumeration's names in kebab-case and refuses numbers.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class KebabCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) where T : struct, Enum;
