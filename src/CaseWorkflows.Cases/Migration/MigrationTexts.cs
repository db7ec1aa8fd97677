using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Migration;

/// <summary>What is said about migrations of cases; the flow's own reasons come from the engine.</summary>
internal static class MigrationTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Migration.MigrationTexts", typeof(MigrationTexts).Assembly));

    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Catalog.Get(code, args);

    public static Refusal Refuse(string code, params (string Name, object? Value)[] args) => new(code, Get(code, args));

    public static Refusal CannotUndo(Refusal why) => new("migration.cannot-undo", Get("migration.cannot-undo", ("reason", why.Message)));
}
