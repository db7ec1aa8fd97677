using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing;

/// <summary>
/// The one way in which a version of a definition comes into force, whoever asks: it can be read, passes the gate, and its stories hold; only then is
/// it kept. All problems are found at once, and nothing is kept if there is one.
/// </summary>
/// <param name="store">Where published versions are kept.</param>
/// <param name="simulator">Plays the stories.</param>
/// <param name="workflows">The folder below which the stories lie.</param>
/// <param name="time">The present instant.</param>
public sealed class PublishDefinition(IDefinitionStore store, Simulator simulator, string workflows, TimeProvider time)
{
    private const int HighestVersion = 1_000_000;

    private readonly ConcurrentDictionary<(string, int), string> _names = [];

    /// <summary>Looks at a definition without keeping anything.</summary>
    /// <param name="submission">The definition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<CheckedDefinition> CheckAsync(DefinitionSubmission submission, CancellationToken cancellationToken = default)
    {
        WorkflowDefinition definition;
        try
        {
            definition = WorkflowDefinition.Parse(submission.Json);
        }
        catch (DefinitionException unreadable)
        {
            return new CheckedDefinition(submission, null, false, [PublishProblem.Unreadable(unreadable)]);
        }
        List<PublishProblem> problems = [.. DefinitionGate.Check(definition, simulator.Catalog, CaseGate.ContextOf(simulator.Library)).Select(PublishProblem.OfGate)];
        if (definition.DefinitionId.Length == 0) problems.Add(PublishProblem.Of(Severity.Error, "publish.no-id"));
        else if (!Drafts.DraftDesk.IsUsable(definition.DefinitionId)) problems.Add(PublishProblem.Of(Severity.Error, "publish.id-unusable", ("longest", Drafts.DraftDesk.LongestId)));
        // After the last number there would be none for the next version.
        if (definition.Version is < 1 or > HighestVersion) problems.Add(PublishProblem.Of(Severity.Error, "publish.version-unusable", ("version", definition.Version), ("highest", HighestVersion)));
        var published = await store.FindAsync(definition.DefinitionId, definition.Version, cancellationToken);
        var isPublished = published is not null && IsSame(published, submission.Json);
        if (published is not null && !isPublished)
            problems.Add(PublishProblem.Of(Severity.Error, "publish.version-exists", ("definition", definition.DefinitionId), ("version", definition.Version)));
        // A version that is in force has shown its stories; they are not played again at every start. One with errors would only fail for those.
        if (!isPublished && problems.TrueForAll(x => x.Severity != Severity.Error))
            problems.AddRange(await StoriesAsync(submission, definition, cancellationToken));
        return new CheckedDefinition(submission, definition, isPublished, problems);
    }

    /// <summary>Keeps a definition that was found good and puts it in force for new cases; a version that is kept already stays as it is.</summary>
    /// <returns>The definition with what was found, and with a further problem if another content was kept under its version in between.</returns>
    public async ValueTask<CheckedDefinition> KeepAsync(CheckedDefinition good, CancellationToken cancellationToken = default)
    {
        if (good.Definition is not { } definition || !good.IsGood) throw new InvalidOperationException($"{good.Submission.File} has problems and can't be kept.");
        try
        {
            await store.PublishAsync(ServiceTypes.Of(definition), definition.DefinitionId, definition.Version, good.Submission.Json, time.GetUtcNow(), cancellationToken);
            await store.PinFormsAsync(definition.DefinitionId, definition.Version, FormsOf(definition), cancellationToken);
            return good;
        }
        catch (InvalidOperationException)
        {
            return good with { Problems = [.. good.Problems, PublishProblem.Of(Severity.Error, "publish.version-exists", ("definition", definition.DefinitionId), ("version", definition.Version))] };
        }
    }

    /// <summary>Keeps forms for versions that were published before forms were kept: from then on they too stay with the forms they have.</summary>
    public async ValueTask PinFormsAsync(CancellationToken cancellationToken = default)
    {
        foreach (var version in await store.ListAsync(cancellationToken))
            if ((await store.FormsAsync(version.DefinitionId, version.Version, cancellationToken)).Count == 0 && await store.FindAsync(version.DefinitionId, version.Version, cancellationToken) is { } json)
                await store.PinFormsAsync(version.DefinitionId, version.Version, FormsOf(WorkflowDefinition.Parse(json)), cancellationToken);
    }

    /// <summary>The forms that cases on a definition are filled in with, as they are now.</summary>
    internal IReadOnlyList<PinnedForm> FormsOf(WorkflowDefinition definition) => PinnedForms.Of(definition, simulator.Library);

