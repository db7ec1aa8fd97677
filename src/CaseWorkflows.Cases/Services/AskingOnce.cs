using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Asks somebody something once for each case (服务一次、评价一次): the second time, also in a reopened case, nobody is asked again. When each question was asked
/// stands among the facts.
/// </summary>
internal sealed class AskingOnce : ICaseService
{
    /// <summary>The fact that holds the questions asked, each with its instant.</summary>
    public const string Fact = "asked";

    public string Name => "ask-once";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var question = arguments["Question"]?.ToString() ?? "";
        var asked = session.Case.Dossier.Facts()[Fact] as JsonObject ?? [];
        if (asked[question]?.ToString() is { } at) return new ServiceReply(IsTriedAgain(session, at) ? "Asked" : "AskedBefore", null);
        asked[question] = CaseSession.Instant(session.Now);
        session.Case.Dossier.SetFact(Fact, asked.DeepClone());
        session.Record("QuestionAsked", CaseSession.Facts(("question", question)));
        var subject = arguments["Subject"]?.ToString() ?? "";
        await new EffectPerformer(session).PerformAsync(
            new Notify("applicant", new LocalizedText(subject, arguments["SubjectEn"]?.ToString() is { Length: > 0 } en ? en : subject)), cancellationToken);
        return new ServiceReply("Asked", null);
    }

    // A step that failed after it had asked is tried again: it has not been asked before, it has been asked by this very step.
    private static bool IsTriedAgain(CaseSession session, string askedAt) =>
        session.Mending is { How: IncidentResolution.Retried } mending && askedAt == CaseSession.Instant(mending.Incident.Since);
}
