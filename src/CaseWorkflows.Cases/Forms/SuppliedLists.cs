using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Forms;

/// <summary>
/// The lists a form may ask for by name (<see cref="FormField.OptionsFrom"/>): lawyers and mediators as they are proposed for the case, members of staff, all
/// (<c>staff</c>) or those of a role (<c>staff:village-adviser</c>), those who may have decided what is objected to, offices, regions, roles, stages, and the kinds of evidence of the region's rules.
/// </summary>
public static class SuppliedLists
{
    public const string Deciders = "deciders";

    public const string EvidenceKinds = "evidence-kinds";

    public const string Staff = "staff";

    public const string Lawyers = "lawyers";

    public const string Mediators = "mediators";

    public const string Offices = "offices";

    private const string StaffOf = Staff + ":";

    /// <summary>The names without a role.</summary>
    public static IReadOnlyList<string> Names { get; } = [Deciders, EvidenceKinds, Lawyers, Mediators, Offices, "regions", "roles", Staff, "stages"];

    /// <summary>Members of staff of a role.</summary>
    public static string WithRole(string role) => StaffOf + role;

    /// <summary>Whether it lists members of staff, of whatever role.</summary>
    public static bool IsOfStaff(string? list) => list == Staff || list?.StartsWith(StaffOf, StringComparison.Ordinal) == true;

    /// <summary>Whether it lists people.</summary>
    public static bool IsOfPeople(string? list) => list is Lawyers or Mediators or Deciders || IsOfStaff(list);

    /// <summary>The role everybody on it has; null: any, or no list of people.</summary>
    public static string? RoleOf(string list) => list switch
    {
        Lawyers => Role.Lawyer,
        Mediators => Role.Mediator,
        _ when list.StartsWith(StaffOf, StringComparison.Ordinal) => list[StaffOf.Length..],
        _ => null,
    };

    /// <summary>Whether there is such a list where these roles are known.</summary>
    public static bool Exists(string list, Func<string, bool> isRole) => Names.Contains(list) || (IsOfStaff(list) && RoleOf(list) is { } role && isRole(role));
}
