using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.People.Register;

/// <summary>Changes of the register of lawyers and mediators: who may make them, and what an entry may hold.</summary>
public sealed class PractitionerDesk(IPractitionerRegister register, TimeProvider time)
{
    private const int MostYears = 80;
    private const int MostEntries = 500;
    private const int MostServices = 5000;
    private const int HoursOfDay = 24;
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
        var (known, refusal) = await FindAsync(actor, id, cancellationToken);
        if (refusal is not null) return refusal;
        if (Problems(entry, fields, Today).ToList() is { Count: > 0 } problems) return Refusal.Of("form.has-errors") with { Fields = problems };
        return await KeepAsync(actor, [(known!, entry, revision)], reason, cancellationToken);
    }

    /// <summary>Confirms that an entry is right as it is.</summary>
    /// <param name="actor">Who confirms it.</param>
    /// <param name="id">Whose.</param>
    /// <param name="revision">The revision that was looked at; null: whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The refusal, or null if it is confirmed or was so today already.</returns>
    public async ValueTask<Refusal?> ConfirmAsync(Actor actor, UserId id, long? revision, CancellationToken cancellationToken)
    {
        var (known, refusal) = await FindAsync(actor, id, cancellationToken);
        return refusal ?? await KeepAsync(actor, [(known!, known!.Entry, revision)], Refusal.Text("register.confirmed").Zh, cancellationToken);
    }

    /// <summary>Keeps entries that were found and looked through, all of them or none.</summary>
    /// <param name="actor">Who changes them.</param>
    /// <param name="changes">Whose, what they are to be, and the revision that was looked at; null: the one that was found.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The refusal, or null if they are kept or were so already.</returns>
    public async ValueTask<Refusal?> KeepAsync(Actor actor, IReadOnlyList<(RegisteredPractitioner Known, Competence Entry, long? Revision)> changes, string reason, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason)) return Refusal.Of("register.no-reason") with { Fields = [new FieldProblem("reason", Refusal.Text("register.no-reason"))] };
        if (reason.Trim().Length > LongestText) return Refusal.Of("register.too-long", ("most", LongestText)) with { Fields = [new FieldProblem("reason", Refusal.Text("register.too-long", ("most", LongestText)))] };
        // Whoever changes an entry has looked at it: that is its confirmation, and nobody can write another day.
        var edits = changes.Select(x => new RegisterEdit(x.Known.Person.Id, x.Entry with { ConfirmedOn = Today }, x.Revision ?? x.Known.Revision)).ToList();
        var (outcome, person) = await register.SaveAsync(edits, actor, reason.Trim(), time.GetUtcNow(), cancellationToken);
        return outcome switch
        {
            RegisterOutcome.ChangedMeanwhile => Refusal.Of("register.changed-meanwhile", ("person", changes.First(x => x.Known.Person.Id == person).Known.Person.Name)),
            RegisterOutcome.Unknown => Refusal.Of("register.unknown", ("person", person?.Value)),
            _ => null,
        };
    }

    /// <summary>What is wrong with an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="fields">Keys of the fields that exist.</param>
    /// <param name="today">The day in China.</param>
    public static IEnumerable<FieldProblem> Problems(Competence entry, IReadOnlyCollection<string> fields, DateOnly today)
    {
        for (var i = 0; i < entry.Volunteering.Count; i++)
        {
            var service = entry.Volunteering[i];
            if (service.On > today) yield return Wrong($"volunteering[{i}].on", "register.service-in-the-future");
            if (service.Hours is <= 0 or > HoursOfDay) yield return Wrong($"volunteering[{i}].hours", "register.hours", ("most", HoursOfDay));
            if (string.IsNullOrWhiteSpace(service.Text)) yield return Wrong($"volunteering[{i}].text", "register.no-text");
            else if (service.Text.Length > LongestText) yield return Wrong($"volunteering[{i}].text", "register.too-long", ("most", LongestText));
        }
        if (entry.Volunteering.GroupBy(x => x.On).FirstOrDefault(x => x.Sum(y => y.Hours) > HoursOfDay) is { } day) yield return Wrong("volunteering", "register.hours-of-day", ("day", CalendarTexts.Iso(day.Key)), ("most", HoursOfDay));
        if (entry.Volunteering.Count > MostServices) yield return Wrong("volunteering", "register.too-many-services", ("most", MostServices));
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
            else if (one.Text.Length > LongestText) yield return Wrong($"integrity[{i}].text", "register.too-long", ("most", LongestText));
            if (one.Until < one.On) yield return Wrong($"integrity[{i}].until", "register.period");
        }
        if (entry.Rota.Count + entry.Integrity.Count > MostEntries) yield return Wrong("rota", "register.too-many", ("most", MostEntries));
        if (new[] { entry.Organisation, entry.Licence }.Concat(entry.Languages).Any(x => x?.Length > LongestText)) yield return Wrong("organisation", "register.too-long", ("most", LongestText));
    }

    private static FieldProblem Wrong(string field, string code, params (string Name, object? Value)[] args) => new(field, Refusal.Text(code, args));

    private DateOnly Today => ChinaTime.DayOf(time.GetUtcNow());

    // Whom the actor may not see is not told apart from whom nobody knows.
    private async ValueTask<(RegisteredPractitioner? Known, Refusal? Refusal)> FindAsync(Actor actor, UserId id, CancellationToken cancellationToken)
    {
        if (!actor.IsSystem && !MayEdit(actor)) return (null, Refusal.Of("register.may-not"));
        return await register.FindAsync(id, cancellationToken) is { } known && actor.Office.Covers(known.Person.Office)
            ? (known, null)
            : (null, Refusal.Of("register.unknown", ("person", id.Value)));
    }
}
