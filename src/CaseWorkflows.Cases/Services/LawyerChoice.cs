using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// A lawyer or mediator whom somebody names in a form (指派). Whoever names one that may not have the case is told at once why, instead of getting the task
/// back. What only speaks against somebody (away, declined, too much work) is overridden with a reason. A lawyer of another city may be named with a reason
/// alone: usually they come by cooperation between centres.
/// </summary>
internal static class LawyerChoice
{
    private const string OtherCityReason = "otherCityReason";
    private const string OverrideReason = "overrideReason";

    /// <summary>Why somebody named in the form may not have the case, or null.</summary>
    public static async ValueTask<Refusal?> WhyNotAsync(FormDefinition form, JsonObject data, CaseSession session, CancellationToken cancellationToken)
    {
        var values = new FormValues(form.Fields, data, null);
        foreach (var field in form.Fields.Where(x => x.OptionsFrom is SuppliedLists.Lawyers or SuppliedLists.Mediators))
        {
            if (values.Raw(field.Key)?.ToString() is not { Length: > 0 } id) continue;
            var role = SuppliedLists.RoleOf(field.OptionsFrom!)!;
            var person = await session.FindStaffAsync(new UserId(id), cancellationToken);
            if (person is null || person.IsDisabled) return Refuse("task.unknown-person", Refusal.Text("task.unknown-person", ("person", id)));
            var required = LawyerRequirements.Of(session.Case, ChinaTime.DayOf(session.Now)) with { Role = role };
            if (required.ObstacleOf(person) is { } obstacle)
                return Refuse($"{role}.unfit", Refusal.Text($"{role}.unfit", ("lawyer", person.Name), ("reason", obstacle)));
            if (required.HindranceOf(person, await session.Transaction.CountOpenTasksByAssigneeAsync(cancellationToken)) is { } hindrance)
            {
                if (values.Raw(OverrideReason)?.ToString() is not { } why || string.IsNullOrWhiteSpace(why))
                    return Refuse("lawyer.hindered", Refusal.Text("lawyer.hindered", ("lawyer", person.Name), ("reason", hindrance)));
                session.Record("LawyerAppointedAgainstProposal", CaseSession.Facts(("lawyer", person.Id.Value)), CaseSession.Facts(("reason", why.Trim()), ("against", hindrance.Zh)));
            }
            if (role != Role.Lawyer || IsOfCity(person, session)) continue;
            var reason = values.Raw(OtherCityReason)?.ToString();
            if (string.IsNullOrWhiteSpace(reason)) return Refuse("lawyer.of-another-city", Refusal.Text("lawyer.of-another-city", ("lawyer", person.Name)));
            session.Record("LawyerOfAnotherCityNamed", CaseSession.Facts(("lawyer", person.Id.Value), ("office", person.Office.Value)), CaseSession.Facts(("reason", reason.Trim())));

            Refusal Refuse(string code, LocalizedText why) => new(code, why) { Fields = [new FieldProblem(field.Key, why)] };
        }
        return null;
    }

    private static bool IsOfCity(StaffMember lawyer, CaseSession session) => LawyerProposal.CityOf(session.Case.Office).Covers(lawyer.Office);
}
