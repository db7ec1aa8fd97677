using CaseWorkflows.Web.Verbs;
using Microsoft.Extensions.Configuration;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>A verb run as the command line runs it, without a process.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Out">Its result.</param>
/// <param name="Error">What it said beside that.</param>
internal sealed record VerbRun(int ExitCode, string Out, string Error)
{
    public static string Root { get; } = FindRoot();

    public static Task<VerbRun> Of(params string[] args) => In(Root, "", [], args);

    public static Task<VerbRun> WithInput(string input, params string[] args) => In(Root, input, [], args);

    public static Task<VerbRun> WithSettings(Dictionary<string, string?> settings, params string[] args) => In(Root, "", settings, args);

    public static Task<VerbRun> In(string folder, string input, Dictionary<string, string?> settings, params string[] args) => RunAsync(folder, input, settings, canAsk: false, args);

    /// <summary>With a person at the terminal.</summary>
    public static Task<VerbRun> Asked(string folder, string input, Dictionary<string, string?> settings, params string[] args) => RunAsync(folder, input, settings, canAsk: true, args);

    private static async Task<VerbRun> RunAsync(string folder, string input, Dictionary<string, string?> settings, bool canAsk, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var reader = new StringReader(input);
        var exitCode = await CommandLine.RunAsync(args, new Surroundings
        {
            Out = output,
            Error = error,
            In = reader,
            Folder = folder,
            Variable = settings.GetValueOrDefault,
            Configuration = () => new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            Time = TimeProvider.System,
            IsTerminal = false,
            CanAsk = canAsk,
        });
        return new VerbRun(exitCode, output.ToString(), error.ToString());
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CaseWorkflows.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not lie in the source tree.");
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows verbs ");

    public string Path => _folder.FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => _folder.Delete(true);
}
