using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace CaseWorkflows.Tests.Structure;

/// <summary>The table of rooms: which project may use which, and which packages it may bring in.</summary>
internal static class RoomTable
{
    private const string Ours = "CaseWorkflows.";

    public static IReadOnlyList<Room> Rooms { get; } =
    [
        new("CaseWorkflows.Engine", [], ["Jint"]),
        new("CaseWorkflows.Cases", ["CaseWorkflows.Engine"], ["FluentValidation", "Handlebars.Net"]),
        new("CaseWorkflows.Persistence", ["CaseWorkflows.Cases", "CaseWorkflows.Engine"],
            ["Microsoft.AspNetCore.Identity.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Sqlite", "Npgsql.EntityFrameworkCore.PostgreSQL", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"]),
        new("CaseWorkflows.Jobs", ["CaseWorkflows.Cases"], ["Quartz"]),
        new("CaseWorkflows.Web", ["CaseWorkflows.Cases", "CaseWorkflows.Engine", "CaseWorkflows.Jobs", "CaseWorkflows.Persistence"],
            ["Microsoft.AspNetCore.OpenApi", "Microsoft.OpenApi", "QRCoder", "Radzen.Blazor", "System.CommandLine"]),
        new("CaseWorkflows.Benchmarks", ["CaseWorkflows.Cases", "CaseWorkflows.Engine"],
            ["BenchmarkDotNet", "Microsoft.CodeAnalysis.CSharp", "Microsoft.Diagnostics.Tracing.TraceEvent", "System.Management"]),
        new("CaseWorkflows.Tests", ["CaseWorkflows.Cases", "CaseWorkflows.Engine"], ["Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio"]),
        new("CaseWorkflows.IntegrationTests", ["CaseWorkflows.Cases", "CaseWorkflows.Engine", "CaseWorkflows.Jobs", "CaseWorkflows.Persistence", "CaseWorkflows.Web"],
            ["Microsoft.AspNetCore.Mvc.Testing", "Microsoft.NET.Test.Sdk", "Microsoft.Playwright", "xunit", "xunit.runner.visualstudio"]),
    ];

    /// <summary>What a project file uses against the table.</summary>
    public static IEnumerable<string> Violations(string project, string csproj)
    {
        if (Rooms.FirstOrDefault(x => x.Name == project) is not { } room)
        {
            yield return $"{project} does not stand in the table of rooms.";
            yield break;
        }
        var document = XDocument.Parse(csproj);
        foreach (var reference in document.Descendants("ProjectReference").Select(x => Path.GetFileNameWithoutExtension(((string)x.Attribute("Include")!).Replace('\\', '/'))))
            if (!room.MayUse.Contains(reference))
                yield return $"{project} references {reference}.";
        foreach (var package in document.Descendants("PackageReference"))
        {
            var name = (string?)package.Attribute("Include") ?? (string)package.Attribute("Update")!;
            if (!room.Packages.Contains(name))
                yield return $"{project} brings in the package {name}.";
            if (package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null || package.Element("Version") is not null)
                yield return $"{project} sets the version of {name} itself.";
        }
    }

    /// <summary>What a compiled assembly uses against the table: the compiler's word, whatever the project files say.</summary>
    public static IEnumerable<string> Violations(string project, IEnumerable<string> assemblyReferences) =>
        Rooms.FirstOrDefault(x => x.Name == project) is { } room
            ? assemblyReferences.Where(x => x.StartsWith(Ours, StringComparison.Ordinal) && !room.MayUse.Contains(x)).Select(x => $"{project}.dll uses {x}.")
            : [$"{project} does not stand in the table of rooms."];

    public static IReadOnlyList<string> ReferencesOf(string assembly)
    {
        using var stream = File.OpenRead(assembly);
        using var portable = new PEReader(stream);
        var metadata = portable.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(x => metadata.GetString(metadata.GetAssemblyReference(x).Name))];
    }
}

/// <summary>A project, which of ours it may use, and which packages.</summary>
internal sealed record Room(string Name, IReadOnlyList<string> MayUse, IReadOnlyList<string> Packages);
