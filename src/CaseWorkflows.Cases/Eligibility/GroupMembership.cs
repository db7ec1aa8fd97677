namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// The groups an applicant belongs to on a day: those claimed, those that follow from age, gender and disability, without those that the
/// birth date contradicts.
/// </summary>
internal sealed class GroupMembership
{
    private readonly HashSet<string> _groups;

    /// <summary>Looks at the applicant on a day.</summary>
    /// <param name="applicant">Who.</param>
    /// <param name="rules">The ages that count; null: none is looked at.</param>
    /// <param name="on">The day.</param>
    /// <param name="isCriminal">
    /// Whether it is a criminal matter: there a year of age is full from the day after the birthday (Interpretation of the Supreme People's Court on criminal
    /// cases of minors, 法释〔2006〕1号 art. 2), so that who has their eighteenth birthday today is a minor until midnight.
    /// </param>
    public GroupMembership(Applicant applicant, EligibilityRules? rules, DateOnly on, bool isCriminal = false)
    {
        _groups = [.. applicant.Groups];
        if (_groups.Contains("child-in-difficulty")) _groups.Add(ApplicantGroups.Minor);
        if (_groups.Contains(ApplicantGroups.SeverelyDisabled) || applicant.Disabilities.Count > 0) _groups.Add(ApplicantGroups.Disabled);
        if (applicant.Gender == "female") _groups.Add(ApplicantGroups.Woman);
        if (applicant.Gender == "male") Contradict(ApplicantGroups.Woman, _groups.Contains(ApplicantGroups.Woman));
        if (applicant.BirthDate is not { } born || rules is null) return;
        Age = AgeOn(born, on);
        var isMinor = (isCriminal ? AgeOn(born, on.AddDays(-1)) : Age) < rules.MinorBelow;
        Settle(ApplicantGroups.Minor, isMinor);
        Settle(ApplicantGroups.Elderly, Age >= rules.ElderlyFrom);
        Contradict("child-in-difficulty", _groups.Contains("child-in-difficulty") && !isMinor);
    }

    /// <summary>Full years on the day; null without a birth date.</summary>
    public int? Age { get; }

    /// <summary>Groups that were claimed but that the birth date or gender contradicts.</summary>
    public List<string> Contradicted { get; } = [];

    public IReadOnlyCollection<string> All => _groups;

    public bool Has(string group) => _groups.Contains(group);

    public bool Fits(IReadOnlyList<string> anyOf, IReadOnlyList<string> allOf) => (anyOf.Count == 0 || anyOf.Any(Has)) && allOf.All(Has);

    // A year of age is full on the birthday; who was born on 29 February has it on the month's last day (Civil Code art. 202).
    private static int AgeOn(DateOnly born, DateOnly on)
    {
        var years = on.Year - born.Year;
        return born.AddYears(years) > on ? years - 1 : years;
    }

    private void Settle(string group, bool belongs)
    {
        if (belongs) _groups.Add(group);
        else Contradict(group, _groups.Contains(group));
    }

    private void Contradict(string group, bool claimed)
    {
        if (!claimed) return;
        _groups.Remove(group);
        Contradicted.Add(group);
    }
}
