using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Persistence.Model;

namespace CaseWorkflows.Persistence.Queries;

/// <summary>What <see cref="CaseAccess"/> decides for one loaded case, as conditions on tables. A contract test holds the two together.</summary>
internal static class Visibility
{
    /// <summary>The cases the actor may see (<see cref="CaseAccess.MaySee"/>).</summary>
    public static IQueryable<LegalCase> VisibleTo(this IQueryable<LegalCase> cases, Actor actor) => actor.IsSystem ? cases : cases.InReachOf(actor).NotAbout(actor);

    /// <summary>Without the complaints that are about the actor or their office.</summary>
    public static IQueryable<LegalCase> NotAbout(this IQueryable<LegalCase> cases, Actor actor)
    {
        var entries = CaseAccess.ExclusionsOf(actor);
        return cases.Where(x => x.ServiceType != CaseAccess.Complaint || !x.Tasks.Any(y => y.NotBySteps.Any(z => entries.Contains(z))));
    }

    private static IQueryable<LegalCase> InReachOf(this IQueryable<LegalCase> cases, Actor actor)
    {
        var me = actor.Id;
        if (CaseAccess.IsOutsider(actor)) return cases.Where(x => x.Tasks.Any(y => y.Assignee == me));
        if (actor.Office == OfficePath.Root) return cases;
        var office = actor.Office;
        var roles = actor.Roles.ToArray();
        var range = OfficeRange.Of(office);
        return cases.Where(x => CaseDbContext.IsWithin(x.Office, range.From, range.Until)
            || x.Tasks.Any(y => y.Assignee == me
                || ((y.State == TaskState.Open || y.State == TaskState.Claimed) && y.Office == office && roles.Contains(y.Role))));
    }

    /// <summary>
    /// The alerts that are the actor's: what goes to a person goes to them wherever they are, what goes to a role to those whose office has the case
    /// (that is for the caller to see to, by <see cref="VisibleTo"/>).
    /// </summary>
    public static IQueryable<Alert> AddressedTo(this IQueryable<Alert> alerts, Actor actor)
    {
        var (me, roles, isOutsider) = (actor.Id.Value, actor.Roles.ToArray(), CaseAccess.IsOutsider(actor));
        return alerts.Where(x => x.ToUser == me || (!isOutsider && x.ToUser == null && roles.Contains(x.ToRole)));
    }

    /// <summary>Cases whose code, the code of the case they came out of, or the applicant's name contains a text; all for none.</summary>
    public static IQueryable<LegalCase> Matching(this IQueryable<LegalCase> cases, string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) return cases;
        var name = search.Trim();
        var code = name.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return code.Length == 0
            ? cases.Where(x => x.Dossier.Parties.Any(y => y.Side == "applicant" && y.Name.Contains(name)))
            : cases.Where(x => x.Code.Replace("-", "").Contains(code) || (x.OriginCode != null && x.OriginCode.Replace("-", "").Contains(code)) || x.Dossier.Parties.Any(y => y.Side == "applicant" && y.Name.Contains(name)));
    }
}
