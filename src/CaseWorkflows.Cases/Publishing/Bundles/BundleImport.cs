using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Publishing.Bundles;

/// <summary>
/// Hands in what a bundle carries: each definition goes the way of every release here, gate, stories and a second administrator. Forms, documents and services lie in the
/// folder of this server; they must be those that the bundle was made with, or nothing of it is handed in.
/// </summary>
public sealed class BundleImport(PublishDefinition publishing, ReleaseDesk releases, IDefinitionStore published, WorkflowLibrary library)
{
    /// <summary>Looks at a bundle that was read, and hands nothing in.</summary>
    /// <exception cref="LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<IReadOnlyList<BundledOutcome>> CheckAsync(Bundle bundle, CancellationToken cancellationToken = default) =>
        [.. (await LookAsync(bundle, cancellationToken)).Select(x => x.Outcome)];

    /// <summary>Hands a bundle in: all of it, or nothing. Repeating it hands nothing in twice.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="actor">Who hands it in; they and those who made it can't approve it.</param>
    /// <param name="from">The day from which it is to be in force; null: as soon as it is approved.</param>
    /// <param name="takesOver">Whether it may take its service over from another definition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LibraryFileException">A story's file can't be opened.</exception>
    public async ValueTask<IReadOnlyList<BundledOutcome>> ImportAsync(Bundle bundle, Actor actor, DateOnly? from, bool takesOver, CancellationToken cancellationToken = default)
    {
        var looked = await LookAsync(bundle, cancellationToken);
        if (looked.Exists(x => x.Outcome.State == BundledState.Refused)) return [.. looked.Select(x => x.Outcome)];
        List<BundledOutcome> outcomes = [];
        List<Guid> handedIn = [];
        foreach (var (outcome, found, stories) in looked)
        {
            if (outcome.State == BundledState.AlreadyPublished)
            {
                outcomes.Add(outcome);
                continue;
            }
            var result = await releases.SubmitAsync(found.Submission, stories, found, actor, new ReleaseWish(from, NoteOf(bundle), takesOver), cancellationToken);
            if (result.Release is { } release && result.IsDone)
            {
                handedIn.Add(release.Id);
                outcomes.Add(outcome with { State = BundledState.Proposed, Release = release.Id });
                continue;
            }
            // What goes together is not handed in by halves.
            foreach (var id in handedIn) await releases.WithdrawAsync(id, actor, BundleTexts.Get("withdrawn", ("definition", outcome.Definition.Id)).Zh, cancellationToken);
            var why = result.Why is { } refusal ? new PublishProblem(Severity.Error, refusal.Code, null, null, null, refusal.Message, BundleTexts.Get("refused.remedy")) : null;
            return [.. looked.Select(x => x.Outcome.Definition == outcome.Definition
                ? outcome with { State = BundledState.Refused, Problems = why is null ? [.. outcome.Problems, .. result.Problems] : [.. outcome.Problems, why] } : x.Outcome)];
        }
        return outcomes;
    }

    private static string NoteOf(Bundle bundle) => BundleTexts.Get("note", ("by", bundle.Manifest.MadeBy), ("at", bundle.Manifest.MadeAt), ("key", bundle.Manifest.Key[..16]), ("note", bundle.Manifest.Note)).Zh.Trim();

