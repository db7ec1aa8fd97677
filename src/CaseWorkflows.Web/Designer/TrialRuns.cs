using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Hosting;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>
/// Runs of drafts on a fake clock, for whoever drew them: no case is opened, nobody is told, and nothing is kept longer than this process lives.
/// </summary>
internal sealed class TrialRuns(Simulator simulator, PublishDefinition publishing, ProductPaths paths, TimeProvider time)
{
    private const string Prefix = "trial-";
    private const int Most = 50;

    private readonly Lock _gate = new();
    private readonly LinkedList<(ReadFlow Flow, string Owner)> _kept = [];

    /// <summary>A trial that the actor started; null if there is none.</summary>
    public ReadFlow? Find(string id, Actor actor)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        lock (_gate) return _kept.FirstOrDefault(x => x.Flow.Id == id && x.Owner == actor.Id.Value).Flow;
    }

    /// <summary>Plays the first story of the definition, or the one named, or opens a sample application where there is no story.</summary>
    /// <returns>The trial, or why there is none.</returns>
    public async Task<(ReadFlow? Flow, string? Why)> RunAsync(WorkflowDefinition definition, string versionName, string? story, Actor actor, CancellationToken cancelled)
    {
        if (definition.DuplicateIds.Count > 0) return (null, Ui.T("designer.trial-unreadable", ("problem", string.Join(", ", definition.DuplicateIds))));
        if (Story(definition, story) is not { } scenario) return (null, Ui.T("designer.trial-none"));
        if (simulator.Check(definition, scenario) is [var wrong, ..]) return (null, Ui.T("designer.trial-refused", ("problem", wrong.Message)));
        var played = await simulator.PlayAsync(definition, scenario, PlayLimits.Default, cancelled);
        if (played.Result.Case is not { } @case) return (null, Ui.T("designer.trial-refused", ("problem", string.Join(' ', played.Result.Failures.Select(x => x.Text.Here())))));
        var last = played.Path.Steps.Select(x => x.EndedAt ?? x.StartedAt).Append(@case.OpenedAt).Max();
        var flow = new ReadFlow(
            Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true), $"{Ui.T("designer.trial")}: {scenario.Title.Here()}", versionName, definition, @case.Status, played.Path,
            [.. @case.Incidents.Select(x => new FlowFailure(x.StepId, new(x.MessageZh, x.MessageEn), x.Detail, x.OpenedAt, x.ResolvedAt is null))],
            @case.FlowState is null ? [] : BuiltInEngine.VariablesOf(definition, @case.FlowState), @case.OpenedAt, last, @case.ClosedAt);
        lock (_gate)
        {
            _kept.AddLast((flow, actor.Id.Value));
            while (_kept.Count > Most) _kept.RemoveFirst();
        }
        return (flow, null);
    }

    private Scenario? Story(WorkflowDefinition definition, string? named)
    {
        var stories = publishing.StoriesOf(definition).Where(x => x.Reading.Scenario is not null).ToList();
        var story = stories.FirstOrDefault(x => named is null || Path.GetFileNameWithoutExtension(x.File) == named).Reading?.Scenario;
        return story is not null || named is not null ? story : Sample();
    }

    // A flow without stories is tried with the first application that lies beside them, up to where somebody has to do something.
    private Scenario? Sample()
    {
        var folder = Path.Combine(paths.Workflows, "scenarios", "applications");
        if (!Directory.Exists(folder) || Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).FirstOrDefault() is not { } file) return null;
        if (JsonNode.Parse(File.ReadAllText(file)) is not JsonObject application) return null;
        application.Remove("receivedAt");
        var region = application["place"]?["region"]?.ToString();
        var office = simulator.Library.Offices.FirstOrDefault(x => x.Region == region && x.Level == "county") ?? simulator.Library.Offices.First();
        var clerk = new ScenarioPerson("trial.clerk", Ui.T("designer.trial"), [.. simulator.Library.Roles.Select(x => x.Key).Where(x => x != Role.Lawyer)], office.Path.Value);
        var starts = Cases.Calendars.ChinaTime.ToChina(time.GetUtcNow()).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        return new Scenario(new LocalizedText(Path.GetFileNameWithoutExtension(file), Path.GetFileNameWithoutExtension(file)), starts, new ScenarioOpening(office.Path.Value, clerk.Id) { Application = application }, []) { People = [clerk] };
    }
}
