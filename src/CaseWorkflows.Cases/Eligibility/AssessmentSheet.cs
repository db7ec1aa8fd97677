using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>How one condition stands; the outcome is made of these.</summary>
internal enum Standing
{
    NotApplicable,
    Met,
    NotMet,
    Evidence,
    Person,
}

/// <summary>A condition and how it stands.</summary>
internal readonly record struct Gate(string Rule, Standing Standing, bool Held = false);

/// <summary>The sheet on which one assessment is written: what is given, and the lines, gaps and questions that come of it.</summary>
internal sealed class AssessmentSheet
{
    private readonly IReadOnlyList<Confirmation> _confirmations;

    public AssessmentSheet(Application application, EligibilityPolicy policy, DateOnly on, IReadOnlyList<Confirmation> confirmations)
    {
        (Application, Policy, On, _confirmations) = (application, policy, on, confirmations);
        Groups = new GroupMembership(application.Applicant, policy.Rules, on, MatterCatalogue.OfTheAccused.Contains(application.Matter.Category));
    }

    public Application Application { get; }

    public EligibilityPolicy Policy { get; }

    public EligibilityRules Rules => Policy.Rules!;

    public DateOnly On { get; }

    public GroupMembership Groups { get; }

    public List<EligibilityLine> Lines { get; } = [];

    public List<MissingEvidence> Missing { get; } = [];

    public List<OpenQuestion> Questions { get; } = [];

    /// <summary>Writes a line whose name is the text <c>rule.{rule}</c>.</summary>
    public void Line(string rule, LegalBasis basis, RuleResult result, LocalizedText sentence, params Figure[] figures) =>
        Lines.Add(new EligibilityLine(rule, EligibilityTexts.Get("rule." + rule), basis, figures, result, sentence));

    /// <summary>Writes a line whose name comes from a policy.</summary>
    public void NamedLine(string rule, LocalizedText name, LegalBasis basis, RuleResult result, LocalizedText sentence) =>
        Lines.Add(new EligibilityLine(rule, name, basis, [], result, sentence));

    public void Need(string rule, string field, LocalizedText text, params string[] anyOf) => Missing.Add(new MissingEvidence(rule, anyOf, field, text));

    /// <summary>The answer a person gave for a rule, or null: then the question stays open.</summary>
    public Confirmation? Answer(string rule) => _confirmations.LastOrDefault(c => c.Rule == rule);

    /// <summary>Asks a person; writes the line with the answer, or with the question and leaves it open.</summary>
    public Standing Ask(string rule, LocalizedText name, LegalBasis basis, LocalizedText question)
    {
        if (Answer(rule) is not { } answer)
        {
            Questions.Add(new OpenQuestion(rule, question));
            NamedLine(rule, name, basis, RuleResult.Unknown, question);
            return Standing.Person;
        }
        var sentence = EligibilityTexts.Get(answer.Confirmed ? "person.confirmed" : "person.refuted", ("by", answer.By), ("reason", answer.Reason));
        NamedLine(rule, name, basis, answer.Confirmed ? RuleResult.Met : RuleResult.NotMet, sentence);
        return answer.Confirmed ? Standing.Met : Standing.NotMet;
    }

    public Standing Ask(string rule, LegalBasis basis, LocalizedText question) => Ask(rule, EligibilityTexts.Get("rule." + rule), basis, question);

    /// <summary>Whether a requirement is shown on the day, and if not, why not.</summary>
    public (bool Shown, LocalizedText Text) Show(ProofRequirement proof)
    {
        if (proof.AgeShownByIdentity && Application.Applicant.Identity?.Kind == IdentityDocument.ResidentCard)
            return (true, EligibilityTexts.Get("proof.identity-number"));
        var candidates = Application.Evidence.Where(e => proof.AnyOf.Contains(e.Kind)).ToList();
        var valid = candidates.FirstOrDefault(e => FaultOf(e, proof) is null);
        if (valid is not null) return (true, NameOf(valid.Kind));
        var kinds = EligibilityTexts.Either(proof.AnyOf.Select(NameOf));
        return candidates.Count == 0
            ? (false, EligibilityTexts.Get("proof.missing", ("kinds", kinds)))
            : (false, EligibilityTexts.Get("proof.not-valid", ("kinds", kinds), ("fault", FaultOf(candidates[^1], proof)!)));
    }

    public LocalizedText NameOf(string evidenceKind) => Policy.Rules?.EvidenceKinds.GetValueOrDefault(evidenceKind) ?? new LocalizedText(evidenceKind, evidenceKind);

    private LocalizedText? FaultOf(EvidenceItem item, ProofRequirement proof)
    {
        if (item.Expires < On) return EligibilityTexts.Get("proof.expired", ("kind", NameOf(item.Kind)), ("on", Day(item.Expires.Value)));
        if (item.Date > On) return EligibilityTexts.Get("proof.from-the-future", ("kind", NameOf(item.Kind)), ("on", Day(item.Date.Value)));
        if (proof.MaximumAgeMonths is { } months && item.Date is { } date && date.AddMonths(months) < On)
            return EligibilityTexts.Get("proof.too-old", ("kind", NameOf(item.Kind)), ("on", Day(date)), ("months", months));
        return null;
    }

    public static string Day(DateOnly day) => PolicyChecks.Day(day);
}
