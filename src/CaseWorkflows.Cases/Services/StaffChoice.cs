using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Members of staff and offices whom somebody names in a form (<c>optionsFrom</c> <c>staff</c>, <c>deciders</c> and <c>offices</c>): a name that nobody has would exclude or
/// oblige nobody, and nobody would notice.
/// </summary>
internal static class StaffChoice
{
    private const string StaffList = "staff";
    private const string OfficeList = "offices";

    /// <summary>Why a person or office named in the form can't be meant, or null.</summary>
    public static async ValueTask<Refusal?> WhyNotAsync(FormDefinition form, JsonObject data, CaseSession session, CancellationToken cancellationToken)
    {
        var values = new FormValues(form.Fields, data, null);
        List<FieldProblem> problems = [];
        foreach (var field in form.Fields.Where(x => x.OptionsFrom is StaffList or DecidingStaff.List or OfficeList))
            foreach (var named in Named(values.Raw(field.Key)))
                if (field.OptionsFrom == OfficeList ? session.Rules.Library.Office(named) is null : await session.FindStaffAsync(new UserId(named), cancellationToken) is null)
                    problems.Add(new FieldProblem(field.Key, Refusal.Text(field.OptionsFrom == OfficeList ? "case.unknown-office" : "task.unknown-person", ("office", named), ("person", named))));
        return problems.Count == 0 ? null : Refusal.Of("form.has-errors") with { Fields = problems };
    }

    private static IEnumerable<string> Named(JsonNode? value) => (value is JsonArray list ? list : [value?.DeepClone()]).OfType<JsonValue>().Select(x => x.ToString()).Where(x => x.Length > 0);
}
