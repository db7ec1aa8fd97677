using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>
/// Activities that an installation adds: assemblies in a folder, each with classes that implement <see cref="IActivityHandler"/> and can be made without arguments. The server and
/// every verb that reads definitions know them.
/// </summary>
internal static class ActivityExtensions
{
    private const string Beside = "extensions";

    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<IActivityHandler>>> Loaded = new(StringComparer.Ordinal);

    /// <summary>The product's activities and those of the folder; the folder of extensions beside the program where none is set.</summary>
    /// <param name="folder">The folder that is set; empty for none.</param>
    /// <exception cref="StartRefusedException">The folder is not there, an assembly can't be loaded, or two activities have one name and version.</exception>
    public static IReadOnlyList<IActivityHandler> With(string folder)
    {
        var path = folder.Length > 0 ? Path.GetFullPath(folder) : Path.Combine(AppContext.BaseDirectory, Beside);
        if (!Directory.Exists(path)) return folder.Length == 0 ? CaseActivities.All : throw new StartRefusedException(Ui.Text("start.no-extensions", ("folder", path)));
        return [.. CaseActivities.All, .. Loaded.GetOrAdd(path, x => new(() => Load(x))).Value];
    }

    private static List<IActivityHandler> Load(string folder)
    {
        var context = new AssemblyLoadContext(folder);
        // What the product itself has comes from the product: with a copy of it an activity would be none.
        context.Resolving += (within, name) => Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file) ? within.LoadFromAssemblyPath(file) : null;
        List<IActivityHandler> found = [];
        var known = CaseActivities.All.Select(x => (x.Description.TypeName, x.Description.Version)).Concat(new ActivityCatalog([]).Descriptions.Select(x => (x.TypeName, x.Version))).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            foreach (var handler in Read(context, file))
            {
                var key = (handler.Description.TypeName, handler.Description.Version);
                if (!known.Add(key)) throw Unusable(file, $"{key.TypeName} v{key.Version} ×2");
                found.Add(handler);
            }
        }
        return found;
    }

    private static IReadOnlyList<IActivityHandler> Read(AssemblyLoadContext context, string file)
    {
        try
        {
            // A copy of what the product has already.
            if (IsOurs(AssemblyName.GetAssemblyName(file).Name)) return [];
            var assembly = context.LoadFromAssemblyPath(file);
            // A library that an extension brought along holds no activity, and may well name others that nobody needs here.
            return assembly.GetReferencedAssemblies().Any(x => IsOurs(x.Name)) ? CaseActivities.In(assembly) : [];
        }
        catch (BadImageFormatException)
        {
            // A library of the operating system that an extension brought along.
            return [];
        }
        catch (ReflectionTypeLoadException problem)
        {
            throw Unusable(file, problem.LoaderExceptions.FirstOrDefault()?.Message ?? problem.Message, problem);
        }
        catch (Exception problem) when (problem is FileLoadException or FileNotFoundException or TypeLoadException or TargetInvocationException or MissingMethodException)
        {
            throw Unusable(file, (problem.InnerException ?? problem).Message, problem);
        }
    }

    private static bool IsOurs(string? name) => name is "CaseWorkflows.Engine" or "CaseWorkflows.Cases" or "CaseWorkflows.Persistence" or "CaseWorkflows.Jobs" or "CaseWorkflows.Web";

    private static StartRefusedException Unusable(string file, string problem, Exception? why = null) => new(Ui.Text("start.extension-unusable", ("file", file), ("problem", problem)), why);
}
