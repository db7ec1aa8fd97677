using System.Globalization;
using System.Text;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.People.Register;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.Web.Api;

/// <summary>The register of lawyers and mediators, for those who look after it: of their own office and below.</summary>
internal static class RegisterEndpoints
{
    private const string Tag = "Register";
    private const string NoProfession = "unknown";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/register", ListAsync).WithTags(Tag).AsQuery<IReadOnlyList<PractitionerAnswer>>("ListRegister", "Lawyers and mediators with qualifications, rota, integrity record and present work", 403);
        api.MapGet("/register/{id}/changes", ChangesAsync).WithTags(Tag).AsQuery<IReadOnlyList<RegisterChange>>("ListRegisterChanges", "What was changed in an entry, the newest first", 403, 404);
        api.MapPut("/register/{id}", ChangeAsync).WithTags(Tag).AsQuery<PractitionerAnswer>("ChangeRegister", "Change an entry", 403, 404, 409);
        api.MapPost("/register/{id}/confirm", ConfirmAsync).WithTags(Tag).AsQuery<PractitionerAnswer>("ConfirmRegister", "Confirm that an entry is right as it is", 403, 404, 409);
        api.MapGet("/register/volunteering.csv", VolunteeringAsync).WithTags(Tag).WithName("GetVolunteerServiceCsv").WithSummary("Volunteer service from one day to another, both included, as CSV").Produces<string>(200, "text/csv").WithProblems(400, 401, 403);
        api.MapPost("/register/import", ImportAsync).WithTags(Tag).AsQuery<TakenRegister>("ImportRegister", "Take entries from a table (CSV): all of them or, with a mistake in one, none", 403);
    }

    /// <summary>What a profession is asked by: the key of one, or that none is entered.</summary>
    internal static IReadOnlyList<string> ProfessionWords { get; } = [NoProfession, .. Enum.GetValues<Profession>().Select(KeyOf)];

    private static Task<IResult> ListAsync(
        CallContext call, PractitionerDesk desk, WorkflowLibrary library, RegisterImport fields, string? search = null, string? field = null, string? role = null, string? profession = null) => ForKeepersAsync(call, async actor =>
    {
        var words = new QueryWords();
        field = words.OneOf("field", field, fields.FieldKeys);
        role = words.OneOf("role", role, library.Roles.Select(x => x.Key));
        profession = words.OneOf("profession", profession, ProfessionWords);
        return words.Problem ?? TypedResults.Ok((await desk.ListAsync(actor, call.Cancelled)).Where(x => Matches(x, search, field, role, profession)).Select(x => PractitionerAnswer.Of(x, library, call.Now)).ToList());
    });

    private static Task<IResult> ConfirmAsync(string id, ConfirmRegisterRequest body, CallContext call, PractitionerDesk desk, IPractitionerRegister register, WorkflowLibrary library) => ForKeepersAsync(call, async actor =>
        await desk.ConfirmAsync(actor, new UserId(id), body.Revision, call.Cancelled) is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.Ok(PractitionerAnswer.Of((await register.FindAsync(new UserId(id), call.Cancelled))!, library, call.Now)));

    private static Task<IResult> VolunteeringAsync(CallContext call, PractitionerDesk desk, WorkflowLibrary library, string? from = null, string? to = null) => ForKeepersAsync(call, async actor =>
    {
        if (Day(from) is not { } first || Day(to) is not { } last || first > last)
        {
            var why = Refusal.Of("register.period-of-days");
            var unread = new[] { ("from", from), ("to", to) }.Where(x => Day(x.Item2) is null).Select(x => x.Item1).ToArray();
            return Problems.Of(why with { Fields = [.. (unread.Length > 0 ? unread : ["from", "to"]).Select(x => new FieldProblem(x, why.Message))] });
        }
        var csv = VolunteerTable.Of(await desk.ListAsync(actor, call.Cancelled), x => library.Office(x.Value)?.Name.Zh ?? x.Value, first, last);
        return TypedResults.File(Encoding.UTF8.GetBytes(csv), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"volunteering-{first:yyyy-MM-dd}-{last:yyyy-MM-dd}.csv"));
    });

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Task<IResult> ChangesAsync(string id, CallContext call, IPractitionerRegister register) => ForKeepersAsync(call, async actor =>
        await register.FindAsync(new UserId(id), call.Cancelled) is { } known && actor.Office.Covers(known.Person.Office)
            ? TypedResults.Ok(await register.ChangesAsync(known.Person.Id, call.Cancelled))
            : Problems.Of(Refusal.Of("register.unknown", ("person", id))));

    private static Task<IResult> ChangeAsync(string id, RegisterRequest body, CallContext call, PractitionerDesk desk, IPractitionerRegister register, RegisterImport fields, WorkflowLibrary library) => ForKeepersAsync(call, async actor =>
    {
        if (body.Entry is not { Fields: not null } entry) return Problems.MissingFields("entry");
        if (await desk.ChangeAsync(actor, new UserId(id), entry, body.Revision, body.Reason ?? "", fields.FieldKeys, call.Cancelled) is { } refusal) return Problems.Of(refusal);
        return TypedResults.Ok(PractitionerAnswer.Of((await register.FindAsync(new UserId(id), call.Cancelled))!, library, call.Now));
    });

    private static Task<IResult> ImportAsync(RegisterTableRequest body, CallContext call, RegisterImport import) => ForKeepersAsync(call, async actor =>
    {
        if (string.IsNullOrWhiteSpace(body.Csv)) return Problems.MissingFields("csv");
        if (string.IsNullOrWhiteSpace(body.Reason)) return Problems.MissingFields("reason");
        return TypedResults.Ok(await import.TakeAsync(actor, body.Csv, body.Reason, call.Cancelled));
    });

    internal static bool Matches(RegisteredPractitioner x, string? search, string? field, string? role, string? profession = null) =>
        (string.IsNullOrWhiteSpace(search) || new[] { x.Person.Name, x.Person.Id.Value, x.Entry.Organisation ?? "" }.Concat(x.Entry.Languages).Any(y => y.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase)))
        && (string.IsNullOrEmpty(field) || x.Entry.Fields.Contains(field)) && (string.IsNullOrEmpty(role) || x.Person.Roles.Contains(role))
        && (string.IsNullOrEmpty(profession) || string.Equals(profession, x.Entry.Profession is { } known ? KeyOf(known) : NoProfession, StringComparison.Ordinal));

    internal static string KeyOf(Profession profession) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(profession.ToString());

    private static Task<IResult> ForKeepersAsync(CallContext call, Func<Actor, Task<IResult>> answer) => call.ForActorAsync(actor =>
        PractitionerDesk.MayEdit(actor) ? answer(actor) : Task.FromResult(Problems.Of(Refusal.Of("register.may-not"))));
}

