using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Api;

/// <summary>Stories that were played against a definition.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Passed">How many stories went as expected.</param>
/// <param name="Failed">How many did not, or could not be played.</param>
/// <param name="Simulations">The stories.</param>
internal sealed record SimulationsAnswer(DefinitionName Definition, int Passed, int Failed, IReadOnlyList<SimulationAnswer> Simulations)
{
    internal static SimulationsAnswer Of(WorkflowDefinition definition, IReadOnlyList<PlayedScenario> played, WorkflowLibrary library) => new(
        DefinitionName.Of(definition), played.Count(x => x.Holds), played.Count(x => !x.Holds), [.. played.Select(x => SimulationAnswer.Of(definition, x, library))]);
}

/// <summary>Which definition.</summary>
internal sealed record DefinitionName(string Id, int Version, string Name)
{
    internal static DefinitionName Of(WorkflowDefinition definition) => new(definition.DefinitionId, definition.Version, definition.Name);
}

/// <summary>One story that was played, or could not be.</summary>
/// <param name="Scenario">Its id.</param>
/// <param name="Title">What happens in it; null if the file can't be read.</param>
/// <param name="Holds">Whether everything went as expected.</param>
/// <param name="Failures">What did not.</param>
/// <param name="Case">The case as the story left it; null if none was opened.</param>
/// <param name="Timeline">What happened, in order.</param>
/// <param name="Path">The steps in the order in which they began.</param>
/// <param name="Ways">The connections that were followed.</param>
internal sealed record SimulationAnswer(
    string Scenario, LocalizedText? Title, bool Holds, IReadOnlyList<SimulationFailure> Failures, SimulatedCase? Case,
    IReadOnlyList<TimelineLine> Timeline, IReadOnlyList<PathStepAnswer> Path, IReadOnlyList<PathWayAnswer> Ways)
{
    internal static SimulationAnswer Of(WorkflowDefinition definition, PlayedScenario played, WorkflowLibrary library)
    {
        var failures = played.Problems.Select(x => new SimulationFailure(played.File, x.Row, x.Field, x.Message, x.Remedy)).ToList();
        if (played.Simulation is not { } simulation) return new(played.Id, played.Title, false, failures, null, [], [], []);
        failures.AddRange(simulation.Result.Failures.Select(x => new SimulationFailure(played.File, x.Row, null, x.Text, x.Remedy)));
        var names = new WayNames(definition, library);
        return new(
            played.Id, played.Title, played.Holds, failures, simulation.Result.Case is { } found ? SimulatedCase.Of(found, library) : null, simulation.Result.Timeline,
            [.. simulation.Path.Steps.Select(x => new PathStepAnswer(x.Number, x.ActivityId, x.Name, x.Type, x.State, x.StartedAt, x.EndedAt, [.. x.Outcomes.Select(y => new Named(y, names.Of(x.ActivityId, y) ?? new LocalizedText(y, y)))]))],
            [.. simulation.Path.Ways.Select(x => new PathWayAnswer(x.Way.SourceId, x.Way.SourcePort, x.Way.TargetId, x.Times))]);
    }
}

/// <summary>Something that was not as expected.</summary>
/// <param name="File">The file, or the story's id where it came with the request.</param>
/// <param name="Row">The row, from 1; 0 for the opening, one more than the rows for the end; null where no row is concerned.</param>
/// <param name="Field">The field, if the story itself is wrong.</param>
/// <param name="Message">What was expected and what was found.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record SimulationFailure(string File, int? Row, string? Field, LocalizedText Message, LocalizedText? Remedy);

/// <summary>A step of the way.</summary>
internal sealed record PathStepAnswer(int Number, string Activity, string Name, string Type, PathState State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<Named> Outcomes);

/// <summary>A connection that was followed.</summary>
internal sealed record PathWayAnswer(string Source, string Port, string Target, int Times);

/// <summary>The case as a story left it.</summary>
internal sealed record SimulatedCase(
    string Code, CaseStatus Status, Named Stage, string? Result, IReadOnlyList<SimulatedTask> Tasks, IReadOnlyList<SimulatedClock> Clocks, IReadOnlyList<SimulatedAlert> Alerts,
    IReadOnlyList<SimulatedDocument> Documents, IReadOnlyList<SimulatedIncident> Incidents)
{
    internal static SimulatedCase Of(LegalCase x, WorkflowLibrary library) => new(
        x.Code, x.Status, new Named(x.Stage, library.StageName(x.Stage)), x.Result,
        [.. x.Tasks.Select(t => new SimulatedTask(t.StepId, new LocalizedText(t.TitleZh, t.TitleEn), new Named(t.Role, library.RoleName(t.Role)), t.Office.Value, t.State, t.Assignee?.Value, t.OpenedAt, t.DueAt, t.EndedAt, t.Outcome))],
        [.. x.Clocks.Select(c => new SimulatedClock(c.Key, c.Name, c.LegalBasis, c.Generation, c.State, c.Verdict, c.StartedAt, c.DueOn, c.DueAt, c.ProvisionalDueAt, c.StoppedAt, c.Pauses))],
        [.. x.Alerts.Select(a => new SimulatedAlert(a.ClockKey, a.Step, a.Level, new Named(a.ToRole, library.RoleName(a.ToRole)), a.ToUser, a.RaisedAt))],
        [.. x.File.Where(f => f.Origin == "issued").Select(f => new SimulatedDocument(f.Kind, f.Title, f.Number, f.At, f.Text))],
        [.. x.Incidents.Select(i => new SimulatedIncident(i.Key, i.StepId, new LocalizedText(i.StepZh, i.StepEn), new LocalizedText(i.MessageZh, i.MessageEn), i.Detail, i.OpenedAt, i.ResolvedAt, i.Resolution))]);
}

/// <summary>A task of a simulated case.</summary>
internal sealed record SimulatedTask(string Step, LocalizedText Title, Named Role, string Office, TaskState State, string? Assignee, DateTimeOffset OpenedAt, DateTimeOffset? DueAt, DateTimeOffset? EndedAt, string? Outcome);

/// <summary>A clock of a simulated case.</summary>
internal sealed record SimulatedClock(
    string Key, LocalizedText Name, LocalizedText LegalBasis, int Generation, ClockState State, ClockVerdict Verdict, DateTimeOffset StartedAt, DateOnly? DueOn, DateTimeOffset? DueAt, DateTimeOffset? ProvisionalDueAt,
    DateTimeOffset? StoppedAt, IReadOnlyList<ClockPause> Pauses);

/// <summary>An alert of a simulated case.</summary>
internal sealed record SimulatedAlert(string Clock, string Step, AlertLevel Level, Named ToRole, string? ToUser, DateTimeOffset RaisedAt);

/// <summary>A document of a simulated case.</summary>
internal sealed record SimulatedDocument(string Kind, string Title, string? Number, DateTimeOffset At, string? Text);

/// <summary>An incident of a simulated case.</summary>
internal sealed record SimulatedIncident(
    string Key, string Step, LocalizedText StepName, LocalizedText Message, string? Detail, DateTimeOffset OpenedAt, DateTimeOffset? ResolvedAt, IncidentResolution? Resolution);
