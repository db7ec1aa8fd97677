using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Who may have made a decision that is objected to (Legal Aid Law art. 49): the list <see cref="Forms.SuppliedLists.Deciders"/> that forms offer, so that a clerk who names them does not look through everybody with an account.
/// It only shortens what is offered; whoever else took part can be named all the same.
/// </summary>
public static class DecidingStaff
{
    /// <summary>The roles whose tasks count as taking part in a decision.</summary>
    public static IReadOnlyList<string> Roles { get; } = [Role.Reviewer, Role.Approver, Role.Supervisor];

    /// <summary>Whether somebody may have decided.</summary>
    /// <param name="member">The person.</param>
    /// <param name="office">Where the objection is reviewed: the decision was made there, below or above; null where that is not known yet.</param>
    public static bool MayHaveDecided(StaffMember member, OfficePath? office) =>
        member.Roles.Any(Roles.Contains) && (office is not { } at || at.Covers(member.Office) || member.Office.Covers(at));
}
