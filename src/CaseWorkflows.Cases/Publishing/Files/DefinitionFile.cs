using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Files;

/// <summary>
/// A definition as a file under version control. A version is the same bytes wherever it comes from: as a draft, as a published version, or read in on another server
/// and written out again there.
/// </summary>
public static class DefinitionFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The bytes of a version, as text: keys in their usual order, and what only says where it stands as it is of a version in force.</summary>
    public static string Canonical(JsonObject document)
    {
        var laid = DraftDocument.Prepare(document, null);
        // A file that has no key for them yet gets them in their usual place.
        foreach (var key in new[] { "id", "definitionId", "isLatest", "isPublished" }) laid[key] ??= "";
        laid = DraftDocument.Prepare(laid, null);
        laid["id"] = $"{laid["definitionId"]}-v{laid["version"] ?? 1}";
        laid["isLatest"] = true;
        laid["isPublished"] = true;
        return DraftDocument.Text(laid);
    }

    /// <summary>The file that a definition lies in.</summary>
    public static string NameOf(string definitionId) => $"{definitionId}.json";

    /// <summary>Whether a definition's id can be the name of a file: one that a program published need not.</summary>
    public static bool CanBeNamed(string definitionId) =>
        definitionId.Length is > 0 and <= Drafts.DraftDesk.LongestId && Drafts.DraftDesk.FitsAFile(definitionId) && definitionId.All(x => char.IsLetterOrDigit(x) || x is '-' or '_' or '.') && definitionId[0] != '.';

    /// <summary>Reads a file: its document, or everything that keeps it from being one.</summary>
    /// <param name="text">The file's text.</param>
    public static DefinitionReading Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) switch
            {
                JsonObject document when document.ContainsKey("root") => Read(document),
                // What a designer's server answers, or a recorded run, holds the definition one level further in.
                JsonObject outer when outer.FirstOrDefault(x => x.Value is JsonObject inner && inner.ContainsKey("root")).Key is { } key => Wrong("envelope", ("key", key)),
                _ => Wrong("no-definition"),
            };
        }
        catch (JsonException wrong)
        {
            return Wrong("not-json", ("line", (wrong.LineNumber ?? 0) + 1), ("column", (wrong.BytePositionInLine ?? 0) + 1), ("problem", wrong.Message));
        }
    }

    private static DefinitionReading Read(JsonObject document)
    {
        if (document["definitionId"]?.ToString() is not { Length: > 0 }) return Wrong("no-id");
        try
        {
            return new DefinitionReading(document, WorkflowDefinition.Parse((JsonObject)document.DeepClone()), null);
        }
        catch (DefinitionException wrong)
        {
            return new DefinitionReading(null, null, PublishProblem.Unreadable(wrong));
        }
    }

    private static DefinitionReading Wrong(string code, params (string Name, object? Value)[] args) =>
        new(null, null, FileTexts.Problem(Severity.Error, code, args));
}

/// <summary>A file that was read.</summary>
/// <param name="Document">Its document; null if it is none.</param>
/// <param name="Definition">What it says; null if it can't be read.</param>
/// <param name="Problem">Why it can't be read; null if it can.</param>
public sealed record DefinitionReading(JsonObject? Document, WorkflowDefinition? Definition, PublishProblem? Problem);