    private async ValueTask<List<(BundledOutcome Outcome, CheckedDefinition Found, JsonArray Stories)>> LookAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        var versions = await published.ListAsync(cancellationToken);
        List<(BundledOutcome, CheckedDefinition, JsonArray)> looked = [];
        foreach (var definition in bundle.Manifest.Definitions)
        {
            List<PublishProblem> problems = [.. definition.Needs.Select(x => Differs(bundle, x)).OfType<PublishProblem>()];
            List<(string, ScenarioReading)> stories = [];
            var carried = new JsonArray();
            foreach (var path in definition.Stories)
                // Tables read other files beside them: they lie in this server's folder, like forms.
                if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) problems.AddRange(Differs(bundle, path) is { } missing ? [missing] : []);
                else if (!IsHere(bundle, path))
                {
                    stories.Add((path, ScenarioReader.Read(Path.GetFileNameWithoutExtension(path), bundle.Text(path))));
                    carried.Add(Parse(bundle.Text(path)));
                }
            // Whoever exported it had it in their hands: if they have an account here they can't approve it.
            var submission = new DefinitionSubmission(definition.Path, bundle.Text(definition.Path)) { Scenarios = stories, Authors = [.. definition.Authors, bundle.Manifest.MadeBy] };
            var found = await publishing.CheckAsync(submission, cancellationToken);
            problems.AddRange(found.Problems);
            if (found.Definition is { } read && (read.DefinitionId != definition.Id || read.Version != definition.Version)) problems.Add(BundleTexts.Problem(Severity.Error, "other-definition", ("file", definition.Path), ("definition", definition.Id), ("version", definition.Version)));
            var newest = versions.Where(x => x.DefinitionId == definition.Id).Max(x => (int?)x.Version);
            if (!found.IsPublished && newest > definition.Version) problems.Add(BundleTexts.Problem(Severity.Error, "older-version", ("definition", definition.Id), ("version", definition.Version), ("newest", newest)));
            problems.AddRange(Clocks(bundle, definition));
            var state = problems.Exists(x => x.Severity == Severity.Error) ? BundledState.Refused : found.IsPublished ? BundledState.AlreadyPublished : BundledState.Good;
            looked.Add((new BundledOutcome(definition, state, problems), found, carried));
        }
        return looked;
    }

    private PublishProblem? Differs(Bundle bundle, string path)
    {
        if (BundleNeeds.TextOf(library, path) is null) return BundleTexts.Problem(Severity.Error, "not-here", ("file", path));
        return IsHere(bundle, path) ? null : BundleTexts.Problem(Severity.Error, "differs", ("file", path));
    }

    /// <summary>Whether a file lies in this server's folder and says the same; how it is laid out does not count.</summary>
    private bool IsHere(Bundle bundle, string path)
    {
        if (BundleNeeds.TextOf(library, path) is not { } here) return false;
        var carried = bundle.Text(path);
        return here == carried || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && Parse(here) is { } one && Parse(carried) is { } other && JsonNode.DeepEquals(one, other);
    }

    // A limit may be another one here, and rightly: the gate has looked at it by this server's policies. Whoever approves should know.
    private IEnumerable<PublishProblem> Clocks(Bundle bundle, BundledDefinition definition)
    {
        if (!bundle.Files.ContainsKey(BundleNeeds.ClocksPath)) yield break;
        var there = Rules(bundle.Text(BundleNeeds.ClocksPath), definition.Clocks);
        var here = Rules(BundleNeeds.Rules(library, definition.Clocks), definition.Clocks);
        foreach (var rule in there.Keys.Union(here.Keys).Order(StringComparer.Ordinal))
            if (there.GetValueOrDefault(rule) != here.GetValueOrDefault(rule)) yield return BundleTexts.Problem(Severity.Warning, "clock-differs", ("rule", rule));
    }

    private static Dictionary<string, string> Rules(string text, IReadOnlyList<string> keys) => (Parse(text) as JsonArray ?? []).OfType<JsonObject>().Where(x => keys.Contains(x["key"]?.ToString() ?? ""))
        .GroupBy(x => $"{x["region"]}/{x["key"]}").ToDictionary(x => x.Key, x => string.Join('\n', x.Select(y => y["rule"]?.ToJsonString()).Order(StringComparer.Ordinal)));

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What came of a definition of a bundle.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="State">What came of it.</param>
/// <param name="Problems">What was found; warnings stop nothing.</param>
public sealed record BundledOutcome(BundledDefinition Definition, BundledState State, IReadOnlyList<PublishProblem> Problems)
{
    /// <summary>What waits for a second administrator; null if nothing does.</summary>
    public Guid? Release { get; init; }
}

/// <summary>What came of a definition of a bundle.</summary>
public enum BundledState
{
    /// <summary>It could be handed in.</summary>
    Good,

    /// <summary>It waits for a second administrator.</summary>
    Proposed,

    /// <summary>The same content is published here under its version.</summary>
    AlreadyPublished,

    /// <summary>It can't be handed in.</summary>
    Refused,
}
