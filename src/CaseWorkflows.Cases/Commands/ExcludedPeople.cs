using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Commands;

/// <summary>
/// Whom a task keeps out by name (回避): the people, or the office with everybody in it, that a fact of the case names. A definition writes the place of the fact
/// into the task's list of excluded performers (<c>fact:application.complaint.respondents</c>); the task keeps beside it whom it names at the moment, so that
/// lists of tasks can leave it out for them.
/// </summary>
internal static class ExcludedPeople
{
    private const string PersonPrefix = "person:";
    private const string OfficePrefix = "office:";
    private const string OwnPrefix = "office-only:";

    /// <summary>Whether an entry of the list is one of those that are worked out here, and no step or fact of a definition.</summary>
    public static bool IsNamed(string entry) =>
        entry.StartsWith(PersonPrefix, StringComparison.Ordinal) || entry.StartsWith(OfficePrefix, StringComparison.Ordinal) || entry.StartsWith(OwnPrefix, StringComparison.Ordinal);

    /// <summary>The entries under which a task would exclude somebody: by account, by office, by an office above.</summary>
    public static IEnumerable<string> EntriesFor(UserId person, OfficePath office)
    {
        yield return PersonPrefix + person.Value;
        if (office != OfficePath.Root) yield return OwnPrefix + office.Value;
        for (var at = office; at != OfficePath.Root; at = at.Parent)
            yield return OfficePrefix + at.Value;
    }

    /// <summary>Whether the task excludes the person by name.</summary>
    public static bool Contains(CaseTask task, UserId person, OfficePath office) =>
        task.NotBySteps.Any(IsNamed) && EntriesFor(person, office).Any(task.NotBySteps.Contains);

    /// <summary>
    /// Reads the facts anew for every live task. Who has a task and is excluded now loses it, so that it can't lie with them until somebody notices.
    /// </summary>
    public static async ValueTask RefreshAsync(CaseSession session, CancellationToken cancellationToken)
    {
        var tasks = session.Case.Tasks.Where(x => x.IsLive && x.NotBySteps.Any(y => Instants.IsFact(y))).ToList();
        if (tasks.Count == 0) return;
        var facts = session.FactsForFlow();
        foreach (var task in tasks)
        {
            string[] entries = [.. task.NotBySteps.Where(x => !IsNamed(x))];
            task.Exclude([.. entries, .. entries.Where(Instants.IsFact).SelectMany(x => Named(Instants.At(facts, x), session.Rules.Library)).Distinct(StringComparer.Ordinal)]);
            if (task.Assignee is not { } holder || await session.FindStaffAsync(holder, cancellationToken) is not { } person || !Contains(task, holder, person.Office)) continue;
            task.PutBack();
            session.Record("TaskTakenFromExcluded", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("assignee", holder.Value)));
        }
    }

    private static IEnumerable<string> Named(JsonNode? value, WorkflowLibrary library) =>
        (value is JsonArray list ? list : [value?.DeepClone()]).Select(x => x is JsonValue text ? text.ToString().Trim() : "").Where(x => x.Length > 0)
        .SelectMany(x => library.Office(x) is { } office ? Named(office, library) : [PersonPrefix + x]);

    /// <summary>
    /// An office and its stations are one body; a centre below it is another (a county's beside the city's) and stays able to take in what is said of the one above.
    /// </summary>
    private static IEnumerable<string> Named(Office office, WorkflowLibrary library)
    {
        var below = library.Offices.Where(x => x.Path != office.Path && office.Path.Covers(x.Path)).ToList();
        if (below.All(IsStation)) return [OfficePrefix + office.Path.Value];
        return [OwnPrefix + office.Path.Value, .. below.Where(x => IsStation(x) && x.Path.Parent == office.Path).Select(x => OfficePrefix + x.Path.Value)];
    }

    private static bool IsStation(Office office) => office.Level is "township" or "village";
}
