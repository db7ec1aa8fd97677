namespace CaseWorkflows.Cases.Eligibility;

/// <summary>The groups an applicant may belong to; policies refer to these codes.</summary>
public static class ApplicantGroups
{
    /// <summary>Under eighteen (未成年人).</summary>
    public const string Minor = "minor";

    /// <summary>Sixty or older (老年人).</summary>
    public const string Elderly = "elderly";

    /// <summary>Disabled (残疾人).</summary>
    public const string Disabled = "disabled";

    /// <summary>Severely disabled (重度残疾人); implies disabled.</summary>
    public const string SeverelyDisabled = "severely-disabled";

    /// <summary>Without a fixed source of income (无固定生活来源).</summary>
    public const string NoFixedIncome = "no-fixed-income";

    /// <summary>Without full capacity for civil conduct (无民事行为能力人、限制民事行为能力人).</summary>
    public const string Incapacity = "incapacity";

    /// <summary>Derived from the gender, never claimed.</summary>
    public const string Woman = "woman";

    /// <summary>All codes a person may write.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Minor, Elderly, Disabled, SeverelyDisabled, NoFixedIncome, Incapacity, Woman, "migrant-worker", "child-in-difficulty", "seriously-ill",
        "military", "military-family", "martyr-family", "veteran", "social-assistance", "judicial-assistance", "preferential-treatment",
        "low-income", "youth", "single-poor-mother", "other-by-law",
    ];
}

/// <summary>The forms of aid (art. 22).</summary>
public static class FormsOfAid
{
    /// <summary>Legal advice (art. 22(1)), open to everyone (art. 23).</summary>
    public const string Consultation = "consultation";

    /// <summary>All codes, in the law's order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Consultation, "document-drafting", "criminal-defence-or-agency", "litigation-agency", "non-litigation-agency", "duty-lawyer-help", "labour-mediation-arbitration", "other"];

    /// <summary>The forms that lawyers alone give: criminal defence or agency (art. 22(3)) and the help of a duty lawyer (art. 22(5)).</summary>
    internal static IReadOnlyList<string> OfLawyersAlone { get; } = ["criminal-defence-or-agency", "duty-lawyer-help"];
}

/// <summary>The matters of arts. 24-33 and the usual matters outside them.</summary>
public static class MatterCatalogue
{
    /// <summary>Defence on application (art. 24).</summary>
    public const string CriminalDefence = "criminal-defence";

    /// <summary>Defence on an authority's notice (art. 25).</summary>
    public const string NotifiedDefence = "notified-defence";

    /// <summary>Compulsory medical treatment, on the court's notice (art. 28).</summary>
    public const string CompulsoryMedicalTreatment = "compulsory-medical-treatment";

    /// <summary>Help by the duty lawyer (art. 30).</summary>
    public const string DutyLawyerHelp = "duty-lawyer-help";

    /// <summary>The retrial matters of art. 33.</summary>
    public const string Retrial = "retrial";

    /// <summary>Matters of art. 31(9).</summary>
    public const string OtherByLaw = "other-by-law";

    /// <summary>The matters of criminal procedure (arts. 24, 25, 28 to 30), in which lawyers alone act.</summary>
    internal static IReadOnlyList<string> OfLawyersAlone { get; } = [CriminalDefence, NotifiedDefence, CompulsoryMedicalTreatment, "criminal-victim", DutyLawyerHelp];

    /// <summary>The matters of suspects and defendants (arts. 24, 25, 30), whose years of age are counted as criminal law counts them.</summary>
    internal static IReadOnlyList<string> OfTheAccused { get; } = [CriminalDefence, NotifiedDefence, DutyLawyerHelp];

    /// <summary>Matter → article, for matters that anyone may ask aid for. Circumstances of art. 32 may also stand as the matter itself.</summary>
    public static IReadOnlyDictionary<string, string> Statutory { get; } = new Dictionary<string, string>
    {
        [CriminalDefence] = "24",
        [NotifiedDefence] = "25",
        [CompulsoryMedicalTreatment] = "28",
        ["criminal-victim"] = "29",
        [DutyLawyerHelp] = "30",
        ["state-compensation"] = "31(1)",
        ["social-insurance-or-assistance"] = "31(2)",
        ["bereavement-or-disability-payment"] = "31(3)",
        ["maintenance"] = "31(4)",
        ["labour-relationship"] = "31(5)",
        ["labour-remuneration"] = "31(5)",
        ["capacity-declaration"] = "31(6)",
        ["work-injury"] = "31(7)",
        ["traffic-accident"] = "31(7)",
        ["food-or-drug-accident"] = "31(7)",
        ["medical-accident"] = "31(7)",
        ["environmental-damage"] = "31(8)",
        [OtherByLaw] = "31(9)",
        ["hero-or-martyr-dignity"] = "32(1)",
        ["courageous-act"] = "32(2)",
        ["acquittal-compensation"] = "32(3)",
        ["abuse-or-domestic-violence"] = "32(4)",
        ["regardless-other-by-law"] = "32(5)",
        [Retrial] = "33",
    };

    /// <summary>The circumstances of art. 32, in the law's order.</summary>
    public static IReadOnlyList<string> Circumstances { get; } = [.. Statutory.Where(m => m.Value.StartsWith("32", StringComparison.Ordinal)).Select(m => m.Key)];

    /// <summary>Matters outside arts. 24-33; a region may take them in as supplementary matters.</summary>
    public static IReadOnlyList<string> NotStatutory { get; } =
    [
        "labour-protection", "marriage-and-family", "food-and-drugs", "education-and-medical-care", "environmental-pollution",
        "contract", "loan", "property", "inheritance", "neighbours", "consumer", "company", "intellectual-property", "administrative", "other",
    ];

    /// <summary>The grounds of notification: art. 25(1)(1) to (7), art. 25(2) and art. 28.</summary>
    public static IReadOnlyDictionary<string, string> NotificationGrounds { get; } = new Dictionary<string, string>
    {
        ["minor"] = "25(1)(1)",
        ["sight-hearing-speech-disability"] = "25(1)(2)",
        ["incomplete-understanding"] = "25(1)(3)",
        ["life-or-death-sentence"] = "25(1)(4)",
        ["death-review"] = "25(1)(5)",
        ["trial-in-absence"] = "25(1)(6)",
        ["other-by-law"] = "25(1)(7)",
        ["ordinary-procedure"] = "25(2)",
        ["compulsory-medical-treatment"] = "28",
    };
}
