using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands;

/// <summary>
/// Tells at once when keeping people out (回避) leaves nobody who could do a step: the supervisors and heads of the nearest office who are not kept out themselves, else the
/// administrators. And where a complaint is about the topmost office, above which the system knows nobody who could decide on it, the administrators of whoever takes it in.
/// Each is told once for each task.
/// </summary>
internal static class NobodyLeft
{
    private const string Fact = "nobodyLeft";
    private const string AboutTop = "about-the-topmost-office";

    public static async ValueTask TellAsync(CaseSession session, CancellationToken cancellationToken)
    {
        var changed = session.Case.Tasks.Where(x => x is { IsLive: true, ExcludesAnew: true } && x.NotBySteps.Any(ExcludedPeople.IsNamed)).ToList();
        foreach (var task in changed.Where(x => x.Assignee is null))
            if (!await AnybodyAsync(session, task, cancellationToken) && IsNew(session, task.StepId, task.Id.ToString()))
                await TellAsync(session, task, "notice.nobody-left", cancellationToken);
        if (changed.Count > 0 && session.Case.ServiceType == CaseAccess.Complaint && IsAboutTop(session) && IsNew(session, AboutTop, "told"))
            Tell(session, "role:" + Role.Administrator, Refusal.Text("notice.complaint-about-the-top"), AboutTop);
    }

    private static async ValueTask<bool> AnybodyAsync(CaseSession session, CaseTask task, CancellationToken cancellationToken) =>
        (await session.Rules.Staff.WithRoleAsync(task.Role, null, cancellationToken))
            .Any(x => !x.IsDisabled && x.Office.Covers(task.Office) && CaseAccess.WhyExcluded(x.Id, x.Office, task, session.Case) is null);

    private static async ValueTask TellAsync(CaseSession session, CaseTask task, string text, CancellationToken cancellationToken)
    {
        var subject = Refusal.Text(text, ("task", new LocalizedText(task.TitleZh, task.TitleEn)), ("role", session.Rules.Library.RoleName(task.Role)));
        List<StaffMember> leading = [];
        foreach (var role in new[] { Role.Supervisor, Role.Head })
            leading.AddRange((await session.Rules.Staff.WithRoleAsync(role, null, cancellationToken)).Where(x => !x.IsDisabled && x.Office.Covers(task.Office) && !ExcludedPeople.Contains(task, x.Id, x.Office)));
        // The nearest office that can do something; a role would tell those below too, whom it may be about.
        var nearest = leading.Select(x => x.Office.Value.Length).DefaultIfEmpty().Max();
        var people = leading.Where(x => x.Office.Value.Length == nearest).Select(x => x.Id.Value).Distinct().Order(StringComparer.Ordinal).DefaultIfEmpty("role:" + Role.Administrator);
        foreach (var recipient in people) Tell(session, recipient, subject, task.Id.ToString());
        session.Record("NobodyLeft", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("role", task.Role)));
    }

    private static bool IsAboutTop(CaseSession session) =>
        session.Case.Dossier.Application()["complaint"]?["respondentOffice"]?.ToString() is { Length: > 0 } named && session.Rules.Library.Office(named) is { } office
        && office.Path.Parent == OfficePath.Root && office.Path.Covers(session.Case.Office);

    private static bool IsNew(CaseSession session, string key, string what)
    {
        if (session.Case.Dossier.Fact(Fact)?[key]?.ToString() == what) return false;
        session.Case.Dossier.SetFact(Fact, key, JsonValue.Create(what));
        return true;
    }

    private static void Tell(CaseSession session, string recipient, LocalizedText subject, string about) =>
        session.Tell(new OutboxMessage(session.NewId(), session.Case.Id, ChannelNames.Page, "notice", recipient,
            CaseSession.Facts(("code", session.Case.Code), ("zh", subject.Zh), ("en", subject.En)).ToJsonString(CaseJson.Readable), $"nobody-left:{about}:{recipient}", session.Now));
}
