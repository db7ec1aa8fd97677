using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.People.Register;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Desk;

/// <summary>What was taken from a table of the register.</summary>
/// <param name="Changed">Whose entries were changed or confirmed.</param>
/// <param name="Problems">What is wrong; then nothing was changed.</param>
internal sealed record TakenRegister(IReadOnlyList<string> Changed, IReadOnlyList<RegisterTableProblem> Problems);

/// <summary>Takes entries of the register from tables: everything is checked before anything is changed.</summary>
internal sealed class RegisterImport(IPractitionerRegister register, PractitionerDesk desk, WorkflowLibrary library, TimeProvider time)
{
    /// <summary>The fields of law and kinds of dispute by key and by their names in both languages, as the forms of intake name them.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; } = FieldsOf(library);

    /// <summary>The keys of the fields.</summary>
    public IReadOnlyCollection<string> FieldKeys => [.. Fields.Values.Distinct()];

    public async Task<TakenRegister> TakeAsync(Actor actor, string csv, string reason, CancellationToken cancellationToken)
    {
        var (rows, problems) = RegisterTable.Read(csv, Fields);
        if (problems.Count > 0) return new([], problems);
        List<(RegisterRow Row, RegisteredPractitioner Known, Competence Entry)> changes = [];
        List<RegisterTableProblem> wrong = [];
        foreach (var row in rows)
        {
            if (await register.FindAsync(row.Id, cancellationToken) is not { } known || !actor.Office.Covers(known.Person.Office))
            {
                wrong.Add(new(row.Row, null, Refusal.Text("register.unknown", ("person", row.Id.Value))));
                continue;
            }
            var entry = row.Over(known.Entry);
            wrong.AddRange(PractitionerDesk.Problems(entry, FieldKeys, ChinaTime.DayOf(time.GetUtcNow())).Select(x => new RegisterTableProblem(row.Row, x.Field, x.Message)));
            changes.Add((row, known, entry));
        }
        if (wrong.Count > 0) return new([], wrong);
        if (changes.Count > 0 && await desk.KeepAsync(actor, [.. changes.Select(x => (x.Known, x.Entry, (long?)x.Known.Revision))], reason, cancellationToken) is { } refusal) return new([], [new(1, null, refusal.Message)]);
        return new([.. changes.Select(x => x.Row.Id.Value)], []);
    }

    private static Dictionary<string, string> FieldsOf(WorkflowLibrary library)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in library.Forms.Forms.SelectMany(x => x.Fields).Where(x => x.Key is "matter.category" or "dispute.kind"))
            foreach (var option in field.Options)
                foreach (var word in new[] { option.Value, option.Label.Zh, option.Label.En }) fields.TryAdd(word, option.Value);
        return fields;
    }
}
