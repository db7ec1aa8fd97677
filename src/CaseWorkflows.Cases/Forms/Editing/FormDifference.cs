using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Forms.Editing;

/// <summary>
/// What differs between two states of a form (表单): fields, parts, buttons and options by their keys, so that one that was moved or put in between does not make all after it differ. How a
/// file is laid out and the number of its version do not count.
/// </summary>
/// <param name="Changes">What differs, in the order of the form as it is after.</param>
public sealed record FormDifference(IReadOnlyList<FormChange> Changes)
{
    private const string Order = "order";

    // What tells one entry of a list from the others.
    private static readonly string[] Names = ["key", "value", "list"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>Compares two states of a form.</summary>
    /// <param name="before">The one that was; null if there was none.</param>
    /// <param name="after">The one that is.</param>
    public static FormDifference Between(JsonObject? before, JsonObject after)
    {
        List<FormChange> changes = [];
        Compare(before ?? [], after, [], "", changes, ["id", "version"]);
        return new FormDifference(changes);
    }

    private static void Compare(JsonObject before, JsonObject after, IReadOnlyList<FormPlace> places, string path, List<FormChange> changes, IReadOnlyList<string> without)
    {
        foreach (var key in after.Select(x => x.Key).Union(before.Select(x => x.Key)).Except(without))
        {
            var (was, now, at) = (before[key], after[key], path.Length == 0 ? key : $"{path}.{key}");
            if (JsonNode.DeepEquals(was, now)) continue;
            if (was is JsonObject or null && now is JsonObject or null && (was ?? now) is JsonObject pair && IsText(pair))
                Compare(was as JsonObject ?? [], now as JsonObject ?? [], places, at, changes, []);
            else if (Entries(was) is { } old && Entries(now) is { } entries && old.Count + entries.Count > 0) Compare(old, entries, places, at, changes);
            else changes.Add(new(was is null ? DifferenceKind.Added : now is null ? DifferenceKind.Removed : DifferenceKind.Changed, places, at, Text(was), Text(now)));
        }
    }

    private static void Compare(List<(string Name, JsonObject Entry)> before, List<(string Name, JsonObject Entry)> after, IReadOnlyList<FormPlace> places, string path, List<FormChange> changes)
    {
        foreach (var (name, entry) in after)
        {
            IReadOnlyList<FormPlace> place = [.. places, PlaceOf(path, name, entry)];
            if (before.Find(x => x.Name == name).Entry is { } was) Compare(was, entry, place, "", changes, []);
            else changes.Add(new(DifferenceKind.Added, place, "", null, Text(entry)));
        }
        foreach (var (name, entry) in before.Where(x => after.TrueForAll(y => y.Name != x.Name)))
            changes.Add(new(DifferenceKind.Removed, [.. places, PlaceOf(path, name, entry)], "", Text(entry), null));
        var (kept, now) = (before.Select(x => x.Name).Where(x => after.Exists(y => y.Name == x)).ToList(), after.Select(x => x.Name).Where(x => before.Exists(y => y.Name == x)).ToList());
        if (!kept.SequenceEqual(now)) changes.Add(new(DifferenceKind.Changed, places, $"{path}.{Order}", string.Join(", ", kept), string.Join(", ", now)));
    }

    /// <summary>The entries of a list by what names them; null if it is no such list, or two of them have one name.</summary>
    private static List<(string Name, JsonObject Entry)>? Entries(JsonNode? node)
    {
        if (node is null) return [];
        if (node is not JsonArray list || list.Any(x => x is not JsonObject)) return null;
        var entries = list.Select(x => x!.AsObject()).Select(x => (Name: Names.Select(y => x[y]?.ToString()).FirstOrDefault(y => y is { Length: > 0 }) ?? "", Entry: x)).ToList();
        return entries.TrueForAll(x => x.Name.Length > 0) && entries.DistinctBy(x => x.Name).Count() == entries.Count ? entries : null;
    }

    private static bool IsText(JsonObject pair) => pair.Count > 0 && pair.All(x => x.Key is "zh" or "en" && x.Value is JsonValue);

    private static FormPlace PlaceOf(string list, string name, JsonObject entry)
    {
        var label = entry["label"] as JsonObject ?? entry["title"] as JsonObject;
        return new(list, name, new LocalizedText(label?["zh"]?.ToString() ?? name, label?["en"]?.ToString() ?? name));
    }

    private static string? Text(JsonNode? node) => node is null ? null : node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : node.ToJsonString(Readable);
}

/// <summary>Something that differs between two states of a form.</summary>
/// <param name="Kind">Whether it was added, removed or changed.</param>
/// <param name="Places">In which entry of which lists, from the outside in; empty for the form itself.</param>
/// <param name="Attribute">Which attribute of it (<c>label.zh</c>, <c>required</c>); empty if it is the whole entry.</param>
/// <param name="Before">What was written; null for nothing.</param>
/// <param name="After">What is written now; null for nothing.</param>
public sealed record FormChange(DifferenceKind Kind, IReadOnlyList<FormPlace> Places, string Attribute, string? Before, string? After);

/// <summary>An entry of a list of a form.</summary>
/// <param name="List">The list: <c>fields</c>, <c>sections</c>, <c>outcomes</c>, <c>options</c>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Label">What people read of it.</param>
public sealed record FormPlace(string List, string Key, LocalizedText Label);
