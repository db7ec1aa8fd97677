using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>A place with policies of its own: a folder below <c>workflows/policies</c> with a <c>region.json</c>.</summary>
/// <param name="Code">The folder's name: <c>ezhou</c>; <c>default</c> is the whole country.</param>
/// <param name="Name">Its name.</param>
/// <param name="Province">Its province; null for the whole country.</param>
/// <param name="Parent">The region whose policies hold where this one has none; null for the whole country.</param>
public sealed record Region(string Code, LocalizedText Name, LocalizedText? Province, string? Parent);
