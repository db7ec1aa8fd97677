using System.Globalization;

namespace CaseWorkflows.Persistence.Schema;

/// <summary>One step of a schema: <c>Schema/postgresql/0001-cases.sql</c>. A published script never changes; what comes later is a new one.</summary>
internal sealed record SchemaScript(int Version, string Name, string Sql)
{
    /// <summary>All scripts of a kind of database, in the order of their numbers. A number may be missing: it was given to work that came later or not at all.</summary>
    /// <exception cref="InvalidOperationException">A number is there twice: a defect of this program.</exception>
    public static IReadOnlyList<SchemaScript> All(bool forSqlite)
    {
        var assembly = typeof(SchemaScript).Assembly;
        var folder = forSqlite ? "Schema/sqlite/" : "Schema/postgresql/";
        var scripts = assembly.GetManifestResourceNames()
            .Where(x => x.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(x =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(x)!);
                var name = Path.GetFileNameWithoutExtension(x[folder.Length..]);
                return new SchemaScript(int.Parse(name.AsSpan(0, name.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
            })
            .ToList();
        return scripts.DistinctBy(x => x.Version).Count() == scripts.Count
            ? scripts
            : throw new InvalidOperationException($"A number of the schema scripts in {folder} was given twice.");
    }
}
