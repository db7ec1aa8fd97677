using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Files;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>Compares definitions of files, folders and the database, as far as a difference means something.</summary>
internal static class DiffPart
{
    private const string Database = "database";

    public static async Task<int> RunAsync(Surroundings at, string? workflows, string before, string? after, VersionChoice choice, bool json, CancellationToken cancellationToken)
    {
        var (one, other) = await SidesAsync(at, workflows, before, after, choice, cancellationToken);
        var found = Compared(one, other);
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Same = found.TrueForAll(x => x.Comparison.IsEmpty), Before = one.Name, After = other.Name, Definitions = found.Select(Described) }));
        }
        else
        {
            foreach (var (comparison, from, to) in found) await TellAsync(at.Out, comparison, from, to);
            await at.Out.WriteLineAsync(DefinitionsTexts.Here("diff.summary", ("compared", found.Count), ("differ", found.Count(x => !x.Comparison.IsEmpty))));
        }
        return found.TrueForAll(x => x.Comparison.IsEmpty) ? ExitCode.Good : ExitCode.FoundWrong;
    }

    private static async Task<(Side Before, Side After)> SidesAsync(Surroundings at, string? workflows, string before, string? after, VersionChoice choice, CancellationToken cancellationToken)
    {
        // Files alone need no database; with one of both in it, it is opened once.
        var (one, other) = (await FilesAsync(at, before, cancellationToken), after is null ? null : await FilesAsync(at, after, cancellationToken));
        if (one is not null && other is not null) return (one, other);
        (Side, Side)? sides = null;
        await DefinitionsDesk.OpenAsync(at, workflows, async desk =>
        {
            if (after is null && one is not null)
                // A file alone is compared with its own definition in the database, a folder with all of them.
                sides = (await StoredAsync(desk, one.IsSingle ? one.Definitions.Keys.Single() : null, Database, choice, true, cancellationToken), one);
            else if (after is null)
                throw VerbException.Unusable(DefinitionsTexts.Get("diff.no-second", ("given", before)));
            else
                sides = (one ?? await NamedAsync(desk, before, choice, cancellationToken), other ?? await NamedAsync(desk, after, choice, cancellationToken));
            return ExitCode.Good;
        }, cancellationToken);
        return sides!.Value;
    }

    private static async Task<Side> NamedAsync(DefinitionsDesk desk, string given, VersionChoice choice, CancellationToken cancellationToken)
    {
        if (given == Database) return await StoredAsync(desk, null, given, choice, false, cancellationToken);
        var mark = given.LastIndexOf('@');
        var (id, version) = mark < 0 ? (given, choice) : (given[..mark], VersionChoice.Parse(given[(mark + 1)..]) ?? throw VerbException.Unusable(DefinitionsTexts.Get("diff.version-unreadable", ("given", given))));
        return await StoredAsync(desk, id, given, version, false, cancellationToken);
    }

    private static async Task<Side> StoredAsync(DefinitionsDesk desk, string? id, string name, VersionChoice choice, bool mayBeMissing, CancellationToken cancellationToken)
    {
        List<DesignedVersion> versions = mayBeMissing && id is not null
            ? [.. (await desk.FindAsync(null, choice, cancellationToken)).Where(x => x.Id.DefinitionId == id)]
            : [.. await desk.FindAsync(id, choice, cancellationToken)];
        var definitions = new SortedDictionary<string, Found>(StringComparer.Ordinal);
        foreach (var version in versions)
            definitions[version.Id.DefinitionId] = new Found($"{version.Id.DefinitionId}@{(version.IsDraft ? "draft" : version.Id.Version)}", WorkflowDefinition.Parse((await desk.OpenAsync(version, cancellationToken)).Document));
        return new Side(name, definitions, id is not null);
    }

    private static async Task<Side?> FilesAsync(Surroundings at, string given, CancellationToken cancellationToken)
    {
        var path = at.PathOf(given);
        if (!File.Exists(path) && !Directory.Exists(path))
            return given.Contains('/', StringComparison.Ordinal) || given.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? throw VerbException.Unusable("args.no-file", ("file", given)) : null;
        var single = File.Exists(path);
        var definitions = new SortedDictionary<string, Found>(StringComparer.Ordinal);
        foreach (var (file, shown) in VerbFiles.JsonFiles(at, given))
        {
            var reading = DefinitionFile.Read(await VerbFiles.ReadAsync(at, file, cancellationToken));
            // In a folder other files may lie beside definitions; one that is none at all is no difference.
            if (!single && reading.Problem?.Code == "file.no-definition") continue;
            if (reading.Definition is not { } definition) throw VerbException.Unusable(DefinitionsTexts.Get("diff.unreadable", ("file", shown), ("activity", reading.Problem!.Activity ?? "-"), ("problem", reading.Problem.Message)));
            if (!definitions.TryAdd(definition.DefinitionId, new Found(shown, definition)))
                throw VerbException.Unusable(DefinitionsTexts.Get("diff.twice", ("definition", definition.DefinitionId), ("file", shown), ("other", definitions[definition.DefinitionId].Source)));
        }
        return new Side(given, definitions, single);
    }

    private static List<(DefinitionComparison Comparison, string? From, string? To)> Compared(Side one, Side other)
    {
        // Two that were named by themselves are compared whatever they are called: a copy with its original.
        if (one.IsSingle && other.IsSingle && one.Definitions.Count == 1 && other.Definitions.Count == 1)
        {
            var (before, after) = (one.Definitions.Values.Single(), other.Definitions.Values.Single());
            return [(DefinitionComparison.Between(before.Definition, after.Definition), before.Source, after.Source)];
        }
        List<(DefinitionComparison, string?, string?)> found = [];
        // One that was named by itself is looked for on the other side; what else is there was not asked about.
        var keys = one.IsSingle ? one.Definitions.Keys : other.IsSingle ? other.Definitions.Keys : one.Definitions.Keys.Union(other.Definitions.Keys);
        foreach (var id in keys.Order(StringComparer.Ordinal))
        {
            var (before, after) = (one.Definitions.GetValueOrDefault(id), other.Definitions.GetValueOrDefault(id));
            found.Add((DefinitionComparison.Between(before?.Definition, after?.Definition), before?.Source, after?.Source));
        }
        return found;
    }

    private static object Described((DefinitionComparison Comparison, string? From, string? To) found)
    {
        var (comparison, from, to) = found;
        return new
        {
            Definition = comparison.DefinitionId,
            Same = comparison.IsEmpty,
            Before = comparison.Before is null ? null : new { Source = from, comparison.Before.Version },
            After = comparison.After is null ? null : new { Source = to, comparison.After.Version },
            Steps = comparison.Steps.Select(x => new { x.Id, x.Name, x.Type, x.Kind, Values = x.Values.Select(Value) }),
            Ways = comparison.Ways.Select(x => new { Step = x.Way.SourceId, Port = x.Way.SourcePort, To = x.Way.TargetId, x.Kind }),
            Whole = comparison.Whole.Select(Value),
        };

        static object Value(ValueDifference x) => new { x.Key, Sort = DefinitionComparison.SortOf(x), x.Before, x.After };
    }

    private static async Task TellAsync(TextWriter output, DefinitionComparison found, string? from, string? to)
    {
        if (found.Before is null || found.After is null)
        {
            await output.WriteLineAsync(DefinitionsTexts.Here(found.Before is null ? "diff.added" : "diff.removed", ("definition", found.DefinitionId), ("source", from ?? to), ("version", (found.Before ?? found.After)!.Version)));
            return;
        }
        await output.WriteLineAsync(DefinitionsTexts.Here(found.IsEmpty ? "diff.same" : "diff.differs", ("definition", found.DefinitionId), ("from", from), ("fromVersion", found.Before.Version), ("to", to), ("toVersion", found.After.Version)));
        foreach (var value in found.Whole) await output.WriteLineAsync($"  ~ {Line(value)}");
        foreach (var step in found.Steps)
        {
            var name = step.Name == step.Id ? step.Id : $"{step.Name} ({step.Id})";
            await output.WriteLineAsync($"  {Mark(step.Kind)} {DefinitionsTexts.Here("diff.step", ("step", name), ("type", step.Type))}");
            foreach (var value in step.Values) await output.WriteLineAsync($"      {Line(value)}");
        }
        foreach (var way in found.Ways) await output.WriteLineAsync($"  {Mark(way.Kind)} {DefinitionsTexts.Here("diff.way", ("step", way.Way.SourceId), ("port", way.Way.SourcePort), ("target", way.Way.TargetId))}");
    }

    private static string Line(ValueDifference value) =>
        $"{DefinitionsTexts.Here($"sort.{DefinitionComparison.SortOf(value)}")} {value.Key}: {Shown(value.Before)} → {Shown(value.After)}";

    private static string Shown(string? value) => value is null ? DefinitionsTexts.Here("diff.nothing") : value.Length == 0 ? "“”" : value.ReplaceLineEndings("⏎");

    private static string Mark(DifferenceKind kind) => kind switch { DifferenceKind.Added => "+", DifferenceKind.Removed => "-", _ => "~" };

    private sealed record Found(string Source, WorkflowDefinition Definition);

    /// <param name="Name">What was given.</param>
    /// <param name="Definitions">The definitions by their ids.</param>
    /// <param name="IsSingle">Whether one definition was named, not a folder of them.</param>
    private sealed record Side(string Name, IReadOnlyDictionary<string, Found> Definitions, bool IsSingle);
}
