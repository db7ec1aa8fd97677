using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.People.Register;

/// <summary>Changes of the register of lawyers and mediators: who may make them, and what an entry may hold.</summary>
public sealed class PractitionerDesk(IPractitionerRegister register, TimeProvider time)
{
    private const int MostYears = 80;
    private const int MostEntries = 500;
    private const int LongestText = 500;

    /// <summary>Whether the actor looks after the register: dispatchers, those who lead an office, administrators.</summary>
    /// <param name="actor">Who.</param>
    public static bool MayEdit(Actor actor) => actor.Has(Role.Dispatcher) || actor.Has(Role.Administrator) || actor.Has(Role.Supervisor) || actor.Has(Role.Head);

    /// <summary>Those whom the actor looks after: of the own office and below; of all for the system itself.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<IReadOnlyList<RegisteredPractitioner>> ListAsync(Actor actor, CancellationToken cancellationToken) => register.ListAsync(actor.Office, cancellationToken);

    /// <summary>Changes an entry.</summary>
    /// <param name="actor">Who changes it.</param>
    /// <param name="id">Whose.</param>
    /// <param name="entry">The entry as it is to be.</param>
    /// <param name="revision">The revision that was looked at; null: whatever it is now.</param>
    /// <param name="reason">Why.</param>
    /// <param name="fields">Keys of the fields that exist; others are refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The refusal, or null if it is kept or was so already.</returns>
    public async ValueTask<Refusal?> ChangeAsync(Actor actor, UserId id, Competence entry, long? revision, string reason, IReadOnlyCollection<string> fields, CancellationToken cancellationToken)
    {
        if (!actor.IsSystem && !MayEdit(actor)) return Refusal.Of("register.may-not");
        var known = await register.FindAsync(id, cancellationToken);
        // Whom the actor may not see is not told apart from whom nobody knows.
        if (known is null || !actor.Office.Covers(known.Person.Office)) return Refusal.Of("register.unknown", ("person", id.Value));
        if (string.IsNullOrWhiteSpace(reason)) return Refusal.Of("register.no-reason") with { Fields = [new FieldProblem("reason", Refusal.Text("register.no-reason"))] };
        if (Problems(entry, fields).ToList() is { Count: > 0 } problems) return Refusal.Of("form.has-errors") with { Fields = problems };
        return await register.SaveAsync(id, entry, revision ?? known.Revision, actor, reason.Trim(), time.GetUtcNow(), cancellationToken) switch
        {
            RegisterOutcome.ChangedMeanwhile => Refusal.Of("register.changed-meanwhile", ("person", known.Person.Name)),
            RegisterOutcome.Unknown => Refusal.Of("register.unknown", ("person", id.Value)),
            _ => null,
        };
    }

    /// <summary>What is wrong with an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="fields">Keys of the fields that exist.</param>
    public static IEnumerable<FieldProblem> Problems(Competence entry, IReadOnlyCollection<string> fields)
    {
        if (entry.YearsOfPractice is < 0 or > MostYears) yield return Wrong("yearsOfPractice", "register.years", ("most", MostYears));
        if (entry.YearsOfCriminalDefence is < 0 or > MostYears) yield return Wrong("yearsOfCriminalDefence", "register.years", ("most", MostYears));
        else if (entry.YearsOfCriminalDefence > entry.YearsOfPractice) yield return Wrong("yearsOfCriminalDefence", "register.more-than-practice");
        if (entry.MostTasks is < 1) yield return Wrong("mostTasks", "register.most-tasks");
        foreach (var unknown in entry.Fields.Where(x => !fields.Contains(x))) yield return Wrong("fields", "register.unknown-field", ("value", unknown));
        for (var i = 0; i < entry.Rota.Count; i++)
            if (entry.Rota[i].To < entry.Rota[i].From) yield return Wrong($"rota[{i}].to", "register.period");
        for (var i = 0; i < entry.Integrity.Count; i++)
        {
            var one = entry.Integrity[i];
            if (string.IsNullOrWhiteSpace(one.Text)) yield return Wrong($"integrity[{i}].text", "register.no-text");
            if (one.Until < one.On) yield return Wrong($"integrity[{i}].until", "register.period");
        }
        if (entry.Rota.Count + entry.Integrity.Count > MostEntries) yield return Wrong("rota", "register.too-many", ("most", MostEntries));
        if (new[] { entry.Organisation, entry.Licence }.Concat(entry.Languages).Any(x => x?.Length > LongestText)) yield return Wrong("organisation", "register.too-long", ("most", LongestText));
    }

    private static FieldProblem Wrong(string field, string code, params (string Name, object? Value)[] args) => new(field, Refusal.Text(code, args));
}
