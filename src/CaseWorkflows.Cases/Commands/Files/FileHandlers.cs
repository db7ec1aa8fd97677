using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Files;

/// <summary>Puts a paper on the file. Papers are taken at any time before the case ended.</summary>
internal sealed class AddEvidenceHandler : ICommandHandler<AddEvidence>
{
    private const int MaxKindLength = 64;

    public ValueTask<Refusal?> DecideAsync(AddEvidence command, CaseSession session, CancellationToken cancellationToken)
    {
        if (session.Case.Status is CaseStatus.Closed or CaseStatus.Withdrawn) return ValueTask.FromResult<Refusal?>(Refusal.Of("case.ended"));
        if (string.IsNullOrWhiteSpace(command.Kind)) return ValueTask.FromResult<Refusal?>(Refusal.Of("file.kind-missing"));
        // History keeps the kind for ever; what a person might write there (a name, a number) belongs into the title, which can be erased.
        if (!IsKey(command.Kind.Trim())) return ValueTask.FromResult<Refusal?>(Refusal.Of("file.kind-no-key", ("kind", command.Kind.Trim())));
        Put(session, command.Kind.Trim(), command.Title, command.Details);
        return ValueTask.FromResult(WhyUnreadable(session) ?? (session.Case.Status == CaseStatus.Open ? Clocks.ClockEvents.Happen(session, Clocks.ClockEvents.PaperReceived) : null));
    }

    private static bool IsKey(string kind) => kind.Length <= MaxKindLength && kind.All(x => char.IsAsciiLetterLower(x) || char.IsAsciiDigit(x) || x == '-') && kind.Any(char.IsAsciiLetterLower);

    /// <summary>The rules read papers from the application: one that they can't read would hold up every later step, and nobody could correct it.</summary>
    private static Refusal? WhyUnreadable(CaseSession session)
    {
        if (session.Rules.Library.Services.Find(session.Case.ServiceType) is not { IsApplication: true }) return null;
        var application = session.Case.Dossier.Application();
        var at = $"evidence[{application["evidence"]!.AsArray().Count - 1}]";
        var errors = ApplicationReader.Read(application, session.Rules.Library.Eligibility.LocalMatters).Errors.Where(x => x.Field.StartsWith(at, StringComparison.Ordinal)).ToList();
        return errors.Count == 0 ? null
            : Refusal.Of("form.has-errors") with { Fields = [.. errors.Select(x => new FieldProblem("details" + x.Field[at.Length..], new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}")))] };
    }

    internal static void Put(CaseSession session, string kind, string title, JsonObject? details)
    {
        var item = new FileItem(session.NewId(), kind, title.Length > 0 ? title : kind, "received", session.OccurredAt, null, null, null);
        session.Case.Add(item);
        if (TakesPapers(session)) Enter(session, kind, item.Title, details);
        session.Record("PaperReceived", CaseSession.Facts(("kind", kind), ("item", item.Id.ToString())), CaseSession.Facts(("title", title), ("details", details)));
    }

    /// <summary>Whether the intake lists the papers too. A form without such a field would lose them at its next check.</summary>
    private static bool TakesPapers(CaseSession session) =>
        session.Rules.Library.Services.Find(session.Case.ServiceType) is not { } service
        || service.IsApplication || session.Forms.Find(service.Form)?.Fields.Any(x => x.Key == "evidence") == true;

    private static void Enter(CaseSession session, string kind, string title, JsonObject? details)
    {
        var application = session.Case.Dossier.Application();
        var evidence = application["evidence"] as JsonArray ?? [];
        if (evidence.Parent is null) application["evidence"] = evidence;
        var entry = details is null ? [] : (JsonObject)details.DeepClone();
        entry["kind"] = kind;
        entry["title"] = title;
        evidence.Add(entry);
        session.Case.Dossier.SetApplication(application, Opening.Intake.PartiesOf(session.Rules.Library, session.Case.ServiceType, application));
    }
}
