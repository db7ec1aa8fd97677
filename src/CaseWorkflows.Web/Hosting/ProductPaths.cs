namespace CaseWorkflows.Web.Hosting;

/// <summary>Where an installation's files lie.</summary>
/// <param name="Workflows">Definitions, policies, calendars, forms.</param>
/// <param name="Data">The embedded database and the cookie keys.</param>
public sealed record ProductPaths(string Workflows, string Data)
{
    /// <summary>Finds the folders.</summary>
    /// <exception cref="StartRefusedException">There is no folder of workflows.</exception>
    public static ProductPaths Of(ProductOptions options)
    {
        var workflows = options.WorkflowsFolder.Length > 0
            ? Existing(Path.GetFullPath(options.WorkflowsFolder))
            : Upwards(Directory.GetCurrentDirectory()) ?? Upwards(AppContext.BaseDirectory) ?? throw Missing(Path.GetFullPath("workflows"));
        return new(workflows, Path.GetFullPath(options.DataFolder));
    }

    /// <summary>The definitions that are published at start.</summary>
    public string Definitions => Path.Combine(Workflows, "definitions");

    private static string Existing(string folder) => Directory.Exists(folder) ? folder : throw Missing(folder);

    private static StartRefusedException Missing(string folder) => new(Texts.Ui.Text("start.no-workflows", ("folder", folder)));

    private static string? Upwards(string from)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "workflows", "definitions")))
                return Path.Combine(at.FullName, "workflows");
        return null;
    }
}

/// <summary>The product can't start with these files or settings; the message says which and what to do.</summary>
public sealed class StartRefusedException(Engine.LocalizedText text, Exception? inner = null) : Exception($"{text.Zh}\n{text.En}", inner)
{
    /// <summary>The reason in both languages.</summary>
    public Engine.LocalizedText Text { get; } = text;
}
