using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Forms.Editing;

/// <summary>
/// Where administrators change the forms that people fill in (表单). What is saved must be readable as a form; a second administrator who did not make it approves; from
/// then on it is the form of that id for every version of a definition that is published. Versions that are published keep the forms they were published with,
/// and so do their cases.
/// </summary>
public sealed partial class FormDesk(WorkflowLibrary library, IFormStore store, FormsInForce inForce, IDefinitionStore definitions, ISystemNotices notices, TimeProvider time)
{
    private const int LongestNote = 1000;
    private const int LongestDocument = 400_000;
    private const string Notice = "form";

    private static readonly JsonSerializerOptions Laid = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All forms by id: those in use, and those that were only drawn so far.</summary>
    public async ValueTask<IReadOnlyList<EditedForm>> ListAsync(CancellationToken cancellationToken = default)
    {
        var newest = (await store.NewestAsync(cancellationToken)).ToDictionary(x => x.FormId);
        List<EditedForm> listed = [];
        foreach (var id in library.Forms.Forms.Select(x => x.Id).Union(newest.Keys).Order(StringComparer.Ordinal))
        {
            var record = newest.GetValueOrDefault(id);
            var used = library.Forms.Find(id);
            var title = used?.Title;
            if (title is null && record is not null) title = FormBook.Parse(await store.DocumentAsync(id, record.Revision, cancellationToken) ?? "").Form?.Title;
            // A new form that was given up again is no form any more; its rows stay.
            if (used is null && record is { Kind: FormRecordKind.Discarded }) continue;
            listed.Add(new EditedForm(id, title ?? new LocalizedText(id, id), used?.Version, record));
        }
        return listed;
    }

    /// <summary>A form with where it stands, and what was last saved of it; null if there is no such form.</summary>
    public async ValueTask<OpenedForm?> OpenAsync(string id, CancellationToken cancellationToken = default)
    {
        var history = await store.HistoryAsync(id, cancellationToken);
        var used = library.Forms.FileOf(id);
        var newest = Standing(history);
        var json = newest is not null && IsUnderWay(newest.Kind) ? await store.DocumentAsync(id, newest.Revision, cancellationToken) : used;
        return json is null ? null : new OpenedForm(id, json, used, newest, history) { Authors = await AuthorsAsync(history, cancellationToken) };
    }

    /// <summary>A form as it was at a row of its history, or null.</summary>
    public ValueTask<string?> DocumentAsync(string id, long revision, CancellationToken cancellationToken = default) => store.DocumentAsync(id, revision, cancellationToken);

    /// <summary>Reads a form as <c>check</c> does, and says what of the product could not go on with it.</summary>
    public FormReview Review(string id, JsonObject document)
    {
        var (form, errors, warnings) = FormBook.Parse((JsonObject)document.DeepClone());
        if (form is not null && form.Id != id) errors = [.. errors, FormTexts.Error("id", "form.id-differs", ("id", form.Id), ("file", $"{id}.json"))];
        if (errors.Count > 0 || form is null) return new FormReview(null, errors, warnings);
        try
        {
            library.With(form, Text(document));
            return new FormReview(form, errors, warnings);
        }
        catch (LibraryFileException wrong)
        {
            return new FormReview(null, [new FieldError("", "form.needed-elsewhere", wrong.Text, FormTexts.Get("form.needed-elsewhere.remedy"))], warnings);
        }
    }

    /// <summary>Saves a form that can be read as one. What somebody else did meanwhile is never overwritten; what came too late is kept beside it.</summary>
    /// <param name="id">The form.</param>
    /// <param name="document">The whole form.</param>
    /// <param name="basis">The row it was made from; 0 for none.</param>
    /// <param name="actor">Who saves.</param>
    /// <param name="restoredFrom">The row whose content was taken back into it; null if none was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<FormResult> SaveAsync(string id, JsonObject document, long basis, Actor actor, long? restoredFrom = null, CancellationToken cancellationToken = default)
    {
        if (!Id().IsMatch(id)) return FormResult.Of(FormEditTexts.Refusal("id-unusable", ("id", id)));
        var numbered = (JsonObject)document.DeepClone();
        numbered["id"] = id;
        // The number belongs to what is approved, not to what is written into a field.
        numbered["version"] = Next(id);
        var text = Text(numbered);
        if (text.Length > LongestDocument) return FormResult.Of(FormEditTexts.Refusal("too-long", ("longest", LongestDocument)));
        if (Review(id, numbered) is { Form: null } wrong) return new FormResult(null, wrong.Errors, FormEditTexts.Refusal("wrong", ("count", wrong.Errors.Count)));
        var history = await store.HistoryAsync(id, cancellationToken);
        var newest = Standing(history);
        if (newest is { Kind: FormRecordKind.Saved } && await store.DocumentAsync(id, newest.Revision, cancellationToken) == text) return new FormResult(newest, [], null);
        var taken = history.Any(x => x.Revision == restoredFrom) ? restoredFrom : null;
        var record = new NewFormRecord(id, FormRecordKind.Saved, text, actor.Id.Value, actor.Name, time.GetUtcNow(), "") { RestoredFrom = taken };
        if ((newest?.Revision ?? 0) == basis && await store.AddAsync(record, basis, cancellationToken) is { } saved) return new FormResult(saved, [], null);
        return await TooLateAsync(record, cancellationToken);
    }

