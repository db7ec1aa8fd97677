using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Services;

/// <summary>What a case asks of whom it is given to, beyond what bars somebody.</summary>
/// <param name="Field">The matter or kind of dispute.</param>
/// <param name="NeedsSignLanguage">Accessible communication is needed (Legal Aid Law art. 45).</param>
/// <param name="ForMinor">The person is a minor.</param>
/// <param name="Office">The office of the case, for the distance.</param>
/// <param name="On">The day, for rota and sanctions.</param>
internal sealed record Wanted(string Field, bool NeedsSignLanguage, bool ForMinor, OfficePath Office, DateOnly On);

/// <summary>
/// Sorts who could have a case: competence first, then who can speak with the person, who is on duty, balance of work, distance, years. Each carries the
/// reasons, and each who was passed over carries why.
/// </summary>
internal static class Candidates
{
    public static (IReadOnlyList<JsonObject> Proposals, JsonArray PassedOver) Sort(
        IEnumerable<StaffMember> members, Wanted wanted, Func<StaffMember, LocalizedText?> obstacleOf, IReadOnlyDictionary<string, int> load, string key)
    {
        List<(StaffMember Member, Competence Entry, int Load, int Distance)> fitting = [];
        JsonArray passedOver = [];
        foreach (var member in members)
        {
            var entry = member.Competence ?? new Competence(0, 0, false, []);
            var tasks = load.GetValueOrDefault(member.Id.Value);
            if (obstacleOf(member) is { } obstacle) passedOver.Add(CaseSession.Facts((key, member.Id.Value), ("name", member.Name), ("reasons", new JsonArray(ToJson(obstacle)))));
            else fitting.Add((member, entry, tasks, Distance(wanted.Office, member.Office)));
        }
        var sorted = fitting
            .OrderByDescending(x => x.Entry.Fields.Contains(wanted.Field))
            .ThenByDescending(x => wanted.NeedsSignLanguage && x.Entry.Languages.Contains(Competence.SignLanguage))
            .ThenByDescending(x => x.Entry.IsOnDuty(wanted.On))
            .ThenBy(x => x.Load).ThenBy(x => x.Distance).ThenByDescending(x => x.Entry.YearsOfPractice).ThenBy(x => x.Member.Id.Value, StringComparer.Ordinal);
        return ([.. sorted.Select(x => CaseSession.Facts((key, x.Member.Id.Value), ("name", x.Member.Name), ("reasons", new JsonArray([.. Reasons(x.Entry, x.Load, x.Distance, wanted).Select(ToJson)]))))], passedOver);
    }

    /// <summary>How many levels one has to go up from the case's office until the person's lies below.</summary>
    public static int Distance(OfficePath from, OfficePath to)
    {
        var levels = 0;
        for (var at = from; !at.Covers(to); at = at.Parent) levels++;
        return levels;
    }

    public static JsonNode ToJson(LocalizedText text) => new JsonObject { ["zh"] = text.Zh, ["en"] = text.En };

    // One line for each thing that was weighed, in the order in which it counts.
    private static IEnumerable<LocalizedText> Reasons(Competence entry, int tasks, int distance, Wanted wanted)
    {
        yield return Refusal.Text(entry.Fields.Contains(wanted.Field) ? "lawyer.in-field" : "lawyer.not-in-field");
        yield return Refusal.Text("lawyer.years", ("years", entry.YearsOfPractice));
        if (wanted.ForMinor && entry.KnowsMinors) yield return Refusal.Text("lawyer.knows-minors");
        if (wanted.NeedsSignLanguage) yield return Refusal.Text(entry.Languages.Contains(Competence.SignLanguage) ? "lawyer.signs" : "lawyer.does-not-sign");
        yield return Refusal.Text("lawyer.no-conflict");
        yield return Refusal.Text(entry.IsOnDuty(wanted.On) ? "lawyer.on-duty" : "lawyer.not-on-duty");
        yield return entry.MostTasks is { } most ? Refusal.Text("lawyer.workload-of", ("tasks", tasks), ("most", most)) : Refusal.Text("lawyer.workload", ("tasks", tasks));
        yield return Refusal.Text(distance == 0 ? "lawyer.same-office" : "lawyer.other-office", ("levels", distance));
    }
}
