using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Cases.Migration;

/// <summary>What a case was before its last migration: enough to give it back to the byte.</summary>
/// <param name="Run">The run that migrated it.</param>
/// <param name="Version">The version it was on.</param>
/// <param name="Choices">Where the map differed from the proposal.</param>
/// <param name="State">The flow's state.</param>
/// <param name="Waits">What the flow waited for, as kept with the case.</param>
/// <param name="Tasks">What the old version said of the tasks that changed.</param>
/// <param name="Incidents">The steps of open incidents, by key.</param>
/// <param name="Digest">The digest of the state that the migration made: while it holds, the flow has not moved since.</param>
/// <param name="StepsCopied">Steps of the new version under whose name results of renamed steps were put.</param>
/// <param name="IncidentTitles">What the old version called the steps of open incidents, by key; null in what was kept before there were any.</param>
internal sealed record FormerFlow(
    Guid Run, int Version, IReadOnlyList<StepChoice> Choices, string State, string Waits,
    IReadOnlyDictionary<Guid, TaskTerms> Tasks, IReadOnlyDictionary<string, string> Incidents, string Digest, IReadOnlyList<string> StepsCopied,
    IReadOnlyDictionary<string, IncidentStep>? IncidentTitles = null)
{
    public const string StepsFact = "steps";

    public static FormerFlow Of(LegalCase @case, Guid run, IReadOnlyList<StepChoice> choices) => new(
        run, @case.DefinitionVersion, choices, @case.FlowState ?? "", @case.WaitsJson,
        @case.Tasks.ToDictionary(x => x.Id.Value, x => x.Terms), @case.Incidents.Where(x => x.ResolvedAt is null).ToDictionary(x => x.Key, x => x.StepId), "", [],
        @case.Incidents.Where(x => x.ResolvedAt is null).ToDictionary(x => x.Key, x => new IncidentStep(x.StepId, x.StepZh, x.StepEn, x.DefinitionVersion)));

    public static FormerFlow? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<FormerFlow>(json, CaseJson.Readable);

    /// <summary>The same for the case as the migration left it; what did not change need not be kept.</summary>
    public FormerFlow With(LegalCase migrated, IReadOnlyList<string> stepsCopied) => this with
    {
        Tasks = Tasks.Where(x => migrated.Task(new TaskId(x.Key)) is { } task && !task.Terms.Says(x.Value)).ToDictionary(),
        Digest = DigestOf(migrated),
        StepsCopied = stepsCopied,
    };

    public string ToJson() => JsonSerializer.Serialize(this, CaseJson.Readable);

    /// <summary>Whether the flow stands exactly where the migration left it; somebody may have taken a task since, or put a paper on the file.</summary>
    public bool FlowIsUntouched(LegalCase @case) => DigestOf(@case) == Digest;

    /// <summary>Gives the case back what it had.</summary>
    public async ValueTask<Refusal?> RestoreAsync(CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        foreach (var (id, terms) in Tasks)
            if (@case.Task(new TaskId(id)) is { } task)
            {
                if (await CaseMove.WhyNotKeepAsync(task, terms, session, cancellationToken) is { } refusal) return MigrationTexts.CannotUndo(refusal);
                task.Reword(terms);
            }
        foreach (var incident in @case.Incidents)
            if (Incidents.TryGetValue(incident.Key, out var step))
                incident.MoveTo(IncidentTitles?.GetValueOrDefault(incident.Key) ?? new IncidentStep(step, incident.StepZh, incident.StepEn, incident.DefinitionVersion));
        if (StepsCopied.Count > 0 && @case.Dossier.Fact(StepsFact) is JsonObject steps)
        {
            foreach (var step in StepsCopied) steps.Remove(step);
            @case.Dossier.SetFact(StepsFact, steps);
        }
        (@case.DefinitionVersion, @case.FlowState, @case.WaitsJson) = (Version, State, Waits);
        return null;
    }

    private static string DigestOf(LegalCase @case) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{@case.Cycle}\n{@case.FlowState}")));
}