    /// <summary>Hands what was saved in for approval.</summary>
    public async ValueTask<FormResult> ProposeAsync(string id, long revision, Actor actor, string note = "", CancellationToken cancellationToken = default)
    {
        if (await NewestAsync(id, revision, cancellationToken) is not { } newest) return await StaleAsync(id, cancellationToken);
        if (!IsUnderWay(newest.Kind) || newest.Kind == FormRecordKind.Proposed) return FormResult.Of(FormEditTexts.Refusal("nothing", ("state", FormEditTexts.Get($"state.{newest.Kind}"))));
        if (note.Trim().Length > LongestNote) return FormResult.Of(FormEditTexts.Refusal("note-too-long", ("longest", LongestNote)));
        var text = (await store.DocumentAsync(id, revision, cancellationToken))!;
        // The product may have changed since it was saved.
        if (Review(id, JsonNode.Parse(text)!.AsObject()) is { Form: null } wrong) return new FormResult(null, wrong.Errors, FormEditTexts.Refusal("wrong", ("count", wrong.Errors.Count)));
        var done = await AddAsync(id, FormRecordKind.Proposed, text, revision, actor, note.Trim(), cancellationToken);
        if (done.Record is { } record)
            await notices.RaiseAsync(new SystemNotice($"{Notice}:{id}:{record.Revision}", Notice, FormEditTexts.Get("notice.proposed", ("person", actor.Name), ("form", TitleOf(text, id))), record.At), cancellationToken);
        return done;
    }