/// <summary>A change of an entry.</summary>
/// <param name="Entry">The entry as it is to be.</param>
/// <param name="Revision">The revision that was looked at; none: whatever it is now.</param>
/// <param name="Reason">Why.</param>
internal sealed record RegisterRequest(Competence? Entry, long? Revision, string? Reason);

/// <summary>A table of the register.</summary>
/// <param name="Csv">The table.</param>
/// <param name="Reason">Why the entries are changed.</param>
internal sealed record RegisterTableRequest(string? Csv, string? Reason);

/// <summary>A lawyer or mediator.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">The name.</param>
/// <param name="Roles">The roles.</param>
/// <param name="Office">The path of the office.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Revision">How often it was changed.</param>
/// <param name="OpenTasks">Present work.</param>
/// <param name="ConfirmationIsDue">Whether nobody has changed or confirmed the entry for longer than the region's policy allows.</param>
internal sealed record PractitionerAnswer(string Id, string Name, IReadOnlyList<string> Roles, string Office, Competence Entry, long Revision, int OpenTasks, bool ConfirmationIsDue)
{
    public static PractitionerAnswer Of(RegisteredPractitioner x, WorkflowLibrary library, DateTimeOffset now) => new(
        x.Person.Id.Value, x.Person.Name, x.Person.Roles, x.Person.Office.Value, x.Entry, x.Revision, x.OpenTasks,
        library.Register.Of(library.Office(x.Person.Office.Value)?.Region).IsDue(x.Entry, ChinaTime.DayOf(now)));
}

/// <summary>A confirmation of an entry.</summary>
/// <param name="Revision">The revision that was looked at; none: whatever it is now.</param>
internal sealed record ConfirmRegisterRequest(long? Revision);