    /// <summary>What people call a service.</summary>
    internal Engine.LocalizedText ServiceName(string serviceType) => simulator.Library.Services.NameOf(serviceType);

    /// <summary>The stories that lie beside a definition, read.</summary>
    /// <exception cref="LibraryFileException">A file can't be opened.</exception>
    public IReadOnlyList<(string File, ScenarioReading Reading)> StoriesOf(WorkflowDefinition definition) =>
        ScenarioBook.FolderOf(workflows, definition.DefinitionId, ServiceTypes.Of(definition), definition.Version) is { } folder
            ? [.. ScenarioBook.Files(folder).Select(x => (Path.GetFileName(x), ScenarioBook.ReadFile(x)))]
            : [];

    /// <summary>All published versions with their names.</summary>
    public async ValueTask<IReadOnlyList<NamedVersion>> ListAsync(CancellationToken cancellationToken = default)
    {
        List<NamedVersion> listed = [];
        foreach (var version in await store.ListAsync(cancellationToken))
        {
            if (!_names.TryGetValue((version.DefinitionId, version.Version), out var name))
            {
                // A version never changes, so its name is read once.
                name = await store.FindAsync(version.DefinitionId, version.Version, cancellationToken) is { } json && JsonNode.Parse(json) is JsonObject document ? document["name"]?.ToString() ?? "" : "";
                _names[(version.DefinitionId, version.Version)] = name;
            }
            listed.Add(new NamedVersion(version, name));
        }
        return listed;
    }

    private async ValueTask<List<PublishProblem>> StoriesAsync(DefinitionSubmission submission, WorkflowDefinition definition, CancellationToken cancellationToken)
    {
        List<PublishProblem> problems = [];
        IReadOnlyList<(string File, ScenarioReading Reading)> stories;
        try
        {
            stories = [.. StoriesOf(definition), .. submission.Scenarios];
        }
        catch (LibraryFileException unreadable)
        {
            return [new PublishProblem(Severity.Error, "publish.scenario", null, null, null, unreadable.Text, PublishProblem.Text("publish.scenario.remedy"))];
        }
        if (stories.Count == 0)
        {
            var statutory = simulator.Library.GuardRails.For(ServiceTypes.Of(definition)).Count > 0;
            return [PublishProblem.Of(statutory ? Severity.Error : Severity.Warning, statutory ? "publish.no-scenario-statutory" : "publish.no-scenario", ("folder", $"scenarios/{definition.DefinitionId}"), ("service", ServiceTypes.Of(definition)))];
        }
        foreach (var (file, reading) in stories)
        {
            var played = await ScenarioRun.PlayAsync(simulator, definition, Path.GetFileNameWithoutExtension(file), file, reading, PlayLimits.Default, cancellationToken);
            problems.AddRange(played.Problems.Select(x => new PublishProblem(Severity.Error, "publish.scenario", null, file, x.Row, x.In(file), PublishProblem.Text("publish.scenario.remedy"))));
            problems.AddRange((played.Simulation?.Result.Failures ?? []).Zip(played.Failures, (failure, text) => new PublishProblem(Severity.Error, "publish.scenario", null, file, failure.Row, text, PublishProblem.Text("publish.scenario.remedy"))));
        }
        return problems;
    }

    // As the store compares: a file that was only laid out anew is the same version.
    private static bool IsSame(string one, string other)
    {
        try
        {
            return JsonNode.Parse(one)?.ToJsonString(CaseJson.Readable) == JsonNode.Parse(other)?.ToJsonString(CaseJson.Readable);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>A definition that is to be published.</summary>
/// <param name="File">Its file, as people are told of it.</param>
/// <param name="Json">The definition.</param>
public sealed record DefinitionSubmission(string File, string Json)
{
    /// <summary>Stories that came with it, played beside those of the folder.</summary>
    public IReadOnlyList<(string File, ScenarioReading Reading)> Scenarios { get; init; } = [];

    /// <summary>The accounts of those who made it elsewhere: like whoever hands it in, they can't approve it.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];
}

/// <summary>A definition that was looked at.</summary>
/// <param name="Submission">What was handed in.</param>
/// <param name="Definition">The definition; null if it can't be read.</param>
/// <param name="IsPublished">Whether the same content is published already under this version.</param>
/// <param name="Problems">What was found.</param>
public sealed record CheckedDefinition(DefinitionSubmission Submission, WorkflowDefinition? Definition, bool IsPublished, IReadOnlyList<PublishProblem> Problems)
{
    /// <summary>Whether it may be published.</summary>
    public bool IsGood => Definition is not null && Problems.All(x => x.Severity != Severity.Error);
}

/// <summary>A published version with its name.</summary>
public sealed record NamedVersion(PublishedVersion Version, string Name);