    /// <summary>Approves what was handed in; whoever made it can't. It is in use from the next publication on.</summary>
    public async ValueTask<FormResult> ApproveAsync(string id, long revision, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await NewestAsync(id, revision, cancellationToken) is not { } newest) return await StaleAsync(id, cancellationToken);
        if (newest.Kind != FormRecordKind.Proposed) return FormResult.Of(FormEditTexts.Refusal("not-proposed", ("state", FormEditTexts.Get($"state.{newest.Kind}"))));
        var authors = await AuthorsAsync(await store.HistoryAsync(id, cancellationToken), cancellationToken);
        if (authors.Contains(actor.Id.Value)) return FormResult.Of(FormEditTexts.Refusal("author", ("people", Joining.Names(authors))));
        var document = JsonNode.Parse((await store.DocumentAsync(id, revision, cancellationToken))!)!.AsObject();
        document["version"] = Next(id);
        if (Review(id, document) is { Form: null } wrong) return new FormResult(null, wrong.Errors, FormEditTexts.Refusal("wrong", ("count", wrong.Errors.Count)));
        var done = await AddAsync(id, FormRecordKind.Approved, Text(document), revision, actor, "", cancellationToken);
        if (done.Record is not null)
        {
            await EndNoticesAsync(cancellationToken);
            await inForce.RefreshAsync(cancellationToken);
        }
        return done;
    }

    /// <summary>Sends what was handed in back with a reason.</summary>
    public ValueTask<FormResult> RejectAsync(string id, long revision, Actor actor, string reason, CancellationToken cancellationToken = default) =>
        EndAsync(id, revision, FormRecordKind.Rejected, actor, reason, cancellationToken);

    /// <summary>Takes what was handed in back; it can be changed again.</summary>
    public ValueTask<FormResult> WithdrawAsync(string id, long revision, Actor actor, string reason, CancellationToken cancellationToken = default) =>
        EndAsync(id, revision, FormRecordKind.Withdrawn, actor, reason, cancellationToken);

    /// <summary>Gives up what was saved; the form in use stays.</summary>
    public async ValueTask<FormResult> DiscardAsync(string id, long revision, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await NewestAsync(id, revision, cancellationToken) is not { } newest) return await StaleAsync(id, cancellationToken);
        if (!IsUnderWay(newest.Kind) || newest.Kind == FormRecordKind.Proposed) return FormResult.Of(FormEditTexts.Refusal("nothing", ("state", FormEditTexts.Get($"state.{newest.Kind}"))));
        return await AddAsync(id, FormRecordKind.Discarded, (await store.DocumentAsync(id, revision, cancellationToken))!, revision, actor, "", cancellationToken);
    }

    /// <summary>The definitions in force whose steps or intake use a form, with their names.</summary>
    public async ValueTask<IReadOnlyList<(string DefinitionId, int Version, string Name)>> UsersAsync(string id, CancellationToken cancellationToken = default)
    {
        List<(string, int, string)> users = [];
        foreach (var version in (await definitions.ListAsync(cancellationToken)).Where(x => x.IsInForce))
            if (await definitions.FindAsync(version.DefinitionId, version.Version, cancellationToken) is { } json)
            {
                var definition = Engine.Definitions.WorkflowDefinition.Parse(json);
                if (FormUse.Of(definition, library).Contains(id)) users.Add((version.DefinitionId, version.Version, definition.Name));
            }
        return users;
    }

    /// <summary>Everybody who made what a history stands at, also through rows that were taken back: none of them may approve it.</summary>
    public static IReadOnlyList<string> AuthorsOf(IReadOnlyList<FormRecord> history) =>
        // Also whoever wrote the very same before: it may have been copied by hand.
        Standing(history) is { } newest ? [.. history.Where(x => x.Digest == newest.Digest && x.Kind is (FormRecordKind.Saved or FormRecordKind.SetAside)).Select(x => x.By).Concat(Authors(history, newest.Revision)).Distinct()] : [];

    /// <summary>Whether something was saved that is not in use yet.</summary>
    public static bool IsUnderWay(FormRecordKind kind) => kind is not (FormRecordKind.Approved or FormRecordKind.Discarded or FormRecordKind.SetAside);

    /// <summary>The row that says where a form stands; null if nothing was ever done with it.</summary>
    public static FormRecord? Standing(IReadOnlyList<FormRecord> history) => history.FirstOrDefault(x => x.Kind != FormRecordKind.SetAside);

    /// <summary>A form as it is kept: the same content is always the same text.</summary>
    public static string Text(JsonObject document) => document.ToJsonString(Laid) + "\n";

    // Whoever wrote the same made it, whatever number it then had and however its fields are ordered; unless it was approved since.
    private async ValueTask<IReadOnlyList<string>> AuthorsAsync(IReadOnlyList<FormRecord> history, CancellationToken cancellationToken)
    {
        List<string> authors = [.. AuthorsOf(history)];
        if (Standing(history) is not { } newest || !IsUnderWay(newest.Kind)) return authors;
        var stands = await ContentAsync(newest);
        var wasApproved = false;
        foreach (var row in history)
        {
            var counts = row.Kind is FormRecordKind.Saved or FormRecordKind.SetAside && !authors.Contains(row.By);
            if (wasApproved || !counts && row.Kind != FormRecordKind.Approved || !JsonNode.DeepEquals(await ContentAsync(row), stands)) continue;
            if (row.Kind == FormRecordKind.Approved) wasApproved = true;
            else authors.Add(row.By);
        }
        return authors;

        async ValueTask<JsonNode?> ContentAsync(FormRecord row)
        {
            var document = JsonNode.Parse(await store.DocumentAsync(row.FormId, row.Revision, cancellationToken) ?? "{}") as JsonObject;
            document?.Remove("version");
            return document;
        }
    }

    private async ValueTask<FormResult> EndAsync(string id, long revision, FormRecordKind kind, Actor actor, string reason, CancellationToken cancellationToken)
    {
        if (reason.Trim().Length == 0) return FormResult.Of(FormEditTexts.Refusal("reason-missing"));
        if (reason.Trim().Length > LongestNote) return FormResult.Of(FormEditTexts.Refusal("note-too-long", ("longest", LongestNote)));
        if (await NewestAsync(id, revision, cancellationToken) is not { } newest) return await StaleAsync(id, cancellationToken);
        if (newest.Kind != FormRecordKind.Proposed) return FormResult.Of(FormEditTexts.Refusal("not-proposed", ("state", FormEditTexts.Get($"state.{newest.Kind}"))));
        var done = await AddAsync(id, kind, (await store.DocumentAsync(id, revision, cancellationToken))!, revision, actor, reason.Trim(), cancellationToken);
        if (done.Record is not null) await EndNoticesAsync(cancellationToken);
        return done;
    }

    private async ValueTask<FormResult> AddAsync(string id, FormRecordKind kind, string text, long basis, Actor actor, string note, CancellationToken cancellationToken) =>
        await store.AddAsync(new NewFormRecord(id, kind, text, actor.Id.Value, actor.Name, time.GetUtcNow(), note), basis, cancellationToken) is { } record
            ? new FormResult(record, [], null)
            : await StaleAsync(id, cancellationToken);

    private async ValueTask<FormResult> TooLateAsync(NewFormRecord record, CancellationToken cancellationToken)
    {
        var aside = await store.SetAsideAsync(record, cancellationToken);
        return Standing(await store.HistoryAsync(record.FormId, cancellationToken)) is { } newest
            ? FormResult.Of(FormEditTexts.Refusal("stale", ("person", newest.ByName), ("at", newest.At), ("state", FormEditTexts.Get($"state.{newest.Kind}")), ("kept", FormEditTexts.Get("kept", ("revision", aside.Revision))))) with { SetAside = aside.Revision }
            : FormResult.Of(FormEditTexts.Refusal("unknown", ("form", record.FormId))) with { SetAside = aside.Revision };
    }

    private async ValueTask<FormResult> StaleAsync(string id, CancellationToken cancellationToken) => Standing(await store.HistoryAsync(id, cancellationToken)) is { } newest
        ? FormResult.Of(FormEditTexts.Refusal("stale", ("person", newest.ByName), ("at", newest.At), ("state", FormEditTexts.Get($"state.{newest.Kind}")), ("kept", FormEditTexts.Get("reload"))))
        : FormResult.Of(FormEditTexts.Refusal("unknown", ("form", id)));

    private async ValueTask<FormRecord?> NewestAsync(string id, long revision, CancellationToken cancellationToken) =>
        Standing(await store.HistoryAsync(id, cancellationToken)) is { } newest && newest.Revision == revision ? newest : null;

    private static HashSet<string> Authors(IReadOnlyList<FormRecord> history, long revision)
    {
        HashSet<string> authors = [];
        HashSet<long> seen = [];
        Stack<long> open = new([revision]);
        while (open.TryPop(out var next))
        {
            // What was approved has had its second person: whoever takes it back adds nobody's work to it but their own.
            if (!seen.Add(next) || history.FirstOrDefault(x => x.Revision == next) is null or { Kind: FormRecordKind.Approved }) continue;
            foreach (var row in history.Where(x => x.Revision <= next && (x.Kind != FormRecordKind.SetAside || x.Revision == next)).TakeWhile(x => x.Revision == next || IsUnderWay(x.Kind)))
            {
                if (row.Kind is FormRecordKind.Saved or FormRecordKind.Proposed or FormRecordKind.SetAside) authors.Add(row.By);
                if (row.RestoredFrom is { } taken) open.Push(taken);
            }
        }
        return authors;
    }

    private async ValueTask EndNoticesAsync(CancellationToken cancellationToken)
    {
        var open = (await store.NewestAsync(cancellationToken)).Where(x => x.Kind == FormRecordKind.Proposed).Select(x => $"{Notice}:{x.FormId}:{x.Revision}").ToList();
        await notices.EndOthersAsync(Notice, open, time.GetUtcNow(), cancellationToken);
    }

    private int Next(string id) => (library.Forms.Find(id)?.Version ?? 0) + 1;

    private static LocalizedText TitleOf(string text, string id) => FormBook.Parse(text).Form?.Title ?? new LocalizedText(id, id);

    // It becomes the name of a file when a bundle carries it to another server.
    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+){0,9}$")]
    private static partial Regex Id();
}

