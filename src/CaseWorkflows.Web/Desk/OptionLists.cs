using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Desk;

/// <summary>The lists that forms ask for by name (<see cref="FormField.OptionsFrom"/>).</summary>
internal sealed class OptionLists(CaseDesk desk, WorkflowLibrary library, TimeProvider time)
{
    /// <summary>The lists a form asks for; one that nobody knows is left out, and the form then offers nothing there.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<FormOption>>> ForAsync(FormDefinition form, LegalCase? @case)
    {
        var lists = new Dictionary<string, IReadOnlyList<FormOption>>();
        foreach (var name in Names(form.Fields).Distinct())
            switch (name)
            {
                case SuppliedLists.Lawyers:
                    lists[name] = await LawyersAsync(@case);
                    break;
                case SuppliedLists.Deciders:
                    lists[name] = await DecidersAsync(form, @case);
                    break;
                case SuppliedLists.Mediators:
                    lists[name] = [.. (await desk.AskStaffAsync(x => x.WithRoleAsync(Role.Mediator, null, default)))
                        .Where(x => @case is null || x.Office.Covers(@case.Office) || @case.Office.Covers(x.Office))
                        .OrderBy(x => ProposedAs(Role.Mediator, @case).IndexOf(x.Id.Value) is var at and >= 0 ? at : int.MaxValue)
                        .ThenBy(x => x.Name, StringComparer.Ordinal).Select(x => new FormOption(x.Id.Value, Label(x)))];
                    break;
                case SuppliedLists.Offices:
                    lists[name] = [.. library.Offices.Select(x => new FormOption(x.Path.Value, x.Name))];
                    break;
                case "regions":
                    lists[name] = [.. library.Clocks.Regions.All.Select(x => new FormOption(x.Code, x.Name))];
                    break;
                case "roles":
                    lists[name] = [.. library.Roles.Select(x => new FormOption(x.Key, x.Name))];
                    break;
                case "stages":
                    lists[name] = [.. library.Stages.Select(x => new FormOption(x.Key, x.Value))];
                    break;
                case SuppliedLists.EvidenceKinds:
                    lists[name] = EvidenceKinds(@case);
                    break;
                case var staff when SuppliedLists.IsOfStaff(staff):
                    lists[name] = await StaffAsync(SuppliedLists.RoleOf(staff), @case);
                    break;
            }
        return lists;
    }

    private static IEnumerable<string> Names(IEnumerable<FormField> fields) =>
        fields.SelectMany(x => x.OptionsFrom is { } name ? [name, .. Names(x.Fields)] : Names(x.Fields));

    /// <summary>Everybody with an account and the role, those whose office has to do with the case's first; without a role whoever has one. By name.</summary>
    private async Task<IReadOnlyList<FormOption>> StaffAsync(string? asked, LegalCase? @case)
    {
        List<StaffMember> members = [];
        foreach (var role in library.Roles.Where(x => asked is null || x.Key == asked))
            members.AddRange(await desk.AskStaffAsync(x => x.WithRoleAsync(role.Key, null, default)));
        return [.. members.DistinctBy(x => x.Id)
            .OrderBy(x => @case is null || x.Office.Covers(@case.Office) || @case.Office.Covers(x.Office) ? 0 : 1)
            .ThenBy(x => x.Name, StringComparer.Ordinal)
            .Select(x => new FormOption(x.Id.Value, Label(x)))];
    }

    /// <summary>The papers that the eligibility rules speak of: those of the case's region; before there is a case, those of all regions.</summary>
    private IReadOnlyList<FormOption> EvidenceKinds(LegalCase? @case)
    {
        var today = ChinaTime.DayOf(time.GetUtcNow());
        return [.. library.Eligibility.Regions.Where(x => @case is null || x == @case.Region)
            .SelectMany(x => library.Eligibility.InForce(x, today).Rules?.EvidenceKinds ?? new Dictionary<string, LocalizedText>())
            .DistinctBy(x => x.Key).OrderBy(x => x.Value.Zh, StringComparer.Ordinal).Select(x => new FormOption(x.Key, x.Value))];
    }

    /// <summary>Who may have decided what an objection is about, and whoever is named already: a person who is not offered would be lost with the next choice.</summary>
    private async Task<IReadOnlyList<FormOption>> DecidersAsync(FormDefinition form, LegalCase? @case)
    {
        List<StaffMember> members = [];
        foreach (var role in DecidingStaff.Roles)
            members.AddRange((await desk.AskStaffAsync(x => x.WithRoleAsync(role, null, default))).Where(x => DecidingStaff.MayHaveDecided(x, @case?.Office)));
        foreach (var named in @case is null ? [] : form.Fields.Where(x => x.OptionsFrom == SuppliedLists.Deciders).SelectMany(x => Named(x.Key, @case)))
            if (await desk.AskStaffAsync(x => x.FindAsync(new UserId(named), default)) is { } member) members.Add(member);
        return [.. members.DistinctBy(x => x.Id).OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => new FormOption(x.Id.Value, Label(x)))];
    }

    private static IEnumerable<string> Named(string key, LegalCase @case)
    {
        JsonNode? at = new JsonObject { ["application"] = @case.Dossier.Application() };
        foreach (var part in key.Split('.')) at = (at as JsonObject)?[part];
        return (at as JsonArray ?? []).OfType<JsonValue>().Select(x => x.ToString());
    }

    private static List<string?> ProposedAs(string kind, LegalCase? @case) =>
        [.. (@case?.Dossier.Facts()[kind + "Proposals"]?["proposals"] as JsonArray ?? []).Select(x => x?[kind]?.ToString())];

    /// <summary>Lawyers, the proposed ones first and in their order.</summary>
    private async Task<IReadOnlyList<FormOption>> LawyersAsync(LegalCase? @case)
    {
        var lawyers = await desk.AskStaffAsync(x => x.WithRoleAsync(Role.Lawyer, null, default));
        var proposed = ProposedAs(Role.Lawyer, @case);
        return [.. lawyers
            .OrderBy(x => proposed.IndexOf(x.Id.Value) is var at and >= 0 ? at : int.MaxValue)
            .ThenBy(x => x.Name, StringComparer.Ordinal)
            .Select(x => new FormOption(x.Id.Value, Label(x)))];
    }

    private LocalizedText Label(StaffMember lawyer)
    {
        var office = library.Office(lawyer.Office.Value)?.Name;
        return office is null ? new(lawyer.Name, lawyer.Name) : Joining.Aside(lawyer.Name, office);
    }
}
