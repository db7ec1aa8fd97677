using System.Text.Json;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// As what the lawyer or mediator of a case serves (律师、基层法律服务工作者……), kept among its facts when the case is given to them and when they complete a step: the
/// register may say something else later, and what was then is counted.
/// </summary>
internal static class Appointed
{
    /// <summary>The fact, by role: <c>appointed.lawyer.profession</c>.</summary>
    public const string Fact = "appointed";

    /// <summary>What stands there while the register does not say it.</summary>
    public const string Unknown = "unknown";

    /// <summary>Whether what somebody serves as is kept for a role.</summary>
    public static bool IsKept(string role) => role is Role.Lawyer or Role.Mediator;

    /// <summary>Keeps it; nothing if it stands there so already.</summary>
    public static void Note(CaseSession session, string role, StaffMember person)
    {
        if (!IsKept(role)) return;
        var profession = person.Competence?.Profession is { } known ? JsonNamingPolicy.KebabCaseLower.ConvertName(known.ToString()) : Unknown;
        if (session.Case.Dossier.Fact(Fact)?[role] is { } before && before["id"]?.ToString() == person.Id.Value && before["profession"]?.ToString() == profession) return;
        session.Case.Dossier.SetFact(Fact, role, CaseSession.Facts(("id", person.Id.Value), ("profession", profession), ("at", session.OccurredAt)));
    }
}