/// <summary>A form in the list of an administrator.</summary>
/// <param name="Id">The form.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Version">The version in use; null if it was never approved.</param>
/// <param name="Newest">What was last done with it; null if it was never edited.</param>
public sealed record EditedForm(string Id, LocalizedText Title, int? Version, FormRecord? Newest);

/// <summary>A form that is edited.</summary>
/// <param name="Id">The form.</param>
/// <param name="Json">What was last saved and is not in use yet; else the form in use.</param>
/// <param name="InUse">The form in use; null if it was never approved.</param>
/// <param name="Newest">What was last done with it; null if it was never edited.</param>
/// <param name="History">All that was done with it, the newest first.</param>
public sealed record OpenedForm(string Id, string Json, string? InUse, FormRecord? Newest, IReadOnlyList<FormRecord> History)
{
    /// <summary>The row that a save replaces; 0 for none.</summary>
    public long Revision => Newest?.Revision ?? 0;

    /// <summary>Everybody who made what it stands at: none of them may approve it.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];
}

/// <summary>A form that was looked at.</summary>
/// <param name="Form">The form; null if it has errors.</param>
/// <param name="Errors">What is wrong, field by field.</param>
/// <param name="Warnings">What its author should know.</param>
public sealed record FormReview(FormDefinition? Form, IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldError> Warnings);

/// <summary>What came of doing something with a form.</summary>
/// <param name="Record">What was done; null if nothing was.</param>
/// <param name="Errors">What is wrong with the form.</param>
/// <param name="Why">Why nothing was done; null if it was.</param>
public sealed record FormResult(FormRecord? Record, IReadOnlyList<FieldError> Errors, Refusal? Why)
{
    /// <summary>Where in the history it was kept because it came too late; null if it was not kept.</summary>
    public long? SetAside { get; init; }

    internal static FormResult Of(Refusal why) => new(null, [], why);
}
