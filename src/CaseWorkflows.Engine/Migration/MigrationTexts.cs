using System.Resources;

namespace CaseWorkflows.Engine.Migration;

/// <summary>What is said about migrations.</summary>
internal static class MigrationTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Engine.Migration.MigrationTexts", typeof(MigrationTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);
}

/// <summary>A flow can't be brought to the other version.</summary>
internal sealed class MigrationException(string code, string? activityId, LocalizedText text) : Exception(text.En)
{
    public string Code { get; } = code;

    public string? ActivityId { get; } = activityId;

    public LocalizedText Text { get; } = text;

    public static MigrationException Of(string code, string? activityId, params (string Name, object? Value)[] args) =>
        new($"migration.{code}", activityId, MigrationTexts.Get(code, [("step", activityId), .. args]));
}
