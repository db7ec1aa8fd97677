namespace CaseWorkflows.Cases.People;

/// <summary>What a lawyer or mediator may be given: the entry of the register (律师、调解员名册).</summary>
/// <param name="YearsOfPractice">Years of practice (相关执业年限).</param>
/// <param name="YearsOfCriminalDefence">Years of criminal defence (刑事辩护经历), Legal Aid Law art. 26.</param>
/// <param name="KnowsMinors">Familiar with minors' body and mind (熟悉未成年人身心特点).</param>
/// <param name="Fields">Keys of the matter categories a lawyer works in, or of the kinds of dispute a mediator works in.</param>
public sealed record Competence(int YearsOfPractice, int YearsOfCriminalDefence, bool KnowsMinors, IReadOnlyList<string> Fields)
{
    /// <summary>The language in which deaf people are spoken with (手语), for accessible communication (Legal Aid Law art. 45).</summary>
    public const string SignLanguage = "手语";

    /// <summary>The profession; null: nobody has entered it, and nobody guesses it.</summary>
    public Profession? Profession { get; init; }

    /// <summary>Languages and dialects beside standard Chinese, as people name them.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The law firm, legal service office or people's mediation committee (人民调解委员会).</summary>
    public string? Organisation { get; init; }

    /// <summary>The number of the licence or certificate.</summary>
    public string? Licence { get; init; }

    /// <summary>With so many tasks nobody is proposed any more; null: without limit.</summary>
    public int? MostTasks { get; init; }

    /// <summary>The rota (值班排班): when the person is on duty, and when away.</summary>
    public IReadOnlyList<RotaPeriod> Rota { get; init; } = [];

    /// <summary>The integrity record (诚信档案).</summary>
    public IReadOnlyList<IntegrityEntry> Integrity { get; init; } = [];

    /// <summary>The record of volunteer service (志愿服务时数), to be handed on to the national information system of volunteer service.</summary>
    public IReadOnlyList<VolunteerService> Volunteering { get; init; } = [];

    /// <summary>The day on which somebody last changed the entry or confirmed that it is right; null: nobody ever has.</summary>
    public DateOnly? ConfirmedOn { get; init; }

    /// <summary>Hours of volunteer service from one day to another, both included.</summary>
    public decimal VolunteerHours(DateOnly from, DateOnly to) => Volunteering.Where(x => x.On >= from && x.On <= to).Sum(x => x.Hours);

    /// <summary>Whether the person is on duty on a day.</summary>
    public bool IsOnDuty(DateOnly day) => Rota.Any(x => !x.IsAway && x.Covers(day));

    /// <summary>The time away that covers a day, or null.</summary>
    public RotaPeriod? AwayOn(DateOnly day) => Rota.FirstOrDefault(x => x.IsAway && x.Covers(day));

    /// <summary>The sanction that bars the person from new cases on a day, or null.</summary>
    public IntegrityEntry? BarOn(DateOnly day) => Integrity.FirstOrDefault(x => x.BarsOn(day));
}

/// <summary>As what somebody in the register serves: the people of legal aid by Legal Aid Law arts. 12, 13 and 17, and those who work beside them.</summary>
public enum Profession
{
    /// <summary>律师: a practising lawyer.</summary>
    Lawyer,

    /// <summary>基层法律服务工作者: a grassroots legal service worker; no defence in criminal cases.</summary>
    GrassrootsLegalWorker,

    /// <summary>法律援助机构中具有律师资格或者法律职业资格的工作人员: staff of a legal aid centre qualified as lawyers (art. 13).</summary>
    AidCentreStaff,

    /// <summary>法律援助志愿者: a legal aid volunteer (art. 17).</summary>
    AidVolunteer,

    /// <summary>公证员: a notary.</summary>
    Notary,

    /// <summary>司法鉴定人: a forensic expert.</summary>
    ForensicExpert,

    /// <summary>人民调解员: a people's mediator.</summary>
    Mediator,

    /// <summary>其他: somebody else.</summary>
    Other,
}

/// <summary>Days on duty, or away.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="IsAway">Away; else on duty.</param>
/// <param name="Note">Where, or why; null if nothing is to be said.</param>
public sealed record RotaPeriod(DateOnly From, DateOnly To, bool IsAway, string? Note)
{
    /// <summary>Whether a day lies within.</summary>
    public bool Covers(DateOnly day) => day >= From && day <= To;
}

/// <summary>What an entry of the integrity record is.</summary>
public enum IntegrityKind
{
    /// <summary>表彰: praise; it bars nothing.</summary>
    Commendation,

    /// <summary>提醒、批评: a warning; it bars nothing.</summary>
    Warning,

    /// <summary>处罚、处分: a sanction; until its last day nothing new is given, for ever without one.</summary>
    Sanction,
}

/// <summary>An entry of the integrity record.</summary>
/// <param name="On">The day.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What happened and who decided it.</param>
/// <param name="Until">The last day on which a sanction bars from new cases; null: it has no end.</param>
public sealed record IntegrityEntry(DateOnly On, IntegrityKind Kind, string Text, DateOnly? Until)
{
    /// <summary>Whether it bars from new cases on a day.</summary>
    public bool BarsOn(DateOnly day) => Kind == IntegrityKind.Sanction && day >= On && (Until is null || day <= Until);
}

/// <summary>Volunteer service on one day.</summary>
/// <param name="On">The day.</param>
/// <param name="Hours">Hours served.</param>
/// <param name="Text">What was done, where and for whom.</param>
public sealed record VolunteerService(DateOnly On, decimal Hours, string Text);
