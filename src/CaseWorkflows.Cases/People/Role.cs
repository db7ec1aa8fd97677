using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.People;

/// <summary>A role that a step can ask for, from <c>workflows/roles.json</c>.</summary>
/// <param name="Key">The key definitions use.</param>
/// <param name="Name">The name people read.</param>
public sealed record Role(string Key, LocalizedText Name)
{
    /// <summary>受理员: takes in applications.</summary>
    public const string IntakeClerk = "intake-clerk";

    /// <summary>审查员: reviews and recommends.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>审批人: decides, always someone else than who recommended.</summary>
    public const string Approver = "approver";

    /// <summary>指派员: appoints lawyers.</summary>
    public const string Dispatcher = "dispatcher";

    /// <summary>承办律师: handles the case.</summary>
    public const string Lawyer = "lawyer";

    /// <summary>村（社区）法律顾问: writes down the services rendered to a village.</summary>
    public const string VillageAdviser = "village-adviser";

    /// <summary>人民调解员: mediates.</summary>
    public const string Mediator = "mediator";

    /// <summary>质量评查员: reviews the quality of handled cases.</summary>
    public const string QualityReviewer = "quality-reviewer";

    /// <summary>司法行政机关异议审查人员: reviews objections, above the centre.</summary>
    public const string ObjectionReviewer = "objection-reviewer";

    /// <summary>补贴审核: pays subsidies.</summary>
    public const string Finance = "finance";

    /// <summary>档案管理员: keeps the archive.</summary>
    public const string Archivist = "archivist";

    /// <summary>主管: supervises an office; gets alerts, assigns, pauses, closes, reopens.</summary>
    public const string Supervisor = "supervisor";

    /// <summary>中心主任: head of the centre, last step of the alert ladder.</summary>
    public const string Head = "head";

    /// <summary>管理员: edits flows and settings; sees no case for that.</summary>
    public const string Administrator = "administrator";
}

/// <summary>An office, from <c>workflows/offices.json</c>.</summary>
/// <param name="Path">Its place.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">city, county, township or village.</param>
/// <param name="Region">The key of the region whose policies hold there.</param>
public sealed record Office(OfficePath Path, LocalizedText Name, string Level, string Region)
{
    /// <summary>The short name before the word of issue in numbers of documents (机关代字): 鄂城; null if there is none.</summary>
    public string? Abbreviation { get; init; }
}

/// <summary>A member of staff as the directory knows them.</summary>
public sealed record StaffMember(UserId Id, string Name, IReadOnlyList<string> Roles, OfficePath Office)
{
    /// <summary>Facts that matter for proposing a lawyer: years of practice, criminal defence years, fields, minors.</summary>
    public Competence? Competence { get; init; }

    /// <summary>Whether the account was disabled: the person is still named where they acted, holds no role and can't act.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The member as an actor.</summary>
    public Actor AsActor() => new(Id, Name, Roles, Office);
}
