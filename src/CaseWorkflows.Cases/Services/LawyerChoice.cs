using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// A lawyer whom somebody names in a form (指派). Whoever names one that may not have the case is told at once why, instead of getting the task back.
/// A lawyer of another city may be named with a reason alone: usually they come by cooperation between centres.
/// </summary>
internal static class LawyerChoice
{
    private const string List = "lawyers";
    private const string OtherCityReason = "otherCityReason";
    private const string OverrideReason = "overrideReason";

    /// <summary>Why a lawyer named in the form may not have the case, or null.</summary>
    public static async ValueTask<Refusal?> WhyNotAsync(FormDefinition form, JsonObject data, CaseSession session, CancellationToken cancellationToken)
    {
        var values = new FormValues(form.Fields, data, null);
        foreach (var field in form.Fields.Where(x => x.OptionsFrom == List))
        {
            if (values.Raw(field.Key)?.ToString() is not { Length: > 0 } id) continue;
            var lawyer = await session.FindStaffAsync(new UserId(id), cancellationToken);
            if (lawyer is null || lawyer.IsDisabled) return Refuse("task.unknown-person", Refusal.Text("task.unknown-person", ("person", id)));
            var required = LawyerRequirements.Of(session.Case, ChinaTime.DayOf(session.Now));
            if (required.ObstacleOf(lawyer) is { } obstacle)
                return Refuse("lawyer.unfit", Refusal.Text("lawyer.unfit", ("lawyer", lawyer.Name), ("reason", obstacle)));
            if (required.HindranceOf(lawyer) is { } hindrance)
            {
                var why = values.Raw(OverrideReason)?.ToString();
                if (string.IsNullOrWhiteSpace(why)) return Refuse("lawyer.hindered", Refusal.Text("lawyer.hindered", ("lawyer", lawyer.Name), ("reason", hindrance)));
                session.Record("LawyerAppointedAgainstProposal", CaseSession.Facts(("lawyer", lawyer.Id.Value)), CaseSession.Facts(("reason", why.Trim()), ("against", hindrance.Zh)));
            }
            if (IsOfCity(lawyer, session)) continue;
            var reason = values.Raw(OtherCityReason)?.ToString();
            if (string.IsNullOrWhiteSpace(reason)) return Refuse("lawyer.of-another-city", Refusal.Text("lawyer.of-another-city", ("lawyer", lawyer.Name)));
            session.Record("LawyerOfAnotherCityNamed", CaseSession.Facts(("lawyer", lawyer.Id.Value), ("office", lawyer.Office.Value)), CaseSession.Facts(("reason", reason.Trim())));

            Refusal Refuse(string code, LocalizedText why) => new(code, why) { Fields = [new FieldProblem(field.Key, why)] };
        }
        return null;
    }

    private static bool IsOfCity(StaffMember lawyer, CaseSession session) => LawyerProposal.CityOf(session.Case.Office).Covers(lawyer.Office);
}
