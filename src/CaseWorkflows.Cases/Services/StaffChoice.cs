using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Members of staff and offices whom somebody names in a form (<c>optionsFrom</c> <c>staff</c>, <c>staff:role</c>, <c>deciders</c> and <c>offices</c>): a name
/// that nobody has would exclude or oblige nobody, somebody without the role could not go on with the case, and nobody would notice.
/// </summary>
internal static class StaffChoice
{
    /// <summary>Why a person or office named in the form can't be meant, or null.</summary>
    public static async ValueTask<Refusal?> WhyNotAsync(FormDefinition form, JsonObject data, CaseSession session, CancellationToken cancellationToken)
    {
        var values = new FormValues(form.Fields, data, null);
        List<FieldProblem> problems = [];
        foreach (var field in form.Fields.Where(x => x.OptionsFrom is SuppliedLists.Offices or SuppliedLists.Deciders || SuppliedLists.IsOfStaff(x.OptionsFrom)))
            foreach (var named in Named(values.Raw(field.Key)))
                if (await WhyNotAsync(field.OptionsFrom!, named, session, cancellationToken) is { } why) problems.Add(new FieldProblem(field.Key, why));
        return problems.Count == 0 ? null : Refusal.Of("form.has-errors") with { Fields = problems };
    }

    private static async ValueTask<LocalizedText?> WhyNotAsync(string list, string named, CaseSession session, CancellationToken cancellationToken)
    {
        var library = session.Rules.Library;
        if (list == SuppliedLists.Offices) return library.Office(named) is null ? Refusal.Text("case.unknown-office", ("office", named)) : null;
        var role = SuppliedLists.RoleOf(list);
        // Who decided may have left since; who is to do something must be there.
        if (await session.FindStaffAsync(new UserId(named), cancellationToken) is not { } person || (role is not null && person.IsDisabled)) return Refusal.Text("task.unknown-person", ("person", named));
        return role is null || person.Roles.Contains(role) ? null : Refusal.Text("task.person-without-role", ("person", person.Name), ("role", library.RoleName(role)));
    }

    private static IEnumerable<string> Named(JsonNode? value) => (value is JsonArray list ? list : [value?.DeepClone()]).OfType<JsonValue>().Select(x => x.ToString()).Where(x => x.Length > 0);
}
